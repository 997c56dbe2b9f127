"""Many writers at the same moment: no gap, no double, no embrace."""

import time

import pytest
from django.conf import settings

from foundation.ledger.models import LedgerEntry, LedgerHead
from foundation.ledger.verification import first_bad_entry
from tests.foundation.threads import at_once
from tests.ledger.acts import STREAM, add_official, doing, names, written

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
only_on_postgresql = pytest.mark.skipif(not ON_POSTGRESQL, reason="needs row locks")


def writer(number: int, acts: int):
    def work() -> str:
        for round_ in range(acts):
            with doing(f"writer {number}") as record:
                add_official(record, f"写{number}.{round_}")
        return "done"

    return work


def assert_whole(total: int) -> None:
    assert len(written()) == total
    head = LedgerHead.objects.get(stream=STREAM)
    assert head.size == total == LedgerEntry.objects.filter(stream=STREAM).latest("number").number
    assert first_bad_entry(STREAM) is None


@pytest.mark.postgres
@only_on_postgresql
def test_eight_writers_of_twenty_five_acts_leave_two_hundred_numbers(copied_db):
    assert at_once(*(writer(number, 25) for number in range(8))) == ["done"] * 8
    assert_whole(200)
    assert sorted(written()) == sorted(f"writer {number}" for number in range(8) for _round in range(25))


def test_four_writers_leave_numbers_without_gap_on_any_database(copied_db):
    """The first of them makes the head of the stream."""
    assert at_once(*(writer(number, 5) for number in range(4))) == ["done"] * 4
    assert_whole(20)


@pytest.mark.postgres
@only_on_postgresql
def test_acts_over_two_streams_in_either_order_do_not_embrace(copied_db):
    def crossing(first: str, second: str):
        def work() -> str:
            for _round in range(10):
                with doing("outer", stream=first), doing("inner", stream=second):
                    time.sleep(0.001)
            return "done"

        return work

    works = [crossing("990101", "990102"), crossing("990102", "990101")] * 2
    assert at_once(*works) == ["done"] * 4
    assert (len(written("990101")), len(written("990102"))) == (40, 40)
    assert first_bad_entry("990101") is first_bad_entry("990102") is None


def test_a_failing_writer_leaves_no_gap_for_the_others(copied_db):
    def failing() -> None:
        for round_ in range(5):
            with pytest.raises(ZeroDivisionError), doing("failing") as record:
                add_official(record, f"败{round_}")
                raise ZeroDivisionError

    assert at_once(writer(1, 5), failing, writer(2, 5)) == ["done", None, "done"]
    assert_whole(10)
    assert names(*(f"败{round_}" for round_ in range(5))) == []


def test_acts_in_two_threads_are_not_nested_in_each_other(copied_db):
    """An act that is open here does not swallow one that another thread does."""

    def elsewhere() -> str:
        with doing("elsewhere", stream="990102"):
            pass
        return "done"

    if not ON_POSTGRESQL:
        assert at_once(elsewhere) == ["done"]
    else:
        with doing("here"):
            assert at_once(elsewhere) == ["done"]
            assert written("990102") == ["elsewhere"]
            assert written() == []
    assert written("990102") == ["elsewhere"]
