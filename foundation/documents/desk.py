"""What others may say about a paper: its number, its address, who may read it."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from foundation import refs
from foundation.documents.models import Attachment, Paper
from foundation.documents.selectors import may_read, readable_among, visible_papers
from foundation.refs import Presenter, Ref, Shown
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


# An attachment is what hangs on a thing: whoever may read that reads it too, and is led to the thing itself.


def _attachment(pk: str) -> Attachment | None:
    return Attachment.objects.filter(pk=pk).first()


def _attachment_title(pk: str) -> str | None:
    row = _attachment(pk)
    return str(row) if row else None


def _attachment_url(pk: str) -> str:
    return reverse("documents:attachment", args=[pk])


def _may_read_attachment(user: Any, pk: str) -> bool:
    row = _attachment(pk)
    return row is not None and refs.link_for(Ref.parse(row.about), user) is not None


def _attachment_needs(pk: str) -> tuple[str, str] | None:
    row = _attachment(pk)
    return refs.needs_of(Ref.parse(row.about)) if row else None


ATTACHMENT = Presenter(
    title=_attachment_title, url=_attachment_url, may_read=_may_read_attachment, needs=_attachment_needs
)
