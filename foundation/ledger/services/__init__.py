"""The one writer of the ledger: `with act(...) as record:` around everything a service changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction

from foundation.ledger import heads
from foundation.ledger.canonical import canonical_bytes, covered_columns, row_bytes
from foundation.ledger.details import BatchLine, Line, joined
from foundation.ledger.merkle import Hasher, Node
from foundation.ledger.models import LedgerDetail, LedgerEntry
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

    def sealed(self, hasher: Hasher, number: int, order: int) -> tuple[bytes, bytes]:
        """The bytes of the entry, and those of the side row with all that its digests cover."""
        lines = [Line.of(self.actor.encode()), *(Line.of(row_bytes(row)) for row in self.rows)]
        digests = [line.digest(hasher) for line in lines]
        batches = [
            BatchLine.of(hasher, sorted(((str(row.pk), row_bytes(row)) for row in batch), key=_by_key))
            for batch in self.batches
        ]
        batch_lines = [batch.line for batch in batches]
        body = {
            "v": 2,
            "hash": hasher.name,
            "stream": self.stream,
            "number": number,
            "order": order,
            "at": self.now,
            "actor": digests[0],
            "act": self.name,
            "ref": self.ref,
            "facts": self.facts,
            "rows": [_row_record(row, digest) for row, digest in zip(self.rows, digests[1:], strict=True)],
            "batches": [
                _batch_record(rows, hasher.root(batch.digests), line.digest(hasher))
                for rows, batch, line in zip(self.batches, batches, batch_lines, strict=True)
            ],
        }
        return canonical_bytes(body), joined([*lines, *batch_lines])


def _by_key(keyed: tuple[str, bytes]) -> tuple[int, str]:
    """Numbers in their order, texts in theirs."""
    return len(keyed[0]), keyed[0]


def _row_record(row: models.Model, digest: bytes) -> dict[str, Any]:
    return {
        "table": row._meta.db_table,
        "key": str(row.pk),
        "columns": covered_columns(row._meta.model),
        "digest": digest,
    }


def _batch_record(batch: list[models.Model], root: bytes, digest: bytes) -> dict[str, Any]:
    """`root` is over the digests of the rows; `digest` is of the line that says which row has which."""
    model = batch[0]._meta.model
    return {
        "table": model._meta.db_table,
        "columns": covered_columns(model),
        "count": len(batch),
        "root": root,
        "digest": digest,
    }


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
    record = Act(name=name, stream=stream, actor=_one_line(actor), now=now, facts=facts)
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


def _one_line(actor: object) -> str:
    return " ".join(str(actor).splitlines())


def _append(acts: list[Act]) -> None:
    """Write the entries; heads are locked in the order of their streams, so that two writers cannot embrace.

    Raises `KeyTrouble` when a head is not as this house left it: going on would seal what somebody else wrote.
    """
    _read_again_what_two_hold(acts)
    ends = {stream: heads.locked(stream) for stream in sorted({record.stream for record in acts})}
    nodes: dict[str, list[Node]] = {stream: [] for stream in ends}
    entries, details = [], []
    # Whatever its stream, a nested act comes after the one around it.
    for record, order in zip(acts, heads.next_orders(len(acts)) if acts else [], strict=True):
        _head, frontier = ends[record.stream]
        body, detail = record.sealed(frontier.hasher, frontier.size + 1, order)
        leaf = frontier.hasher.leaf(body)
        nodes[record.stream] += frontier.append(leaf)
        entries.append(
            LedgerEntry(
                id=order,
                stream=record.stream,
                number=frontier.size,
                at=record.now,
                actor=record.actor,
                act=record.name,
                ref=record.ref,
                body=body,
                leaf=leaf,
            )
        )
        details.append(LedgerDetail(entry=order, body=detail))
    LedgerEntry.objects.bulk_create(entries)
    LedgerDetail.objects.bulk_create(details)
    for stream, (head, frontier) in ends.items():
        heads.write(head, frontier, nodes[stream])


def _read_again_what_two_hold(acts: list[Act]) -> None:
    """Acts may hold one row as several objects, of which only the one saved last is right: all get that one."""
    held: dict[models.Model, set[int]] = {}
    for record in acts:
        for row in chain(record.rows, *record.batches):
            if row.pk is not None:
                held.setdefault(row, set()).add(id(row))
    now = {row: row._meta.model._base_manager.get(pk=row.pk) for row, objects in held.items() if len(objects) > 1}
    if now:
        for record in acts:
            record.rows = _each_once(record.rows, now)
            record.batches = [_each_once(batch, now) for batch in record.batches]


def _each_once(rows: list[models.Model], now: dict[models.Model, models.Model]) -> list[models.Model]:
    return list(dict.fromkeys(now.get(row, row) for row in rows))
