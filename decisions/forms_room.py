"""More forms of the room: paper ballots, stops, observers, written opinions, the chair; what is decided again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from decisions.forms import OfficialField, text_field
from decisions.models import AgendaItem, Seat
from decisions.sitting import Sitting
from decisions.states import Category, Ground, StopAnswerKind, StopKind
from foundation.townships.models import Official
from foundation.web.inputs import Radios, day_field
from foundation.web.tokens import OnceForm


class SeatField(forms.TypedChoiceField):
    """One member of the meeting, by seat."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)

    def offer(self, seats: Sequence[Seat]) -> None:
        self.choices = [("", _("请选择")), *((seat.pk, str(seat)) for seat in seats)]


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=9999)


class BallotForm(OnceForm):
    """纸票: what the two tellers have counted."""

    handed_out = _number(_("发出票数"))
    returned = _number(_("收回票数"))
    valid = _number(_("有效票数"))
    agree = _number(_("同意"))
    oppose = _number(_("不同意"))
    abstain = _number(_("弃权"))
    postpone = _number(_("缓议"))
    teller = SeatField(label=_("监票人"))
    second_teller = SeatField(label=_("计票人"))

    def __init__(self, sitting: Sitting, *args: Any, **kwargs: Any) -> None:
        able = len(sitting.able())
        super().__init__(*args, **{"initial": {"handed_out": able, "returned": able, "valid": able}, **kwargs})
        if sitting.item.topic.category != Category.PERSONNEL:
            del self.fields["postpone"]
        there = [seat for seat in sitting.seats if seat.present and seat.pk not in sitting.recused and not seat.stage]
        for name in ("teller", "second_teller"):
            self.fields[name].offer(there)  # type: ignore[attr-defined]


class StopForm(OnceForm):
    """纪委书记提醒、制止."""

    kind = forms.ChoiceField(label=_("方式"), choices=StopKind.choices, widget=forms.RadioSelect)
    reason = text_field(_("理由"), 1000, 3, help_text=_("哪一条规定没有遵守、应当怎样纠正。记录后不能修改。"))


class StopAnswerForm(OnceForm):
    """主持人答复."""

    kind = forms.ChoiceField(label=_("主持人的答复"), choices=StopAnswerKind.choices, widget=Radios)
    text = text_field(_("答复内容"), 1000, 2)


class LongReasonForm(OnceForm):
    """Why a stop is lifted."""

    reason = text_field(_("理由"), 1000, 2)


class WrittenForm(OnceForm):
    """未到会成员书面意见."""

    text = text_field(_("书面意见原文"), 2000, 3)


class ChairForm(OnceForm):
    """Who presides from now on."""

    seat = SeatField(label=_("新的主持人"))
    reason = forms.CharField(label=_("更换原因"), max_length=200)

    def __init__(self, seats: Sequence[Seat], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].offer(seats)  # type: ignore[attr-defined]


class ObserverForm(OnceForm):
    """县里列席人员."""

    official = OfficialField(label=_("县里列席人员"), queryset=None)

    def __init__(self, officials: QuerySet[Official], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["official"].queryset = officials  # type: ignore[attr-defined]
        self.fields["official"].empty_label = _("请选择")  # type: ignore[attr-defined]


class NoteForm(OnceForm):
    """县里列席人员本人的记录."""

    item = forms.TypedChoiceField(label=_("议题"), coerce=int, required=False, empty_value=None)
    text = text_field(_("记录"), 5000, 5)

    def __init__(self, items: Sequence[AgendaItem], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            ("", _("整个会议")),
            *((item.pk, str(item)) for item in items),
        ]


class EmergencyForm(OnceForm):
    """紧急处置报告."""

    decider = OfficialField(label=_("处置人"), queryset=None)
    acted_on = day_field(_("处置日期"))
    reason = text_field(_("来不及开会的原因"), 1000, 3)
    done = text_field(_("怎样处置"), 2000, 3)
    reported_to = forms.CharField(label=_("向谁报告"), max_length=100)
    reported_on = day_field(_("报告日期"))

    def __init__(self, officials: QuerySet[Official], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decider"].queryset = officials  # type: ignore[attr-defined]
        self.fields["decider"].empty_label = _("请选择")  # type: ignore[attr-defined]


class ReconsiderForm(OnceForm):
    """复议 by the body's own rules."""

    ground = forms.ChoiceField(
        label=_("由谁提议"),
        choices=[each for each in Ground.choices if each[0] != Ground.COUNTY],
        widget=forms.RadioSelect,
    )
    movers: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("提议人"), queryset=None, widget=forms.CheckboxSelectMultiple
    )
    reason = text_field(_("理由"), 1000, 3)

    def __init__(self, officials: QuerySet[Official], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["movers"].queryset = officials  # type: ignore[attr-defined]


class OrderForm(OnceForm):
    """县里责令复议."""

    until = day_field(_("须在此前复议"))
    reason = text_field(_("理由"), 1000, 3)
