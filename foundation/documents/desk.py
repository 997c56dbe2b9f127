"""What others may say about a paper: its number, its address, who may read it."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from foundation.documents.models import Paper
from foundation.documents.selectors import may_read, readable_among, visible_papers
from foundation.refs import Presenter, Shown
from foundation.townships.states import Capability


def _title(pk: str) -> str | None:
    return Paper.objects.filter(pk=pk).values_list("label", flat=True).first()


def _url(pk: str) -> str:
    return reverse("documents:paper", args=[pk])


def _may_read(user: Any, pk: str) -> bool:
    paper = visible_papers(user).filter(pk=pk).first()
    return paper is not None and may_read(user, paper)


def _needs(pk: str) -> tuple[str, str] | None:
    paper = Paper.objects.filter(pk=pk).first()
    return (Capability.VIEW_DECISIONS, paper.scope.stream) if paper else None


def _many(user: Any, pks: Collection[str]) -> dict[str, Shown]:
    opened = set() if user is None else readable_among(user, visible_papers(user).filter(pk__in=pks))
    labels = Paper.objects.filter(pk__in=pks).values_list("pk", "label")
    return {str(pk): Shown(label, _url(str(pk)) if pk in opened else None) for pk, label in labels}


PRESENTER = Presenter(title=_title, url=_url, may_read=_may_read, needs=_needs, many=_many)
