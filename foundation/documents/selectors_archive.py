"""How long a paper is kept, when it goes to the county's archive, what happened around it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser

from foundation.documents.models import Attachment, Paper
from foundation.documents.selectors import attachments_of, visible_papers
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.rulebook.defaults import DEFAULTS
from foundation.rulebook.selectors import InForce, parameter
from foundation.rulebook.values import Value
from foundation.scope import SEALED
from foundation.townships.models import User

TRANSFER = "papers.transfer_months"
#: So many are shown; who has more of them looks unit by unit.
SHOWN_MOST = 200


@dataclass(frozen=True)
class Kept:
    """`retention` is how long a paper is kept, `transfer_year` in which year it goes to the county's archive."""

    paper: Paper
    retention: Value
    transfer_year: int

    def is_due(self, today: date) -> bool:
        return self.transfer_year <= today.year


def code_of(kind: str) -> str:
    """The parameter of a kind; that of all others for what other rooms have registered."""
    code = f"papers.retention_{kind}"
    return code if code in DEFAULTS else "papers.retention_other"


def kept(paper: Paper) -> Kept:
    """By the rules of the day on which it was issued. Two queries. Raises `MissingParameter`."""
    retention = parameter(code_of(paper.kind), scope=paper.scope, on=paper.issued_on)
    months = parameter(TRANSFER, scope=paper.scope, on=paper.issued_on).whole()
    return Kept(paper, retention, paper.year + -(-months // 12))


def due(user: User | AnonymousUser, today: date) -> list[Kept]:
    """The papers that somebody sees and that are to go to the county's archive this year, the oldest first.

    By the numbers of today: whoever changes them changes what is due. Two queries, however many papers.
    """
    codes = {TRANSFER, *(code for code in DEFAULTS if code.startswith("papers.retention_"))}
    numbers = InForce(codes, on=today)
    found = []
    for paper in visible_papers(user).filter(year__lt=today.year).order_by("year", "pk")[: SHOWN_MOST * 5]:
        months = numbers.of(TRANSFER, scope=paper.scope).whole()
        row = Kept(paper, numbers.of(code_of(paper.kind), scope=paper.scope), paper.year + -(-months // 12))
        if row.is_due(today):
            found.append(row)
    return found[:SHOWN_MOST]


def attachments_with(paper: Paper) -> list[Attachment]:
    """What hangs on the paper (a scan of its signatures) and on the thing that it is about, voided ones too."""
    return [*attachments_of(Ref.of(paper)), *attachments_of(Ref.parse(paper.about))]


def process_of(paper: Paper, attachments: Iterable[Attachment]) -> list[LedgerEntry]:
    """What the ledger has of the paper, of its thing and of their attachments, in the order in which it happened.

    Sealed streams are left out: not everybody who reads the paper reads those. One query.
    """
    refs = [Ref.of(paper), Ref.parse(paper.about), *(Ref.of(each) for each in attachments)]
    entries = LedgerEntry.objects.filter(ref__in=[str(ref) for ref in refs])
    return list(entries.exclude(stream__endswith=SEALED).order_by("pk"))
