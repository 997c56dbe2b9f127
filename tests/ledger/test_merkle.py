"""Trees by RFC 6962: published vectors, the definitions word for word, and paths that prove what they should."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.ledger.merkle import GROUP, HASH_LENGTH, SHA256, Frontier, Hasher, Tree
from tests.ledger import trees
from tests.ledger.trees import EMPTY_ROOT, LEAVES, PATHS, PROOFS, ROOTS

SM3 = Hasher("sm3")
hashers = pytest.mark.parametrize("hasher", [SHA256, SM3], ids=lambda hasher: hasher.name)


def tree_over(data: list[bytes], hasher: Hasher = SHA256) -> Tree:
    leaves = hasher.leaves(data)
    return Tree(
        hasher,
        len(leaves),
        lambda level, index: hasher.root(leaves[index << level : (index + 1) << level]),
    )


PUBLISHED = tree_over([bytes.fromhex(leaf) for leaf in LEAVES])
datas = st.lists(st.binary(max_size=6), max_size=40)

# Roots --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots_are_found(size):
    data = [bytes.fromhex(leaf) for leaf in LEAVES[:size]]
    assert SHA256.root(SHA256.leaves(data)).hex() == ROOTS[size - 1]
    assert tree_over(data).root().hex() == ROOTS[size - 1]
    assert trees.root("sha256", data).hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert SHA256.root([]).hex() == Frontier(SHA256).root().hex() == tree_over([]).root().hex() == EMPTY_ROOT


@hashers
@given(data=datas)
def test_every_root_is_that_of_the_definition(hasher, data):
    leaves = hasher.leaves(data)
    expected = trees.root(hasher.name, data)
    assert hasher.root(leaves) == expected
    frontier = Frontier(hasher)
    for leaf in leaves:
        frontier.append(leaf)
    assert (frontier.size, frontier.root()) == (len(data), expected)
    assert leaves == [hasher.leaf(each) for each in data]


@given(st.lists(st.binary(max_size=3), min_size=2, max_size=20, unique=True), st.randoms(use_true_random=False))
def test_another_order_is_another_root(data, chance):
    shuffled = list(data)
    chance.shuffle(shuffled)
    roots = [SHA256.root(SHA256.leaves(order)) for order in (data, shuffled)]
    assert (roots[0] == roots[1]) == (data == shuffled)


def test_a_leaf_cannot_pass_for_a_node():
    left, right = SHA256.leaf(b"l"), SHA256.leaf(b"r")
    assert SHA256.leaf(left + right) != SHA256.node(left, right)


def test_a_hash_of_no_tree_is_refused():
    assert Hasher.of("sm3") == SM3
    with pytest.raises(LookupError, match="md5"):
        Hasher.of("md5")


# The frontier -------------------------------------------------------------------------------------


def test_a_frontier_goes_on_where_it_was_written_down():
    whole, frontier = Frontier(SHA256), Frontier(SHA256)
    for number in range(100):
        leaf = SHA256.leaf(bytes([number]))
        whole.append(leaf)
        frontier = Frontier(SHA256, frontier.size, frontier.encoded)
        frontier.append(leaf)
    assert frontier.encoded == whole.encoded
    assert len(frontier.encoded) == (100).bit_count() * HASH_LENGTH


@pytest.mark.parametrize(("size", "peaks"), [(1, b""), (0, bytes(32)), (3, bytes(32)), (-1, bytes(32)), (2, b"x")])
def test_what_is_no_frontier_is_refused(size, peaks):
    with pytest.raises(ValueError, match="are no frontier of"):
        Frontier(SHA256, size, peaks)


def test_complete_groups_are_told_as_they_are_completed():
    leaves = SHA256.leaves(str(number).encode() for number in range(GROUP * GROUP + 1))
    frontier = Frontier(SHA256)
    told = {(node.level, node.index): node.hash for leaf in leaves for node in frontier.append(leaf)}
    groups = [leaves[first : first + GROUP] for first in range(0, GROUP * GROUP, GROUP)]
    assert told == {(8, index): SHA256.root(group) for index, group in enumerate(groups)} | {
        (16, 0): SHA256.root(leaves[: GROUP * GROUP])
    }
    assert frontier.root() == SHA256.root(leaves)


def test_a_group_can_be_added_as_a_whole():
    leaves = SHA256.leaves(str(number).encode() for number in range(2 * GROUP + 3))
    one_by_one, by_groups = Frontier(SHA256), Frontier(SHA256)
    for leaf in leaves:
        one_by_one.append(leaf)
    for first in (0, GROUP):
        (node,) = by_groups.append(SHA256.root(leaves[first : first + GROUP]), 8)
        assert (node.level, node.index) == (8, first // GROUP)
    for leaf in leaves[2 * GROUP :]:
        by_groups.append(leaf)
    assert (by_groups.size, by_groups.encoded) == (one_by_one.size, one_by_one.encoded)
    with pytest.raises(ValueError, match="have no room for a group of 256"):
        by_groups.append(bytes(32), 8)


# Paths --------------------------------------------------------------------------------------------


def test_paths_are_those_of_the_definition():
    data = [bytes([number]) for number in range(40)]
    tree = tree_over(data)
    for size in (*range(1, 18), 31, 32, 33, 40):
        assert tree.root(size) == trees.root("sha256", data[:size])
        assert [tree.inclusion(index, size) for index in range(size)] == [
            trees.path("sha256", index, data[:size]) for index in range(size)
        ]
        assert [tree.consistency(old, size) for old in range(1, size)] == [
            trees.consistency("sha256", old, data[:size]) for old in range(1, size)
        ]


@pytest.mark.parametrize(("leaf", "size"), PATHS)
def test_the_published_paths_are_found(leaf, size):
    assert [each.hex() for each in PUBLISHED.inclusion(leaf - 1, size)] == PATHS[leaf, size]


@pytest.mark.parametrize(("old", "new"), PROOFS)
def test_the_published_consistency_proofs_are_found(old, new):
    assert [each.hex() for each in PUBLISHED.consistency(old, new)] == PROOFS[old, new]


def test_a_tree_is_asked_for_complete_groups_only():
    asked = []
    data = [bytes([number]) for number in range(200)]
    leaves = SHA256.leaves(data)

    def group(level: int, index: int) -> bytes:
        asked.append((level, index))
        assert (index + 1) << level <= len(leaves)
        return SHA256.root(leaves[index << level : (index + 1) << level])

    Tree(SHA256, 200, group).inclusion(199)
    assert len(asked) <= 2 * (200).bit_length()


@pytest.mark.parametrize(
    "ask",
    [
        lambda tree: tree.inclusion(5),
        lambda tree: tree.inclusion(-1),
        lambda tree: tree.inclusion(3, 3),
        lambda tree: tree.inclusion(0, 6),
        lambda tree: tree.inclusion(0, 0),
        lambda tree: tree.consistency(0, 3),
        lambda tree: tree.consistency(3, 3),
        lambda tree: tree.consistency(4, 3),
        lambda tree: tree.consistency(3, 6),
        lambda tree: tree.root(6),
        lambda tree: tree.root(-1),
    ],
)
def test_what_a_tree_does_not_have_is_refused(ask):
    with pytest.raises(IndexError):
        ask(tree_over([bytes([number]) for number in range(5)]))


def test_every_size_has_its_own_root():
    roots = [SHA256.root(SHA256.leaves([b"same"] * size)) for size in range(50)]
    assert all(first != second for first, second in pairwise(roots))
    assert len(set(roots)) == 50
