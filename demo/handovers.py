"""Two who left the vacant post of one unit (E06): one hand-over is complete, one still has an open line."""

from datetime import datetime, timedelta
from decimal import Decimal

from demo.people import ACTOR, UNITS, VACANT
from demo.story import Scene
from foundation.townships import services
from foundation.townships.models import Division, HandOver, HandOverLine, Official, Post, Tenure, User
from foundation.townships.states import PostKind

#: Names that nobody else in the unit has.
FIRST, SECOND = "十三", "十四"


def seed_hand_overs(*, now: datetime) -> int:
    """Tell it where the unit is there; returns how many. The post is vacant before and afterwards."""
    unit = Division.objects.filter(code=VACANT[0]).first()
    if unit is None:
        return 0
    word, sign = UNITS[unit.code]
    scene = Scene(unit, User.objects.get(username=f"clerk.{word}"))
    done = _left(scene, f"{sign}{FIRST}", now, (30, 20), ("设置文明实践宣传栏", "26000.00"))
    _received(done, now - timedelta(days=19))
    witness = _holder(unit, PostKind.SECRETARY).name
    services.complete_hand_over(hand_over=done, witness=witness, actor=ACTOR, now=now - timedelta(days=19))
    matters = (("购置应急广播设备", "48000.00"), ("举办农民读书节", "15000.00"))
    _received(_left(scene, f"{sign}{SECOND}", now, (17, 3), *matters), now - timedelta(days=2), lines=1)
    return 2


def _left(scene: Scene, name: str, now: datetime, days_ago: tuple[int, int], *matters: tuple[str, str]) -> HandOver:
    """He comes, proposes and goes; nothing of it has been decided."""
    comes, goes = (now - timedelta(days=days) for days in days_ago)
    scene.now = comes
    official = services.record_official(name=name, division=scene.division, actor=ACTOR, now=comes)
    post = Post.objects.get(division=scene.division, name__contains=VACANT[1])
    tenure = services.begin_tenure(official=official, post=post, start=scene.today, actor=ACTOR, now=comes)
    for title, yuan in matters:
        planned = scene.today + timedelta(days=45)
        scene.topic(title, proposer=official, amount=Decimal(yuan), planned_day=planned)
    scene.now = goes
    services.end_tenure(tenure=tenure, end=scene.today, actor=ACTOR, now=goes)
    return HandOver.objects.get(tenure=tenure)


def _received(hand_over: HandOver, now: datetime, lines: int | None = None) -> list[HandOverLine]:
    """The deputy secretary takes over what is open, or the first `lines` of it."""
    receiver = _holder(hand_over.tenure.post.division, PostKind.DEPUTY_SECRETARY)
    return [
        services.receive_line(line=line, receiver=receiver, note="材料已当面点清。", actor=ACTOR, now=now)
        for line in hand_over.lines.order_by("pk")[:lines]
    ]


def _holder(unit: Division, kind: PostKind) -> Official:
    return Tenure.objects.get(post__division=unit, post__kind=kind, end__isnull=True).official
