"""Which numbers of the rulebook this room reads."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from foundation.reminders.duties.defaults import DUTIES

#: Code → what it is read for.
READERS: dict[str, Promise] = {
    "reminders.ahead_days": _("提醒：期限到期以前几天提醒责任人"),
    "reminders.principal_days": _("提醒：逾期几天以后提醒单位党政正职"),
    "reminders.county_days": _("提醒：逾期几天以后提醒县纪委监督员"),
    **{each.parameter: format_lazy(_("周期性工作：{title}"), title=each.title) for each in DUTIES if each.parameter},
}


def readers(code: str) -> list[str]:
    """Subscriber of `rulebook.events.readers`."""
    return [str(READERS[code])] if code in READERS else []
