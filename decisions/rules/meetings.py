"""Before a meeting, at its opening and at its close."""

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _

from decisions.models import AgendaItem, Meeting, Procedure, Seat, Topic
from decisions.rules.bases import COLLECTIVE
from decisions.rules.deliveries import ad_hoc_has_consent
from decisions.sitting import names
from decisions.states import BODIES_FOR_PERSONNEL, UNDECIDED, Category, MeetingState, Phase, TopicState
from foundation.calendar.counting import calendar
from foundation.rulebook.values import Value
from foundation.scope import Scope
from foundation.townships.models import Body, Official
from foundation.townships.selectors import Sitter
from foundation.townships.states import BodyKind
from foundation.violations import RuleViolation

# Before the meeting ------------------------------------------------------------------------------


def right_body(category: Category, body: Body) -> RuleViolation | None:
    """D15: personnel is decided by the party committee (in a village by its branch), not by a joint meeting."""
    if category != Category.PERSONNEL or body.kind in BODIES_FOR_PERSONNEL:
        return None
    return RuleViolation(
        "decisions.right_body",
        _("提请决定的组织：人事事项只能由党委会（村级由党组织）决定，不能提交%s。请改选党委会。") % body.name,
        COLLECTIVE,
        field="body",
    )


def day_not_past(day: date, today: date, field: str) -> RuleViolation | None:
    """A meeting is convened ahead, not backwards."""
    if day >= today:
        return None
    return RuleViolation("decisions.past_day", _("日期：%s 已经过去。请填写今天或以后的日期。") % day, field=field)


def still_convened(meeting: Meeting) -> RuleViolation | None:
    """The agenda, the day and the deliveries are settled before the meeting opens."""
    if meeting.state == MeetingState.CONVENED:
        return None
    return RuleViolation(
        "decisions.meeting_has_opened",
        _("会议：%s，议程和日期不能再改。临时议题请另行召集会议。") % meeting.get_state_display(),
    )


def topic_is_open(topic: Topic) -> RuleViolation | None:
    """What a decision was made upon stands as it was: papers come and go before it only."""
    if topic.state in UNDECIDED:
        return None
    return RuleViolation(
        "decisions.topic_decided",
        _("议题：“%(topic)s”%(state)s，附件不能再增减。需要补充的材料，请随公文或者新的议题办理。")
        % {"topic": topic.title, "state": topic.get_state_display()},
    )


def topic_is_free(topic: Topic, meeting: Meeting) -> RuleViolation | None:
    """A topic is on one agenda at a time, and of the body whose turn it is."""
    if topic.body_id != meeting.body_id:
        later = topic.bodies[topic.bodies.index(BodyKind(topic.body.kind)) :] if topic.bodies else ()
        remedy = _("请先由该组织议决。") if meeting.body.kind in later else _("请另行召集该组织的会议。")
        return RuleViolation(
            "decisions.other_body",
            _("议题：“%(topic)s”提请%(body)s决定，不能列入本次会议。%(remedy)s")
            % {"topic": topic.title, "body": topic.body.name, "remedy": remedy},
            COLLECTIVE,
            field="topic",
        )
    if topic.state == TopicState.POOL:
        return None
    return RuleViolation(
        "decisions.topic_taken",
        _("议题：“%(topic)s”%(state)s，不能再列入。请选择待上会的议题。")
        % {"topic": topic.title, "state": topic.get_state_display()},
        field="topic",
    )


def not_dealt_with(topic: Topic, meeting: Meeting) -> RuleViolation | None:
    """What a meeting has set aside, or decided and the county sends back, comes to another meeting."""
    if not meeting.items.filter(topic=topic).exists():
        return None
    return RuleViolation(
        "decisions.dealt_with",
        _("议题：“%s”本次会议已经议过，不能再次列入。请列入下一次会议。") % topic.title,
        COLLECTIVE,
        field="topic",
    )


def agenda_not_empty(meeting: Meeting) -> RuleViolation | None:
    if meeting.items.exists():
        return None
    return RuleViolation("decisions.empty_agenda", _("议程：还没有议题。请先把待上会的议题列入议程。"))


# Opening and closing -----------------------------------------------------------------------------


def opens_on_its_day(meeting: Meeting, today: date) -> RuleViolation | None:
    """A meeting opens on the day it was convened for: the members counted on that day."""
    if meeting.day == today:
        return None
    return RuleViolation(
        "decisions.other_day",
        _("会议日期：会议定于 %(day)s 召开，今天是 %(today)s。如已改期，请先修改会议日期。")
        % {"day": meeting.day, "today": today},
        COLLECTIVE,
    )


def chair_is_present(chair: Official, present: Iterable[Official]) -> RuleViolation | None:
    """A member in the room presides, not somebody who only attends."""
    if chair in present:
        return None
    return RuleViolation(
        "decisions.chair_absent",
        _("主持人：%s未到会，或只列席会议，不能主持。请另选到会的成员。") % chair.name,
        field="chair",
    )


