"""The algorithms are those of the standards: known answers."""

import hashlib

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from foundation.keys import sealing
from foundation.keys.suites import GUOMI, INTERNATIONAL, suite_named
from foundation.keys.trouble import KeyTrouble, Trouble

AAD = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
#: McGrew and Viega, test case 16, as in NIST SP 800-38D's examples; RFC 8998, appendix A.1.
KNOWN = {
    INTERNATIONAL: (
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
        "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
    GUOMI: (
        "0123456789abcdeffedcba9876543210",
        "00001234567800000000abcd",
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
        "83de3541e4c2b58177e065a9bf7b62ec",
    ),
}
each_suite = pytest.mark.parametrize("suite", KNOWN, ids=lambda suite: suite.code)


@each_suite
def test_the_cipher_gives_the_known_answer_and_opens_it(suite):
    key, nonce, plaintext, ciphertext, tag = map(bytes.fromhex, KNOWN[suite])
    assert suite.aead(key).encrypt(nonce, plaintext, AAD) == ciphertext + tag
    assert suite.aead(key).decrypt(nonce, ciphertext + tag, AAD) == plaintext


@each_suite
def test_a_wrong_key_nonce_tag_or_associated_data_opens_nothing(suite):
    key, nonce, _plaintext, ciphertext, tag = map(bytes.fromhex, KNOWN[suite])
    locked = ciphertext + tag
    other = bytes([key[0] ^ 1]) + key[1:]
    for wrong in (
        (other, nonce, locked, AAD),
        (key, nonce[::-1], locked, AAD),
        (key, nonce, locked[:-1] + bytes([locked[-1] ^ 1]), AAD),
        (key, nonce, locked, AAD[:-1]),
        (key, nonce, locked, None),
        (key, nonce, locked[:15], AAD),
        (key, nonce, b"", AAD),
    ):
        with pytest.raises(InvalidTag):
            suite.aead(wrong[0]).decrypt(*wrong[1:])


@each_suite
def test_without_associated_data_nothing_is_as_good_as_empty(suite):
    cipher = suite.aead(bytes(suite.key_length))
    assert cipher.encrypt(bytes(12), b"x", None) == cipher.encrypt(bytes(12), b"x", b"")


def test_the_hashes_give_the_known_answers():
    """GB/T 32905-2016, appendix A; FIPS 180-4's example."""
    assert GUOMI.digest(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert GUOMI.digest(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    assert INTERNATIONAL.digest(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_international_mac_gives_the_known_answer():
    """RFC 4231, test case 2."""
    found = INTERNATIONAL.mac(b"Jefe", b"what do ya want for nothing?").hex()
    assert found == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


@each_suite
def test_the_macs_are_those_of_rfc_2104(suite):
    key, data = b"k" * 32, b"what do ya want for nothing?"
    padded = key.ljust(64, b"\0")
    inner = hashlib.new(suite.hash_name, bytes(byte ^ 0x36 for byte in padded) + data).digest()
    wanted = hashlib.new(suite.hash_name, bytes(byte ^ 0x5C for byte in padded) + inner).digest()
    assert suite.mac(key, data) == wanted


def test_signatures_are_those_of_rfc_8032():
    """Section 7.1, test 2."""
    private = Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert private.sign(b"\x72") == signature
    assert sealing.verify(b"\x72", signature, public)
    assert not sealing.verify(b"\x73", signature, public)


def test_a_machine_without_sm3_says_so(monkeypatch):
    monkeypatch.setattr(hashlib, "algorithms_available", {"sha256"})
    assert suite_named("international") is INTERNATIONAL
    with pytest.raises(KeyTrouble, match="环境变量 CRYPTO_SUITE 有误：本机的 OpenSSL 没有 SM3") as refused:
        suite_named("guomi")
    assert refused.value.code == Trouble.NOT_SUPPORTED
