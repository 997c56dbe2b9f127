"""Decisions in every phase, made through the services, with days relative to today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from decisions import services
from decisions.models import AgendaItem, Resolution, Topic
from decisions.services.light import Light
from decisions.sitting import Sitting
from decisions.states import Answer, Category, Choice, LightKind, Outcome, Phase, Step, StopAnswerKind, StopKind, Way
from demo.story import Scene
from disclosure.models import Draft
from disclosure.services import publish
from foundation.rulebook.states import Unit
from foundation.townships.models import Division, Official, User
from foundation.townships.states import BodyKind, PostKind

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
    """The meeting closes, its minutes go their way until they are issued."""
    services.close_meeting(meeting=resolution.item.meeting, **scene.by)
    scene.received(scene.minutes(resolution.item.meeting))


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
    resolution = scene.announce(
        item,
        "同意修建集镇文化广场，总投资控制在 86 万元以内，先做排水后铺地面，公开招标。",
        taken_up={seats[0].pk: "采纳：先做排水，再铺地面。"},
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


def _daily(scene: Scene) -> None:
    """The head's meeting: small matters on one sheet, an ad-hoc motion, receipts, a template for every quarter."""
    scene = Scene(scene.division, scene.clerk, now=scene.now, kind=BodyKind.HEAD_MEETING)
    topic = scene.topic(**_project(scene, "维修集镇污水泵站", "4800.00", "一台水泵停机，拟更换电机轴承。"))
    meeting = scene.convened(topic)
    members = scene.sitters()
    for official in members[2:5]:
        services.record_hand_over(meeting=meeting, official=official, handed_on=scene.today, **scene.by)
    scene.now += meeting.day - scene.today
    recorder = Official.objects.get(accounts=scene.clerk)
    meeting = services.open_meeting(meeting=meeting, chair=members[0], recorder=recorder, absences={}, **scene.by)
    urgent = scene.topic(**_project(scene, "抢修水毁涵洞", "3600.00", "昨夜大雨冲毁涵洞一处，群众出行受阻。"))
    motion = services.put_ad_hoc(meeting=meeting, topic=urgent, reason="涵洞冲毁，等不到下次会议。", **scene.by)
    services.record_consent(item=motion, agree=len(scene.able(motion)), **scene.by)
    for item in meeting.items.order_by("position"):
        scene.bring(item, Phase.VOTING)
        scene.everyone_votes(item)
        services.announce_result(item=item, text="同意实施。", **scene.by)
    lines = [
        Light("购置复印纸和墨盒", LightKind.PURCHASE, Decimal("1860.00"), members[3], "同意，由党政办办理。"),
        Light("更换会议室灯管", LightKind.REPAIR, Decimal("420.00"), members[3], "同意。"),
        Light("重阳节走访老党员", LightKind.RELIEF, Decimal("3000.00"), members[2], "同意，每户一份慰问品。"),
    ]
    sheet = services.enter_light_sheet(meeting=meeting, lines=lines, **scene.by)
    services.sign_off_light_sheet(sheet=sheet, **scene.by)
    services.keep_template(
        entry=None,
        unit=scene.division,
        body=scene.body,
        title="{年}年第{季}季度经费收支情况",
        content="本季度收入、支出、结余；大额支出逐笔说明；下季度安排。",
        **scene.by,
    )
    services.close_meeting(meeting=meeting, **scene.by)
    scene.minutes(meeting)


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
    # Its minutes wait for the second person.
    scene.submitted(services.draft_minutes(meeting=meeting, **scene.by))


def _overdue(scene: Scene) -> None:
    """Overdue: its day has passed and no meeting has taken it up."""
    scene.topic(
        entry="assets", **_project(scene, "处置闲置校舍", "36000.00", "原小学校舍闲置，拟公开出租。", planned=4)
    )


# What a sheet goes through -----------------------------------------------------------------------


def _going_round(scene: Scene) -> Topic:
    """A big purchase whose sheet is signed by everybody's own login."""
    return scene.topic(
        "采购防汛移动泵车一台",
        entry="purchase",
        amount=Decimal("186000.00"),
        content="现有泵车已超过使用年限，拟公开采购一台。",
        planned_day=scene.today + timedelta(days=6),
        leader=scene.account("member").official,
        signed=False,
    )


def _returned(scene: Scene) -> None:
    """Open: the leader in charge agreed, the review of the funds sent the sheet back."""
    topic = _going_round(scene)
    scene.signs(topic, Step.LEADER, "member", opinion="汛期前须到位。")
    scene.signs(topic, Step.FUNDS, "finreview", Answer.RETURN, "没有写明资金来源，请补充预算科目后重报。")


