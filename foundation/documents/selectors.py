"""Reads of this room."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from foundation import refs
from foundation.documents.events import Printed, public_pages
from foundation.documents.holders import may_read_files
from foundation.documents.models import Attachment, Paper
from foundation.documents.shut import shut_papers
from foundation.events import Failure
from foundation.ledger.models import LedgerEntry
from foundation.ledger.selectors import entries_about
from foundation.refs import Ref
from foundation.townships.models import User
from foundation.townships.selectors import scope_q
from foundation.townships.states import Capability


def visible_papers(user: User | AnonymousUser) -> QuerySet[Paper]:
    """The papers of the townships and counties whose decisions the user may see."""
    return Paper.objects.filter(scope_q(user, Capability.VIEW_DECISIONS))


def may_read(user: User | AnonymousUser, paper: Paper) -> bool:
    """A visible paper is read by whoever may read the thing that it is about, unless it is shut to him. What nobody
    presents, nobody reads."""
    return may_know_of(user, paper) and not shut_papers(user, [paper])


def may_know_of(user: User | AnonymousUser, paper: Paper) -> bool:
    """Whether a visible paper is about something that the user may read."""
    return refs.link_for(Ref.parse(paper.about), user) is not None


def readable_among(user: User | AnonymousUser, papers: QuerySet[Paper]) -> set[int]:
    """The keys of those visible papers that the user may read: `may_read` of many."""
    about = {paper: Ref.parse(paper.about) for paper in papers.order_by().defer("content")}
    shown = refs.shown_to(user, about.values())
    known = [paper for paper, ref in about.items() if ref in shown and shown[ref].url]
    return {paper.pk for paper in known} - shut_papers(user, known)


def papers_about(ref: Ref) -> QuerySet[Paper]:
    """Every paper about a thing, newest first. The asking room decides who may see them."""
    return Paper.objects.filter(about=str(ref)).order_by("-issued_on", "-pk")


def entry_of(paper: Paper) -> LedgerEntry | None:
    """Where the ledger says that the paper was signed."""
    return entries_about(Ref.of(paper)).first()


def public_page(paper: Paper) -> str | None:
    """The page that everybody may read, of the paper or of the thing that it is about; `None` while there is none."""
    printed = Printed(paper=Ref.of(paper), about=Ref.parse(paper.about))
    return next((page for page in public_pages.ask(printed) if not isinstance(page, Failure)), None)


def attachments_of(ref: Ref) -> QuerySet[Attachment]:
    """Every file that hangs on a thing, voided ones too, oldest first. The asking room decides who may see them."""
    return Attachment.objects.filter(about=str(ref)).select_related("uploaded_by").order_by("uploaded_at", "pk")


def standing_attachments(ref: Ref) -> QuerySet[Attachment]:
    """Those that were not voided: what a publication may name by its digest, and what members are to read."""
    return attachments_of(ref).filter(voided_at__isnull=True)


def readable_attachment(user: User | AnonymousUser, pk: int) -> Attachment | None:
    """A file, if the user may read the thing that it hangs on, and its files as well."""
    found = Attachment.objects.filter(pk=pk).select_related("uploaded_by").first()
    about = Ref.parse(found.about) if found else None
    return found if about and refs.link_for(about, user) and may_read_files(user, about) else None
