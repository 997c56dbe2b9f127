"""What stands at the foot of a paper: the digest of its content, where it can be checked, and the newest checkpoint.

Whoever holds the sheet compares the digest with the page behind the first code. The second names a checkpoint of the
ledger *with its digest*: every sheet that was handed out is a witness of what the ledger said on that day.
"""

import hashlib
from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from foundation.documents.models import Paper
from foundation.ledger.models import Checkpoint

#: Half of a digest is out of reach of guessing and of collisions by chance, and makes a code of coarser squares.
SHORT = 32


@dataclass(frozen=True)
class Marks:
    """`digest` in groups of eight; the codes as SVG, with the address that they lead to. Without a checkpoint its
    code and words are empty."""

    digest: str
    address: str
    code: SafeString
    checkpoint: str
    checkpoint_digest: str
    checkpoint_code: SafeString


def address_of(paper: Paper) -> str:
    """Where the paper can be checked, for as long as the house stands: its publication, or its page on the desk."""
    return settings.SITE_URL + reverse("papers:check", args=[paper.digest[:SHORT]])


def marks_of(paper: Paper, checkpoint: Checkpoint | None) -> Marks:
    address = address_of(paper)
    told = checkpoint_address(checkpoint) if checkpoint else ""
    return Marks(
        digest=grouped(paper.digest),
        address=address,
        code=_code(address),
        checkpoint=str(checkpoint or ""),
        checkpoint_digest=grouped(told.rpartition("#")[2]),
        checkpoint_code=_code(told) if told else SafeString(),
    )


def checkpoint_address(checkpoint: Checkpoint) -> str:
    """Of its note; behind the `#` the beginning of the SHA-256 of what must be found there."""
    digest = hashlib.sha256(checkpoint.note.encode()).hexdigest()[:SHORT]
    return f"{settings.SITE_URL}{reverse('ledger:numbered', args=[checkpoint.number])}#{digest}"


def grouped(digest: str) -> str:
    """As it is printed, so that people can compare."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def _code(address: str) -> SafeString:
    """Black squares and nothing but: the page is white and gives them their margin."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        border=0, omitsize=True, svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - segno writes numbers only
