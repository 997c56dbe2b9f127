"""How other rooms name and open what belongs to this one."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from foundation import refs
from foundation.townships import selectors
from foundation.townships.models import Division
from foundation.townships.states import Capability


def _division(pk: str) -> Division | None:
    return Division.objects.filter(pk=pk).first()


def _title(pk: str) -> str | None:
    division = _division(pk)
    return division.name if division else None


def _url(pk: str) -> str:
    division = _division(pk)
    return reverse("people:unit", args=[division.code]) if division else ""


def _may_read(user: Any, pk: str) -> bool:
    return selectors.visible_divisions(user).filter(pk=pk).exists()


def _needs(pk: str) -> tuple[str, str] | None:
    division = _division(pk)
    return (Capability.VIEW_PEOPLE, division.scope.stream) if division and division.county else None


def _many(user: Any, pks: Collection[str]) -> dict[str, refs.Shown]:
    opened = (
        set()
        if user is None
        else set(selectors.visible_divisions(user).filter(pk__in=pks).values_list("pk", flat=True))
    )
    return {
        str(row.pk): refs.Shown(row.name, reverse("people:unit", args=[row.code]) if row.pk in opened else None)
        for row in Division.objects.filter(pk__in=pks)
    }


DIVISION = refs.Presenter(_title, _url, _may_read, _needs, _many)


def register() -> None:
    refs.register(Division._meta.label_lower, DIVISION)
