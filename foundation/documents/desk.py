"""What others may say about a paper: its number, its address, who may read it."""

from typing import Any

from django.urls import reverse

from foundation.documents.models import Paper
from foundation.documents.selectors import may_read, visible_papers
from foundation.refs import Presenter
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


PRESENTER = Presenter(title=_title, url=_url, may_read=_may_read, needs=_needs)
