"""Form fields that every room of the desk needs alike."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: What anybody means lies in between, and whatever is counted from it still has a date.
FIRST_YEAR, LAST_YEAR = 1900, 2199


def day_field(label: Any, help_text: Any = "", **more: Any) -> forms.DateField:
    """A day, written the way in which the browser's own calendar reads it."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, widget=widget, validators=[_within_reach], **more)


class Radios(forms.RadioSelect):
    """Radio buttons: where the page opens with the keyboard in them, it stands on the first."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        if str(option["index"]) != "0":
            option["attrs"].pop("autofocus", None)
        return option


def open_at(form: forms.BaseForm, name: str) -> None:
    """The page opens with the keyboard in this field. The field of an error comes before it."""
    form.fields[name].widget.attrs["autofocus"] = not form.is_bound


def _within_reach(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        years = {"year": day.year, "first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError(_("%(year)d年不在%(first)d年到%(last)d年之间。请核对年份。") % years)
