"""Decisions in every phase, made through the services, with days relative to today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from decisions import services
from decisions.models import Resolution
from decisions.states import Category, Choice, Outcome, Phase
from demo.story import Scene
from disclosure.models import Draft
from disclosure.services import publish
from foundation.townships.models import Division, User

HOW_TO_OBJECT = "公示期内可向本单位党政办公室书面或当面提出，也可以拨打 12388。"


@dataclass(frozen=True)
class Story:
    """What happens in one unit: `days_ago` is when it begins."""

    word: str
    days_ago: int
    tell: Callable[[Scene], None]


def seed_decisions(*, now: datetime, units: dict[str, tuple[str, str]]) -> int:
    """Tell every story whose unit is there, oldest first; returns how many. `units` maps codes to words and signs."""
    codes = {word: code for code, (word, _sign) in units.items()}
    told = 0
    for story in sorted(STORIES, key=lambda story: -story.days_ago):
        division = Division.objects.filter(code=codes.get(story.word, "")).first()
        if division is not None:
            clerk = User.objects.get(username=f"clerk.{story.word}")
            story.tell(Scene(division, clerk, now=now - timedelta(days=story.days_ago)))
            told += 1
    return told


def _project(scene: Scene, title: str, yuan: str, content: str, *, planned: int = 2) -> dict[str, Any]:
    return {
        "title": title,
        "category": Category.PROJECT,
        "amount": Decimal(yuan),
        "content": content,
        "planned_day": scene.today + timedelta(days=planned),
    }


def _finish(scene: Scene, resolution: Resolution) -> None:
    """The meeting closes, its minutes are issued."""
    services.close_meeting(meeting=resolution.item.meeting, **scene.by)
    services.issue_minutes(meeting=resolution.item.meeting, **scene.by)


def _prepared(scene: Scene, resolution: Resolution, what: str) -> Draft:
    return services.prepare_publication(resolution=resolution, what=what, how_to_object=HOW_TO_OBJECT, **scene.by)


def _published(scene: Scene, resolution: Resolution, what: str) -> None:
    draft = _prepared(scene, resolution, what)
    scene.now += timedelta(hours=3)
    word = scene.clerk.username.split(".")[1]
    publish(draft=draft, reviewer=User.objects.get(username=f"reviewer.{word}"), now=scene.now)


def _square(scene: Scene) -> None:
    """Published: a project that one member opposed with reasons."""
    topic = scene.topic(
        **_project(scene, "修建集镇文化广场", "860000.00", "在集镇东侧空地修建文化广场一处，含地面铺装、照明和绿化。")
    )
    item = scene.item_at(Phase.DISCUSSION, topic)
    seats = scene.able(item)
    for seat, words in zip(
        seats, ("群众多次提出，应当办。", "要先把排水做好。", "照明电费由谁承担，请写清。"), strict=False
    ):
        services.record_speech(item=item, seat=seat, text=words, **scene.by)
    services.end_discussion(item=item, **scene.by)
    scene.state(item, seats[0], Choice.OPPOSE, "建议先修排水，再铺地面。")
    scene.everyone_states(item)
    scene.everyone_votes(item, seats[0].official.name)
    resolution = services.announce_result(
        item=item, text="同意修建集镇文化广场，总投资控制在 86 万元以内，先做排水后铺地面，公开招标。", **scene.by
    )
    _finish(scene, resolution)
    scene.now += timedelta(days=1)
    _published(scene, resolution, "在集镇东侧修建一处文化广场，供群众休闲健身。")


def _road(scene: Scene) -> None:
    """Published: a road, with one member absent and one recused."""
    topic = scene.topic(
        **_project(
            scene,
            "改造村组道路 3.2 公里",
            "1240000.00",
            "改造三个村的村组道路，路面宽 3.5 米，资金由县级补助和镇级配套解决。",
        )
    )
    absent = scene.sitters()[5].name
    item = scene.item_at(Phase.REPORT, topic, absent={absent: "外出学习"})
    services.recuse(item=item, seat=scene.able(item)[0], reason="亲属承包的鱼塘紧邻施工路段", **scene.by)
    scene.bring(item, Phase.VOTING)
    scene.everyone_votes(item)
    resolution = services.announce_result(
        item=item, text="同意改造村组道路 3.2 公里，总投资控制在 124 万元以内，进县公共资源交易中心招标。", **scene.by
    )
    _finish(scene, resolution)
    _published(scene, resolution, "改造三个村的村组道路，共 3.2 公里。")


def _pool(scene: Scene) -> None:
    """Open: waits in the pool."""
    scene.topic(**_project(scene, "更新农贸市场排水管网", "318000.00", "更换老旧管网 420 米。", planned=6))


def _delivered(scene: Scene) -> None:
    """Open: convened for three days from now, delivered today."""
    scene.convened(
        scene.topic(**_project(scene, "购置垃圾清运车两辆", "298000.00", "原有车辆已到报废年限。", planned=3)),
        days_ahead=3,
    )


def _stating(scene: Scene) -> None:
    """Open: the meeting is today, three members have stated."""
    topics = [
        scene.topic(**_project(scene, "维修敬老院屋面", "126000.00", "屋面渗漏，拟在雨季前修好。")),
        scene.topic(**_project(scene, "新增路灯 80 盏", "152000.00", "安装在三条村道。")),
    ]
    item = scene.item_at(Phase.STATING, *topics)
    for seat in scene.able(item)[:3]:
        scene.state(item, seat)


def _voting(scene: Scene) -> None:
    """Open: the meeting is today, everybody but the last has voted."""
    item = scene.item_at(
        Phase.VOTING, scene.topic(**_project(scene, "修缮便民服务中心", "412000.00", "增设母婴室和无障碍坡道。"))
    )
    for seat in scene.able(item)[:-1]:
        scene.vote(item, seat)


def _in_review(scene: Scene) -> None:
    """Open: decided, the citizens' copy waits for the second person."""
    resolution = scene.resolution(
        scene.topic(**_project(scene, "建设社区停车场", "560000.00", "利用闲置地块建设停车位 66 个。"))
    )
    _finish(scene, resolution)
    _prepared(scene, resolution, "利用闲置地块建设 66 个停车位。")


