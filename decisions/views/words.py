"""What states look like on a page: a word and a colour that repeats it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from decisions.models import AgendaItem, Meeting, Topic
from decisions.sheet import Sheet
from decisions.states import UNDECIDED, Choice, MeetingState, Outcome, Phase, Step, TopicState
from foundation.townships.states import BodyKind
from foundation.web.components import Pill, Tone

TOPIC_TONES: dict[TopicState, Tone] = {
    TopicState.PROPOSED: "blue",
    TopicState.RETURNED: "amber",
    TopicState.REFUSED: "red",
    TopicState.WITHDRAWN: "neutral",
    TopicState.POOL: "neutral",
    TopicState.ON_AGENDA: "blue",
    TopicState.DECIDED: "green",
    TopicState.PUBLISHED: "green",
}
MEETING_TONES: dict[MeetingState, Tone] = {
    MeetingState.CONVENED: "blue",
    MeetingState.OPEN: "amber",
    MeetingState.CLOSED: "green",
}
OUTCOME_TONES: dict[Outcome, Tone] = {
    Outcome.ADOPTED: "green",
    Outcome.REJECTED: "red",
    Outcome.DEFERRED: "amber",
    Outcome.WITHDRAWN: "neutral",
    Outcome.INQUORATE: "amber",
}
CHOICE_TONES: dict[Choice, Tone] = {Choice.AGREE: "green", Choice.OPPOSE: "red", Choice.ABSTAIN: "amber"}


def topic_pill(topic: Topic) -> Pill:
    return Pill(topic.get_state_display(), TOPIC_TONES[TopicState(topic.state)])


def step_pill(sheet: Sheet, step: Step, waiting: Sequence[Step]) -> Pill:
    """How far one step of a sheet is."""
    if sheet.stands(step):
        return Pill(_("已通过"), "green")
    if sheet.is_stale(step):
        return Pill(_("内容有变，须重新签署"), "amber")
    signature = sheet.signatures.get(step)
    if signature is not None:
        return Pill(signature.get_answer_display(), "red")
    return Pill(_("待办"), "blue") if step in waiting else Pill(_("未到"), "neutral")


def step_words(steps: Iterable[Step]) -> str:
    return "、".join(str(each.label) for each in steps) or _("无")


def body_kinds(kinds: Iterable[BodyKind]) -> str:
    """In their order, with an arrow between."""
    return " → ".join(str(each.label) for each in kinds)


def plan_pill(topic: Topic, today: date) -> Pill | None:
    """A plan whose day has passed while nothing is decided."""
    waiting = topic.state in UNDECIDED
    return Pill(_("已逾期"), "red") if waiting and topic.planned_day < today else None


def meeting_pill(meeting: Meeting) -> Pill:
    return Pill(meeting.get_state_display(), MEETING_TONES[MeetingState(meeting.state)])


def item_pill(item: AgendaItem) -> Pill:
    """How far an item is, or how it ended."""
    if item.phase == Phase.CLOSED:
        return outcome_pill(item)
    return Pill(item.get_phase_display(), "neutral" if item.phase == Phase.WAITING else "blue")


def outcome_pill(item: AgendaItem) -> Pill:
    return Pill(item.get_outcome_display(), OUTCOME_TONES[Outcome(item.outcome)])


def choice_pill(choice: str) -> Pill:
    return Pill(str(Choice(choice).label), CHOICE_TONES[Choice(choice)])
