"""What is given out proves what it says, to whoever knows nothing of this house (here: RFC 9162, 2.1.3 and 2.1.4)."""

import json
import math
from base64 import b64decode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.ledger import notes, renames
from foundation.ledger.merkle import SHA256, Frontier, Hasher
from foundation.ledger.models import LedgerDetail, LedgerEntry, LedgerHead, LedgerNode
from foundation.ledger.proofs import consistency, inclusion, line_of, stored_tree
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.ledger.services.erasure import erase_values
from tests.ledger.acts import NOW, STREAM, add_official, doing
from tests.ledger.hands import entry, put_first_form, run, seal

TABLE, COLUMNS = LedgerEntry._meta.db_table, "stream, number, at, actor, act, ref, body, leaf"


def grow(size: int, stream: str = STREAM) -> list[bytes]:
    """A stream of so many entries that say nothing, sealed; returns its leaves."""
    leaves = SHA256.leaves(b"%d" % number for number in range(size))
    frontier = Frontier(SHA256)
    nodes = [node for leaf in leaves for node in frontier.append(leaf)]
    literal = "X'%s'" if connection.vendor == "sqlite" else "'\\x%s'::bytea"
    rows = [
        f"('{stream}', {number}, '2026-03-04 05:06:07+00:00', '', '', '', {literal % ''}, {literal % leaf.hex()})"
        for number, leaf in enumerate(leaves, start=1)
    ]
    for first in range(0, size, 5000):
        run(f"INSERT INTO {TABLE} ({COLUMNS}) VALUES {', '.join(rows[first : first + 5000])}")
    LedgerNode.objects.bulk_create(
        [LedgerNode(stream=stream, level=node.level, index=node.index, hash=node.hash) for node in nodes]
    )
    LedgerHead.objects.create(stream=stream, hash="sha256", size=size, frontier=frontier.encoded, seal=b"")
    seal(stream)
    return leaves


def decoded(path: list[str]) -> list[bytes]:
    return [b64decode(each) for each in path]


