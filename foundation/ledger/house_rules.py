"""The rules of this room by name."""

from django.utils.translation import gettext_lazy as _

from foundation.house_rules import declare, refusal


def declare_rules() -> None:
    declare(refusal("ledger.not_covered", _("有存证点覆盖以后才有证明")))
