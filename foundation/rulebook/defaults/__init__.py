"""What holds where no county has set anything else. `manage.py load_rulebook` writes it into the database.

A basis is confirmed when somebody has read the article. None of these is yet: they print as the
county's own rule until the county has looked, and their texts are hints where to look.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.rulebook.defaults import decisions, discipline, disclosure, papers, people, powers, projects, reminders
from foundation.rulebook.defaults.table import BEGINNING, Default

__all__ = ["AREAS", "BEGINNING", "DEFAULTS", "Default", "title_of"]

#: Area → its Chinese name, in the order in which a county reads them.
AREAS: dict[str, str | Promise] = {
    "decisions": _("集体决策"),
    "disclosure": _("公开公示"),
    "requests": _("依申请公开"),
    "villages": _("村级事务"),
    "appointments": _("选人用人"),
    "declarations": _("报告申报"),
    "powers": _("权力和风险"),
    "projects": _("工程、采购和交易"),
    "spending": _("经费支出"),
    "oversight": _("监督检查"),
    "findings": _("问题核定"),
    "clues": _("线索和信访"),
    "accountability": _("责任追究"),
    "audits": _("经济责任审计"),
    "tolerance": _("容错纠错"),
    "papers": _("公文和档案"),
    "reminders": _("到期提醒"),
}

_ROOMS = (decisions, disclosure, people, powers, projects, discipline, papers, reminders)

DEFAULTS: dict[str, Default] = {
    default.code: default
    for area in AREAS
    for default in (each for room in _ROOMS for each in room.DEFAULTS)
    if default.area == area
}


def title_of(code: str) -> str:
    """The Chinese name of a parameter; its bare code when a later version no longer knows it."""
    default = DEFAULTS.get(code)
    return default.title if default else code


def titles() -> dict[str, str]:
    """Code → Chinese name of every parameter."""
    return {code: default.title for code, default in DEFAULTS.items()}
