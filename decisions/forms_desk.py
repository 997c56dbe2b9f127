"""The forms of receipts, ad-hoc motions, small matters, the copied agenda, and the filters of the lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from decisions.forms import OfficialField, text_field
from decisions.models import AgendaItem
from decisions.selectors import Wanted
from decisions.services.light import Light
from decisions.states import RESOLVED, Category, LightKind, MeetingState, Outcome, TopicState
from foundation.money import MAX_YUAN
from foundation.townships.models import Division, Official
from foundation.townships.states import BodyKind
from foundation.web.inputs import day_field
from foundation.web.tokens import OnceForm
from powers.models import DirectoryEntry

#: So many lines a sheet of small matters offers; what is more is no longer small.
LINES = 6


class HandOverForm(OnceForm):
    """A member signed on paper."""

    handed_on = day_field(_("交付日期"), _("成员在纸质签收单上签字的日期。登记后注明由谁登记。"))


class AdHocForm(OnceForm):
    """A topic that comes too late."""

    topic: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("议题"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )
    reason = text_field(_("临时动议的理由"), 500, 3, help_text=_("写明为什么来不及提前告知、不能等到下次会议。"))

    def __init__(self, topics: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["topic"]
        field.queryset = topics


class ConsentForm(OnceForm):
    """How many of the members in the room agree."""

    agree = forms.IntegerField(
        label=_("同意临时上会的成员人数"),
        min_value=0,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


# Small matters -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class LineFields:
    """The fields of one line."""

    number: int
    matter: forms.BoundField
    kind: forms.BoundField
    amount: forms.BoundField
    handler: forms.BoundField
    decision: forms.BoundField


class LightForm(OnceForm):
    """Several small matters on one sheet; lines that stay empty are none."""

    #: What is wrong with the sheet as a whole is said here.
    lines = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, handlers: QuerySet[Official], entries: Sequence[DirectoryEntry], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        # Of the directory only what a sum divides can be small.
        self.entries = {str(entry.pk): entry for entry in entries if entry.threshold}
        for number in range(1, LINES + 1):
            self._add_line(number)
        people = list(handlers)
        for number in range(1, LINES + 1):
            field: Any = self.fields[f"handler_{number}"]
            field.queryset = handlers
            # One query for all lines.
            field.choices = [("", _now("请选择")), *((one.pk, field.label_from_instance(one)) for one in people)]

    def _add_line(self, number: int) -> None:
        self.fields |= {
            f"matter_{number}": forms.CharField(label=_("事项"), max_length=120, required=False),
            f"kind_{number}": forms.ChoiceField(label=_("种类"), choices=self._kinds(), required=False),
            f"amount_{number}": forms.DecimalField(
                label=_("金额（元）"),
                required=False,
                min_value=0,
                max_value=MAX_YUAN,
                decimal_places=2,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            ),
            f"handler_{number}": OfficialField(label=_("经办人"), queryset=Official.objects.none(), required=False),
            f"decision_{number}": forms.CharField(label=_("决定"), max_length=500, required=False),
        }

    def _kinds(self) -> list[Any]:
        daily = [each for each in LightKind.choices if each[0] != LightKind.LISTED]
        listed = [(key, entry.name) for key, entry in self.entries.items()]
        groups = [(_("目录外的日常事项"), daily), *([(LightKind.LISTED.label, listed)] if listed else [])]
        return [("", _("请选择")), *groups]

    def rows(self) -> Iterator[LineFields]:
        for number in range(1, LINES + 1):
            fields = {name: self[f"{name}_{number}"] for name in _PARTS}
            yield LineFields(number, **fields)

    def clean(self) -> dict[str, Any]:
        """A line that has been begun is filled in: all but the sum, which not every matter has."""
        cleaned = super().clean() or self.cleaned_data
        for number in self._begun():
            for name in _NEEDED:
                key = f"{name}_{number}"
                if not cleaned.get(key) and key not in self.errors:
                    label = self.fields[key].label
                    self.add_error(
                        key,
                        _now("第 %(number)d 行：请填写%(label)s，或者清空这一行。")
                        % {"number": number, "label": label},
                    )
        return cleaned

    def _begun(self) -> list[int]:
        return [
            number
            for number in range(1, LINES + 1)
            if any(self.data.get(self.add_prefix(f"{name}_{number}"), "").strip() for name in _PARTS)
        ]

    def entered(self) -> list[Light]:
        """The lines that were filled in."""
        given = self.cleaned_data
        return [
            Light(
                matter=given[f"matter_{number}"],
                kind=self._kind(given[f"kind_{number}"]),
                entry=self.entries.get(given[f"kind_{number}"]),
                amount=given[f"amount_{number}"],
                handler=given[f"handler_{number}"],
                decision=given[f"decision_{number}"],
            )
            for number in self._begun()
        ]

    def _kind(self, chosen: str) -> LightKind:
        return LightKind.LISTED if chosen in self.entries else LightKind(chosen)


_NEEDED = ("matter", "kind", "handler", "decision")
_PARTS = ("matter", "kind", "amount", "handler", "decision")


# What comes again --------------------------------------------------------------------------------


class CopyForm(OnceForm):
    """Which items of an earlier meeting are proposed again."""

    items: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("议题"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一项。")},
    )

    def __init__(self, items: QuerySet[AgendaItem], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["items"]
        field.queryset = items


# Filters -----------------------------------------------------------------------------------------


def _any(choices: Sequence[Any]) -> list[Any]:
    return [("", _("全部")), *choices]


class FilterForm(forms.Form):
    """What a list shows; its answers stand in the address. Subclasses say which columns they ask."""

    BODY = "body__kind"
    DAY = ""
    # Side by side on a phone: from and to.
    field_order = ("unit", "body", "state", "since", "until", "category", "text")

    unit: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("乡镇"), queryset=None, empty_label=_("全部"), to_field_name="code", required=False
    )
    body = forms.ChoiceField(label=_("组织"), choices=_any(BodyKind.choices), required=False)
    since = day_field(_("从"), required=False)
    until = day_field(_("到"), required=False)
    text = forms.CharField(label=_("题目"), max_length=60, required=False)

    def __init__(self, units: QuerySet[Division] | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        if units is None:
            del self.fields["unit"]
        else:
            field.queryset = units

    def wanted(self) -> Wanted:
        """The rows that fit; all of them when nothing is asked."""
        given, within, fits = self.cleaned_data, Q(), Q()
        if given["since"]:
            within &= Q(**{f"{self.DAY}__gte": given["since"]})
        if given["until"]:
            within &= Q(**{f"{self.DAY}__lt": given["until"] + timedelta(days=1)})
        if given["body"]:
            fits &= Q(**{self.BODY: given["body"]})
        if given["text"]:
            fits &= self.titled(given["text"])
        unit = given.get("unit")
        return Wanted(unit.scope if unit else None, within, fits & self.more(given))

    def titled(self, text: str) -> Q:
        """By the title alone: it is all that everybody knows of every matter."""
        raise NotImplementedError

    def more(self, given: dict[str, Any]) -> Q:
        raise NotImplementedError


class TopicFilter(FilterForm):
    DAY = "proposed_on"

    state = forms.ChoiceField(label=_("状态"), choices=_any(TopicState.choices), required=False)
    category = forms.ChoiceField(label=_("类别"), choices=_any(Category.choices), required=False)

    def titled(self, text: str) -> Q:
        return Q(title__icontains=text)

    def more(self, given: dict[str, Any]) -> Q:
        return Q(**{name: given[name] for name in ("state", "category") if given[name]})


class MeetingFilter(FilterForm):
    DAY = "day"

    state = forms.ChoiceField(label=_("状态"), choices=_any(MeetingState.choices), required=False)

    def titled(self, text: str) -> Q:
        return Q(Exists(AgendaItem.objects.filter(meeting=OuterRef("pk"), topic__title__icontains=text)))

    def more(self, given: dict[str, Any]) -> Q:
        return Q(state=given["state"]) if given["state"] else Q()


class ResolutionFilter(FilterForm):
    BODY = "item__meeting__body__kind"
    DAY = "decided_on"

    state = forms.ChoiceField(
        label=_("结果"), choices=_any([each for each in Outcome.choices if each[0] in RESOLVED]), required=False
    )
    category = forms.ChoiceField(label=_("类别"), choices=_any(Category.choices), required=False)

    def titled(self, text: str) -> Q:
        return Q(topic__title__icontains=text)

    def more(self, given: dict[str, Any]) -> Q:
        named = {"outcome": given["state"], "topic__category": given["category"]}
        return Q(**{name: value for name, value in named.items() if value})
