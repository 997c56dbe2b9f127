"""The closed list of this room: what a parameter counts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Unit(TextChoices):
    """What the value of a parameter counts. A share says by its name whether the share itself is enough."""

    CALENDAR_DAYS = "calendar_days", _("自然日")
    WORKING_DAYS = "working_days", _("工作日")
    MONTHS = "months", _("月")
    YUAN = "yuan", _("元")
    SHARE_AT_LEAST = "share_at_least", _("以上（含本数）")
    SHARE_OVER = "share_over", _("超过（不含本数）")


#: Units of one kind: a county may count working days where the default counts calendar days, but never yuan.
KINDS = (
    frozenset({Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS}),
    frozenset({Unit.YUAN}),
    frozenset({Unit.SHARE_AT_LEAST, Unit.SHARE_OVER}),
)
SHARES = frozenset({Unit.SHARE_AT_LEAST, Unit.SHARE_OVER})
