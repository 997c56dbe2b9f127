"""The arithmetic of the stand-alone programs: signatures of RFC 8032, trees of RFC 6962."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger import trees
from tests.ledger.published import signing_key, sunlit_verify, sunlit_witness
from tests.ledger.rfc8032 import VECTORS
from tests.ledger.trees import LEAVES, PATHS, PROOFS, ROOTS

SUITES = pytest.mark.parametrize("name", ["sha256", "sm3"])


# Signatures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_the_signatures_of_rfc_8032_hold_and_no_other(vector):
    public, message, signature = map(bytes.fromhex, vector)
    assert sunlit_verify.signature_holds(public, message, signature)
    assert not sunlit_verify.signature_holds(public, message + b"x", signature)
    for place in (0, 31, 32, 63):
        wrong = signature[:place] + bytes([signature[place] ^ 1]) + signature[place + 1 :]
        assert not sunlit_verify.signature_holds(public, message, wrong)


@settings(max_examples=40)
@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200), bit=st.integers(0, 8 * 96 - 1))
def test_it_says_what_the_library_of_the_house_says(seed, message, bit):
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert sunlit_verify.signature_holds(public, message, signature)
    both = bytearray(public + signature)
    both[bit // 8] ^= 1 << bit % 8
    public, signature = bytes(both[:32]), bytes(both[32:])
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        holds = True
    except (InvalidSignature, ValueError):
        holds = False
    assert sunlit_verify.signature_holds(public, message, signature) == holds


def test_one_message_has_one_signature():
    """S and S + L sign the same; RFC 8032 takes the first only."""
    private = signing_key(1)
    public, signature = private.public_key().public_bytes_raw(), private.sign(b"x")
    s = int.from_bytes(signature[32:], "little") + sunlit_verify.ORDER
    again = signature[:32] + s.to_bytes(32, "little")
    assert s < 2**256 and not sunlit_verify.signature_holds(public, b"x", again)


NOT_POINTS = {
    "y is not below p": (2**255 - 19 + 3).to_bytes(32, "little"),
    "y = p": (2**255 - 19).to_bytes(32, "little"),
    "no x for this y": (2).to_bytes(32, "little"),
    "x = 0 with a sign": (1 + 2**255).to_bytes(32, "little"),
}


@pytest.mark.parametrize("data", NOT_POINTS.values(), ids=NOT_POINTS)
def test_what_is_no_point_is_neither_key_nor_signature(data):
    assert sunlit_verify.read_point(data) is None
    public, signature = signing_key(1).public_key().public_bytes_raw(), signing_key(1).sign(b"x")
    assert not sunlit_verify.signature_holds(data, b"x", signature)
    assert not sunlit_verify.signature_holds(public, b"x", data + signature[32:])


def test_a_key_for_which_anybody_can_sign_is_refused():
    neutral = (1).to_bytes(32, "little")
    assert sunlit_verify.read_point(neutral) == (0, 1, 1, 0)
    assert not sunlit_verify.signature_holds(neutral, b"x", neutral + bytes(32))


@pytest.mark.parametrize(("public", "signature"), [(31, 64), (33, 64), (32, 63), (32, 65), (0, 0)])
def test_a_key_or_signature_of_another_length_is_refused(public, signature):
    assert not sunlit_verify.signature_holds(bytes(public), b"x", bytes(signature))


# Trees -------------------------------------------------------------------------------------------

ENTRIES = [bytes.fromhex(each) for each in LEAVES]


def test_the_tests_own_trees_are_the_published_ones():
    assert [trees.root("sha256", ENTRIES[:size]).hex() for size in range(1, 9)] == ROOTS
    for (number, size), wanted in PATHS.items():
        assert [each.hex() for each in trees.path("sha256", number - 1, ENTRIES[:size])] == wanted
    for (old, new), wanted in PROOFS.items():
        assert [each.hex() for each in trees.consistency("sha256", old, ENTRIES[:new])] == wanted


@pytest.mark.parametrize(("number", "size"), PATHS)
def test_published_inclusion_paths_lead_to_the_published_roots(number, size):
    path = [bytes.fromhex(each) for each in PATHS[number, size]]
    leaf, root = trees.leaf("sha256", ENTRIES[number - 1]), bytes.fromhex(ROOTS[size - 1])
    assert sunlit_verify.is_included("sha256", leaf, number, size, path, root)


@pytest.mark.parametrize(("old", "new"), PROOFS)
def test_published_consistency_proofs_join_the_published_roots(old, new):
    path = [bytes.fromhex(each) for each in PROOFS[old, new]]
    roots = [bytes.fromhex(ROOTS[size - 1]) for size in (old, new)]
    assert sunlit_witness.is_consistent("sha256", old, roots[0], new, roots[1], path)


MANY = [bytes([number]) * 3 for number in range(34)]


@SUITES
def test_every_entry_is_in_every_tree_at_its_own_place_only(name):
    for size in range(1, len(MANY) + 1):
        root = trees.root(name, MANY[:size])
        for number in range(1, size + 1):
            leaf, path = trees.leaf(name, MANY[number - 1]), trees.path(name, number - 1, MANY[:size])
            assert sunlit_verify.is_included(name, leaf, number, size, path, root)
            for other in {number - 1, number + 1, 0, size + 1} - {number}:
                assert not sunlit_verify.is_included(name, leaf, other, size, path, root)
            for wrong in ([*path, root], path[:-1], path[1:], [root, *path]):
                assert wrong == path or not sunlit_verify.is_included(name, leaf, number, size, wrong, root)


@SUITES
def test_every_tree_grows_out_of_every_smaller_one_and_out_of_no_other(name):
    roots = [trees.root(name, MANY[:size]) for size in range(len(MANY) + 1)]
    for new in range(2, len(MANY) + 1):
        for old in range(1, new):
            path = trees.consistency(name, old, MANY[:new])
            assert sunlit_witness.is_consistent(name, old, roots[old], new, roots[new], path)
            assert not sunlit_witness.is_consistent(name, old, roots[old - 1], new, roots[new], path)
            assert not sunlit_witness.is_consistent(name, old, roots[old], new, roots[new - 1], path)
            for wrong in ([*path, roots[1]], path[:-1], path[1:], []):
                assert not sunlit_witness.is_consistent(name, old, roots[old], new, roots[new], wrong)
    # A proof that ends before the size it claims.
    assert not sunlit_witness.is_consistent(name, 4, roots[4], 9, roots[5], trees.consistency(name, 4, MANY[:5]))
    for old, new in ((0, 3), (3, 3), (4, 3)):
        assert not sunlit_witness.is_consistent(name, old, roots[old], new, roots[new], [roots[1]])
