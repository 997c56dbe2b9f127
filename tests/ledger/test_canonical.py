"""The same bytes on every database, for ever: what a digest covers, and how digests become one root."""

import enum
import hashlib
import random
import uuid
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from foundation.ledger.canonical import (
    canonical_bytes,
    covered_columns,
    leaf_hash,
    node_hash,
    row_bytes,
    rows_root,
    tree_root,
)
from foundation.ledger.models import LedgerEntry
from foundation.townships.models import Division, Official, Post, Tenure, User
from foundation.townships.states import Role

CHINA = timezone(timedelta(hours=8))

#: The leaves that the reference implementation tests with (certificate-transparency), and the root of 1 … 8 of them.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


# Values ------------------------------------------------------------------------------------------


class Number(enum.IntEnum):
    SEVEN = 7


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-(10**20), "-100000000000000000000"),
        (Number.SEVEN, "7"),
        ("", '""'),
        ('甲一 "\\\n\x7f', '"甲一 \\"\\\\\\n\x7f"'),
        (Role.CLERK, '"clerk"'),
        (date(2026, 1, 2), '"2026-01-02"'),
        (time(8, 5), '"08:05:00"'),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), '"2026-01-02T03:04:05.000000Z"'),
        (datetime(2026, 1, 2, 3, 4, 5, 60, tzinfo=CHINA), '"2026-01-01T19:04:05.000060Z"'),
        (Decimal("1.50"), '"1.50"'),
        (uuid.UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (b"\x00\xff", '"00ff"'),
        (memoryview(b"\x01"), '"01"'),
        ((1, [2, ()]), "[1,[2,[]]]"),
        ({"b": 1, "a": {"d": None, "c": 2}}, '{"a":{"c":2,"d":null},"b":1}'),
        ({2: "x", "10": "y"}, '{"10":"y","2":"x"}'),
    ],
)
def test_every_value_has_one_form(value, written):
    assert canonical_bytes(value) == written.encode()


@pytest.mark.parametrize("value", [1.5, {1, 2}, object(), timedelta(1), gettext_lazy("事"), [float("nan")], {"a": 1.0}])
def test_a_value_without_one_form_is_refused(value):
    with pytest.raises(TypeError, match="no canonical form for"):
        canonical_bytes(value)


def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(TypeError, match="needs a time zone"):
        canonical_bytes(datetime(2026, 1, 2, 3, 4))


@given(
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers() | st.text("甲乙丙"), max_size=8)
)
def test_the_order_in_which_things_were_said_does_not_matter(facts):
    items = list(facts.items())
    random.Random(1).shuffle(items)
    assert canonical_bytes(dict(items)) == canonical_bytes(facts)


# Rows --------------------------------------------------------------------------------------------


@pytest.fixture
def tenure(db):
    """Rows whose every column is fixed, keys included."""
    division = Division.objects.create(
        pk=900001, code="990101101000", name="某镇", level="township", county="990101", township="990101101"
    )
    columns = {"division": division, "county": "990101", "township": "990101101"}
    official = Official.objects.create(pk=900002, name="甲一", **columns)
    post = Post.objects.create(pk=900003, kind="head", name="镇长", rank=2, **columns)
    return Tenure.objects.create(
        pk=900004, official=official, post=post, start="2026-01-05", acting=True, county="990101", township="990101101"
    )


TENURE = (
    '{"columns":{"acting":true,"county":"990101","end":null,"id":900004,"official_id":900002,"post_id":900003,'
    '"start":"2026-01-05","township":"990101101"},"key":"900004","table":"townships_tenure"}'
)
TENURE_LEAF = "16f91513c54e62e9381ef6c99095ce357bbb05b9399a3b14eacfdfb342398084"


def test_a_row_has_the_same_bytes_before_and_after_the_database(tenure):
    assert row_bytes(tenure).decode() == TENURE
    assert row_bytes(Tenure.objects.get(pk=tenure.pk)).decode() == TENURE
    assert leaf_hash(row_bytes(tenure)).hex() == hashlib.sha256(b"\x00" + TENURE.encode()).hexdigest() == TENURE_LEAF


def test_instants_and_bytes_read_back_as_they_were_written(db):
    at = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=CHINA)
    entry = LedgerEntry.objects.create(
        pk=900005, stream="990101", number=1, at=at, actor="甲", act="a.b.c", body=b"{}", leaf=b"\x01", chain=b"\x02"
    )
    expected = (
        '{"columns":{"act":"a.b.c","actor":"甲","at":"2026-01-01T19:04:05.678901Z","body":"7b7d","chain":"02",'
        '"id":900005,"leaf":"01","number":1,"ref":"","stream":"990101"},"key":"900005","table":"ledger_ledgerentry"}'
    )
    assert row_bytes(entry).decode() == expected
    assert row_bytes(LedgerEntry.objects.get(pk=900005)).decode() == expected


def test_a_deferred_column_is_fetched(tenure):
    assert row_bytes(Tenure.objects.only("pk").get(pk=tenure.pk)).decode() == TENURE


def test_a_password_is_not_covered_and_everything_else_is(cast):
    columns = covered_columns(User)
    assert "password" not in columns
    assert columns == sorted(columns)
    assert {field.column for field in User._meta.concrete_fields} - set(columns) == {"password"}
    user = cast.user("clerk.jinnan")
    before = row_bytes(user)
    user.password = "other"
    assert row_bytes(user) == before
    user.is_active = False
    assert row_bytes(user) != before


def test_an_unsaved_row_has_no_bytes():
    with pytest.raises(ValueError, match="is not saved yet"):
        row_bytes(Official(name="甲一"))


# Trees -------------------------------------------------------------------------------------------


def root_by_definition(data: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    k = 1
    while k * 2 < len(data):
        k *= 2
    left, right = root_by_definition(data[:k]), root_by_definition(data[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots_are_found(size):
    data = [bytes.fromhex(leaf) for leaf in LEAVES[:size]]
    assert tree_root([leaf_hash(each) for each in data]).hex() == ROOTS[size - 1]
    assert root_by_definition(data).hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert tree_root([]).hex() == EMPTY_ROOT


@given(st.lists(st.binary(max_size=6), max_size=40))
def test_every_root_is_that_of_the_definition(data):
    leaves = [leaf_hash(each) for each in data]
    assert tree_root(leaves) == root_by_definition(data)
    assert leaves == [leaf_hash(each) for each in data]


@given(st.lists(st.binary(max_size=3), min_size=2, max_size=20, unique=True), st.randoms(use_true_random=False))
def test_another_order_is_another_root(data, chance):
    shuffled = list(data)
    chance.shuffle(shuffled)
    roots = [tree_root([leaf_hash(each) for each in order]) for order in (data, shuffled)]
    assert (roots[0] == roots[1]) == (data == shuffled)


def test_a_leaf_cannot_pass_for_a_node():
    left, right = leaf_hash(b"l"), leaf_hash(b"r")
    assert leaf_hash(left + right) != node_hash(left, right)


def test_many_rows_have_one_root_whatever_their_order(cast):
    rows = list(Post.objects.all()[:7])
    shuffled = rows[3:] + rows[:3]
    leaves = [leaf_hash(row_bytes(row)) for row in sorted(rows, key=lambda row: row.pk)]
    assert rows_root(shuffled) == (7, tree_root(leaves))
    assert rows_root(iter(rows)) == rows_root(shuffled)
    assert rows_root([]) == (0, bytes.fromhex(EMPTY_ROOT))
