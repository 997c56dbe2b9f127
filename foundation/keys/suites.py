"""Two families of algorithms behind one face: the international one and 国密.

| | international (`i`) | guomi (`g`) |
|---|---|---|
| AEAD | AES-256-GCM (NIST SP 800-38D) | SM4-GCM, 128-bit key (GB/T 32907, RFC 8998) |
| hash | SHA-256 | SM3 (GB/T 32905) |
| MAC | HMAC-SHA256 | HMAC-SM3 |
| signature | Ed25519 (RFC 8032) | Ed25519: the given libraries have no SM2 |

The sign of the suite stands inside everything that is stored, so that it can be read after a switch.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from foundation.keys.trouble import KeyTrouble, Trouble

NONCE_LENGTH = 12
TAG_LENGTH = 16


class Aead(Protocol):
    """Authenticated encryption under one key."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


class Sm4Gcm:
    """SM4 in Galois/counter mode, with the face of `AESGCM`: the tag follows the ciphertext."""

    def __init__(self, key: bytes) -> None:
        self.algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        encryptor = Cipher(self.algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data or b"")
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Raises `InvalidTag` for anything that was not encrypted with this key, nonce and associated data."""
        if len(data) < TAG_LENGTH:
            raise InvalidTag
        decryptor = Cipher(self.algorithm, modes.GCM(nonce, data[-TAG_LENGTH:])).decryptor()
        decryptor.authenticate_additional_data(associated_data or b"")
        return decryptor.update(data[:-TAG_LENGTH]) + decryptor.finalize()


@dataclass(frozen=True)
class Suite:
    """One family. `key_length` in bytes; `aead` makes a cipher from a key of that length."""

    code: str
    sign: str
    hash_name: str
    key_length: int
    aead: Callable[[bytes], Aead]

    def digest(self, data: bytes) -> bytes:
        """The 32 bytes of the hash."""
        return hashlib.new(self.hash_name, data).digest()

    def mac(self, key: bytes, data: bytes) -> bytes:
        """The 32 bytes of the HMAC (RFC 2104)."""
        return hmac.digest(key, data, self.hash_name)


INTERNATIONAL = Suite("international", "i", "sha256", 32, AESGCM)
GUOMI = Suite("guomi", "g", "sm3", 16, Sm4Gcm)
SUITES = {suite.code: suite for suite in (INTERNATIONAL, GUOMI)}
BY_SIGN = {suite.sign: suite for suite in SUITES.values()}


def suite_named(code: str) -> Suite:
    """The suite of the setting `CRYPTO_SUITE`. Raises `KeyTrouble` when this machine's libraries lack its hash."""
    suite = SUITES[code]
    if suite.hash_name not in hashlib.algorithms_available:
        lacking = f"本机的 OpenSSL 没有 {suite.hash_name.upper()}"
        raise KeyTrouble(
            Trouble.NOT_SUPPORTED,
            f"环境变量 CRYPTO_SUITE 有误：{lacking}。请安装 OpenSSL 3，或改用 international。",
        )
    return suite
