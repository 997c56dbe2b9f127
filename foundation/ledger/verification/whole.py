"""One verification of everything that the ledger can tell."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from foundation.ledger import coverage
from foundation.ledger.models import LedgerDetail, LedgerEntry
from foundation.ledger.states import ERASE
from foundation.ledger.verification.checkpoints import Checkpoints
from foundation.ledger.verification.findings import Bad, BadEntry, Report, silent
from foundation.ledger.verification.reading import one_moment
from foundation.ledger.verification.rows import Evidence, bad_rows
from foundation.ledger.verification.shown import Place, erased_places, shown_entries
from foundation.ledger.verification.streams import all_streams, first_bad_link


@dataclass
class Verification:
    """What was found: of each stream whose tree is broken the first bad entry, of the others every one, and every
    bad row, checkpoint and detail."""

    bad: list[Bad] = field(default_factory=list)
    streams: int = 0
    entries: int = 0
    #: Business rows that were compared; none are while a tree is broken, since what it says is not known.
    rows: int = 0
    rows_left_out: bool = False
    #: Lines that were emptied lawfully.
    erased: int = 0
    #: Rows that older entries count without naming them.
    unnamed: int = 0


def verify(*, note: str = "", report: Report = silent) -> Verification:
    """Verify all streams, all checkpoints, and all ruled rows, as they are at one moment.

    `note` is the text of a checkpoint that was kept elsewhere: what it lists must be there still. Nothing is
    written. Raises `NotOurNote` when `note` is no note, or none that a key of this house has signed.
    """
    checkpoints = Checkpoints(note)
    with one_moment():
        return _verified(checkpoints, report)


def _verified(checkpoints: Checkpoints, report: Report) -> Verification:
    found = Verification(bad=list(checkpoints.bad()))
    streams = sorted({*all_streams(), *checkpoints.by_stream})
    found.streams = len(streams)
    broken = {stream: first_bad_link(stream, checkpoints.roots_of(stream), report) for stream in streams}
    whole = [stream for stream, bad in broken.items() if bad is None]
    evidence, erased = Evidence(), erased_places(whole)
    for stream, bad in broken.items():
        found.bad += [bad] if bad else _read(stream, erased, evidence, found, report)
    found.bad += _stray_details()
    found.rows_left_out = len(whole) < len(streams)
    if not found.rows_left_out:
        found.bad += bad_rows(evidence, coverage.ruled_models(), report)
    found.rows, found.unnamed = evidence.compared, sum(evidence.unnamed.values())
    return found


def first_bad_entry(stream: str) -> BadEntry | None:
    """The first place where one stream does not hold together, its shown columns and its details included."""
    with one_moment():
        bad = first_bad_link(stream)
        if bad:
            return bad
        erasing = LedgerEntry.objects.filter(act=ERASE).order_by().values_list("stream", flat=True).distinct()
        erased = erased_places([each for each in erasing if first_bad_link(each) is None])
        return next((each for each in shown_entries(stream, erased) if isinstance(each, BadEntry)), None)


def _read(
    stream: str, erased: Collection[Place], evidence: Evidence, found: Verification, report: Report
) -> Iterator[Bad]:
    for shown in shown_entries(stream, erased, report):
        if isinstance(shown, BadEntry):
            yield shown
            continue
        found.entries += 1
        found.erased += shown.erased
        evidence.take(shown)


def _stray_details() -> Iterator[Bad]:
    entries = LedgerEntry.objects.filter(pk=OuterRef("entry"))
    strays = LedgerDetail.objects.filter(~Exists(entries)).order_by("entry")
    for entry in strays.values_list("entry", flat=True):
        yield Bad(f"{LedgerDetail._meta.db_table}:{entry}", "多出这一行明细：没有它的存证记录")
