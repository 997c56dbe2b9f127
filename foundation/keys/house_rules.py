"""The rules of this room by name."""

from django.utils.translation import gettext_lazy as _

from foundation.house_rules import declare, refusal


def declare_rules() -> None:
    declare(
        refusal("keys.reason", _("查看保密内容写明理由")),
        refusal("keys.never_shown", _("只供系统使用的内容不显示")),
    )
