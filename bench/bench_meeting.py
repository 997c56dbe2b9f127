"""A long meeting of a large body, 20 items and 15 members, against one of 1 item and 5 members, through the house."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.cases import Case, register
from bench.county import seed
from bench.visitors import Visitor
from decisions.models import AgendaItem
from decisions.states import Phase
from demo.people import ACTOR
from demo.story import Scene
from foundation.scope import scope_columns
from foundation.townships import services
from foundation.townships.models import BodySeat, Division, Post, User
from foundation.townships.states import BodyKind, PostKind

#: Unit and clerk, items and members, of the same kind of body.
LARGE, SMALL = ("320831103000", "clerk.taji", 20, 15), ("320831101000", "clerk.jinnan", 1, 5)


def voting(unit: str, clerk: str, items: int, members: int) -> AgendaItem:
    """A meeting that votes on its first item: everybody has stated, half have voted, the other items wait."""
    user = User.objects.get(username=clerk)
    scene = Scene(Division.objects.get(code=unit), user, kind=BodyKind.HEAD_MEETING)
    for number in range(members - len(scene.sitters())):
        _join(scene, f"增补{number}")
    item = scene.item_at(Phase.VOTING, *[scene.topic(f"基准议题{number}") for number in range(items)])
    for seat in scene.able(item)[: members // 2]:
        scene.vote(item, seat)
    if (item.meeting.items.count(), item.meeting.seats.count()) != (items, members):
        raise RuntimeError(f"{item.meeting} has not {items} items and {members} members")
    return item


def _join(scene: Scene, name: str) -> None:
    columns = scope_columns(scene.division.scope)
    rank = Post.objects.filter(division=scene.division).latest("rank").rank or 0
    post = Post.objects.create(
        division=scene.division, kind=PostKind.COMMITTEE_MEMBER, name=f"委员{rank + 1}", rank=rank + 1, **columns
    )
    BodySeat.objects.create(body=scene.body, post=post, votes=True, **columns)
    member = services.record_official(name=name, division=scene.division, actor=ACTOR, now=scene.now)
    start = scene.today - timedelta(days=365)
    services.begin_tenure(official=member, post=post, start=start, acting=False, actor=ACTOR, now=scene.now)


class Page(Case):
    """What the size of the meeting costs: rows of the template, never a query more."""

    rounds = 25
    goal_ratio = 2
    made: tuple[AgendaItem, AgendaItem] | None = None

    def setup(self) -> None:
        seed()
        if Page.made is None:
            Page.made = voting(*LARGE), voting(*SMALL)
        self.visitors = [Visitor(clerk) for _unit, clerk, *_numbers in (LARGE, SMALL)]
        self.addresses = [self.address(item) for item in Page.made]
        self.ours()
        counts = [self._queries(number) for number in (0, 1)]
        if counts[0] > counts[1]:
            raise RuntimeError(f"{self.addresses[0]} asks {counts[0]} times, the small one {counts[1]}")
        self.name = f"{self.name}（{counts[0]} 次查询）"

    def address(self, item: AgendaItem) -> str:
        raise TypeError("a page has an address")

    def _queries(self, number: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            self._open(number)
        return len(seen)

    def _open(self, number: int) -> object:
        return self.visitors[number].open(self.addresses[number])

    def ours(self) -> object:
        return self._open(0)

    def bare(self) -> object:
        return self._open(1)


@register
class MeetingPage(Page):
    name = "会议页：20 个议题、15 名成员"

    def address(self, item: AgendaItem) -> str:
        return reverse("decisions:meeting", args=[item.meeting_id])


@register
class ItemPage(Page):
    name = "议题办理页：20 个议题、15 名成员"

    def address(self, item: AgendaItem) -> str:
        return reverse("decisions:item", args=[item.pk])
