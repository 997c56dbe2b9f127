"""What others may say about a paper: its number, its address, who may read it."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import refs
from foundation.documents.holders import may_read_files
from foundation.documents.models import Attachment, Draft, Paper
from foundation.documents.selectors import may_read, readable_among, visible_papers
from foundation.documents.selectors_flow import may_read_draft, visible_drafts
from foundation.documents.shut import shut_drafts
from foundation.refs import Presenter, Ref, Shown
from foundation.townships.states import Capability
from foundation.web.events import DeskLink, Visit


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
    """Its name; where not every reader of the thing reads its files, only that there is one: names say much."""
    row = _attachment(pk)
    if row is None:
        return None
    return str(row) if may_read_files(AnonymousUser(), Ref.parse(row.about)) else _("附件 %s") % row.pk


def _attachment_url(pk: str) -> str:
    return reverse("documents:attachment", args=[pk])


def _may_read_attachment(user: Any, pk: str) -> bool:
    row = _attachment(pk)
    if row is None:
        return False
    about = Ref.parse(row.about)
    return refs.link_for(about, user) is not None and may_read_files(user, about)


def _attachment_needs(pk: str) -> tuple[str, str] | None:
    row = _attachment(pk)
    return refs.needs_of(Ref.parse(row.about)) if row else None


ATTACHMENT = Presenter(
    title=_attachment_title, url=_attachment_url, may_read=_may_read_attachment, needs=_attachment_needs
)


# A draft is read by whoever may read the thing that it is about; one from scratch by whoever sees decisions there.


def _draft_title(pk: str) -> str | None:
    return Draft.objects.filter(pk=pk).values_list("title", flat=True).first()


def _draft_url(pk: str) -> str:
    return reverse("documents:draft", args=[pk])


def _may_read_draft(user: Any, pk: str) -> bool:
    draft = visible_drafts(user).filter(pk=pk).first()
    return draft is not None and may_read_draft(user, draft)


def _draft_needs(pk: str) -> tuple[str, str] | None:
    draft = Draft.objects.filter(pk=pk).first()
    return (Capability.VIEW_DECISIONS, draft.scope.stream) if draft else None


def _drafts(user: Any, pks: Collection[str]) -> dict[str, Shown]:
    about = {} if user is None else {draft.pk: draft for draft in visible_drafts(user).filter(pk__in=pks)}
    things = refs.shown_to(user, [draft.thing for draft in about.values() if draft.about])
    known = [draft for draft in about.values() if not draft.about or _is_open(things.get(draft.thing))]
    opened = {draft.pk for draft in known} - shut_drafts(user, known)
    titles = Draft.objects.filter(pk__in=pks).values_list("pk", "title")
    return {str(pk): Shown(title, _draft_url(str(pk)) if pk in opened else None) for pk, title in titles}


def _is_open(shown: Shown | None) -> bool:
    return shown is not None and shown.url is not None


DRAFT = Presenter(title=_draft_title, url=_draft_url, may_read=_may_read_draft, needs=_draft_needs, many=_drafts)


def links(visit: Visit) -> list[DeskLink]:
    if not visit.user.may(Capability.KEEP_RULES):
        return []
    return [DeskLink(_("公文模板"), reverse("documents:templates"), _("各种公文的 PDF 和 Word 按什么版式印"))]
