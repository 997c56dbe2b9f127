"""Lines of salt and text beside an entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.ledger.details import ERASED, BatchLine, Line, joined, parsed
from foundation.ledger.merkle import SHA256, Hasher
from foundation.ledger.models import LedgerDetail

SALT = bytes(range(16))
HEX = SALT.hex().encode()
texts = st.binary().filter(lambda text: b"\n" not in text)


def test_the_details_of_an_entry_are_called_by_its_number():
    assert str(LedgerDetail(entry=7)) == "7"


@given(st.lists(st.tuples(st.binary(min_size=16, max_size=16), texts), min_size=1, max_size=5))
def test_what_was_joined_is_read_again(given_lines):
    lines = [Line(salt, text) for salt, text in given_lines]
    assert parsed(joined(lines)) == lines


def test_a_line_has_its_salt_and_its_text():
    line = Line(SALT, "甲一".encode())
    assert line.encoded == b"000102030405060708090a0b0c0d0e0f " + "甲一".encode()
    assert line.digest(SHA256) == SHA256.leaf(SALT + "甲一".encode())
    assert line.digest(Hasher.of("sm3")) != line.digest(SHA256)


def test_every_line_has_a_salt_of_its_own():
    assert len({Line.of(b"").salt for _round in range(50)}) == 50
    assert {len(Line.of(b"").salt) for _round in range(50)} == {16}


def test_an_erased_line_is_nothing():
    assert parsed(ERASED + b"\n" + Line(SALT, b"").encoded) == [None, Line(SALT, b"")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"--",
        HEX,
        HEX.upper() + b" ",
        HEX[2:] + b" x",
        b" " + HEX[1:] + b" x",
        b"zz" * 16 + b" x",
        b"\xff" * 33,
        b"00 01" * 8,
    ],
)
def test_what_we_did_not_write_is_no_line(data):
    with pytest.raises(ValueError):
        Line.parse(data)


def test_the_rows_of_a_batch_are_read_again():
    batch = BatchLine.of(SHA256, [("1", b"one"), ("10", b"ten")])
    assert BatchLine.parse(batch.line) == batch
    assert batch.digests == (SHA256.leaf(batch.salt + b"one"), SHA256.leaf(batch.salt + b"ten"))
    assert BatchLine.parse(parsed(joined([batch.line]))[0]) == batch


@pytest.mark.parametrize(
    "text", [b"", b"nonsense", b"[]", b"{}", b"null", b'{"keys":1,"digests":[]}', b'{"keys":[],"digests":[1]}']
)
def test_what_we_did_not_write_is_no_batch(text):
    with pytest.raises(ValueError):
        BatchLine.parse(Line(SALT, text))
