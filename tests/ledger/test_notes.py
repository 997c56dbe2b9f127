"""The notes that the house signs: one form, every signing key, and the stand-alone programs read the same."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.keys import files, sealing
from foundation.keys.states import Purpose
from foundation.ledger import notes
from foundation.ledger.notes import Head, Note
from tests.keys.cards import MADE, make_keys
from tests.ledger.published import Ledger, publication, signing_key, sunlit_verify
from tests.ledger.published import base64 as base64_of

AT = datetime(2026, 11, 22, 8, 0, 0, 999_999, timezone(timedelta(hours=8)))
HEADS = (Head("320831", "sha256", 120, b"\x01" * 32), Head("320831101", "sm3", 77, b"\xff" * 32))
TEXT = """sunlit.example/ledger
sunlit-heads/1
2026-11-22T00:00:00Z
320831 sha256 120 AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=
320831101 sm3 77 //////////////////////////////////////////8=
"""


@pytest.fixture(autouse=True)
def here(tmp_path, settings):
    settings.SITE_URL = "https://sunlit.example"
    settings.KEY_DIR = make_keys(tmp_path / "keys")
    return settings


def second_key(settings) -> None:
    files.make(settings.KEY_DIR, Purpose.SIGN, 2, now=MADE)


def offline(note: str, vkeys: str) -> sunlit_verify.Note:
    read = sunlit_verify.read_note(note.encode())
    sunlit_verify.check_signature(read, sunlit_verify.read_keys(vkeys))
    return read


def test_a_note_says_where_the_streams_end_in_their_order():
    note = notes.written(reversed(HEADS), AT)
    text, _blank, endings = note.partition("\n\n")
    assert text + "\n" == TEXT
    assert endings.startswith("— sunlit.example/ledger ") and endings.count("\n") == 1 and note.endswith("\n")
    assert notes.parse(note) == Note("sunlit.example/ledger", AT.replace(microsecond=0).astimezone(UTC), HEADS)
    assert notes.signed_by_us(note)


def test_a_house_without_entries_has_a_note_too():
    note = notes.written([], AT)
    assert notes.parse(note).heads == () and notes.signed_by_us(note)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://sunlit.example.gov.cn", "sunlit.example.gov.cn/ledger"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000/ledger"),
        ("https://a.example/county", "a.example/county/ledger"),
    ],
)
def test_the_origin_is_the_address_without_its_scheme(settings, address, name):
    settings.SITE_URL = address
    assert notes.origin() == name
    assert notes.parse(notes.written(HEADS, AT)).origin == name


def test_a_key_is_written_with_its_name_and_id():
    (line,) = notes.vkeys().splitlines()
    public = sealing.public_key()
    name, key_id, code = line.split("+", 2)
    assert (name, code) == ("sunlit.example/ledger", base64_of(b"\x01" + public))
    (key,) = sunlit_verify.read_keys(notes.vkeys())
    assert (key.id.hex(), key.public, key.text) == (key_id, public, line)
    assert key.fingerprint == sealing.fingerprint(public)


def test_the_stand_alone_program_reads_the_same():
    note = notes.written(HEADS, AT)
    read = offline(note, notes.vkeys())
    assert (read.origin, read.at) == ("sunlit.example/ledger", "2026-11-22T00:00:00Z")
    assert [Head(stream, *head) for stream, head in read.heads.items()] == list(HEADS)


def test_a_ledger_made_without_the_house_is_read_by_it():
    ledger = Ledger()
    ledger.add("320831101", publication())
    note = ledger.note().decode()
    (head,) = notes.parse(note).heads
    assert (head.stream, head.hash, head.size) == ("320831101", "sha256", 1)
    assert not notes.signed_by_us(note)


def test_during_a_change_of_keys_each_of_the_two_is_enough(settings):
    before, old = notes.written(HEADS, AT), notes.vkeys()
    second_key(settings)
    both = notes.vkeys().splitlines(keepends=True)
    assert len(both) == 2 and both[1] == old
    note = notes.written(HEADS, AT)
    assert note.count("— ") == 2 and note.startswith(before.partition("\n\n")[0])
    for vkeys in (old, both[0], "".join(both)):
        assert offline(note, vkeys)
    assert notes.signed_by_us(note) and notes.signed_by_us(before)
    (settings.KEY_DIR / "sign-0001.key").unlink()
    assert notes.signed_by_us(note) and not notes.signed_by_us(before)
    assert notes.vkeys() == both[0]


def test_a_note_that_another_signed_is_not_ours(settings, tmp_path):
    note = notes.written(HEADS, AT)
    settings.KEY_DIR = make_keys(tmp_path / "others")
    assert not notes.signed_by_us(note)


def test_what_was_signed_before_the_site_moved_still_counts(settings):
    note = notes.written(HEADS, AT)
    settings.SITE_URL = "https://other.example"
    assert notes.signed_by_us(note)


def test_what_a_key_signed_that_is_no_more_still_counts_when_it_is_known(settings):
    note, public = notes.written(HEADS, AT), sealing.public_key()
    second_key(settings)
    (settings.KEY_DIR / "sign-0001.key").unlink()
    assert not notes.signed_by_us(note)
    assert notes.signed_by_us(note, [public])
    assert not notes.signed_by_us(note.replace("120", "121"), [public])


def test_a_signature_of_somebody_else_beside_ours_is_not_looked_at():
    note = notes.written(HEADS, AT)
    assert notes.signed_by_us(f"{note}— witness.example {base64_of(bytes(76))}\n")
    assert notes.signed_by_us(f"{note}— sunlit.example/ledger {base64_of(bytes(68))}\n")


def test_a_wrong_signature_of_ours_refuses_beside_a_right_one(settings):
    second_key(settings)
    note = notes.written(HEADS, AT)
    text, blank, endings = note.partition("\n\n")
    first, second = endings.splitlines(keepends=True)
    other = notes.written(HEADS, AT + timedelta(seconds=1)).partition("\n\n")[2].splitlines(keepends=True)
    assert notes.signed_by_us(text + blank + first)
    assert not notes.signed_by_us(text + blank + first + other[1])
    assert not notes.signed_by_us(text + blank + other[0] + second)


def test_no_byte_of_a_note_can_be_changed():
    note = notes.written(HEADS, AT).encode()
    for place in range(len(note)):
        wrong = bytearray(note)
        wrong[place] ^= 1
        assert not notes.signed_by_us(wrong.decode(errors="replace"))


WRONG = {
    "no time zone": (HEADS, AT.replace(tzinfo=None)),
    "a stream twice": (HEADS + HEADS[:1], AT),
    "an empty stream": ([Head("320831", "sha256", 0, bytes(32))], AT),
    "a short root": ([Head("320831", "sha256", 1, bytes(31))], AT),
    "another hash": ([Head("320831", "md5", 1, bytes(32))], AT),
    "a stream that is no number": ([Head("a b", "sha256", 1, bytes(32))], AT),
}


@pytest.mark.parametrize(("heads", "at"), WRONG.values(), ids=WRONG)
def test_what_nobody_could_read_is_not_written(heads, at):
    with pytest.raises(ValueError, match=r"note|form"):
        notes.written(heads, at)


CHANGED = {
    "nothing": ("", ""),
    "another form": ("sunlit-heads/1", "sunlit-heads/2"),
    "no name": ("sunlit.example/ledger\n", "\n"),
    "no time": ("2026-11-22T00:00:00Z\n", ""),
    "a day that is none": ("11-22", "11-31"),
    "another spelling of a day": ("11-22T0", "11-22T"),
    "another order": ("320831101 ", "320830 "),
    "a stream twice": ("320831101 ", "320831 "),
    "a size with a nought": (" 77 ", " 077 "),
    "Indian digits": (" 77 ", " ७७ "),
    "another spelling of a root": ("8=", "9="),
    "no empty line": ("\n\n", "\n"),
    "a hyphen for a dash": ("— ", "- "),
    "something after the end": ("—", "x\n—"),
}


@pytest.mark.parametrize(("part", "other"), CHANGED.values(), ids=CHANGED)
def test_another_text_is_no_note_neither_here_nor_offline(part, other):
    note = notes.written(HEADS, AT)
    wrong = note.replace(part, other) if part else ""
    assert wrong != note and not notes.signed_by_us(wrong)
    with pytest.raises(ValueError, match=r".+"):
        notes.parse(wrong)
    with pytest.raises(sunlit_verify.Untrue):
        sunlit_verify.read_note(wrong.encode())


def test_base64_with_a_wrong_end_is_no_signature():
    note = notes.written(HEADS, AT)
    for ending in ("===\n", "A\n"):
        with pytest.raises(ValueError, match=r".+"):
            notes.parse(note[:-1] + ending)


@given(st.text() | st.text().map(lambda text: f"a\nsunlit-heads/1\n2026-11-22T00:00:00Z\n{text}\n\n— a AAAA\n"))
def test_rubbish_raises_nothing_but_what_is_said(text):
    try:
        notes.parse(text)
    except ValueError:
        assert not notes.signed_by_us(text)


def test_both_readers_agree_on_what_is_signed_by_a_stranger():
    ledger = Ledger()
    ledger.keys = [signing_key(3), signing_key(4)]
    ledger.add("320831")
    note = ledger.note().decode()
    assert offline(note, ledger.vkeys).heads.keys() == {head.stream for head in notes.parse(note).heads}
