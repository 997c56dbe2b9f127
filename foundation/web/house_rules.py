"""The rules of this room by name."""

from django.utils.translation import gettext_lazy as _

from foundation.house_rules import declare, refusal


def declare_rules() -> None:
    declare(refusal("web.foreign_form", _("不提交他人的表单")))
