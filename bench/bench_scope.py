"""What somebody may see: a list of 20 among 400,000 rows, against plain equality on the index."""

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from bench import archive
from bench.cases import Case, register
from bench.county import seed
from decisions.models import Topic
from decisions.selectors import topic_page
from demo.people import ACTOR
from foundation.scope import Scope, scope_columns
from foundation.townships.models import Division, Official, User
from foundation.townships.services import grant_role, open_account
from foundation.townships.states import Role

ROWS = 400_000
UNITS = 12


def fill() -> None:
    """400,000 topics of twelve townships; the first is 金南镇. Once for each database."""
    seed()
    if Topic.objects.count() >= ROWS:
        return
    sample = Topic.objects.filter(township="320831101")[0]
    day = archive.day(days=1800, rows=ROWS)
    place = {"county": "'320831'", "township": f"CAST(320831101 + n %% {UNITS} AS text)"}
    archive.copy(sample, ROWS, **place, planned_day=day, proposed_on=day)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class VisibleList(Case):
    """The list of topics as the desk reads it, `select_related` included; the bare way knows where to look."""

    goal_ratio = 1.5
    rounds = 40

    def setup(self) -> None:
        fill()
        self.user = self.reader()
        self.columns = self.places()

    def reader(self) -> User:
        raise TypeError("a list is read by somebody")

    def places(self) -> dict[str, object]:
        raise TypeError("a list is of some place")

    def ours(self) -> object:
        # As in a request: what the account may do is read anew.
        self.user.__dict__.pop("holdings", None)
        return topic_page(self.user).rows

    def bare(self) -> object:
        rows: QuerySet[Topic] = Topic.objects.filter(**self.columns).select_related("body__division", "proposer")
        return list(rows.order_by("-proposed_on", "-pk")[:21])


@register
class TownshipList(VisibleList):
    name = "列表：一个乡镇（40 万行）"

    def reader(self) -> User:
        return User.objects.get(username="clerk.jinnan")

    def places(self) -> dict[str, object]:
        return {"township": "320831101"}


@register
class CountyList(VisibleList):
    name = "列表：全县（40 万行）"

    def reader(self) -> User:
        return User.objects.get(username="inspector.county")

    def places(self) -> dict[str, object]:
        return {"county": "320831"}


@register
class DistrictList(VisibleList):
    """An inspector of three townships (分片), against the list of one: three places in one index."""

    name = "列表：分片三个乡镇（40 万行）"
    goal_ratio = 3

    def reader(self) -> User:
        now, county = timezone.now(), Division.objects.get(code="320831000000")
        official = Official.objects.create(name="片", division=county, **scope_columns(Scope("320831")))
        user = open_account(
            username="district",
            name="片",
            password=make_password("x"),
            hashed=True,
            official=official,
            actor=ACTOR,
            now=now,
        )
        for number in (1, 3, 6):
            unit, _is_new = Division.objects.get_or_create(
                code=f"3208311{number:02}000",
                defaults={
                    "name": f"第{number}镇",
                    "level": "township",
                    "county": "320831",
                    "township": f"3208311{number:02}",
                },
            )
            grant_role(user=user, role=Role.INSPECTOR, division=unit, start=timezone.localdate(), actor=ACTOR, now=now)
        return user

    def places(self) -> dict[str, object]:
        return {"township": "320831101"}
