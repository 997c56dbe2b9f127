"""The same bytes on every database, for ever: what a digest covers."""

import enum
import random
import uuid
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from foundation.ledger import renames
from foundation.ledger.canonical import Shape, canonical_bytes, covered_columns, row_bytes
from foundation.ledger.models import LedgerEntry
from foundation.townships.models import Division, Official, Post, Tenure, User
from foundation.townships.states import Role

CHINA = timezone(timedelta(hours=8))


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


def test_a_row_has_the_same_bytes_before_and_after_the_database(tenure):
    assert row_bytes(tenure).decode() == TENURE
    assert row_bytes(Tenure.objects.get(pk=tenure.pk)).decode() == TENURE


def test_instants_and_bytes_read_back_as_they_were_written(db):
    at = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=CHINA)
    entry = LedgerEntry.objects.create(
        pk=900005, stream="990101", number=1, at=at, actor="甲", act="a.b.c", body=b"{}", leaf=b"\x01"
    )
    expected = (
        '{"columns":{"act":"a.b.c","actor":"甲","at":"2026-01-01T19:04:05.678901Z","body":"7b7d",'
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


# Names of another day -----------------------------------------------------------------------------


@pytest.fixture
def renamed(monkeypatch):
    """`townships_tenure` was `townships_office` once, and before that its `post_id` was `seat_id`."""
    monkeypatch.setattr(renames, "_tables", {})
    monkeypatch.setattr(renames, "_columns", {})
    renames.table("townships_term", now="townships_office")
    renames.table("townships_office", now="townships_tenure")
    renames.column("townships_term", "seat_id", now="place_id")
    renames.column("townships_office", "place_id", now="post_id")


def test_a_row_has_the_bytes_of_a_day_when_names_were_others(tenure, renamed):
    columns = ("acting", "county", "end", "id", "official_id", "seat_id", "start", "township")
    then = TENURE.replace("townships_tenure", "townships_term").replace('"post_id":900003,', "")
    then = then.replace('"start"', '"seat_id":900003,"start"')
    assert Shape("townships_term", columns).bytes_of(tenure).decode() == then
    assert renames.table_now("townships_term") == "townships_tenure"
    assert renames.column_now("townships_tenure", "post_id") == "post_id"


def test_a_column_that_came_later_is_outside_of_older_bytes(tenure):
    then = TENURE.replace('"acting":true,', "")
    columns = ("county", "end", "id", "official_id", "post_id", "start", "township")
    assert Shape("townships_tenure", columns).bytes_of(tenure).decode() == then


def test_a_column_that_is_no_more_is_named(tenure):
    with pytest.raises(LookupError, match="colour"):
        Shape("townships_tenure", ("colour",)).bytes_of(tenure)


def test_an_old_name_has_one_meaning(renamed):
    renames.table("townships_term", now="townships_office")
    with pytest.raises(ValueError, match="townships_term is renamed twice"):
        renames.table("townships_term", now="townships_post")
    with pytest.raises(ValueError, match="seat_id of townships_term is renamed twice"):
        renames.column("townships_term", "seat_id", now="other_id")
