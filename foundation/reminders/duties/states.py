"""The closed lists of what comes round: how often, whose work it can be."""

from django.db.models import TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from foundation.rulebook.states import Unit
from foundation.townships.states import Capability, Role


class Period(TextChoices):
    """How often a duty comes round."""

    QUARTER = "quarter", _("每季度")
    HALF_YEAR = "half_year", _("每半年")
    YEAR = "year", _("每年")
    TWO_YEARS = "two_years", _("每两年")
    SIX_YEARS = "six_years", _("每六年")


MONTHS: dict[Period, int] = {
    Period.QUARTER: 3,
    Period.HALF_YEAR: 6,
    Period.YEAR: 12,
    Period.TWO_YEARS: 24,
    Period.SIX_YEARS: 72,
}

#: Numbers of the rulebook that set the last day, and those that set how long a period is.
DAY_UNITS = frozenset({Unit.DAY_OF_MONTH, Unit.DAY_OF_YEAR})
LENGTH_UNITS = frozenset({Unit.MONTHS})

#: Who can be named: whoever has a role in the unit or over it, or may do something there.
_ROLES = (
    Role.CLERK,
    Role.REVIEWER,
    Role.PRINCIPAL,
    Role.DISCIPLINE_SECRETARY,
    Role.DISCIPLINE_STAFF,
    Role.CONGRESS_CHAIR,
    Role.FINANCIAL_REVIEWER,
    Role.ACCOUNTANT,
    Role.ASSETS_CENTRE,
    Role.INSPECTOR,
    Role.ORGANISATION,
    Role.FINANCE,
    Role.AUDIT,
    Role.PERSONNEL,
)
_CAPABILITIES = (Capability.KEEP_MEETINGS, Capability.PREPARE_PUBLICATION, Capability.KEEP_STAFF, Capability.KEEP_RULES)
RESPONSIBLE = [
    *((role.value, role.label) for role in _ROLES),
    *((each.value, format_lazy(_("有“{what}”权限的人"), what=each.label)) for each in _CAPABILITIES),
]


def who(responsible: str) -> Role | Capability:
    """The role or capability of that name."""
    return Role(responsible) if responsible in Role.values else Capability(responsible)


#: What the ledger calls the acts on duties → what people call them.
ACTS = {
    "reminders.duty.begin": _("设立周期性工作"),
    "reminders.duty.end": _("停止周期性工作"),
    "reminders.duty.take_over": _("接收周期性工作目录"),
    "reminders.duty.report": _("报告周期性工作完成"),
    "reminders.duty.void_report": _("作废周期性工作的完成报告"),
}
FACTS = {"term": _("本期从哪天起")}