def root_by(path: list[bytes], index: int, size: int, leaf: bytes) -> bytes:
    """RFC 9162, 2.1.3.2."""
    first, last, found = index, size - 1, leaf
    for step in path:
        assert last > 0
        if first & 1 or first == last:
            found = SHA256.node(step, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = SHA256.node(found, step)
        first, last = first >> 1, last >> 1
    assert last == 0
    return found


def roots_by(path: list[bytes], old: int, new: int, old_root: bytes) -> tuple[bytes, bytes]:
    """RFC 9162, 2.1.4.2."""
    steps = [old_root, *path] if old & (old - 1) == 0 else path
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        assert last > 0
        if first & 1 or first == last:
            older, newer = SHA256.node(step, older), SHA256.node(step, newer)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            newer = SHA256.node(newer, step)
        first, last = first >> 1, last >> 1
    assert last == 0
    return older, newer


# Inclusion ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 255, 256, 257, 600])
def test_every_entry_of_a_stream_is_proven(db, size):
    leaves = grow(size)
    tree, root = stored_tree(STREAM), SHA256.root(leaves)
    assert tree.root() == root
    for index, leaf in enumerate(leaves):
        assert root_by(tree.inclusion(index), index, size, leaf) == root


def test_entries_of_a_long_stream_are_proven_with_few_queries(db):
    size = 65_536 + 600
    leaves = grow(size)
    root = SHA256.root(leaves)
    assert LedgerNode.objects.filter(stream=STREAM, level=16).count() == 1
    for index in (0, 255, 256, 40_000, 65_535, 65_536, 65_900, size - 1):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            path = stored_tree(STREAM).inclusion(index)
        assert root_by(path, index, size, leaves[index]) == root
        assert len(asked) <= 7, "the head, and one page or two of each level"
    for old, new in ((1, size), (300, 65_536), (65_536, size), (65_537, 65_900), (size - 1, size)):
        with CaptureQueriesContext(connection) as asked:
            path = stored_tree(STREAM).consistency(old, new)
        pair = SHA256.root(leaves[:old]), SHA256.root(leaves[:new])
        assert roots_by(path, old, new, pair[0]) == pair
        assert len(asked) <= 9
        assert len(path) <= 2 * math.log2(size) + 1


def test_a_proof_file_says_all_that_is_needed(cast):
    with doing(count=7) as record:
        first, second = add_official(record, "子一"), add_official(record, "子二")
    checkpoint = make_checkpoint(now=NOW)
    with doing():
        pass
    proven = entry(STREAM, 1).get()
    text = inclusion(proven, [0, 2])
    said = json.loads(text)
    assert text.decode() == json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    lines = bytes(LedgerDetail.objects.get(entry=proven.pk).body).decode().split("\n")
    (head,) = [head for head in notes.parse(checkpoint.note).heads if head.stream == STREAM]
    assert said == {
        "format": "sunlit-proof/1",
        "stream": STREAM,
        "hash": "sha256",
        "number": 1,
        "size": 1,
        "path": [],
        "entry": bytes(proven.body).decode(),
        "checkpoint": checkpoint.number,
        "key": notes.vkeys(),
        "lines": {"0": lines[0], "2": lines[2]},
    }
    assert root_by([], 0, 1, SHA256.leaf(said["entry"].encode())) == head.root
    assert "子一" not in text.decode() and str(second.name) in said["lines"]["2"]
    assert first.name in lines[1]


def test_an_entry_is_proven_under_the_latest_checkpoint(cast):
    for number in range(5):
        with doing(f"act {number}"):
            pass
        assert inclusion(entry(STREAM, number + 1).get()) is None
        checkpoint = make_checkpoint(now=NOW)
        (head,) = [head for head in notes.parse(checkpoint.note).heads if head.stream == STREAM]
        for each in LedgerEntry.objects.filter(stream=STREAM):
            said = json.loads(inclusion(each))
            assert (said["checkpoint"], said["size"], said["lines"]) == (checkpoint.number, number + 1, {})
            assert root_by(decoded(said["path"]), each.number - 1, head.size, bytes(each.leaf)) == head.root


def test_before_the_first_checkpoint_nothing_is_proven(cast):
    assert inclusion(LedgerEntry.objects.first()) is None


def test_an_erased_line_is_left_out(cast):
    with doing() as record:
        official = add_official(record, "子一")
    official.name = ""
    official.save()
    erase_values(row=official, stream=STREAM, actor="甲一", reason="依申请", now=NOW)
    make_checkpoint(now=NOW)
    assert json.loads(inclusion(entry(STREAM, 1).get(), [1, 9]))["lines"] == {}


def test_an_entry_of_the_first_form_has_no_lines(cast):
    put_first_form(STREAM, {"rows": [{"table": "a", "key": "1", "columns": [], "digest": ""}]})
    make_checkpoint(now=NOW)
    found = entry(STREAM, 1).get()
    assert json.loads(inclusion(found, [0, 1]))["lines"] == {}
    assert line_of(found, "a", "1") is None


# Consistency -------------------------------------------------------------------------------------


def test_every_tree_grew_from_every_older_one(db):
    leaves = grow(40)
    roots = [SHA256.root(leaves[:size]) for size in range(41)]
    for new in range(2, 41):
        for old in range(1, new):
            said = json.loads(consistency(STREAM, old, new))
            assert roots_by(decoded(said.pop("path")), old, new, roots[old]) == (roots[old], roots[new])
    assert said == {"format": "sunlit-consistency/1", "stream": STREAM, "hash": "sha256", "old": 39, "new": 40}


@pytest.mark.parametrize(("old", "new"), [(0, 3), (3, 3), (4, 3), (1, 41), (-1, 3)])
def test_sizes_between_which_nothing_grew_are_refused(db, old, new):
    grow(40)
    with pytest.raises(LookupError):
        consistency(STREAM, old, new)


def test_a_stream_that_nobody_has_written_to_is_refused(db):
    with pytest.raises(LookupError):
        consistency("999999", 1, 2)


def test_a_stream_in_sm3_is_proven_in_sm3(db, settings):
    settings.CRYPTO_SUITE = "guomi"
    for _round in range(3):
        with doing():
            pass
    make_checkpoint(now=NOW)
    said = json.loads(inclusion(entry(STREAM, 2).get()))
    leaves = [bytes(each.leaf) for each in LedgerEntry.objects.filter(stream=STREAM).order_by("number")]
    assert said["hash"] == json.loads(consistency(STREAM, 1, 3))["hash"] == "sm3"
    assert decoded(said["path"]) == [leaves[0], leaves[2]]
    assert leaves[1] == Hasher.of("sm3").leaf(said["entry"].encode())


# Which line --------------------------------------------------------------------------------------


def test_the_line_of_a_row_is_found(cast, monkeypatch):
    with doing() as record:
        people = [add_official(record, f"子{number}") for number in range(3)]
    found = entry(STREAM, 1).get()
    assert [line_of(found, "townships_official", str(each.pk)) for each in people] == [1, 2, 3]
    assert line_of(found, "townships_official", "0") is None
    assert line_of(found, "townships_post", str(people[0].pk)) is None
    monkeypatch.setattr(renames, "_tables", {"townships_official": "townships_man"})
    assert line_of(found, "townships_man", str(people[1].pk)) == 2
