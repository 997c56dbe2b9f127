"""How other rooms name and open what belongs to this one."""

from typing import Any

from django.urls import reverse

from foundation import refs
from foundation.rulebook.models import Finding
from foundation.rulebook.selectors import findings
from foundation.townships.states import Capability


def _found(pk: str) -> Finding | None:
    return Finding.objects.filter(pk=pk).select_related("division").first()


def _title(pk: str) -> str | None:
    found = _found(pk)
    return str(found) if found else None


def _url(pk: str) -> str:
    return reverse("findings:finding", args=[pk])


def _may_read(user: Any, pk: str) -> bool:
    return findings.visible_findings(user).filter(pk=pk).exists()


def _needs(pk: str) -> tuple[str, str] | None:
    found = _found(pk)
    return (Capability.VIEW_DECISIONS, found.scope.stream) if found else None


FINDING = refs.Presenter(_title, _url, _may_read, _needs)


def register() -> None:
    refs.register(Finding._meta.label_lower, FINDING)