def _personnel(scene: Scene) -> None:
    """Decided, and never on the open site: a personnel matter."""
    resolution = scene.resolution(
        scene.topic(
            title="便民服务中心主任任职",
            category=Category.PERSONNEL,
            amount=None,
            content="拟任人选已征求意见。",
            planned_day=scene.today + timedelta(days=2),
        )
    )
    _finish(scene, resolution)


def _inquorate(scene: Scene) -> None:
    """Without a quorum: four of nine came, the topic went back to the pool."""
    absent = {official.name: "参加县里会议" for official in scene.sitters()[3:8]}
    topic = scene.topic(**_project(scene, "租赁镇区保洁设备", "180000.00", "租期一年。", planned=30))
    meeting = scene.opened(topic, absent=absent)
    services.set_aside_item(
        item=meeting.items.get(position=1), outcome=Outcome.INQUORATE, reason="应到 9 人，实到 4 人", **scene.by
    )
    services.close_meeting(meeting=meeting, **scene.by)
    services.issue_minutes(meeting=meeting, **scene.by)


def _overdue(scene: Scene) -> None:
    """Overdue: its day has passed and no meeting has taken it up."""
    scene.topic(**_project(scene, "处置闲置校舍", "0.00", "原小学校舍闲置，拟公开出租。", planned=4))


STORIES = [
    Story("jinnan", 20, _square),
    Story("jinnan", 2, _stating),
    Story("taji", 18, _road),
    Story("taji", 0, _delivered),
    Story("licheng", 9, _in_review),
    Story("dailou", 12, _personnel),
    Story("qianfeng", 7, _inquorate),
    Story("yintu", 8, _overdue),
    Story("lyuliang", 1, _pool),
    Story("kaifaqu", 2, _voting),
]
