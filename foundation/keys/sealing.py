"""What the keys do: lock a value to its place, seal bytes, find equal values, sign.

An encrypted value is one text: `s1.<suite>.<key id>.<seal>.<nonce and ciphertext>`, the last two in base64url.
Its associated data names all of that and the place (table, key of the row, field), so that a value moved to
another row, or given another seal, does not open.

The seal is a MAC over place and value under a key of its own. It stays when the value is encrypted anew, so
that the ledger's digests outlive every rotation, and it binds: whoever holds the encryption key cannot put
another value in under the same seal.
"""

import os
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from foundation.keys.files import Key
from foundation.keys.ring import Ring, current_suite, ring
from foundation.keys.states import Purpose
from foundation.keys.suites import BY_SIGN, NONCE_LENGTH, Suite
from foundation.keys.trouble import KeyTrouble, Trouble

VERSION = "s1"
INDEX_VERSION = "b1"


# Values ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parts:
    """An encrypted value, taken apart but not opened."""

    suite: Suite
    key_id: str
    seal: str
    data: bytes

    @classmethod
    def of(cls, text: str) -> "Parts":
        """Raises `KeyTrouble` for a text that `encrypt` cannot have written."""
        try:
            version, sign, key_id, seal, data = text.split(".")
            parts = cls(BY_SIGN[sign], key_id, seal, urlsafe_b64decode(data + "=" * (-len(data) % 4)))
        except (ValueError, KeyError):
            raise _not_encrypted() from None
        # Base64 has several spellings of the same bytes; only one of them is ours.
        if version != VERSION or _base64(parts.data) != data or len(parts.data) < NONCE_LENGTH:
            raise _not_encrypted()
        return parts


def encrypt(plaintext: str, *, table: str, key: str, field: str) -> str:
    """Lock a text to one field of one row, under the current key and suite; twice the same gives two texts.

    `table` is the table's name in the database, `key` the row's primary key as text, `field` the column. The
    length of the result tells the length of the value in bytes. Raises `KeyTrouble` when the keys are out of
    order.
    """
    keys = ring()
    seal = _base64(_mac(current_suite(), keys.current(Purpose.MAC), _sealed(table, key, field, plaintext)))
    return _locked(keys, plaintext, seal, table, key, field)


def decrypt(text: str, *, table: str, key: str, field: str) -> str:
    """The value that `encrypt` locked to this place. Arguments as there.

    Raises `KeyTrouble`: `MISSING` when the key it names is not there, `ALTERED` when a byte of it was changed,
    when it belongs to another row, field or table, when its key is a wrong one, or when its seal does not fit;
    `NOT_ENCRYPTED` when it is no such text at all.
    """
    return _opened(ring(), Parts.of(text), table, key, field)


def encrypt_anew(text: str, *, table: str, key: str, field: str) -> str:
    """The same value under the current key and suite. Its seal stays as it is. Raises as `decrypt` does."""
    keys, parts = ring(), Parts.of(text)
    return _locked(keys, _opened(keys, parts, table, key, field), parts.seal, table, key, field)


def current_beginning() -> str:
    """How an encrypted value begins that needs no re-encryption."""
    return f"{VERSION}.{current_suite().sign}.{ring().current(Purpose.FIELD).id}."


def _locked(keys: Ring, plaintext: str, seal: str, *place: str) -> str:
    suite, used = current_suite(), keys.current(Purpose.FIELD)
    nonce = os.urandom(NONCE_LENGTH)
    bound = _joined(VERSION, suite.sign, used.id, seal, *place)
    data = nonce + used.cipher(suite).encrypt(nonce, plaintext.encode(), bound)
    return f"{VERSION}.{suite.sign}.{used.id}.{seal}.{_base64(data)}"


def _opened(keys: Ring, parts: Parts, *place: str) -> str:
    used = keys.find(Purpose.FIELD, parts.key_id)
    bound = _joined(VERSION, parts.suite.sign, parts.key_id, parts.seal, *place)
    nonce, data = parts.data[:NONCE_LENGTH], parts.data[NONCE_LENGTH:]
    try:
        plaintext = used.cipher(parts.suite).decrypt(nonce, data, bound).decode()
    except InvalidTag:
        raise KeyTrouble(
            Trouble.ALTERED, "加密内容：已被改动，或不属于这一行。请核对存证日志，并从数据库备份恢复这一项。"
        ) from None
    seal = urlsafe_b64decode(parts.seal)
    if not _fits(keys, _sealed(*place, plaintext), seal):
        raise KeyTrouble(
            Trouble.ALTERED, "加密内容：与写入时的封存值不符。请核对校验密钥是否原来的一把，再核对存证日志。"
        )
    return plaintext


