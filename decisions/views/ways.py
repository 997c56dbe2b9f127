"""From a meeting to the pages around it."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from decisions import mine, rules
from decisions.models import Meeting
from decisions.permissions import can_keep_meetings
from decisions.states import MeetingState
from decisions.views.acting import user_of
from foundation.web.components import Link


def around(request: HttpRequest, found: Meeting) -> list[Link]:
    """What this person can open: his own papers, the big screen, what the office adds. Two queries at most."""
    user, ways = user_of(request), []
    if mine.own_meetings(user).filter(pk=found.pk).exists():
        ways.append(Link(_("我的材料和签收"), reverse("decisions:own_meeting", args=[found.pk])))
    ways.append(Link(_("会场大屏"), reverse("decisions:screen", args=[found.pk])))
    sheet = found.light_sheets.filter(void=None).first() if not rules.takes_light(found) else None
    if sheet:
        ways.append(Link(_("一般事项单"), reverse("decisions:light_sheet", args=[sheet.pk])))
    if not can_keep_meetings(user, found.scope):
        return ways
    if found.state == MeetingState.OPEN and not sheet and not rules.takes_light(found):
        ways.append(Link(_("录入一般事项单"), reverse("decisions:enter_light", args=[found.pk])))
    if found.state == MeetingState.CONVENED:
        ways.append(Link(_("照上次会议提出议题"), reverse("decisions:copy", args=[found.pk])))
    if found.state != MeetingState.CLOSED:
        ways.append(Link(_("临时动议"), reverse("decisions:ad_hoc", args=[found.pk])))
    return ways
