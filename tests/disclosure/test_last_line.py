"""The last line: what goes round the services is refused by the database itself."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from disclosure.models import Draft, Publication
from tests.disclosure.made import day, draft_of, publication_of, send_back, user

pytestmark = pytest.mark.django_db

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]


def refused(work, match: str = ""):
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        work()


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def copy_of(row, **changes):
    """Another row with the same columns but these."""
    row = type(row).objects.get(pk=row.pk)
    row.pk = changes.pop("pk", None)
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


# Constraints -------------------------------------------------------------------------------------


class Makes:
    """One row that no service would write, for each constraint by its name."""

    def __init__(self, cast):
        self.draft = draft_of(cast.jinnan)
        self.clerk, self.reviewer = user("clerk.jinnan"), user("reviewer.jinnan")

    def write(self, **columns):
        Draft.objects.filter(pk=self.draft.pk).update(**columns)

    def review(self, **more):
        columns = {
            "state": "published",
            "reviewer": self.reviewer,
            "reviewer_official": self.reviewer.official,
            "reviewed_at": self.draft.prepared_at,
        }
        self.write(**columns | more)

    def published(self, **changes):
        row = publication_of(self.draft.division)
        other = draft_of(self.draft.division)
        copy_of(row, **{"pk": "x" * 16, "draft": other} | changes)

    def disclosure_draft_scope(self):
        copy_of(self.draft, county="320830", source="example.other:1")

    def draft_state(self):
        self.review(state="burnt")

    def draft_circle(self):
        copy_of(self.draft, circle="secret", source="example.other:1")

    def draft_reviewed_whole(self):
        self.review(reviewed_at=None)

    def draft_second_person(self):
        self.review(reviewer_official=self.clerk.official)

    def draft_returned_with_reason(self):
        self.review(state="returned")

    def draft_one_standing_of_a_source(self):
        copy_of(self.draft)

    def replaces(self):
        draft_of(self.draft.division, source=None, replaces=None)
        old = send_back(self.draft)
        for number in range(2):
            copy_of(draft_of(self.draft.division), source=f"example.other:{number}", replaces=old)

    def disclosure_publication_scope(self):
        self.published(county="320830")

    def publication_circle(self):
        self.published(circle="secret")

    def publication_version_from_one(self):
        self.published(version=0)

    def draft_id(self):
        row = publication_of(self.draft.division)
        copy_of(row, pk="x" * 16)


def constraints() -> set[str]:
    """The names of all constraints of this room; a unique column goes by its own name."""
    found = set()
    for model in apps.get_app_config("disclosure").get_models():
        found |= {constraint.name for constraint in model._meta.constraints}
        found |= {field.attname for field in model._meta.concrete_fields if field.unique and not field.primary_key}
    return found


def test_every_constraint_has_a_row_that_breaks_it():
    rows = {name for name in vars(Makes) if not name.startswith("_")} - {"write", "review", "published"}
    assert constraints() == {"replaces_id" if name == "replaces" else name for name in rows}


@pytest.mark.parametrize("name", sorted(constraints()))
def test_the_database_refuses(cast, name):
    make = Makes(cast)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        getattr(make, "replaces" if name == "replaces_id" else name)()
    said = str(caught.value)
    if "UNIQUE constraint failed" not in said and "duplicate key" not in said:
        assert name in said


@pytest.mark.parametrize("missing", ["reviewer", "reviewer_official", "reviewed_at"])
def test_a_review_is_whole(cast, missing):
    refused(lambda: Makes(cast).review(**{missing: None}), "draft_reviewed_whole")


@pytest.mark.parametrize("given", ["reviewer", "reviewer_official", "reviewed_at"])
def test_an_open_draft_has_nothing_of_a_review(cast, given):
    make = Makes(cast)
    values = {
        "reviewer": make.reviewer,
        "reviewer_official": make.reviewer.official,
        "reviewed_at": make.draft.prepared_at,
    }
    refused(lambda: make.write(**{given: values[given]}), "draft_reviewed_whole")


def test_a_reason_belongs_to_a_return(cast):
    refused(lambda: Makes(cast).review(return_reason="x"), "draft_returned_with_reason")


# Publications ------------------------------------------------------------------------------------


@pytest.fixture
def copy(cast) -> Publication:
    return publication_of(cast.jinnan)


APPEND_ONLY = "disclosure_publication is append-only"


def test_a_publication_cannot_be_saved_again(copy):
    copy.title = "别的"
    refused(copy.save, APPEND_ONLY)


def test_publications_cannot_be_updated_or_deleted(copy):
    refused(lambda: Publication.objects.update(title="别的"), APPEND_ONLY)
    refused(lambda: Publication.objects.update(title=copy.title), APPEND_ONLY)
    refused(copy.delete, APPEND_ONLY)
    refused(lambda: Publication.objects.all()._raw_delete("default"), APPEND_ONLY)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE disclosure_publication SET content = ''",
        "UPDATE disclosure_publication SET digest = ''",
        "DELETE FROM disclosure_publication",
    ],
)
def test_sql_by_hand_is_refused(copy, statement):
    refused(lambda: execute(statement), APPEND_ONLY)


@pytest.mark.skipif(ON_POSTGRESQL, reason="a statement of SQLite")
@pytest.mark.parametrize(
    "statement",
    [
        "REPLACE INTO disclosure_publication SELECT * FROM disclosure_publication",
        "UPDATE OR REPLACE disclosure_publication SET title = 'x'",
    ],
)
def test_sqlites_own_ways_of_overwriting_are_refused(copy, statement):
    refused(lambda: execute(statement), APPEND_ONLY)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="a statement of PostgreSQL")
def test_truncate_is_refused(copy):
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("disclosure_publication", "disclosure_draft"):
        refused(lambda table=table: execute(f"TRUNCATE {table} CASCADE"), APPEND_ONLY)


# Drafts ------------------------------------------------------------------------------------------

#: What the reviewer reads, and where it comes from.
TEXTS = {
    "county": "320830",
    "township": "",
    "title": "别的",
    "kind": "other",
    "what": "别的",
    "amount": 1,
    "body": "别的",
    "decided_on": day(-9),
    "how_to_object": "别的",
    "object_until": day(90),
    "sections": [{"heading": "别的", "text": "别的"}],
    "source": "example.other:1",
    "circle": "secret",
    "take_down_on": day(90),
    "prepared_at": datetime(2026, 1, 1, tzinfo=UTC),
}
REVIEW = {"id", "state", "reviewer", "reviewer_official", "reviewed_at", "return_reason"}


def test_every_column_but_the_review_is_tried_below():
    pointers = {"division", "preparer", "preparer_official", "replaces"}
    assert {field.name for field in Draft._meta.concrete_fields} == TEXTS.keys() | REVIEW | pointers


@pytest.mark.parametrize("column", TEXTS)
def test_the_text_of_a_draft_never_changes(cast, column):
    draft = draft_of(cast.jinnan)
    refused(lambda: Draft.objects.filter(pk=draft.pk).update(**{column: TEXTS[column]}), "the text of a draft")


@pytest.mark.parametrize("column", ["amount", "object_until"])
def test_nothing_is_taken_out_of_a_draft(cast, column):
    draft = draft_of(cast.jinnan)
    refused(lambda: Draft.objects.filter(pk=draft.pk).update(**{column: None}), "the text of a draft")


def test_whose_a_draft_is_never_changes(cast):
    draft, other = draft_of(cast.jinnan), user("reviewer.jinnan")
    old = send_back(draft_of(cast.jinnan))
    for columns in (
        {"division": cast.taji},
        {"preparer": other},
        {"preparer_official": other.official},
        {"replaces": old},
    ):
        rows = Draft.objects.filter(pk=draft.pk)
        refused(lambda rows=rows, columns=columns: rows.update(**columns), "the text of a draft")


def test_a_reviewed_draft_is_final(cast):
    for draft in (publication_of(cast.jinnan).draft, send_back(draft_of(cast.jinnan))):
        for columns in ({"state": "prepared"}, {"return_reason": "别的"}, {"reviewer_official": None}):
            rows = Draft.objects.filter(pk=draft.pk)
            refused(lambda rows=rows, columns=columns: rows.update(**columns), "reviewed draft is final")


def test_a_draft_is_never_deleted(cast):
    draft = draft_of(cast.jinnan)
    refused(draft.delete, "never deleted")
