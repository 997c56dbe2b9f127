"""What states look like on a page: a word and a colour that repeats it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from decisions.models import AgendaItem, Meeting, Topic
from decisions.states import Choice, MeetingState, Outcome, Phase, TopicState
from foundation.web.components import Pill, Tone

TOPIC_TONES: dict[TopicState, Tone] = {
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


def plan_pill(topic: Topic, today: date) -> Pill | None:
    """A plan whose day has passed while nothing is decided."""
    waiting = topic.state in (TopicState.POOL, TopicState.ON_AGENDA)
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
