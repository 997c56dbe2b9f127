"""The numbers of the rulebook that the other rules are asked with."""

from datetime import date

from decisions.models import AgendaItem, Meeting, Resolution
from decisions.states import Category
from foundation.calendar.counting import calendar
from foundation.calendar.days import End
from foundation.rulebook.selectors import parameter
from foundation.rulebook.values import Value
from foundation.townships.models import Body
from foundation.townships.states import Level


def quorum_parameter(item: AgendaItem) -> Value:
    """The quorum in force on the day of the meeting: two thirds for personnel, over half otherwise, by parameter."""
    personnel = item.topic.category == Category.PERSONNEL
    code = "decisions.quorum_personnel" if personnel else "decisions.quorum"
    return parameter(code, scope=item.scope, on=item.meeting.day, village=village_of(item.meeting.body))


def majority_parameter(item: AgendaItem) -> Value:
    """The majority in force on the day of the meeting: over half of the members due, by parameter."""
    return parameter("decisions.majority", scope=item.scope, on=item.meeting.day, village=village_of(item.meeting.body))


def delivery_parameter(meeting: Meeting) -> Value:
    return parameter("decisions.delivery_days", scope=meeting.scope, on=meeting.day, village=village_of(meeting.body))


def notice_parameter(resolution: Resolution) -> Value:
    """For how many days objections are taken: by the rule of the day on which it was decided."""
    village = village_of(resolution.item.meeting.body)
    return parameter("disclosure.notice_days", scope=resolution.scope, on=resolution.decided_on, village=village)


def notice_end(resolution: Resolution, prepared_on: date) -> End:
    """Until when objections are taken, by the days that are known now; a copy says what was known when it was made."""
    return notice_parameter(resolution).end_from(prepared_on, calendar())


def village_of(body: Body) -> str:
    """The code of the village that a body belongs to: villages may have numbers of their own. Empty for a unit's."""
    return body.division.code if body.division.level == Level.VILLAGE else ""
