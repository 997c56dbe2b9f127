"""The forms of the desk. They check the shape; the rules stand in the services."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from decisions import selectors
from decisions.models import Seat
from decisions.states import SET_ASIDE, Category, Choice, Outcome
from disclosure import contract
from foundation.money import MAX_YUAN
from foundation.townships.models import Official, User
from foundation.web.inputs import day_field
from foundation.web.tokens import OnceForm


def text_field(label: Any, length: int, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, widget=forms.Textarea(attrs={"rows": rows}), **more)


class OfficialField(forms.ModelChoiceField):
    """Somebody who serves in the unit, with his posts beside the name: names alone can be the same."""

    def label_from_instance(self, obj: Any) -> str:
        posts = "、".join(tenure.title for tenure in obj.serving)
        return f"{obj.name}（{posts}）"


class ActForm(OnceForm):
    """Nothing to fill in: the page around the button says what is done."""


# Topics and meetings -----------------------------------------------------------------------------


class ProposeForm(OnceForm):
    """议题呈报: what shall be decided, by which body, until when."""

    title = forms.CharField(label=_("议题名称"), help_text=_("一句话写清要决定什么。提交后不能修改。"), max_length=120)
    category = forms.ChoiceField(label=_("类别"), choices=Category.choices, widget=forms.RadioSelect)
    body: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("提请决定的组织"), queryset=None, help_text=_("人事事项只能由党委会（村级由党组织）决定。")
    )
    proposer = OfficialField(label=_("提议人"), queryset=None)
    content = text_field(_("主要内容"), 5000, 6, help_text=_("背景、依据、方案和需要会议决定的事。"))
    amount = forms.DecimalField(
        label=_("涉及金额（元）"),
        help_text=_("不涉及资金的不填。"),
        required=False,
        min_value=0,
        max_value=MAX_YUAN,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    planned_day = day_field(_("计划上会日期"))

    def __init__(self, user: User, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "body", selectors.bodies_of(user, today))
        _choose(self, "proposer", selectors.serving_officials(user, today))


class ConveneForm(OnceForm):
    """Call a meeting."""

    body: forms.ModelChoiceField = forms.ModelChoiceField(label=_("召开会议的组织"), queryset=None)
    day = day_field(_("会议日期"), _("议题和材料一般须在会前两天送达每位成员，请留足时间。"))
    place = forms.CharField(label=_("地点"), max_length=100)

    def __init__(self, user: User, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "body", selectors.bodies_of(user, today))


class AgendaForm(OnceForm):
    """Put one topic on the agenda: each topic of the pool is a button."""

    topic = forms.IntegerField(widget=forms.HiddenInput)


class DayForm(OnceForm):
    """Move a meeting."""

    day = day_field(_("新的会议日期"), _("已经送达的材料仍然有效；以新的日期计算是否提前两天送达。"))


@dataclass(frozen=True)
class AttendanceLine:
    """One member on the sign-in sheet."""

    seat: Seat
    there: forms.BoundField
    reason: forms.BoundField


class OpenForm(OnceForm):
    """The sign-in sheet: who is there, who is not and why, who presides, who keeps the record."""

    PRESENT, ABSENT = "present", "absent"

    chair = forms.ChoiceField(label=_("主持人"))
    recorder = OfficialField(label=_("记录人"), queryset=None)

    def __init__(self, seats: Sequence[Seat], recorders: QuerySet[Official], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        self.fields["chair"].choices = [  # type: ignore[attr-defined]
            (seat.official_id, seat.official.name) for seat in seats if seat.votes
        ]
        _choose(self, "recorder", recorders)
        for seat in seats:
            self.fields[f"there_{seat.official_id}"] = forms.ChoiceField(
                label=seat.official.name,
                choices=[(self.PRESENT, _("到会")), (self.ABSENT, _("缺席"))],
                initial=self.PRESENT,
                widget=forms.RadioSelect,
            )
            self.fields[f"reason_{seat.official_id}"] = forms.CharField(
                label=_("%(name)s缺席原因") % {"name": seat.official.name},
                max_length=100,
                required=False,
                widget=forms.TextInput(attrs={"placeholder": _("缺席原因")}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for seat in self.seats:
            there, reason = (cleaned.get(f"{name}_{seat.official_id}") for name in ("there", "reason"))
            if there == self.ABSENT and not reason:
                self.add_error(f"reason_{seat.official_id}", _("请写明缺席原因。"))
            if there == self.PRESENT and reason:
                self.add_error(f"reason_{seat.official_id}", _("填写了缺席原因，请选择“缺席”，或者删去原因。"))
        return cleaned

    def lines(self) -> Iterator[AttendanceLine]:
        for seat in self.seats:
            yield AttendanceLine(seat, self[f"there_{seat.official_id}"], self[f"reason_{seat.official_id}"])

    def absences(self) -> dict[int, str]:
        """The absent, by the keys of the officials."""
        keys = [seat.official_id for seat in self.seats]
        return {
            key: self.cleaned_data[f"reason_{key}"] for key in keys if self.cleaned_data[f"there_{key}"] == self.ABSENT
        }

    def the_chair(self) -> Official:
        return next(seat.official for seat in self.seats if str(seat.official_id) == self.cleaned_data["chair"])


# In the room -------------------------------------------------------------------------------------


class ReportForm(OnceForm):
    """汇报."""

    reporter = OfficialField(label=_("汇报人"), queryset=None)
    text = text_field(_("汇报要点"), 5000, 5)

    def __init__(self, officials: QuerySet[Official], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "reporter", officials)


class SpeechForm(OnceForm):
    """讨论发言."""

    seat = forms.TypedChoiceField(label=_("发言人"), coerce=int)
    text = text_field(_("发言要点"), 2000, 3)

    def __init__(self, seats: Sequence[Seat], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [  # type: ignore[attr-defined]
            ("", _("请选择")),
            *((seat.pk, seat.official.name) for seat in seats),
        ]


class PositionForm(OnceForm):
    """同意, 不同意 or 弃权: in the line of one member, so each page holds many of these."""

    choice = forms.ChoiceField(
        label=_("意见"),
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择同意、不同意或者弃权。")},
    )

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"seat_{seat.pk}_%s", **kwargs})
        self.seat = seat


class StatementForm(PositionForm):
    """表态."""

    text = forms.CharField(
        label=_("意见原话"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "placeholder": _("意见原话")}),
    )


class VoteForm(PositionForm):
    """表决."""


class ReasonForm(OnceForm):
    """Why an entry is voided, or why somebody takes no part."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class ResultForm(OnceForm):
    """宣布结果: the decision in words."""

    text = text_field(_("决定内容"), 5000, 6, help_text=_("会议决定了什么，逐条写清。宣布后不能修改，公开时全文照登。"))


class AsideForm(OnceForm):
    """End an item without a resolution."""

    outcome = forms.ChoiceField(
        label=_("怎样结束"),
        choices=[each for each in Outcome.choices if each[0] in SET_ASIDE],
        widget=forms.RadioSelect,
    )
    reason = text_field(_("理由"), 500, 3)


# Afterwards --------------------------------------------------------------------------------------


class PublicationForm(OnceForm):
    """The two sentences of the citizens' copy that only a person can write."""

    what = text_field(
        _("办什么事"), contract.WHAT, 3, help_text=_("用大白话写清办什么事、在哪里、和谁有关。不写讨论过程。")
    )
    how_to_object = text_field(
        _("怎样提出异议"), contract.HOW_TO_OBJECT, 3, help_text=_("向谁提、用什么方式、电话和地址。")
    )


def _choose(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    field: Any = form.fields[name]
    field.queryset = rows
    field.empty_label = _("请选择")
