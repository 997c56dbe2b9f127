"""The forms of this room: they check the shape, the rules stand in the services."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.keys.inputs import SecretField
from foundation.keys.states import Mask
from foundation.reminders.models import Robot
from foundation.reminders.states import ROBOTS, MailMode
from foundation.townships.models import Division
from foundation.web.tokens import OnceForm

_LOOKS_RIGHT = EmailValidator(_("请填写一个邮箱，例如 zhang@example.com。"))


def ordinary_address(value: str) -> None:
    """One that every mail server takes: no address of a machine, no invisible letters, no stars left of a mask."""
    _LOOKS_RIGHT(value)
    host = value.rpartition("@")[2]
    try:
        host.encode("idna")
    except UnicodeError:
        host = ""
    if not host or host.startswith("[") or "*" in value:
        raise ValidationError(_LOOKS_RIGHT.message, code=_LOOKS_RIGHT.code)


class MailForm(OnceForm):
    """What somebody wants by mail, and where to. What is left as it is shown, stars and all, stays as it was."""

    mode = forms.ChoiceField(label=_("邮件"), choices=MailMode.choices, widget=forms.RadioSelect)
    address = SecretField(
        label=_("邮箱"),
        mask=Mask.EMAIL,
        max_length=254,
        required=False,
        validators=[ordinary_address],
        help_text=_("加密保存，别人看不到。选择“不发邮件”时删去。"),
    )


class RobotForm(OnceForm):
    """A robot as its host shows it: an address, and at DingTalk a secret."""

    division: forms.ModelChoiceField = forms.ModelChoiceField(label=_("单位"), queryset=None)
    kind = forms.ChoiceField(
        label=_("类型"), choices=[(each.value, each.label) for each in ROBOTS], widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("群名称"),
        max_length=Robot._meta.get_field("name").max_length,
        help_text=_("便于自己辨认，例如：金南镇工作群。"),
    )
    address = SecretField(
        label=_("Webhook 地址"), max_length=500, help_text=_("在群机器人的设置里复制，以 https:// 开头。加密保存。")
    )
    secret = SecretField(
        label=_("加签密钥"),
        max_length=200,
        required=False,
        help_text=_("钉钉机器人的安全设置选“加签”，把 SEC 开头的密钥复制到这里。企业微信不填。"),
    )

    def __init__(self, divisions: QuerySet[Division], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["division"]
        field.queryset, field.empty_label = divisions, _("请选择")
        if len(divisions) == 1:
            field.initial, field.widget = divisions[0].pk, forms.HiddenInput()
