"""What the pages of the ledger show of its entries, to whom."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from foundation import refs
from foundation.events import Failure
from foundation.ledger import labels
from foundation.ledger.changes import Changes, changes_of, rows_of
from foundation.ledger.models import Checkpoint, LedgerEntry, LedgerHead
from foundation.ledger.selectors import first_checkpoint_over, neighbours, same_moment
from foundation.ledger.titles import kind_of_label, model_of_label, titles_of
from foundation.refs import Ref, Shown
from foundation.townships.events import Reading, shut_rows
from foundation.townships.models import User
from foundation.townships.selectors import streams


@dataclass(frozen=True)
class Fact:
    label: str
    text: str


@dataclass(frozen=True)
class EntryPage:
    """One entry for one reader. `open`: he sees what the rows held; else only that they were written."""

    entry: LedgerEntry
    open: bool
    place: str
    act: str
    about: Shown | None
    facts: list[Fact]
    changes: Changes
    checkpoint: Checkpoint | None
    size: int
    before: LedgerEntry | None
    after: LedgerEntry | None
    together: list[tuple[LedgerEntry, str]]
    bytes_kept: str
    digest: str
    hash: str

    @classmethod
    def of(cls, entry: LedgerEntry, user: User) -> EntryPage:
        reach = streams.reach_of(user)
        may_open = may_see_values(entry, user)
        body: dict[str, Any] = json.loads(bytes(entry.body))
        before, after = neighbours(entry)
        return cls(
            entry=entry,
            open=may_open,
            place=streams.stream_names([entry.stream])[entry.stream],
            act=labels.label_of(entry.act),
            about=things_of([entry], user).get(entry.pk),
            facts=[Fact(labels.fact_label_of(entry.act, key), _plain(value)) for key, value in body["facts"].items()],
            changes=changes_of(entry, reach.shows_values) if may_open else rows_of(entry),
            checkpoint=first_checkpoint_over(entry),
            size=LedgerHead.objects.values_list("size", flat=True).get(stream=entry.stream),
            before=before,
            after=after,
            together=[(each, labels.label_of(each.act)) for each in same_moment(entry) if reach.shows(each.stream)],
            bytes_kept=bytes(entry.body).decode(),
            digest=bytes(entry.leaf).hex(),
            hash=body.get("hash", "sha256"),
        )


def may_see_values(entry: LedgerEntry, user: User) -> bool:
    """Whether he is shown what the rows of an entry held: it is his stream, and no row of it is shut to him."""
    if not streams.reach_of(user).shows_values(entry.stream):
        return False
    said: dict[str, Any] = json.loads(bytes(entry.body))
    return not shut_rows.ask(Reading(user, frozenset((row["table"], row["key"]) for row in said["rows"])))


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def things_of(entries: Iterable[LedgerEntry], user: User) -> dict[int, Shown]:
    """What each entry is about: with title and address where the reader sees values, else its kind and key."""
    reach = streams.reach_of(user)
    named = {entry.pk: (ref, entry.stream) for entry in entries if (ref := _ref(entry.ref))}
    opened = {ref for ref, stream in named.values() if reach.shows_values(stream)}
    shown = refs.shown_to(user, opened) | _titled(opened - _shut(opened, user))
    return {pk: shown.get(ref) or Shown(f"{kind_of_label(ref.label)} {ref.pk}") for pk, (ref, _stream) in named.items()}


def _shut(opened: Iterable[Ref], user: User) -> set[Ref]:
    """Those whose own names say too much for now, such as that of a file of a personnel matter."""
    models = {ref: model_of_label(ref.label) for ref in opened if ref.label not in refs.registered_labels()}
    rows = {(model._meta.db_table, ref.pk): ref for ref, model in models.items() if model}
    answers = shut_rows.ask(Reading(user, frozenset(rows))) if rows else []
    if any(isinstance(answer, Failure) for answer in answers):
        return set(models)
    return {rows[answer] for answer in answers if not isinstance(answer, Failure)}


def _titled(opened: Iterable[Ref]) -> dict[Ref, Shown]:
    """Those that nobody presents, by their own names."""
    presented = refs.registered_labels()
    models = {ref: model_of_label(ref.label) for ref in opened if ref.label not in presented}
    titles = titles_of((model, ref.pk) for ref, model in models.items() if model)
    return {ref: Shown(titles[model, ref.pk]) for ref, model in models.items() if model}


def _ref(text: str) -> Ref | None:
    try:
        return Ref.parse(text)
    except ValueError:
        return None
