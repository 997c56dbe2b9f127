"""How other rooms name and open a regulation."""

from typing import Any

from django.urls import reverse

from foundation import refs
from foundation.rulebook.models import Regulation
from foundation.rulebook.selectors.regulations import visible_regulations


def _title(pk: str) -> str | None:
    found = Regulation.objects.filter(pk=pk).first()
    return str(found) if found else None


def _url(pk: str) -> str:
    return reverse("book:regulation", args=[pk])


def _may_read(user: Any, pk: str) -> bool:
    return visible_regulations(user).filter(pk=pk).exists()


#: It does not say what opens it: a county's regulation is read below it, and no capability reaches up.
REGULATION = refs.Presenter(_title, _url, _may_read)


def register() -> None:
    refs.register(Regulation._meta.label_lower, REGULATION)
