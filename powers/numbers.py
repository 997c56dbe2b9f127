"""Which numbers of the rulebook this room reads."""

from django.utils.translation import gettext as _

from powers.states import THRESHOLDS


def readers(code: str) -> list[str]:
    """Subscriber of `rulebook.events.readers`."""
    return [_("集体决策事项目录：达到这个金额的事项走完整程序")] if code in THRESHOLDS else []
