from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils.translation import gettext_lazy as _

from foundation.townships.models import User
from foundation.web.tokens import OnceForm


class LoginForm(AuthenticationForm):
    """The same answer for an unknown account, a wrong password and a disabled account."""

    error_messages = {
        "invalid_login": _("账号或密码不正确。请核对后重新输入；如账号被停用，请联系本县系统管理员。"),
        "inactive": _("账号或密码不正确。请核对后重新输入；如账号被停用，请联系本县系统管理员。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("账号")
        self.fields["password"].label = _("密码")


class CodeForm(OnceForm):
    """Six digits of the authenticator app."""

    code = forms.CharField(
        label=_("动态验证码"),
        max_length=20,
        help_text=_("手机验证器应用现在显示的 6 位数字，每 30 秒换一个。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class RecoveryForm(OnceForm):
    """A printed code in place of the app."""

    recovery = forms.CharField(
        label=_("备用验证码"),
        max_length=40,
        help_text=_("绑定时打印的 10 个之一，形如 abcd-efgh-jkmn，每个只能用一次。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class EnrolForm(CodeForm):
    """The first code of a new device; of somebody who has a device, also what proves that he is himself."""

    current = forms.CharField(
        label=_("原来的验证码"),
        max_length=40,
        help_text=_("原来的应用现在显示的 6 位数字；原来的手机不在了，填一个备用验证码。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ["current", "code"]

    def __init__(self, *args: Any, replaces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if replaces:
            self.fields["code"].label = _("新设备的验证码")
        else:
            del self.fields["current"]


class PasswordForm(OnceForm):
    """Change one's own password."""

    old = forms.CharField(
        label=_("现用密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("再输一次新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new"].help_text = "".join(str(text) for text in password_validators_help_texts())

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        if not self.user.check_password(old):
            raise forms.ValidationError(_("现用密码不正确，请重新输入。"), code="wrong_password")
        return old

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        new, again = cleaned.get("new"), cleaned.get("again")
        if new and again and new != again:
            self.add_error("again", _("两次输入的新密码不一致，请重新输入。"))
        elif new:
            try:
                validate_password(new, self.user)
            except forms.ValidationError as error:
                self.add_error("new", error)
        return cleaned
