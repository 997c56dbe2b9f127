"""What is said of a day, and of whose it is."""

from collections.abc import Collection
from datetime import date

from django.apps import apps
from django.utils.translation import gettext as _

from foundation.refs import Ref


def countdown(due: date, today: date) -> str:
    """还有3天, 今天到期, 已逾期2天."""
    days = (due - today).days
    if days > 0:
        return _("还有%(count)d天") % {"count": days}
    if days < 0:
        return _("已逾期%(count)d天") % {"count": -days}
    return _("今天到期")


def whose(unit: str, owners: Collection[str]) -> str:
    """For somebody above: that the deadline is another's, and who has to act."""
    if not owners:
        return _("这是%(unit)s的期限，现在没有责任人") % {"unit": unit}
    return _("这是%(unit)s的期限，责任人：%(names)s") % {"unit": unit, "names": "、".join(owners)}


def kind_of(ref: Ref) -> str:
    """What kind of thing it is, such as 议题; empty for what no app of this version knows."""
    try:
        return str(apps.get_model(ref.label)._meta.verbose_name)
    except LookupError:
        return ""
