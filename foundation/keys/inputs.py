"""The form field of an encrypted value: it shows the mask, and what is left as it stands stays as it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.keys.confidential import Secret
from foundation.keys.masks import HIDDEN
from foundation.keys.states import Mask


class SecretInput(forms.TextInput):
    """No browser offers it again, and no page holds more than the mask."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false", **(attrs or {})})


class SecretField(forms.CharField):
    """Gives the text that was entered, the stored `Secret` when its mask came back unchanged, or "" when cleared.

    Its initial value is a `Secret`, "" or a text. A mask that was half overwritten is refused.
    """

    widget = SecretInput
    default_error_messages = {"half": _("这一项只改了一部分：显示的星号不是内容。请完整填写，或恢复原样。")}

    def __init__(self, *, mask: str = Mask.HIDDEN, **kwargs: Any) -> None:
        self.mask = mask
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Secret) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(data or "").strip() != str(initial or "")

    def _clean_bound_field(self, bound: Any) -> Any:
        """As Django's own `FileField` does: what came back is compared with what was shown."""
        initial, value = bound.initial, bound.initial if self.disabled else bound.data
        if isinstance(initial, Secret):
            if not self.has_changed(initial, value):
                return initial
            if _stars(str(initial)) in str(value or ""):
                raise forms.ValidationError(self.error_messages["half"], code="half")
        return self.clean(value)


def _stars(shown: str) -> str:
    """What betrays a mask that was half overwritten; a text that is hidden altogether may hold a star itself."""
    return HIDDEN if shown == HIDDEN else "*"