def _refused(scene: Scene) -> None:
    """Kept off, with its reason on record; and a sheet that waits for the next signature."""
    topic = scene.topic(
        "新建镇级特色商业街",
        amount=Decimal("9800000.00"),
        content="拟在集镇东侧新建商业街一条。",
        leader=scene.account("member").official,
        signed=False,
    )
    scene.sign(topic, Step.LEADER, Step.FUNDS, Step.LEGALITY, Step.PRINCIPAL)
    scene.signs(topic, Step.SCREENING, "secretary", Answer.REFUSE, "资金没有落实，规划尚未批准。待规划批准后重新呈报。")
    waiting = scene.topic(
        "聘用环卫公益岗位 6 名",
        entry="hiring",
        amount=None,
        content="现有人员到龄，拟公开招聘补充。",
        planned_day=scene.today + timedelta(days=8),
        leader=scene.account("member").official,
        signed=False,
    )
    scene.signs(waiting, Step.LEADER, "member")


def _budget(scene: Scene) -> None:
    """Open: adopted by the party committee, it waits for the people's congress."""
    topic = scene.topic(
        "明年镇级财政预算草案",
        entry="budget",
        amount=Decimal("42600000.00"),
        content="收入和支出草案已征求各线意见，党委会通过后提请镇人民代表大会审查批准。",
        planned_day=scene.today + timedelta(days=20),
    )
    _finish(scene, scene.resolution(topic))


def _classified(scene: Scene) -> None:
    """Open: a number and nothing else."""
    scene.topic(entry="emergency", classified=True, planned_day=scene.today + timedelta(days=5))


def _light(scene: Scene) -> None:
    """Open: below the threshold it needs no sheet, and the head's meeting deals with it."""
    scene.topic(
        "购置办公桌椅 12 套",
        entry="purchase",
        amount=Decimal("9600.00"),
        content="便民服务中心窗口更换桌椅。",
        planned_day=scene.today + timedelta(days=4),
    )


def _own_rules(scene: Scene) -> None:
    """Decided by the body's own rules, which the county has not received yet: a finding comes of it. An emergency is
    ratified, after the discipline secretary has stopped the item and the chair has put it right."""
    services.adopt_procedure(
        body=scene.body,
        values={
            "title": "党委会议事规则（试行）",
            "start": scene.today,
            "quorum": "2/3",
            "quorum_unit": Unit.SHARE_AT_LEAST,
            "way": Way.MAJORITY_OF_DUE,
            "chair": PostKind.SECRETARY,
            "acting_chair": PostKind.HEAD,
            "last_but_one": PostKind.HEAD,
            "last": PostKind.SECRETARY,
            "secret": [Category.PERSONNEL],
            "minutes": 10,
            "split": "1/3",
        },
        **scene.by,
    )
    topic = scene.topic(**_project(scene, "抢修河堤闸门", "96000.00", "闸门渗水，已先行抢修，提请追认。"))
    services.report_emergency(
        topic=topic,
        decider=scene.sitters()[1],
        acted_on=scene.today,
        reason="闸门渗水，水位还在上涨，来不及召集会议。",
        done="调用水泵两台，组织二十人抢修，费用约 9.6 万元。",
        reported_to="县防汛办和本单位书记",
        reported_on=scene.today,
        **scene.by,
    )
    absent = scene.sitters()[-1]
    item = scene.item_at(Phase.DISCUSSION, topic, absent={absent.name: "住院"})
    services.record_written_opinion(
        item=item, seat=scene.seat(item, absent.name), text="同意追认，费用请附明细。", **scene.by
    )
    word = scene.clerk.username.split(".")[1]
    watcher: dict[str, Any] = {"actor": User.objects.get(username=f"discipline.{word}"), "now": scene.now}
    stop = services.raise_stop(item=item, kind=StopKind.STOP, reason="费用明细没有发给各位成员。", **watcher)
    services.answer_stop(stop=stop, kind=StopAnswerKind.ENDS, text="接受，补发明细后再议。", **scene.by)
    services.lift_stop(stop=stop, reason="明细已当场发给各位成员。", **watcher)
    scene.bring(item, Phase.VOTING)
    scene.everyone_votes(item)
    resolution = scene.announce(item, "追认紧急抢修，费用按实结算。", taken_up=_answers(item, "采纳，明细附后。"))
    _finish(scene, resolution)


def _answers(item: AgendaItem, words: str) -> dict[int, str]:
    """The same answer to each differing opinion."""
    return {seat.pk: words for seat in Sitting.of(item).differing()}


STORIES = [
    Story("jinbei", 6, _own_rules),
    Story("jinnan", 20, _square),
    Story("jinnan", 11, _daily),
    Story("jinnan", 2, _stating),
    Story("taji", 18, _road),
    Story("taji", 0, _delivered),
    Story("licheng", 9, _in_review),
    Story("dailou", 12, _personnel),
    Story("qianfeng", 7, _inquorate),
    Story("yintu", 8, _overdue),
    Story("lyuliang", 1, _pool),
    Story("kaifaqu", 2, _voting),
    Story("jinbei", 3, _returned),
    Story("yuanzhong", 5, _refused),
    Story("lyuliang", 6, _budget),
    Story("taji", 1, _classified),
    Story("jinnan", 1, _light),
]
