"""How other rooms name and open what belongs to this one."""

from typing import Any

from django.urls import reverse

from disclosure import selectors
from disclosure.models import Draft, Publication
from foundation import refs
from foundation.townships.states import Capability


def _title_of_draft(pk: str) -> str | None:
    return Draft.objects.filter(pk=pk).values_list("title", flat=True).first()


def _url_of_draft(pk: str) -> str:
    return reverse("disclosure_desk:draft", args=[pk])


def _may_read_draft(user: Any, pk: str) -> bool:
    return selectors.drafts_visible_to(user).filter(pk=pk).exists()


def _title_of_publication(pk: str) -> str | None:
    return Publication.objects.filter(pk=pk).values_list("title", flat=True).first()


def _url_of_publication(pk: str) -> str:
    return reverse("disclosure:publication", args=[pk])


def _may_read_publication(_user: Any, pk: str) -> bool:
    """What is published is there for everybody."""
    return Publication.objects.filter(pk=pk).exists()


def _needs_draft(pk: str) -> tuple[str, str] | None:
    draft = Draft.objects.filter(pk=pk).first()
    return (Capability.VIEW_DECISIONS, draft.scope.stream) if draft else None


DRAFT = refs.Presenter(_title_of_draft, _url_of_draft, _may_read_draft, _needs_draft)
PUBLICATION = refs.Presenter(_title_of_publication, _url_of_publication, _may_read_publication)


def register() -> None:
    refs.register(Draft._meta.label_lower, DRAFT)
    refs.register(Publication._meta.label_lower, PUBLICATION)