def presides(
    chair: Official, sitters: Iterable[Sitter], absent: Collection[int], procedure: Procedure
) -> RuleViolation | None:
    """By the rules of procedure: whoever holds the chair's post (acting included); when he is not there, who takes his
    place; when neither is, any member."""
    there = [sitter for sitter in sitters if sitter.votes and sitter.official.pk not in absent]
    for kind in (procedure.chair, procedure.acting_chair):
        holders = [sitter.official for sitter in there if kind and kind in {post.kind for post in sitter.posts}]
        if holders:
            if chair in holders:
                return None
            return RuleViolation(
                "decisions.presides",
                _("主持人：按议事规则应由%(who)s主持。请改选；他不能主持的，请登记缺席并写明原因。")
                % {"who": "、".join(holder.name for holder in holders)},
                COLLECTIVE,
                field="chair",
            )
    return None


def chair_stays(meeting: Meeting, seat: Seat) -> RuleViolation | None:
    """A meeting is never without a chair: somebody else takes over before he goes."""
    if meeting.chair_id != seat.official_id:
        return None
    return RuleViolation(
        "decisions.chair_leaves",
        _("主持人：%s正在主持会议。请先更换主持人，再登记离会。") % seat.official.name,
        COLLECTIVE,
        field="seat",
    )


def takes_the_chair(meeting: Meeting, seat: Seat) -> RuleViolation | None:
    """A member in the room, and another one than before."""
    if seat.meeting_id == meeting.pk and seat.votes and seat.present and seat.official_id != meeting.chair_id:
        return None
    return RuleViolation(
        "decisions.next_chair",
        _("主持人：%s未到会、只列席会议，或者已在主持。请另选到会的成员。") % seat.official.name,
        COLLECTIVE,
        field="seat",
    )


def of_this_unit(official: Official, scope: Scope, name: str, field: str) -> RuleViolation | None:
    """Whoever reports or keeps the record answers for it in this unit."""
    if official.scope == scope:
        return None
    return RuleViolation(
        "decisions.other_unit",
        _("%(what)s：%(name)s不是本单位人员。请选择本单位人员。") % {"what": name, "name": official.name},
        field=field,
    )


def is_given(text: str, name: str, field: str) -> RuleViolation | None:
    """What has no words or no reason on record cannot be answered for later."""
    if text.strip():
        return None
    return RuleViolation("decisions.not_given", _("%s：没有填写。请写明后再提交。") % name, COLLECTIVE, field=field)


def meeting_open(meeting: Meeting) -> RuleViolation | None:
    if meeting.state == MeetingState.OPEN:
        return None
    return RuleViolation(
        "decisions.meeting_open",
        _("会议：%s，不能录入。请在开会之后、散会之前录入。") % meeting.get_state_display(),
        COLLECTIVE,
    )


def has_opened(meeting: Meeting) -> RuleViolation | None:
    """What somebody notes of a meeting he has seen."""
    if meeting.state != MeetingState.CONVENED:
        return None
    return RuleViolation("decisions.not_opened", _("会议：还没有开，不能记录。请在开会后记录。"), field="text")


def not_over(meeting: Meeting) -> RuleViolation | None:
    if meeting.state != MeetingState.CLOSED:
        return None
    return RuleViolation(
        "decisions.meeting_over", _("会议：已经散会，不能再登记列席人员。请在散会前登记。"), field="official"
    )


def one_item_at_a_time(item: AgendaItem) -> RuleViolation | None:
    """D08: matters are dealt with item by item."""
    other = item.meeting.items.exclude(pk=item.pk).exclude(phase__in=[Phase.WAITING, Phase.CLOSED]).first()
    if other is None:
        return None
    return RuleViolation(
        "decisions.one_item_at_a_time",
        _("议题：“%s”尚未结束。请逐项议决，先结束该议题。") % other.topic.title,
        COLLECTIVE,
    )


def every_item_closed(meeting: Meeting) -> RuleViolation | None:
    waiting = list(meeting.items.exclude(phase=Phase.CLOSED).select_related("topic"))
    if not waiting:
        return None
    return RuleViolation(
        "decisions.items_open",
        _("议程：还有议题没有结束：%s。请逐项形成结果，或注明暂缓、撤回后再散会。")
        % "、".join(item.topic.title for item in waiting),
    )


def delivery(item: AgendaItem, due: Iterable[Seat], wanted: Value) -> RuleViolation | None:
    """D05: topic and papers reach every member at least two days ahead (by parameter, in its unit).

    The latest delivery counts: it must lie on or before the day of the meeting less that period. An ad-hoc motion
    cannot, and has the consent of those in the room instead.
    """
    if hasattr(item, "ad_hoc"):
        return ad_hoc_has_consent(item)
    latest = wanted.latest_start(item.meeting.day, calendar()).day
    delivered = {each.official_id: each.day for each in item.deliveries.all()}
    wanting = [seat for seat in due if seat.official_id not in delivered or delivered[seat.official_id] > latest]
    if not wanting:
        return None
    convened = item.meeting.state == MeetingState.CONVENED
    remedy = _("请尽快送达；期限已过的，请将会议改期。") if convened else _("请将本议题暂缓，送达后另次上会。")
    return RuleViolation(
        "decisions.delivery",
        _("会前告知：议题和材料最迟须在 %(latest)s 送达每位成员，未按时送达：%(names)s。%(remedy)s")
        % {"latest": latest, "names": names(wanting), "remedy": remedy},
        wanted.basis,
    )
