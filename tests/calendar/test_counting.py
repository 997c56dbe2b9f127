"""The days are kept in memory, and nobody counts with old ones."""

import pytest
from django.core.signals import request_finished, request_started

from foundation.calendar import counting
from foundation.calendar.states import CALENDAR_DAYS, MONTHS, WORKING_DAYS
from foundation.web.acting import rehearse
from tests.calendar.filling import day as on
from tests.calendar.filling import fill, marks
from tests.foundation.threads import at_once

NEW_YEAR = on("2027-01-01")


@pytest.fixture
def read(cast):
    """The days were read once in this process."""
    counting.calendar()


@pytest.fixture
def request_of_a_browser():
    """Between these two the server works on one request."""
    counting._begin()
    yield
    counting._end()


def all_of_them() -> None:
    counting.add(NEW_YEAR, 3, WORKING_DAYS)
    counting.latest_start(NEW_YEAR, 3, WORKING_DAYS)
    counting.moved_on(NEW_YEAR)
    counting.is_working_day(NEW_YEAR)
    counting.working_days_between(NEW_YEAR, NEW_YEAR)


def test_the_door_says_what_the_calendar_says(cast):
    calendar = counting.calendar()
    start = on("2026-09-30")
    assert counting.add(start, 1, WORKING_DAYS) == calendar.add(start, 1, WORKING_DAYS)
    assert counting.add(start, 1, WORKING_DAYS).day == on("2026-10-08")
    assert counting.latest_start(on("2026-10-08"), 2, CALENDAR_DAYS).day == on("2026-10-06")
    assert counting.latest_start(on("2026-10-30"), 1, MONTHS).day == start
    assert counting.moved_on(on("2026-10-01")).day == on("2026-10-08")
    assert (counting.is_working_day(start), counting.is_working_day(on("2026-10-01"))) == (True, False)
    assert counting.working_days_between(start, on("2026-10-12")) == 4


def test_once_read_a_count_asks_one_row(read, django_assert_num_queries):
    with django_assert_num_queries(1):
        counting.add(NEW_YEAR, 3, WORKING_DAYS)
    with django_assert_num_queries(5):
        all_of_them()


def test_a_request_asks_once_however_much_it_counts(read, request_of_a_browser, django_assert_num_queries):
    with django_assert_num_queries(1):
        all_of_them()
        all_of_them()


def test_the_first_count_of_a_process_reads_everything_in_one_query_more(cast, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(counting, "_read", None)
    with django_assert_num_queries(2):
        counting.is_working_day(NEW_YEAR)
    with django_assert_num_queries(1):
        counting.is_working_day(NEW_YEAR)


def test_the_next_request_sees_what_was_entered_meanwhile(read):
    counting._begin()
    assert counting.is_working_day(NEW_YEAR)
    counting._end()
    fill()
    counting._begin()
    assert not counting.is_working_day(NEW_YEAR)
    counting._end()


def test_the_request_that_enters_a_year_counts_with_it_at_once(read, request_of_a_browser):
    assert counting.is_working_day(NEW_YEAR)
    fill()
    assert not counting.is_working_day(NEW_YEAR)


def test_what_was_only_tried_is_forgotten(read, request_of_a_browser):
    """Even when the row that comes next gets the key, and comes at the instant, of the one that was taken back."""
    assert rehearse(lambda: fill() and counting.is_working_day(NEW_YEAR)) is False
    assert counting.is_working_day(NEW_YEAR)
    fill(marks=[mark for mark in marks() if mark.day != NEW_YEAR])
    assert counting.is_working_day(NEW_YEAR)


def test_the_server_says_when_a_request_begins_and_ends():
    for signal, receiver in ((request_started, counting._begin), (request_finished, counting._end)):
        assert receiver in signal._live_receivers(sender=None)[0]


def test_a_thread_that_has_run_for_long_sees_what_another_has_entered(copied_db):
    """As a worker does that has counted before."""
    assert counting.is_working_day(NEW_YEAR)
    assert [type(found).__name__ for found in at_once(fill)] == ["Arrangement"]
    assert not counting.is_working_day(NEW_YEAR)
    assert at_once(lambda: counting.is_working_day(NEW_YEAR)) == [False]
