"""The form of the rules of procedure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from decisions.models import Procedure
from decisions.states import Category, Split, Way
from foundation.rulebook.states import SHARES, Unit
from foundation.townships.states import BodyKind, PostKind, UnitType
from foundation.web.inputs import day_field
from foundation.web.tokens import OnceForm

_SHARE = [each for each in Unit.choices if each[0] in SHARES]
_POSTS = [("", _("不设")), *PostKind.choices]


def _share(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=9, required=False, help_text=help_text)


class ProcedureForm(OnceForm):
    """Everything that a version of a body's rules of procedure says."""

    title = forms.CharField(label=_("名称和文号"), max_length=200)
    start = day_field(_("生效日期"))
    quorum = _share(_("到会比例"), _("例如 2/3。留空按县里的规定。"))
    quorum_unit = forms.ChoiceField(label=_("到会比例含不含本数"), choices=_SHARE, initial=Unit.SHARE_OVER)
    quorum_personnel = _share(_("人事议题到会比例"), _("留空按县里的规定。"))
    quorum_personnel_unit = forms.ChoiceField(
        label=_("人事议题到会比例含不含本数"), choices=_SHARE, initial=Unit.SHARE_AT_LEAST
    )
    least = forms.IntegerField(label=_("至少到会人数"), min_value=0, max_value=999, initial=0)
    way = forms.ChoiceField(label=_("决定方式"), choices=Way.choices, widget=forms.RadioSelect)
    chair = forms.ChoiceField(label=_("主持人"), choices=_POSTS, required=False)
    acting_chair = forms.ChoiceField(label=_("主持人不在时由谁主持"), choices=_POSTS, required=False)
    last_but_one = forms.ChoiceField(label=_("倒数第二位表态"), choices=_POSTS, required=False)
    last = forms.ChoiceField(label=_("末位表态"), choices=_POSTS, required=False)
    minutes = forms.IntegerField(
        label=_("每人发言分钟"), min_value=0, max_value=240, initial=0, help_text=_("不限的填 0。")
    )
    secret = forms.MultipleChoiceField(
        label=_("无记名投票的类别"), choices=Category.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    tie = forms.ChoiceField(label=_("票数相等时"), choices=Split.choices, widget=forms.RadioSelect)
    split = _share(_("不同意、弃权和缓议达到多少为分歧较大"), _("例如 1/3，达到的可以暂缓。不另作规定的留空。"))
    reconsider = _share(_("提议复议的成员比例"), _("例如 1/2。留空按县里的规定。"))
    chair_may_reconsider = forms.BooleanField(label=_("主要负责人可以提议复议"), required=False)

    def values(self) -> dict[str, Any]:
        """The fields of a `Procedure`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "form_token"}


class CountyProcedureForm(ProcedureForm):
    """What a county says for all its bodies of a kind."""

    kind = forms.ChoiceField(label=_("组织类别"), choices=BodyKind.choices)
    unit_type = forms.ChoiceField(label=_("单位类型"), choices=[("", _("各类单位")), *UnitType.choices], required=False)

    field_order = ("kind", "unit_type")

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name not in self.field_order}


class LodgeForm(OnceForm):
    """备案: the day on which the county's organisation department received the rules."""

    lodged_on = day_field(_("备案日期"))


def as_it_is(procedure: Procedure) -> dict[str, Any]:
    """A new version begins as the one in force."""
    own = set(ProcedureForm.base_fields) - {"form_token", "title", "start"}
    return {name: getattr(procedure, name) for name in own}
