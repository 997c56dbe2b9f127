"""Reads of the ledger."""

from typing import Any

from django.db.models import Q, QuerySet, Subquery

from foundation.ledger import labels, notes
from foundation.ledger.models import Checkpoint, LedgerEntry
from foundation.refs import Ref

#: Acts within an act are entered one after the other; so far before and behind they are looked for.
TOGETHER = 8
#: How many checkpoints made since an entry are opened to find the first over it. Nearly always it is the first of all.
OPENED = 5


def entries_about(ref: Ref) -> QuerySet[LedgerEntry]:
    """What was done to one thing, oldest first."""
    return LedgerEntry.objects.filter(ref=str(ref)).order_by("stream", "number")


def latest_checkpoint() -> Checkpoint | None:
    """The newest note; `None` before the first one."""
    return Checkpoint.objects.order_by("-number").first()


def first_checkpoint_over(entry: LedgerEntry) -> Checkpoint | None:
    """The first note, among those made since, whose tree has the entry; `None` while there is none.

    An entry that was written later than its `at` says (an old act put on record) may be found in the newest only.
    """
    since = list(Checkpoint.objects.filter(at__gte=entry.at).order_by("number")[:OPENED])
    return next((each for each in since if size_in(each, entry.stream) >= entry.number), None) or _newest_over(entry)


def _newest_over(entry: LedgerEntry) -> Checkpoint | None:
    newest = latest_checkpoint()
    return newest if newest and size_in(newest, entry.stream) >= entry.number else None


def size_in(checkpoint: Checkpoint, stream: str) -> int:
    """How many entries of a stream a note covers."""
    return next((head.size for head in notes.parse(checkpoint.note).heads if head.stream == stream), 0)


def neighbours(entry: LedgerEntry) -> tuple[LedgerEntry | None, LedgerEntry | None]:
    """The entries before and after this one in its stream."""
    beside = LedgerEntry.objects.filter(stream=entry.stream, number__in=[entry.number - 1, entry.number + 1])
    found = {each.number: each for each in beside.defer("body")}
    return found.get(entry.number - 1), found.get(entry.number + 1)


def same_moment(entry: LedgerEntry) -> list[LedgerEntry]:
    """What the same person did in the same instant, of all streams: the other acts of one piece of work."""
    near = LedgerEntry.objects.filter(pk__range=(entry.pk - TOGETHER, entry.pk + TOGETHER))
    return list(near.filter(at=entry.at, actor=entry.actor).exclude(pk=entry.pk).defer("body").order_by("pk"))


def acts_within(streams: Q) -> dict[str, str]:
    """Act → label, of the declared acts that occur in some streams. One query: a look into the index for each act."""
    declared = labels.declared()
    entries = LedgerEntry.objects.filter(streams)
    first_of_each: list[Any] = [Subquery(entries.filter(act=act).values("pk")[:1]) for act in declared]
    occurring = set(LedgerEntry.objects.filter(pk__in=first_of_each).values_list("act", flat=True))
    return {act: label for act, label in declared.items() if act in occurring}
