"""How other rooms name and open a directory."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from foundation import refs
from powers import selectors
from powers.models import Directory


def _title(pk: str) -> str | None:
    found = Directory.objects.select_related("division").filter(pk=pk).first()
    return str(found) if found else None


def _url(pk: str) -> str:
    return reverse("powers:directory", args=[pk])


def _may_read(user: Any, pk: str) -> bool:
    return selectors.visible_directories(user).filter(pk=pk).exists()


def _many(user: Any, pks: Collection[str]) -> dict[str, refs.Shown]:
    rows = Directory.objects.select_related("division").filter(pk__in=pks)
    opened: set[int] = set()
    if user is not None:
        opened = set(selectors.visible_directories(user).filter(pk__in=pks).values_list("pk", flat=True))
    return {str(row.pk): refs.Shown(str(row), _url(str(row.pk)) if row.pk in opened else None) for row in rows}


#: It does not say what opens it: a county's model is read below it, and no capability reaches up.
DIRECTORY = refs.Presenter(_title, _url, _may_read, many=_many)


def register() -> None:
    refs.register(Directory._meta.label_lower, DIRECTORY)