def _sealed(*place_and_value: str) -> bytes:
    return _joined("seal", *place_and_value)


def _joined(*parts: str) -> bytes:
    """Each part with its length before it, so that no two lists of parts give the same bytes."""
    return "".join([f"{len(part)}:{part}" for part in parts]).encode()


def _not_encrypted() -> KeyTrouble:
    return KeyTrouble(
        Trouble.NOT_ENCRYPTED, "加密内容：不是本系统写入的格式。请核对存证日志，并从数据库备份恢复这一项。"
    )


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


# Seals -----------------------------------------------------------------------------------------


def mac(data: bytes) -> bytes:
    """A seal over `data`: the sign of the suite (1 byte) and its HMAC (32 bytes) under the current MAC key."""
    suite = current_suite()
    return _mac(suite, ring().current(Purpose.MAC), data)


def check_mac(data: bytes, seal: bytes) -> bool:
    """Whether `mac` made this seal over `data`, with any MAC key that is still there and in either suite."""
    return _fits(ring(), data, seal)


def _fits(keys: Ring, data: bytes, seal: bytes) -> bool:
    suite = BY_SIGN.get(seal[:1].decode("latin-1"))
    if suite is None:
        return False
    return any(compare_digest(_mac(suite, used, data), seal) for used in keys.all(Purpose.MAC))


def _mac(suite: Suite, used: Key, data: bytes) -> bytes:
    return suite.sign.encode() + suite.mac(used.derived(suite), data)


# Blind indexes ---------------------------------------------------------------------------------


def blind_index(value: str, *, table: str, field: str) -> str:
    """What stands in an index column in place of `value`: the same for equal values of one column, else different.

    Equal means equal after NFKC (full-width digits are digits) and without spaces at the ends. An empty value has
    an empty index. Without the index key nothing can be learnt from it but which rows of the column are equal.
    """
    return _blind_index(current_suite(), ring().current(Purpose.INDEX), value, table, field)


def blind_indexes(value: str, *, table: str, field: str) -> list[str]:
    """Every index under which `value` may stand: with each index key and suite. Empty for an empty value."""
    found = [
        _blind_index(suite, used, value, table, field)
        for used in ring().all(Purpose.INDEX)
        for suite in BY_SIGN.values()
    ]
    return [index for index in found if index]


def current_index_beginning() -> str:
    """How an index begins that needs no re-indexing."""
    return f"{INDEX_VERSION}.{current_suite().sign}.{ring().current(Purpose.INDEX).id}."


def _blind_index(suite: Suite, used: Key, value: str, table: str, field: str) -> str:
    wanted = unicodedata.normalize("NFKC", value).strip()
    if not wanted:
        return ""
    data = _joined("index", table, field, wanted)
    return f"{INDEX_VERSION}.{suite.sign}.{used.id}.{_base64(suite.mac(used.derived(suite), data))}"


# Signatures and digests ------------------------------------------------------------------------


def sign(data: bytes) -> bytes:
    """The 64 bytes of an Ed25519 signature (RFC 8032) with the current signing key; the same in both suites."""
    return _private().sign(data)


def public_key() -> bytes:
    """The 32 bytes with which anybody can check what `sign` makes now."""
    return _public(_private())


def sign_with_all(data: bytes) -> dict[bytes, bytes]:
    """For each signing key that is there, the current one first: its public key and its signature over `data`.

    During a change of keys two sign, so that whoever knows only one of them can still check.
    """
    keys = [Ed25519PrivateKey.from_private_bytes(key.secret) for key in reversed(ring().all(Purpose.SIGN))]
    return {_public(key): key.sign(data) for key in keys}


def public_keys() -> list[bytes]:
    """The 32 bytes of every signing key that is there, the current one first."""
    return [public_key_of(key) for key in reversed(ring().all(Purpose.SIGN))]


def public_key_of(key: Key) -> bytes:
    """The 32 bytes of the public half of one signing key."""
    return _public(Ed25519PrivateKey.from_private_bytes(key.secret))


def fingerprint(public: bytes) -> str:
    """How people compare a public key: its SHA-256 (in both suites), in groups of four hex digits."""
    digits = sha256(public).hexdigest()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def verify(data: bytes, signature: bytes, public: bytes) -> bool:
    """Whether the owner of the public key (32 bytes) signed `data`; `False` for anything that is no signature."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def digest(data: bytes) -> bytes:
    """The 32 bytes of the current suite's hash. Who stores it stores the suite's sign beside it."""
    return current_suite().digest(data)


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(ring().current(Purpose.SIGN).secret)


def _public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
