"""Form fields that every room of the desk needs alike."""

from typing import Any

from django import forms


def day_field(label: Any, help_text: Any = "", **more: Any) -> forms.DateField:
    """A day, written the way in which the browser's own calendar reads it."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, widget=widget, **more)
