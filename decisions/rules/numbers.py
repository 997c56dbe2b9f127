"""The numbers of the rulebook that the other rules are asked with."""

from decisions.models import AgendaItem, Meeting
from decisions.states import Category
from foundation.rulebook.selectors import parameter
from foundation.rulebook.values import Value


def quorum_parameter(item: AgendaItem) -> Value:
    """The quorum in force on the day of the meeting: two thirds for personnel, over half otherwise, by parameter."""
    personnel = item.topic.category == Category.PERSONNEL
    code = "decisions.quorum_personnel" if personnel else "decisions.quorum"
    return parameter(code, scope=item.scope, on=item.meeting.day)


def majority_parameter(item: AgendaItem) -> Value:
    """The majority in force on the day of the meeting: over half of the members due, by parameter."""
    return parameter("decisions.majority", scope=item.scope, on=item.meeting.day)


def delivery_parameter(meeting: Meeting) -> Value:
    return parameter("decisions.delivery_days", scope=meeting.scope, on=meeting.day)
