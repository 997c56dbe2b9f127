"""The forms of the directory. They check the shape; the rules stand in the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.rulebook.defaults import title_of
from foundation.townships.states import BodyKind
from foundation.web.inputs import day_field
from foundation.web.tokens import OnceForm
from powers.models import Directory, DirectoryClass, DirectoryEntry
from powers.services import Demand
from powers.states import REVIEWS, THRESHOLDS, Boundary, Step

#: So many bodies may follow one another.
BODIES = 3


class ButtonForm(OnceForm):
    """Nothing to fill in: the page around the button says what is done."""


class EntryForm(OnceForm):
    """One matter: who decides it, in which order, and what comes before."""

    kind: forms.ModelChoiceField = forms.ModelChoiceField(label=_("大类"), queryset=None)
    name = forms.CharField(label=_("事项名称"), max_length=120)
    body_1 = forms.ChoiceField(label=_("先由谁决定"), choices=[("", _("请选择")), *BodyKind.choices])
    body_2 = forms.ChoiceField(label=_("再由谁决定"), choices=[("", _("不需要")), *BodyKind.choices], required=False)
    body_3 = forms.ChoiceField(label=_("最后由谁决定"), choices=[("", _("不需要")), *BodyKind.choices], required=False)
    reviews = forms.MultipleChoiceField(
        label=_("会前程序"),
        choices=[(each.value, each.label) for each in REVIEWS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("每张呈报单都由分管领导、主要负责人签署并审定，不必勾选。"),
    )
    threshold = forms.ChoiceField(
        label=_("金额起点"),
        required=False,
        help_text=_("按哪一项参数。金额在“参数”中维护，本单位可以定得更低，不能高于县里的底线。"),
    )
    boundary = forms.ChoiceField(label=_("起点的写法"), choices=Boundary.choices, widget=forms.RadioSelect)
    light_body = forms.ChoiceField(
        label=_("未达到起点的，由谁办"), choices=[("", _("没有金额起点")), *BodyKind.choices], required=False
    )
    secret_vote = forms.BooleanField(label=_("无记名投票"), required=False)
    debate = forms.BooleanField(label=_("会上须辩论"), required=False)
    publication = forms.BooleanField(label=_("决定须公开"), required=False)
    basis = forms.CharField(
        label=_("依据"), max_length=200, required=False, help_text=_("没有核对原文的不填，页面上显示“待县确认”。")
    )
    confirmed = forms.BooleanField(label=_("依据已与原文核对"), required=False)

    def __init__(self, directory: Directory, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"boundary": Boundary.AT_LEAST, "publication": True}, **kwargs})
        kind: Any = self.fields["kind"]
        kind.queryset = DirectoryClass.objects.filter(directory=directory)
        kind.empty_label = _("请选择")
        threshold: Any = self.fields["threshold"]
        threshold.choices = [("", _("不论金额"))] + [(code, title_of(code)) for code in THRESHOLDS]

    @classmethod
    def initial_of(cls, entry: DirectoryEntry) -> dict[str, Any]:
        """What the form shows of an entry that is there."""
        names = ("name", "reviews", "threshold", "boundary", "light_body", "secret_vote", "debate", "publication")
        bodies = {f"body_{place}": body for place, body in enumerate(entry.bodies, start=1)}
        said = {name: getattr(entry, name) for name in (*names, "basis", "confirmed")}
        return {"kind": entry.kind_id, **said, **bodies}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("confirmed") and not cleaned.get("basis"):
            self.add_error("basis", _("已核对的依据要写明名称和条款。"))
        return cleaned

    def demand(self) -> Demand:
        """What the service is told. Raises `KeyError` before the form is valid."""
        said = self.cleaned_data
        chosen = [said[f"body_{place}"] for place in range(1, BODIES + 1)]
        names = ("name", "threshold", "light_body", "secret_vote", "debate", "publication", "basis", "confirmed")
        return Demand(
            bodies=[BodyKind(each) for each in chosen if each],
            reviews=[Step(each) for each in said["reviews"]],
            boundary=Boundary(said["boundary"]),
            **{name: said[name] for name in names},
        )


class AdoptForm(OnceForm):
    """Which meeting adopted the draft, and from when it holds."""

    adopted_by = forms.CharField(
        label=_("由哪次会议通过"), max_length=200, help_text=_("例如：2026年11月10日镇党委会议。")
    )
    start = day_field(_("施行日期"), _("第一天。施行的前一天，是上一版的最后一天。"))


class NoteForm(OnceForm):
    """What a directory lacks, in the words of the county's office."""

    text = forms.CharField(label=_("意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
