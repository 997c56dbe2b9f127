"""When an encrypted value is shown to a person."""

from django.utils.translation import gettext as _

from foundation.keys.states import Audience
from foundation.violations import RuleViolation

REASON_LEAST = 5
REASON_MOST = 500


def reason_given(reason: str) -> RuleViolation | None:
    """Whoever opens a confidential value says why, in 5 to 500 letters. Rule of this system (safety.md)."""
    if REASON_LEAST <= len(reason.strip()) <= REASON_MOST:
        return None
    return RuleViolation(
        "keys.reason",
        _("查看理由：应写 %(least)s 到 %(most)s 个字。请写明为什么要看这一项。")
        % {"least": REASON_LEAST, "most": REASON_MOST},
        field="reason",
    )


def may_be_shown(audience: str) -> RuleViolation | None:
    """What serves the system alone (the secret of an authenticator) is shown to nobody. Rule of this system."""
    if audience != Audience.NOBODY:
        return None
    return RuleViolation("keys.never_shown", _("加密内容：只供系统使用，不向任何人显示。不必查看。"))
