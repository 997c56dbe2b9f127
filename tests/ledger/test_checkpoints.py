"""What is said to the outside of where all streams end, and whether what was said once still holds."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from foundation.keys.trouble import KeyTrouble, Trouble
from foundation.ledger import notes
from foundation.ledger.merkle import SHA256
from foundation.ledger.models import Checkpoint, LedgerEntry, LedgerHead
from foundation.ledger.selectors import latest_checkpoint
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.ledger.verification import NotOurNote, verify
from tests.foundation.threads import at_once
from tests.ledger.acts import NOW, STREAM, doing
from tests.ledger.hands import let_go, rewrite, run, seal
from tests.ledger.test_tree_migration import migrate

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]


def later(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def said(**more: str) -> list[str]:
    return [str(bad) for bad in verify(**more).bad]


@pytest.fixture
def three(cast) -> list[Checkpoint]:
    """Each after another act; nothing guards them any more."""
    made = []
    for number in range(3):
        with doing(f"act {number}"):
            pass
        made.append(make_checkpoint(now=later(number)))
    let_go()
    assert said() == []
    return made


# Made --------------------------------------------------------------------------------------------


def test_a_checkpoint_lists_every_stream_with_its_root(cast):
    made = make_checkpoint(now=NOW)
    assert (made.number, str(made), made.at) == (1, "1", NOW.replace(microsecond=0))
    assert latest_checkpoint() == made
    note = notes.parse(made.note)
    assert note.at == made.at and notes.signed_by_us(made.note)
    assert [head.stream for head in note.heads] == sorted(LedgerHead.objects.values_list("stream", flat=True))
    for head in note.heads:
        leaves = LedgerEntry.objects.filter(stream=head.stream).order_by("number").values_list("leaf", flat=True)
        assert (head.hash, head.size, head.root) == ("sha256", len(leaves), SHA256.root([*map(bytes, leaves)]))


def test_without_anything_new_there_is_none(cast):
    assert make_checkpoint(now=NOW) is not None
    assert make_checkpoint(now=later(1)) is None
    with doing():
        pass
    assert make_checkpoint(now=later(2)).number == 2
    assert make_checkpoint(now=later(3)) is None


def test_one_can_be_made_all_the_same(cast):
    first = make_checkpoint(now=NOW, always=True)
    assert make_checkpoint(now=NOW, always=True) is None, "nothing at all would differ"
    second = make_checkpoint(now=later(1), always=True)
    assert (second.number, notes.parse(second.note).heads) == (2, notes.parse(first.note).heads)
    assert said() == []


def test_an_altered_end_is_not_signed(cast):
    let_go()
    LedgerHead.objects.filter(stream="320831").update(seal=b"")
    with pytest.raises(KeyTrouble, match="存证日志 320831：末端与封印不符，没有签发存证点。请运行") as refused:
        make_checkpoint(now=NOW)
    assert refused.value.code == Trouble.ALTERED
    assert not Checkpoint.objects.exists()


def test_a_broken_checkpoint_keeps_nobody_from_making_the_next(three):
    Checkpoint.objects.filter(number=3).update(note="nonsense")
    assert make_checkpoint(now=later(9)).number == 4
    assert said() == ["存证点 3：内容不能识别，不是存证点"]


def test_an_installation_without_entries_has_a_checkpoint_too(copier):
    with copier.empty():
        migrate("0002_tree")
        assert notes.parse(make_checkpoint(now=NOW).note).heads == ()


@pytest.mark.postgres
@pytest.mark.skipif(not ON_POSTGRESQL, reason="needs row locks")
def test_several_at_once_are_made_one_after_the_other(copied_db):
    works = [lambda number=number: make_checkpoint(now=later(number), always=True) for number in range(4)]
    assert sorted(made.number for made in at_once(*works)) == [1, 2, 3, 4]


@pytest.mark.parametrize("statement", ["UPDATE ledger_checkpoint SET note = ''", "DELETE FROM ledger_checkpoint"])
def test_a_checkpoint_is_never_changed(cast, statement):
    make_checkpoint(now=NOW)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(statement)


# Changed -----------------------------------------------------------------------------------------


def another_signature(note: str) -> str:
    text, _, _lines = note.partition("\n\n")
    return f"{text}\n\n— {notes.origin()} {'A' * 91}=\n"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda note: "", "内容不能识别，不是存证点"),
        (lambda note: "nonsense", "内容不能识别，不是存证点"),
        (lambda note: note.replace("990101 sha256 2", "990101 sha256 1"), "签名不符，不是本系统的密钥签发的"),
        (another_signature, "签名不符，不是本系统的密钥签发的"),
        (lambda note: note.partition("\n\n")[0] + "\n\n", "内容不能识别，不是存证点"),
    ],
)
def test_a_changed_note_is_found(three, change, reason):
    Checkpoint.objects.filter(number=2).update(note=change(three[1].note))
    assert said() == [f"存证点 2：{reason}"]


def test_another_time_than_that_of_the_note_is_found(three):
    Checkpoint.objects.filter(number=2).update(at=later(2))
    assert said() == ["存证点 2：显示的时间与内容不符"]


@pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite takes any value in any column")
@pytest.mark.parametrize(("column", "value"), [("at", "2026-02-30 00:00:00"), ("note", b"\xff")])
def test_values_that_no_column_of_ours_holds_are_found(three, column, value):
    run(f"UPDATE ledger_checkpoint SET {column} = %s WHERE number = 2", value)
    (only,) = said()
    assert only.startswith("存证点 2：内容不能识别")


def test_a_missing_one_is_found(three):
    three[1].delete()
    assert said() == ["存证点 2：不见了"]


def test_the_last_ones_missing_are_found_by_one_that_was_kept(three):
    Checkpoint.objects.filter(number__gt=1).delete()
    assert said() == []
    assert said(note=three[2].note) == ["所给的存证点：库中没有这一个存证点"]
    assert said(note=three[0].note) == []


def test_two_in_each_others_place_are_found(three):
    """Numbers, times and notes fit, but an earlier one knows more than a later one."""
    for number, other in ((1, three[2]), (3, three[0])):
        Checkpoint.objects.filter(number=number).update(at=other.at, note=other.note)
    assert said() == ["存证点 2：次序有变：比前面的存证点早", "存证点 3：次序有变：比前面的存证点早"]


def test_the_same_twice_is_found(three):
    Checkpoint.objects.create(number=4, at=three[2].at, note=three[2].note)
    assert said() == ["存证点 4：与前面的一个存证点相同"]


def test_two_of_ours_that_say_different_things_are_found(three):
    """Somebody else has the keys: of one size there is one root."""
    heads = [notes.Head(head.stream, head.hash, head.size, bytes(32)) for head in notes.parse(three[2].note).heads]
    at = three[2].at + timedelta(seconds=9)
    Checkpoint.objects.create(number=4, at=at, note=notes.written(heads, at))
    (only,) = said()
    assert only.startswith("存证点 4：日志流 000000 的 ") and only.endswith("条与存证点 1不符")


# Kept elsewhere ----------------------------------------------------------------------------------


@pytest.mark.parametrize("note", ["nonsense", "a\nb\n\nc"])
def test_what_is_no_note_is_refused(cast, note):
    with pytest.raises(NotOurNote, match="内容不能识别，不是存证点"):
        verify(note=note)


def test_a_note_of_somebody_else_is_refused(three):
    with pytest.raises(NotOurNote, match="签名不符，不是本系统的密钥签发的"):
        verify(note=another_signature(three[0].note))


def test_a_stream_that_is_gone_altogether_is_found_by_a_note_alone(three):
    note = three[2].note
    Checkpoint.objects.all().delete()
    make_checkpoint(now=NOW)
    run("DELETE FROM ledger_ledgerdetail WHERE entry IN (SELECT id FROM ledger_ledgerentry WHERE stream = %s)", STREAM)
    run("DELETE FROM ledger_ledgerentry WHERE stream = %s", STREAM)
    run("DELETE FROM ledger_ledgerhead WHERE stream = %s", STREAM)
    run("DELETE FROM ledger_checkpoint")
    assert said() == []
    assert said(note=note) == [f"{STREAM}#1：日志流的末端不见了", "所给的存证点：库中没有这一个存证点"][::-1]


def test_going_on_after_an_older_backup_is_found_by_a_note(three):
    """The database was set back and then written to: it is as long as it was, but it is another one."""
    note = three[2].note
    run("DELETE FROM ledger_checkpoint WHERE number = 3")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_ledgerentry SET act = 'other' WHERE stream = %s AND number = 3", [STREAM])
    entry = LedgerEntry.objects.get(stream=STREAM, number=3)
    body = bytes(entry.body).replace(b"act 2", b"other")
    LedgerEntry.objects.filter(pk=entry.pk).update(body=body, leaf=SHA256.leaf(body))
    rewrite(STREAM, {})
    seal(STREAM)
    assert said() == []
    assert said(note=note) == ["所给的存证点：库中没有这一个存证点", f"{STREAM}#3：第 3 至 3 条与所给的存证点不符"]
