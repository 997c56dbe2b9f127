"""That a publication stands in the ledger as it is shown: what anybody may download and check elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from disclosure.models import Publication
from disclosure.states import MOVES, State
from foundation.ledger import notes, proofs
from foundation.ledger.models import Checkpoint, LedgerEntry
from foundation.ledger.selectors import latest_checkpoint
from foundation.refs import Ref


@dataclass(frozen=True)
class Standing:
    """Where a publication stands: its entry, and the newest checkpoint when that covers it."""

    entry: LedgerEntry
    line: int
    checkpoint: Checkpoint | None


def standing_of(publication: Publication) -> Standing | None:
    """`None` for a publication whose entry is of the ledger's first form: it names people who are not told here."""
    act = MOVES[State.PREPARED, State.PUBLISHED].act
    ref = str(Ref("disclosure.draft", str(publication.draft_id)))
    entry = LedgerEntry.objects.filter(ref=ref, act=act).order_by("-number").first()
    line = proofs.line_of(entry, publication._meta.db_table, publication.pk) if entry else None
    if entry is None or line is None:
        return None
    checkpoint = latest_checkpoint()
    covered = checkpoint is not None and size_under(checkpoint, entry.stream) >= entry.number
    return Standing(entry, line, checkpoint if covered else None)


def size_under(checkpoint: Checkpoint, stream: str) -> int:
    """How many entries of a stream the checkpoint covers."""
    return next((head.size for head in notes.parse(checkpoint.note).heads if head.stream == stream), 0)


def proof_file(standing: Standing) -> bytes | None:
    """The row of the publication and nothing of who prepared, reviewed or published it; `None` before a checkpoint."""
    return proofs.inclusion(standing.entry, [standing.line])
