"""How other rooms name and open what belongs to this one."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from disclosure import selectors
from disclosure.models import Draft, Publication
from disclosure.states import Circle
from foundation import refs
from foundation.documents.events import Printed
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


def _many_drafts(user: Any, pks: Collection[str]) -> dict[str, refs.Shown]:
    opened = (
        set()
        if user is None
        else set(selectors.drafts_visible_to(user).filter(pk__in=pks).values_list("pk", flat=True))
    )
    titles = Draft.objects.filter(pk__in=pks).values_list("pk", "title")
    return {str(pk): refs.Shown(title, _url_of_draft(str(pk)) if pk in opened else None) for pk, title in titles}


def _many_publications(user: Any, pks: Collection[str]) -> dict[str, refs.Shown]:
    titles = Publication.objects.filter(pk__in=pks).values_list("pk", "title")
    return {pk: refs.Shown(title, None if user is None else _url_of_publication(pk)) for pk, title in titles}


DRAFT = refs.Presenter(_title_of_draft, _url_of_draft, _may_read_draft, _needs_draft, _many_drafts)
PUBLICATION = refs.Presenter(_title_of_publication, _url_of_publication, _may_read_publication, many=_many_publications)


def pages_of_paper(printed: Printed) -> list[str]:
    """Answers `documents.events.public_pages`: what everybody may read of a paper, or of the thing that it is about."""
    wanted = Q(draft__source__in=[str(printed.paper), str(printed.about)])
    if printed.about.label == Publication._meta.label_lower:
        wanted |= Q(pk=printed.about.pk)
    live = Publication.objects.live(timezone.localdate()).filter(wanted, circle=Circle.PUBLIC)
    return [_url_of_publication(pk) for pk in live.order_by("-published_at").values_list("pk", flat=True)[:1]]


def register() -> None:
    refs.register(Draft._meta.label_lower, DRAFT)
    refs.register(Publication._meta.label_lower, PUBLICATION)
