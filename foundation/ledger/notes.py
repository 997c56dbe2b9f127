"""Signed notes: where every stream ends, in a text that anybody can keep and check (C2SP signed-note).

    sunlit.example.gov.cn/ledger
    sunlit-heads/1
    2026-11-22T00:00:00Z
    320831 sha256 120 <base64 of the root>

    — sunlit.example.gov.cn/ledger <base64 of key id and Ed25519 signature>

`static/ledger/sunlit_verify.py` reads the same text on other people's machines, where this house is not.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings

from foundation.keys import sealing

FORM = "sunlit-heads/1"
TIME = "%Y-%m-%dT%H:%M:%SZ"
#: Ed25519 in C2SP signed-note.
ALGORITHM = b"\x01"
KEY_ID = 4
_HEAD = re.compile(r"([0-9]{1,12}(?:-sealed)?) (sha256|sm3) ([1-9][0-9]{0,17}) ([A-Za-z0-9+/]{43}=)")
_SIGNATURE = re.compile(r"— ([^ \n]+) ([A-Za-z0-9+/]+={0,2})\n")


@dataclass(frozen=True)
class Head:
    """Where a stream ends: its own hash (`sha256`, `sm3`), how many entries, the 32 bytes of the tree's root."""

    stream: str
    hash: str
    size: int
    root: bytes

    @property
    def line(self) -> str:
        return f"{self.stream} {self.hash} {self.size} {b64encode(self.root).decode()}"


@dataclass(frozen=True)
class Note:
    """What a note says; who signed it is another question (`signed_by_us`)."""

    origin: str
    at: datetime
    heads: tuple[Head, ...]


def origin() -> str:
    """The name of this ledger, and of the keys that sign for it: the site's address without its scheme."""
    return f"{settings.SITE_URL.split('://', 1)[1]}/ledger"


def vkeys() -> str:
    """The public keys of every signing key that is there, one a line, the current one first."""
    name = origin()
    return "".join(
        f"{name}+{_key_id(name, public).hex()}+{_base64(ALGORITHM + public)}\n" for public in sealing.public_keys()
    )


def written(heads: Iterable[Head], at: datetime) -> str:
    """The note that says where these streams end at this instant (whole seconds), signed by every signing key.

    Raises `ValueError` for what no reader would accept: an instant without time zone, a stream twice, an empty one.
    """
    if at.utcoffset() is None:
        raise ValueError("a note needs an instant with a time zone")
    name = origin()
    lines = [name, FORM, at.astimezone(UTC).strftime(TIME)]
    lines += [head.line for head in sorted(heads, key=lambda head: head.stream)]
    text = "".join(f"{line}\n" for line in lines)
    signed = sealing.sign_with_all(text.encode())
    endings = [f"— {name} {_base64(_key_id(name, public) + made)}\n" for public, made in signed.items()]
    note = f"{text}\n{''.join(endings)}"
    parse(note)
    return note


def parse(note: str) -> Note:
    """What a note says, without looking at its signatures. Raises `ValueError` for any text that is no note."""
    text, _endings = _taken_apart(note)
    name, form, at, *lines = text[:-1].split("\n")
    if not name or form != FORM:
        raise ValueError("not a note of this ledger")
    instant = datetime.strptime(at, TIME)
    heads = tuple(_head(line) for line in lines)
    streams = [head.stream for head in heads]
    if instant.strftime(TIME) != at or streams != sorted(set(streams)):
        raise ValueError("not in the one form of a note")
    return Note(name, instant.replace(tzinfo=UTC), heads)


def signed_by_us(note: str, former: Iterable[bytes] = ()) -> bool:
    """Whether a signing key of this house signed this note, under whatever name the house had then.

    `former` are the public keys (32 bytes each) of keys that are no more. What other keys signed is not looked at.
    `False` as well for a text that is no note, and when a signature under the name of one of our keys is wrong.
    """
    try:
        text, endings = _taken_apart(note)
        name = parse(note).origin
    except ValueError:
        return False
    ours = {_key_id(name, public): public for public in (*sealing.public_keys(), *former)}
    found = [
        sealing.verify(text.encode(), data[KEY_ID:], ours[data[:KEY_ID]])
        for signer, data in endings
        if signer == name and data[:KEY_ID] in ours
    ]
    return bool(found) and all(found)


def _taken_apart(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The signed text, and each signature's name and bytes. Raises `ValueError`."""
    text, blank, endings = note.rpartition("\n\n")
    found = _SIGNATURE.findall(endings)
    if not blank or not found or "".join(f"— {name} {code}\n" for name, code in found) != endings:
        raise ValueError("a note ends in an empty line and signatures")
    return f"{text}\n", [(name, _bytes(code)) for name, code in found]


def _head(line: str) -> Head:
    found = _HEAD.fullmatch(line)
    if found is None:
        raise ValueError(f"no line of a note: {line!r}")
    return Head(found[1], found[2], int(found[3]), _bytes(found[4]))


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ALGORITHM + public).digest()[:KEY_ID]


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


def _bytes(code: str) -> bytes:
    """Base64 has several spellings of the same bytes; only one of them is ours."""
    data = b64decode(code, validate=True)
    if _base64(data) != code:
        raise ValueError("not canonical base64")
    return data
