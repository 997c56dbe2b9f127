"""Random tamperings by somebody who owns the database but not the keys, and what a verification must name for each.

`tamper(seed, busy)` does one, in an open transaction, and says which places would be right answers.
"""

import itertools
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, transaction

from foundation.ledger import notes
from foundation.ledger.details import ERASED, Line
from foundation.ledger.merkle import GROUP, Hasher
from foundation.ledger.models import Checkpoint, LedgerDetail, LedgerEntry, LedgerHead, LedgerNode
from foundation.ledger.verification import verify
from tests.ledger.busy import Busy
from tests.ledger.hands import entry, put_line, rewrite


@dataclass(frozen=True)
class Tampering:
    """`what` was done; naming one of the `places` is finding it."""

    what: str
    places: frozenset[str]


class NotPossible(Exception):
    """Here and so: choose something else."""


Kind = Callable[[random.Random, Busy], Tampering]
KINDS: list[Kind] = []


def kind(tamper: Kind) -> Kind:
    KINDS.append(tamper)
    return tamper


def tamper(seed: int, busy: Busy) -> Tampering:
    """Kinds take turns. What a constraint refuses is taken back, and something else tried; soon another kind."""
    chance = random.Random(seed)
    for attempt in itertools.count():
        chosen = KINDS[seed % len(KINDS)] if attempt < 30 else chance.choice(KINDS)
        try:
            with transaction.atomic():
                return chosen(chance, busy)
        except (DatabaseError, NotPossible):
            continue
    raise AssertionError


def missed(seeds: range, busy: Busy) -> list[str]:
    """Do one tampering for each seed, each on the untouched database; tells those that no verification named."""
    found = []
    for seed in seeds:
        with transaction.atomic():
            tampering = tamper(seed, busy)
            said = verify(note=busy.note).bad
            if not tampering.places & {bad.place for bad in said}:
                wanted = "、".join(sorted(tampering.places))
                found.append(f"{seed}: {tampering.what} ({wanted}): {[str(bad) for bad in said[:3]]}")
            transaction.set_rollback(True)
    return found


def done(what: str, *places: str) -> Tampering:
    return Tampering(what, frozenset(places))


# Where ---------------------------------------------------------------------------------------------


def known_sizes(stream: str, busy: Busy) -> list[int]:
    """The sizes that checkpoints tell, those of the database and the one kept elsewhere."""
    texts = [busy.note, *Checkpoint.objects.values_list("note", flat=True)]
    return sorted({head.size for text in texts for head in notes.parse(text).heads if head.stream == stream})


