"""The last line: what goes round the services is refused by the database itself."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, connection, models, transaction

from foundation.townships.models import (
    Assignment,
    Authenticator,
    Body,
    BodySeat,
    Division,
    DivisionGrant,
    HandOver,
    HandOverLine,
    Official,
    Post,
    RecoveryCode,
    Succession,
    Tenure,
    User,
)
from foundation.townships.states import BodyKind, PostKind, Role
from foundation.web.models import FormToken
from tests.townships.acts import day, today

pytestmark = pytest.mark.django_db

COLUMNS = {"county": "320831", "township": "320831101"}


def division(**fields) -> Division:
    defaults = {
        "code": "320831109000",
        "name": "某镇",
        "level": "township",
        "county": "320831",
        "township": "320831109",
    }
    return Division.objects.create(**defaults | fields)


class Makes:
    """One row that no service would write, for each constraint by its name."""

    def __init__(self, cast):
        self.cast = cast
        self.jinnan, self.taji = cast.jinnan, cast.taji
        self.clerk = cast.user("clerk.jinnan")

    # Divisions

    def division_code_length(self):
        division(code="32083110900", county="320831")

    def division_level(self):
        division(level="city", county="", township="")

    def division_scope(self):
        division(county="320830")

    def code(self):
        division(code=self.jinnan.code, township="320831101")

    def division_ends_after_start(self):
        Division.objects.filter(pk=self.jinnan.pk).update(start=today(), end=day(-1))

    def succession_once(self):
        for _time in range(2):
            Succession.objects.create(predecessor=self.taji, successor=self.jinnan, day=today())

    def succession_of_another(self):
        Succession.objects.create(predecessor=self.jinnan, successor=self.jinnan, day=today())

    # Bodies and posts

    def townships_body_scope(self):
        Body.objects.create(division=self.taji, kind="x", name="x", county="320830", township="320831103")

    def townships_post_scope(self):
        Post.objects.create(division=self.taji, kind="x", name="x", rank=99, county="320830", township="320831103")

    def townships_bodyseat_scope(self):
        body, post = self.cast.body(self.jinnan, BodyKind.HEAD_MEETING), self.cast.post(self.jinnan, "office_staff")
        BodySeat.objects.create(body=body, post=post, county="320830", township="320831101")

    def townships_official_scope(self):
        Official.objects.create(division=self.taji, name="x", county="320830", township="320831103")

    def townships_tenure_scope(self):
        tenure = Tenure.objects.filter(post__division=self.jinnan).first()
        Tenure.objects.filter(pk=tenure.pk).update(county="320830")

    def townships_assignment_scope(self):
        self.clerk.assignments.update(county="320830")

    def body_once_per_division(self):
        Body.objects.create(division=self.jinnan, kind=BodyKind.PARTY_COMMITTEE, name="又一个", **COLUMNS)

    def post_once_per_division(self):
        Post.objects.create(division=self.jinnan, kind="office_staff", name="党政办文书", rank=99, **COLUMNS)

    def post_rank_once_per_division(self):
        Post.objects.create(division=self.jinnan, kind="office_staff", name="又一个", rank=1, **COLUMNS)

    def one_post_of_each_principal(self):
        Post.objects.create(division=self.jinnan, kind=PostKind.SECRETARY, name="第一书记", rank=99, **COLUMNS)

    def one_seat_per_post_and_body(self):
        seat = BodySeat.objects.filter(body__division=self.jinnan).first()
        BodySeat.objects.create(body=seat.body, post=seat.post, votes=False, **COLUMNS)

    # People

    def tenure_ends_after_start(self):
        tenure = Tenure.objects.filter(post__division=self.jinnan).first()
        Tenure.objects.filter(pk=tenure.pk).update(start=today(), end=day(-1))

    def one_holder_of_a_post(self):
        tenure = Tenure.objects.filter(post__division=self.jinnan).first()
        Tenure.objects.create(official=self.cast.official("丁九"), post=tenure.post, start=today(), **COLUMNS)

    def _hand_over(self) -> HandOver:
        tenure = Tenure.objects.filter(post__division=self.jinnan).first()
        return HandOver.objects.create(tenure=tenure, day=today(), **COLUMNS)

    def _line(self, **fields) -> HandOverLine:
        found = HandOver.objects.first() or self._hand_over()
        return HandOverLine.objects.create(
            **{"hand_over": found, "ref": "x.y:1", "title": "x", "duty": "x", **COLUMNS, **fields}
        )

    def townships_handover_scope(self):
        self._hand_over()
        HandOver.objects.update(county="320830")

    def townships_handoverline_scope(self):
        self._line(county="320830")

    def tenure(self):
        self._hand_over()
        self._hand_over()

    def hand_over_has_a_witness(self):
        self._hand_over()
        HandOver.objects.update(completed_on=today())

    def hand_over_line_once(self):
        self._line()
        self._line()

    def hand_over_line_received_by_somebody(self):
        self._line(received_on=today())

    # Accounts

    def no_superuser(self):
        User.objects.filter(pk=self.clerk.pk).update(is_superuser=True)

    def username(self):
        User.objects.create_user(self.clerk.username, "x", name="x")

    def assignment_role(self):
        self.clerk.assignments.update(role="emperor")

    def one_open_assignment_of_a_role(self):
        Assignment.objects.create(user=self.clerk, role=Role.CLERK, division=self.jinnan, start=day(1), **COLUMNS)

    def divisiongrant_unique_together(self):
        row = DivisionGrant.objects.first()
        DivisionGrant.objects.create(
            user_id=row.user_id, permission_id=row.permission_id, content_object_id=row.content_object_id
        )

    def user(self):
        for secret in ("A" * 32, "B" * 32):
            Authenticator.objects.create(user=self.clerk, secret=secret, since=self.cast.now)

    def recovery_code_sign(self):
        for hashed in ("x", "y"):
            RecoveryCode.objects.create(user=self.clerk, sign="abcd", hashed=hashed)

    # Forms

    def token(self):
        FormToken.objects.create(token="t" * 20, actor="a")
        FormToken.objects.create(token="t" * 20, actor="b")


def constraints() -> set[str]:
    """The names of all constraints of these two rooms; a unique column goes by its own name."""
    found = set()
    for model in [*apps.get_app_config("townships").get_models(), *apps.get_app_config("web").get_models()]:
        found |= {constraint.name for constraint in model._meta.constraints}
        found |= {field.name for field in model._meta.concrete_fields if field.unique and not field.primary_key}
        if model._meta.unique_together:
            found.add(f"{model._meta.model_name}_unique_together")
    return found


def test_every_constraint_has_a_row_that_breaks_it():
    assert constraints() == {name for name in vars(Makes) if not name.startswith("_")}


@pytest.mark.parametrize("name", sorted(constraints()))
def test_the_database_refuses(cast, name):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        getattr(Makes(cast), name)()
    assert_names(str(refused.value), name)


def assert_names(said: str, name: str) -> None:
    """SQLite names a unique constraint by its columns; whatever breaks, it is not another constraint."""
    if "UNIQUE constraint failed" not in said and "duplicate key" not in said:
        assert name in said


@pytest.mark.parametrize(
    ("county", "township"), [("320831", "320831101"), ("320831", ""), ("320830", "320830101"), ("320830", "")]
)
def test_a_township_that_begins_with_its_county_is_taken(cast, county, township):
    Official.objects.create(division=cast.jinnan, name="x", county=county, township=township)


@pytest.mark.parametrize(
    ("level", "county", "township", "is_taken"),
    [
        ("province", "", "", True),
        ("province", "320831", "", False),
        ("prefecture", "", "", True),
        ("prefecture", "", "320831109", False),
        ("county", "320831", "", True),
        ("county", "", "", False),
        ("county", "320831", "320831109", False),
        ("township", "320831", "320831109", True),
        ("township", "320831", "", False),
        ("village", "320831", "320831109", True),
        ("village", "320831", "320831108", False),
    ],
)
def test_the_columns_of_a_division_follow_its_level(cast, level, county, township, is_taken):
    fields = {"level": level, "county": county, "township": township}
    if is_taken:
        division(**fields)
    else:
        with pytest.raises(IntegrityError, match="division_scope"), transaction.atomic():
            division(**fields)


def test_what_others_point_to_cannot_be_deleted(cast):
    for row in (
        cast.county,
        cast.jinnan,
        cast.body(cast.jinnan, BodyKind.PARTY_COMMITTEE),
        cast.post(cast.jinnan, PostKind.SECRETARY),
        cast.official("丁一"),
        cast.user("clerk.jinnan"),
    ):
        with pytest.raises(models.ProtectedError):
            row.delete()


def test_a_second_principal_may_be_in_another_unit_and_members_are_many(cast):
    """The partial constraints refuse no more than they should."""
    assert Post.objects.filter(kind=PostKind.SECRETARY).count() == 3
    assert Post.objects.filter(division=cast.jinnan, kind=PostKind.COMMITTEE_MEMBER).count() > 1
    ended = Tenure.objects.get(post__division=cast.jinnan, post__kind=PostKind.SECRETARY)
    Tenure.objects.filter(pk=ended.pk).update(end=day(-1))
    Tenure.objects.create(official=cast.official("丁九"), post=ended.post, start=today(), **COLUMNS)


# Rights by the ways of Django --------------------------------------------------------------------


def test_an_account_gets_no_group_and_no_permission_of_its_own():
    user = User.objects.get(username="clerk.jinnan")
    group, permission = Group.objects.create(name="组"), Permission.objects.first()
    for give in (
        lambda: user.groups.add(group),
        lambda: group.user_set.add(user),
        lambda: user.user_permissions.add(permission),
        lambda: User.groups.through.objects.bulk_create([User.groups.through(user=user, group=group)]),
    ):
        with pytest.raises(IntegrityError, match="rights come from assignments alone"), transaction.atomic():
            give()


@pytest.mark.parametrize(("table", "column"), [("groups", "group_id"), ("user_permissions", "permission_id")])
def test_nor_by_sql_written_by_hand(table, column):
    user = User.objects.get(username="clerk.jinnan")
    insert = f"INSERT INTO townships_user_{table} (user_id, {column}) VALUES (%s, 1)"
    with pytest.raises(IntegrityError, match="rights come from assignments alone"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(insert, [user.pk])
