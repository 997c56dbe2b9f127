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
from decisions.sitting import Sitting
from decisions.states import SET_ASIDE, Choice, Motive, Outcome
from disclosure import contract
from foundation.townships.models import Official, User
from foundation.web.inputs import Radios, day_field, open_at
from foundation.web.tokens import OnceForm


def text_field(label: Any, length: int, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, widget=forms.Textarea(attrs={"rows": rows}), **more)


class OfficialField(forms.ModelChoiceField):
    """Somebody who serves in the unit, with his posts beside the name: names alone can be the same."""

    def label_from_instance(self, obj: Any) -> str:
        posts = "、".join(tenure.title for tenure in obj.serving)
        return f"{obj.name}（{posts}）" if posts else obj.name


class ActForm(OnceForm):
    """Nothing to fill in: the page around the button says what is done."""


class MinutesForm(OnceForm):
    """Which paper of a meeting shall be drafted."""

    kind = forms.ChoiceField(
        label=_("起草什么"),
        help_text=_("纪要写议定事项，印发成员和办公室；记录写全过程，存档备查。各编各的号。"),
        widget=forms.RadioSelect,
    )

    def __init__(self, kinds: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["kind"]
        choices.choices = kinds


# Meetings ----------------------------------------------------------------------------------------


class ConveneForm(OnceForm):
    """Call a meeting."""

    body: forms.ModelChoiceField = forms.ModelChoiceField(label=_("召开会议的组织"), queryset=None)
    day = day_field(_("会议日期"), _("议题和材料一般须在会前两天送达每位成员，请留足时间。"))
    place = forms.CharField(label=_("地点"), max_length=100)

    def __init__(self, user: User, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "body", selectors.bodies_of(user, today))


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
        choose(self, "recorder", recorders)
        for seat in seats:
            self.fields[f"there_{seat.official_id}"] = forms.ChoiceField(
                label=seat.official.name,
                choices=[(self.PRESENT, _("到会")), (self.ABSENT, _("缺席"))],
                initial=self.PRESENT,
                widget=Radios,
            )
            self.fields[f"reason_{seat.official_id}"] = forms.CharField(
                label=_("%(name)s缺席原因") % {"name": seat.official.name},
                max_length=100,
                required=False,
                widget=forms.TextInput(attrs={"placeholder": _("缺席原因")}),
            )
        if seats:
            open_at(self, f"there_{seats[0].official_id}")

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
        choose(self, "reporter", officials)


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


class KeyedRadios(Radios):
    """Each button has its number for a key (`static/js/item.js`)."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["attrs"]["aria-keyshortcuts"] = str(int(option["index"]) + 1)
        return option


class PositionForm(OnceForm):
    """同意, 不同意 or 弃权: in the line of one member, so each page holds many of these."""

    choice = forms.ChoiceField(
        label=_("意见"),
        choices=Choice.choices,
        widget=KeyedRadios,
        error_messages={"required": _("请选择同意、不同意或者弃权。")},
    )

    def __init__(self, *args: Any, seat: Seat, personnel: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"seat_{seat.pk}_%s", **kwargs})
        self.seat = seat
        if not personnel:
            offered = [each for each in Choice.choices if each[0] != Choice.POSTPONE]
            self.fields["choice"].choices = offered  # type: ignore[attr-defined]


class StatementForm(PositionForm):
    """表态. Whoever does not agree is asked for his words first: they are kept word for word."""

    WORDY = " ".join(choice for choice in Choice if choice != Choice.AGREE)

    text = forms.CharField(
        label=_("意见原话"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "placeholder": _("意见原话")}),
    )


class VoteForm(PositionForm):
    """表决."""


class HandsForm(OnceForm):
    """举手表决: who of the members has raised his hand for it. Nobody is marked beforehand."""

    seats = forms.TypedMultipleChoiceField(
        label=_("举手同意的成员"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请勾选当场举手同意的成员。"),
            "invalid_choice": _("名单已有变化，其中有成员已经表决或者不在名单内。请核对后重新勾选。"),
        },
    )

    def __init__(self, seats: Sequence[Seat], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "hands-%s", **kwargs})
        self.fields["seats"].choices = [(seat.pk, seat.official.name) for seat in seats]  # type: ignore[attr-defined]


class ReasonForm(OnceForm):
    """Why an entry is voided, or why somebody takes no part."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class RecusalForm(ReasonForm):
    """回避: on whose motion, and why."""

    motive = forms.ChoiceField(label=_("由谁提出"), choices=Motive.choices, initial=Motive.OWN, required=False)
    asked_by = forms.CharField(
        label=_("申请人或者决定的组织"), max_length=60, required=False, help_text=_("本人提出的不填。")
    )


class ResultForm(OnceForm):
    """宣布结果: the decision in words, what became of each opinion and, where he decides, the head's word."""

    text = text_field(_("决定内容"), 5000, 6, help_text=_("会议决定了什么，逐条写清。宣布后不能修改，公开时全文照登。"))

    def __init__(self, sitting: Sitting, *args: Any, head: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_at(self, "text")
        self.opinions = sitting.differing()
        for seat in self.opinions:
            said = sitting.statements.get(seat.pk) or sitting.written.get(seat.pk)
            self.fields[f"taken_{seat.pk}"] = text_field(
                _("怎样采纳%(name)s的意见") % {"name": seat.official.name},
                1000,
                2,
                help_text=_("他的意见：%s") % (getattr(said, "text", "") or _("没有说明理由")),
            )
        if head:
            self.fields["decision"] = forms.ChoiceField(
                label=_("行政首长的决定"),
                choices=[(each.value, each.label) for each in (Outcome.ADOPTED, Outcome.REJECTED)],
                widget=forms.RadioSelect,
            )
            self.fields["head_reason"] = text_field(
                _("与多数意见不一致的理由"), 1000, 2, required=False, help_text=_("与多数意见一致的不填。")
            )

    def answers(self) -> dict[int, str]:
        """How each opinion was taken up, by seat."""
        return {seat.pk: self.cleaned_data[f"taken_{seat.pk}"] for seat in self.opinions}

    def decision(self) -> Outcome | None:
        """The head's, where he decides."""
        return Outcome(self.cleaned_data["decision"]) if "decision" in self.fields else None


class AsideForm(OnceForm):
    """End an item without a resolution."""

    outcome = forms.ChoiceField(
        label=_("怎样结束"),
        choices=[each for each in Outcome.choices if each[0] in SET_ASIDE],
        widget=Radios,
    )
    reason = text_field(_("理由"), 500, 3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_at(self, "outcome")


# Afterwards --------------------------------------------------------------------------------------


class PublicationForm(OnceForm):
    """The two sentences of the citizens' copy that only a person can write."""

    what = text_field(
        _("办什么事"), contract.WHAT, 3, help_text=_("用大白话写清办什么事、在哪里、和谁有关。不写讨论过程。")
    )
    how_to_object = text_field(
        _("怎样提出异议"), contract.HOW_TO_OBJECT, 3, help_text=_("向谁提、用什么方式、电话和地址。")
    )


def choose(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    field: Any = form.fields[name]
    field.queryset = rows
    field.empty_label = _("请选择")