def first_of_changed(stream: str, number: int, busy: Busy, size: int) -> str:
    """Where a walk finds that leaf `number` is another one: by a checkpoint, by a node, or at the end."""
    known = known_sizes(stream, busy)
    after_last_good = 1 + max((each for each in known if each < number), default=0)
    group_end = -(-number // GROUP) * GROUP
    if any(number <= each <= min(group_end, size) for each in known):
        return f"{stream}#{after_last_good}"
    if group_end <= size and LedgerNode.objects.filter(stream=stream).exists():
        return f"{stream}#{group_end - GROUP + 1}"
    if any(each >= number for each in known):
        return f"{stream}#{after_last_good}"
    return f"{stream}#{size}"


def end_of_cut(stream: str, size: int, busy: Busy) -> str:
    """Where a walk ends that a checkpoint, or the head, knows to be too short."""
    later = any(each > size for each in known_sizes(stream, busy))
    return f"{stream}#{size + 1 if later else max(size, 1)}"


def some_entry(chance: random.Random) -> LedgerEntry:
    """Of any stream alike, so that short ones have their turn."""
    stream = chance.choice(sorted(LedgerHead.objects.values_list("stream", flat=True)))
    return chance.choice(list(LedgerEntry.objects.filter(stream=stream).order_by("number")))


def place_of(found: LedgerEntry) -> str:
    return f"{found.stream}#{found.number}"


def size_of(stream: str) -> int:
    return LedgerHead.objects.get(stream=stream).size


def changed_body(found: LedgerEntry) -> bytes:
    """Another one that reads as ours."""
    said = json.loads(bytes(found.body))
    said["facts"] = {**said["facts"], "forged": True}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def leaf_of(found: LedgerEntry, body: bytes) -> bytes:
    return Hasher.of(LedgerHead.objects.get(stream=found.stream).hash).leaf(body)


# Entries -------------------------------------------------------------------------------------------


@kind
def change_a_column(chance: random.Random, _busy: Busy) -> Tampering:
    found = some_entry(chance)
    column, value = chance.choice(
        [
            ("body", changed_body(found)),
            ("body", bytes(some_entry(chance).body)),
            ("leaf", chance.randbytes(32)),
            ("at", found.at + timedelta(microseconds=chance.choice((-1, 1)) * 10 ** chance.randrange(10))),
            ("actor", some_entry(chance).actor + chance.choice(("", " "))),
            ("act", some_entry(chance).act),
            ("ref", some_entry(chance).ref),
            ("id", LedgerEntry.objects.latest("pk").pk + chance.randrange(1, 99)),
            ("number", size_of(found.stream) + chance.randrange(1, 99)),
        ]
    )
    before = getattr(found, column)
    if (bytes(before) if isinstance(before, memoryview) else before) == value:
        raise NotPossible
    if column == "id" and json.loads(bytes(found.body))["v"] == 1 and found.number == size_of(found.stream):
        raise NotPossible  # the first form does not tell it, and this one still is the last of its stream
    entry(found.stream, found.number).update(**{column: value})
    # The first form does not tell its order: the next one is before it now.
    following = [f"{found.stream}#{found.number + 1}"] if column == "id" else []
    return done(f"column {column} of {place_of(found)}", place_of(found), *following)


@kind
def change_body_and_leaf(chance: random.Random, busy: Busy) -> Tampering:
    found = some_entry(chance)
    body = changed_body(found)
    entry(found.stream, found.number).update(body=body, leaf=leaf_of(found, body))
    size = size_of(found.stream)
    return done(f"body and leaf of {place_of(found)}", first_of_changed(found.stream, found.number, busy, size))


@kind
def delete_an_entry(chance: random.Random, _busy: Busy) -> Tampering:
    found = some_entry(chance)
    entry(found.stream, found.number).delete()
    if chance.random() < 0.5:
        LedgerDetail.objects.filter(entry=found.pk).delete()
    return done(f"delete {place_of(found)}", place_of(found))


@kind
def swap_two_entries(chance: random.Random, busy: Busy) -> Tampering:
    """By number, by order, or by what they say."""
    one, other = sorted((some_entry(chance), some_entry(chance)), key=lambda each: each.number)
    if one.stream != other.stream or one.number == other.number:
        raise NotPossible
    what = chance.choice(("number", "id", "content"))
    if what == "content":
        for target, source in ((one, other), (other, one)):
            columns = {name: getattr(source, name) for name in ("body", "leaf", "at", "actor", "act", "ref")}
            entry(target.stream, target.number).update(**columns)
    else:
        spare = LedgerEntry.objects.latest("pk").pk + 10_000
        for target, value in ((one, spare), (other, getattr(one, what)), (one, getattr(other, what))):
            LedgerEntry.objects.filter(body=target.body).update(**{what: value})
    place = place_of(one) if what == "id" else first_of_changed(one.stream, one.number, busy, size_of(one.stream))
    following = [f"{one.stream}#{one.number + 1}"] if what == "id" else []
    return done(f"swap {what} of {place_of(one)} and {place_of(other)}", place, *following)


@kind
def replace_by_another_streams_entry(chance: random.Random, busy: Busy) -> Tampering:
    found, other = some_entry(chance), some_entry(chance)
    if found.stream == other.stream:
        raise NotPossible
    columns = {name: getattr(other, name) for name in ("at", "actor", "act", "ref")}
    body = bytes(other.body)
    entry(found.stream, found.number).update(body=body, leaf=leaf_of(found, body), **columns)
    place = first_of_changed(found.stream, found.number, busy, size_of(found.stream))
    return done(f"{place_of(other)} in the place of {place_of(found)}", place)


@kind
def move_to_another_stream(chance: random.Random, _busy: Busy) -> Tampering:
    found = some_entry(chance)
    target = chance.choice(sorted(LedgerHead.objects.exclude(stream=found.stream).values_list("stream", flat=True)))
    size = size_of(target)
    entry(found.stream, found.number).update(stream=target, number=size + 1)
    return done(f"{place_of(found)} to {target}", place_of(found))


@kind
def add_a_forged_entry(chance: random.Random, busy: Busy) -> Tampering:
    """At the end or in between, with and without a detail, with the head as it is or counted on."""
    found = some_entry(chance)
    size, number = size_of(found.stream), chance.choice((found.number, size_of(found.stream) + 1))
    order = LedgerEntry.objects.latest("pk").pk + 1
    for later in LedgerEntry.objects.filter(stream=found.stream, number__gte=number).order_by("-number"):
        entry(later.stream, later.number).update(number=later.number + 1)
    body = changed_body(found)
    columns = {name: getattr(found, name) for name in ("stream", "at", "actor", "act", "ref")}
    LedgerEntry.objects.create(pk=order, number=number, body=body, leaf=leaf_of(found, body), **columns)
    if chance.random() < 0.5:
        LedgerDetail.objects.create(entry=order, body=Line.of(found.actor.encode()).encoded)
    if number <= size:
        return done(f"forge {found.stream}#{number}", first_of_changed(found.stream, number, busy, size + 1))
    if chance.random() < 0.5:
        rewrite(found.stream, {})
    return done(f"add {found.stream}#{number}", f"{found.stream}#{number}")


@kind
def rewrite_the_rest(chance: random.Random, busy: Busy) -> Tampering:
    """From some entry on, with leaves, nodes and head computed anew, under the seal as it is or any other."""
    found = some_entry(chance)
    size = size_of(found.stream)
    rest = LedgerEntry.objects.filter(stream=found.stream, number__gte=found.number)
    seals = [None, b"", b"i" + chance.randbytes(32), bytes(chance.choice(busy.heads).seal)]
    rewrite(found.stream, {each.number: changed_body(each) for each in rest}, seal=chance.choice(seals))
    known = known_sizes(found.stream, busy)
    after_last_good = 1 + max((each for each in known if each < found.number), default=0)
    place = after_last_good if any(each >= found.number for each in known) else size
    return done(f"rewrite from {place_of(found)}", f"{found.stream}#{place}")


# Ends, nodes, checkpoints --------------------------------------------------------------------------


def cut(stream: str, size: int) -> None:
    gone = LedgerEntry.objects.filter(stream=stream, number__gt=size)
    LedgerDetail.objects.filter(entry__in=list(gone.values_list("pk", flat=True))).delete()
    gone.delete()


@kind
def cut_a_tail(chance: random.Random, busy: Busy) -> Tampering:
    found = some_entry(chance)
    size = found.number - 1
    cut(found.stream, size)
    if chance.random() < 0.5:
        return done(f"cut {found.stream} to {size}", f"{found.stream}#{size + 1}")
    rewrite(found.stream, {})
    return done(f"cut {found.stream} to {size}, head counted back", end_of_cut(found.stream, size, busy))


@kind
def set_back_to_an_old_end(chance: random.Random, busy: Busy) -> Tampering:
    """With a seal that is good: only what was kept elsewhere tells, even when all checkpoints here are gone."""
    old = chance.choice(busy.heads)
    if not any(size > old.size for size in known_sizes(old.stream, busy)):
        raise NotPossible
    cut(old.stream, old.size)
    rewrite(old.stream, {}, seal=bytes(old.seal))
    if chance.random() < 0.5:
        Checkpoint.objects.all().delete()
    return done(f"set {old.stream} back to {old.size}", f"{old.stream}#{old.size + 1}")


@kind
def take_a_whole_stream_away(chance: random.Random, _busy: Busy) -> Tampering:
    stream = some_entry(chance).stream
    cut(stream, 0)
    LedgerNode.objects.filter(stream=stream).delete()
    LedgerHead.objects.filter(stream=stream).delete()
    if chance.random() < 0.5:
        Checkpoint.objects.all().delete()
    return done(f"take {stream} away", f"{stream}#1")


@kind
def change_a_head(chance: random.Random, busy: Busy) -> Tampering:
    head = chance.choice(list(LedgerHead.objects.order_by("stream")))
    stream, size = head.stream, head.size
    other = chance.choice([each for each in busy.heads if bytes(each.seal) != bytes(head.seal)])
    column, value, number = chance.choice(
        [
            ("size", size - 1, size),
            ("size", size + 1, size + 1),
            ("frontier", chance.randbytes(len(bytes(head.frontier))), size),
            ("frontier", bytes(head.frontier)[32:], size),
            ("seal", b"i" + chance.randbytes(32), size),
            ("seal", bytes(other.seal), size),
            ("hash", "sha256" if head.hash == "sm3" else "sm3", 1),
            ("stream", "990199", 1),
            ("", None, 1),
        ]
    )
    if column:
        LedgerHead.objects.filter(stream=stream).update(**{column: value})
    else:
        LedgerHead.objects.filter(stream=stream).delete()
    return done(f"head of {stream}: {column or 'gone'}", f"{stream}#{number}")


@kind
def change_a_node(chance: random.Random, busy: Busy) -> Tampering:
    node = chance.choice(list(LedgerNode.objects.all()))
    rows, first = LedgerNode.objects.filter(pk=node.pk), node.index * GROUP + 1
    match chance.randrange(5):
        case 0:
            rows.update(hash=chance.randbytes(32))
        case 1:
            rows.delete()
        case 2:
            rows.update(level=node.level + 8)
        case 3:
            rows.update(stream="320831")
        case _:
            stream = chance.choice(sorted(LedgerHead.objects.values_list("stream", flat=True)))
            level, index = chance.choice(((8, 99), (16, 0), (9, 0)))
            LedgerNode.objects.create(stream=stream, level=level, index=index, hash=chance.randbytes(32))
            return done(f"add a node to {stream}", f"{stream}#{size_of(stream)}")
    return done(f"node {node}", f"{node.stream}#{first}")


@kind
def change_a_checkpoint(chance: random.Random, _busy: Busy) -> Tampering:
    found = chance.choice(list(Checkpoint.objects.order_by("number")))
    rows, number = Checkpoint.objects.filter(number=found.number), found.number
    last = Checkpoint.objects.latest("number")
    match chance.randrange(6):
        case 0:
            at = chance.randrange(len(found.note))
            note = found.note[:at] + chr(ord(found.note[at]) ^ 1) + found.note[at + 1 :]
            rows.update(note=note)
        case 1:
            rows.update(at=found.at + timedelta(seconds=chance.choice((-1, 1))))
        case 2:
            rows.delete()
            return done(f"no checkpoint {number}", f"存证点 {number}", *["所给的存证点"] * (number == last.number))
        case 3:
            Checkpoint.objects.create(number=last.number + 1, at=found.at, note=found.note)
            number = last.number + 1
        case 4:
            rows.update(number=last.number + 5)
            number = number if number != last.number else last.number
        case _:
            other = chance.choice(list(Checkpoint.objects.exclude(number=number)))
            rows.update(note=other.note)
    return done(f"checkpoint {found.number}", f"存证点 {number}")


# Details -------------------------------------------------------------------------------------------


def some_detail(chance: random.Random) -> tuple[LedgerEntry, LedgerDetail]:
    found = some_entry(chance)
    detail = LedgerDetail.objects.filter(entry=found.pk).first()
    if detail is None:
        raise NotPossible
    return found, detail


@kind
def change_a_line(chance: random.Random, _busy: Busy) -> Tampering:
    found, detail = some_detail(chance)
    lines = bytes(detail.body).split(b"\n")
    index = chance.randrange(len(lines))
    if lines[index] == ERASED:
        line = Line.of(b"{}").encoded
    else:
        salt, _space, text = lines[index].partition(b" ")
        at = chance.randrange(len(text))
        line = chance.choice(
            [
                ERASED,
                b"",
                salt[:-1] + (b"0" if salt[-1:] != b"0" else b"1") + b" " + text,
                salt + b" " + text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :],
                salt + b" " + text + b" ",
                lines[index] + b"\n" + lines[index],
            ]
        )
    put_line(found.stream, found.number, index, line)
    return done(f"line {index} of {place_of(found)}", place_of(found))


@kind
def change_a_detail(chance: random.Random, _busy: Busy) -> Tampering:
    (found, detail), (other, others) = some_detail(chance), some_detail(chance)
    rows = LedgerDetail.objects.filter(entry=found.pk)
    match chance.randrange(5):
        case 0:
            rows.delete()
        case 1:
            rows.update(body=others.body)
        case 2:
            lines = bytes(detail.body).split(b"\n")
            lines.reverse()
            rows.update(body=b"\n".join(lines))
        case 3:
            rows.update(entry=LedgerEntry.objects.latest("pk").pk + 7)
        case _:
            order = LedgerEntry.objects.latest("pk").pk + chance.randrange(1, 99)
            LedgerDetail.objects.create(entry=order, body=detail.body)
            return done("a stray detail", f"ledger_ledgerdetail:{order}")
    if bytes(LedgerDetail.objects.filter(entry=found.pk).values_list("body", flat=True).first() or b"") == bytes(
        detail.body
    ):
        raise NotPossible
    return done(f"detail of {place_of(found)} (or of {place_of(other)})", place_of(found))
