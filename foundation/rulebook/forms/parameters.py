"""The forms on numbers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.rulebook.defaults import AREAS, Default
from foundation.rulebook.models import Parameter
from foundation.rulebook.states import Stricter, Unit, kind_of
from foundation.townships.models import Division
from foundation.townships.states import Level
from foundation.violations import Basis
from foundation.web.inputs import day_field
from foundation.web.tokens import OnceForm

VALUE = Parameter._meta.get_field("value").max_length
BASIS = Parameter._meta.get_field("basis").max_length


def basis_field(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("依据"), help_text=help_text, max_length=BASIS, widget=forms.Textarea(attrs={"rows": 3})
    )


class FilterForm(forms.Form):
    """Which numbers are shown, and those of which place."""

    q = forms.CharField(label=_("名称、代码或依据"), max_length=50, required=False)
    area = forms.ChoiceField(label=_("类别"), required=False)
    unit = forms.ChoiceField(label=_("哪个单位"), required=False)

    def __init__(self, places: list[Division], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["area"].choices = [("", _("全部")), *AREAS.items()]
        fields["unit"].choices = [(place.code, place.name) for place in places]


class ChangeForm(OnceForm):
    """A number from a day on. The floor is there for whoever has levels below him that it could bind."""

    value = forms.CharField(label=_("数值"), max_length=VALUE)
    unit = forms.ChoiceField(label=_("单位"))
    floor = forms.CharField(label=_("底线"), max_length=VALUE, required=False)
    start = day_field(_("生效日期"), _("第一天，今天或以后。以前的事项沿用原规定。"))
    end = day_field(_("失效日期"), _("最后一天，过后沿用上级的规定。长期有效的不填。"), required=False)
    basis = basis_field(_("文件名称、文号和条款，或者会议决定的日期和编号。"))
    confirmed = forms.BooleanField(
        label=_("依据已经与原文核对"),
        required=False,
        help_text=_("核对以前，页面和公文上只写“按本县规定（待县确认）”，不引用条文。"),
    )

    def __init__(self, default: Default, place: Division, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        kind = kind_of(default.unit)
        fields["value"].help_text = _("请填%(example)s。") % {"example": kind.example}
        fields["unit"].choices = [(unit.value, unit.label) for unit in kind.units]
        if len(kind.units) == 1:
            fields["unit"].widget = forms.HiddenInput()
        if place.level == Level.COUNTY and default.stricter != Stricter.NONE:
            fields["floor"].help_text = _("乡镇和村不得宽于这个数值，单位与数值相同（%(way)s）。不设底线的不填。") % {
                "way": default.stricter.label
            }
        else:
            del fields["floor"]

    def answers(self) -> dict[str, Any]:
        """What the service is told."""
        cleaned = self.cleaned_data
        return {
            "value": cleaned["value"].strip(),
            "unit": Unit(cleaned["unit"]),
            "floor": cleaned.get("floor", "").strip(),
            "start": cleaned["start"],
            "end": cleaned["end"],
            "basis": Basis(cleaned["basis"], cleaned["confirmed"]),
        }


class ConfirmForm(OnceForm):
    """Somebody has read the text on which a number rests."""

    basis = basis_field(_("核对过的文件名称、文号和条款。以后页面和公文上照此引用。"))
