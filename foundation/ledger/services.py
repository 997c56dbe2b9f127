"""The one writer of the ledger: `with act(...) as record:` around everything a service changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction

from foundation.ledger.canonical import (
    EMPTY,
    canonical_bytes,
    covered_columns,
    leaf_hash,
    node_hash,
    row_bytes,
    rows_root,
)
from foundation.ledger.models import LedgerEntry, LedgerHead
from foundation.refs import Ref
from foundation.security import services as security
from foundation.security.states import Kind
from foundation.violations import RuleViolation

#: The actor of what the system does by itself.
SYSTEM = "系统"


class Mark:
    """A callback after commit that does nothing. Django forgets it when a savepoint around it is rolled back."""

    def __call__(self) -> None:
        pass


@dataclass(eq=False)
class Act:
    """What is being done. The service names every ruled row it writes with `touch` or `touch_all`."""

    name: str
    stream: str
    actor: str
    now: datetime
    ref: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    rows: list[models.Model] = field(default_factory=list)
    batches: list[list[models.Model]] = field(default_factory=list)
    dropped: bool = False
    mark: Mark = field(default_factory=Mark)

    def about(self, thing: models.Model) -> None:
        """Name the thing that the act is about; without it, the first row touched."""
        self.ref = str(Ref.of(thing))

    def touch(self, *rows: models.Model) -> None:
        """Each of these saved rows gets a digest of its own in the entry, as it is when the act ends."""
        self._refuse_when_dropped()
        for row in rows:
            if not any(row is known for known in self.rows):
                self.rows.append(row)
            if not self.ref:
                self.about(row)

    def touch_all(self, rows: Iterable[models.Model]) -> None:
        """Many saved rows of one table at once: the entry holds their number and the root over their digests."""
        self._refuse_when_dropped()
        batch = list(rows)
        if len({type(row) for row in batch}) > 1:
            raise ValueError("a batch holds rows of one table")
        if batch:
            self.batches.append(batch)

    def drop(self) -> None:
        """Nothing has changed after all: leave no entry. For acts that may find all as it should be."""
        if self.rows or self.batches:
            raise ValueError("an act that touched rows cannot be dropped")
        self.dropped = True

    def _refuse_when_dropped(self) -> None:
        if self.dropped:
            raise ValueError("a dropped act leaves no entry, so it cannot touch rows")

    def body(self, number: int) -> bytes:
        return canonical_bytes(
            {
                "v": 1,
                "stream": self.stream,
                "number": number,
                "at": self.now,
                "actor": self.actor,
                "act": self.name,
                "ref": self.ref,
                "facts": self.facts,
                "rows": [_row_record(row) for row in self.rows],
                "batches": [_batch_record(batch) for batch in self.batches],
            }
        )


def _row_record(row: models.Model) -> dict[str, Any]:
    return {
        "table": row._meta.db_table,
        "key": str(row.pk),
        "columns": covered_columns(row._meta.model),
        "digest": leaf_hash(row_bytes(row)),
    }


def _batch_record(batch: list[models.Model]) -> dict[str, Any]:
    count, root = rows_root(batch)
    model = batch[0]._meta.model
    return {"table": model._meta.db_table, "columns": covered_columns(model), "count": count, "root": root}


_open_acts: ContextVar[list[Act] | None] = ContextVar("open_acts", default=None)


@contextmanager
def act(name: str, *, stream: str, actor: object, now: datetime, **facts: Any) -> Iterator[Act]:
    """Do something that must leave a proof.

    Opens the transaction, and appends the entry as its last step; when anything raises, nothing of
    the act remains. An act within an act (an upper room answering an event) is appended together
    with the outer one, so that the head of a stream is always the last lock taken.

    `name` is `<app>.<noun>.<verb>`, `stream` the 9 digits of the township or 6 of the county that
    owns the thing, `actor` whoever acts (kept as text), `now` the instant of the act, `facts` small
    plain values that say more (never personal ones). What a rule or a missing right refuses is noted
    in the security log.
    """
    record = Act(name=name, stream=stream, actor=str(actor), now=now, facts=facts)
    outer = _open_acts.get()
    if outer is not None:
        outer.append(record)
        with transaction.atomic():
            transaction.on_commit(record.mark)
            yield record
        return
    acts = [record]
    token = _open_acts.set(acts)
    try:
        with transaction.atomic():
            before = len(connection.run_on_commit)
            transaction.on_commit(record.mark)
            yield record
            # What a savepoint took back (a nested act that failed, or one beside another that failed) did not happen.
            standing = {id(entry[1]) for entry in connection.run_on_commit[before:]}
            _append([each for each in acts if id(each.mark) in standing and not each.dropped])
    except (RuleViolation, PermissionDenied) as refusal:
        _note(record, refusal)
        raise
    finally:
        _open_acts.reset(token)


def _note(record: Act, refusal: Exception) -> None:
    """A refused act leaves no entry here, but a row in the security log, which no rollback takes along."""
    security.note(
        Kind.REFUSED if isinstance(refusal, RuleViolation) else Kind.DENIED,
        at=record.now,
        actor=record.actor,
        stream=record.stream,
        act=record.name,
        code=getattr(refusal, "code", ""),
        reason=getattr(refusal, "message", "") or str(refusal),
    )


def _append(acts: list[Act]) -> None:
    """Write the entries; heads are locked in the order of their streams, so that two writers cannot embrace."""
    for stream in sorted({record.stream for record in acts}):
        head = _locked_head(stream)
        size, chain = head.size, bytes(head.chain)
        entries = []
        for record in acts:
            if record.stream != stream:
                continue
            size += 1
            body = record.body(size)
            leaf = leaf_hash(body)
            chain = node_hash(chain, leaf)
            entries.append(
                LedgerEntry(
                    stream=stream,
                    number=size,
                    at=record.now,
                    actor=record.actor,
                    act=record.name,
                    ref=record.ref,
                    body=body,
                    leaf=leaf,
                    chain=chain,
                )
            )
        LedgerEntry.objects.bulk_create(entries)
        LedgerHead.objects.filter(stream=stream).update(size=size, chain=chain)


def _locked_head(stream: str) -> LedgerHead:
    heads = LedgerHead.objects.select_for_update()
    head = heads.filter(stream=stream).first()
    if head is None:
        LedgerHead.objects.get_or_create(stream=stream, defaults={"size": 0, "chain": EMPTY})
        head = heads.get(stream=stream)
    return head
