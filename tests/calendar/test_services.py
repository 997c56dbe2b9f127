"""Years are loaded once and entered by the county: each time an act, and the old arrangement stays."""

import json
from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from foundation.calendar import counting, services
from foundation.calendar.days import Mark
from foundation.calendar.events import YearChanged, year_changed
from foundation.calendar.models import Arrangement, SpecialDay
from foundation.calendar.selectors import arrangement_of, gaps, marks_of, marks_within
from foundation.calendar.services import load_calendar
from foundation.calendar.states import WORKING_DAYS, Kind, Standing
from foundation.calendar.supplied import SOURCE as PACKAGE
from foundation.calendar.supplied import supplied
from foundation.ledger.models import LedgerEntry
from foundation.scope import INSTALLATION
from foundation.violations import RuleViolation
from tests.calendar.filling import NOW, SOURCE, YEAR, day, fill, marks
from tests.foundation.broken import broken_ledger
from tests.foundation.threads import at_once

told: list[YearChanged] = []
HERE = __name__


def listener(fact: YearChanged) -> None:
    """An upper room that counts again: the new days hold already."""
    told.append(fact)
    ends.append(counting.add(day("2026-12-25"), 20, WORKING_DAYS))


def refuser(_fact: YearChanged) -> None:
    raise RuntimeError("an upper room cannot count again")


ends: list[counting.End] = []


@pytest.fixture(autouse=True)
def nothing_told():
    told.clear()
    ends.clear()


def without(year: int) -> dict[int, list[Mark]]:
    return {each: found for each, found in supplied().items() if each != year}


# Loading -------------------------------------------------------------------------------------------


def test_the_package_ends_before_the_year_that_is_entered_here():
    """Another version of the package that knows 2027: choose the next year in tests/calendar/filling.py."""
    assert sorted(supplied()) == list(range(2004, YEAR))


def test_every_year_of_the_package_is_loaded_and_says_that_nobody_has_compared_it(cast):
    found = {each.year: each for each in Arrangement.objects.current()}
    assert sorted(found) == list(range(2004, YEAR))
    assert {(each.standing, each.source, each.number) for each in found.values()} == {(Standing.SUPPLIED, PACKAGE, 1)}
    assert "待县核对" in PACKAGE
    for year, each in found.items():
        assert marks_of(each) == supplied()[year]


def test_loading_twice_is_the_same_as_once(cast):
    before, entries = Arrangement.objects.count(), LedgerEntry.objects.count()
    assert load_calendar(now=cast.now) == []
    assert (Arrangement.objects.count(), LedgerEntry.objects.count()) == (before, entries)


def test_a_new_version_of_the_package_brings_its_year_and_tells_it(cast, monkeypatch):
    more = {YEAR: marks()}
    monkeypatch.setattr(services, "supplied", lambda: {**supplied(), **more})
    with year_changed.only(f"{HERE}.listener"):
        assert load_calendar(now=NOW, actor="命令行") == [YEAR]
    assert told == [YearChanged(YEAR, "命令行", NOW)]
    assert marks_of(arrangement_of(YEAR)) == sorted(marks())
    entry = cast.entry_of(INSTALLATION)
    said = json.loads(bytes(entry.body))
    assert (entry.act, said["facts"]) == ("calendar.years.load", {"years": [YEAR]})
    assert {batch["table"]: batch["count"] for batch in said["batches"]} == {
        "calendar_arrangement": 1,
        "calendar_specialday": len(marks()),
    }


def test_loading_leaves_alone_what_somebody_has_entered(cast, monkeypatch):
    fill()
    monkeypatch.setattr(services, "supplied", lambda: {YEAR: [Mark(day("2027-01-01"), Kind.HOLIDAY, "元旦")]})
    assert load_calendar(now=NOW) == []
    assert marks_of(arrangement_of(YEAR)) == sorted(marks())


def test_the_command_says_how_many(cast, monkeypatch, capsys):
    call_command("load_calendar")
    monkeypatch.setattr(services, "supplied", lambda: {YEAR: marks()})
    call_command("load_calendar")
    assert capsys.readouterr().out.splitlines() == [
        "新增 0 个年份的放假安排。",
        "新增 1 个年份的放假安排（2027年至2027年）。",
    ]


# Entering ------------------------------------------------------------------------------------------


def test_a_year_that_is_entered_counts_from_then_on_and_is_told(cast):
    """The period over New Year 2027: 20 working days from 25 December 2026."""
    start = day("2026-12-25")
    assert counting.add(start, 20, WORKING_DAYS) == counting.End(day("2027-01-22"), provisional=True)
    with year_changed.only(f"{HERE}.listener"):
        fill()
    known = counting.End(day("2027-01-25"), provisional=False)
    assert told == [YearChanged(YEAR, "县委办", NOW)]
    assert ends == [known]
    assert counting.add(start, 20, WORKING_DAYS) == known


def test_an_expected_year_counts_and_stays_provisional(cast):
    fill(confirmed=False)
    assert counting.add(day("2026-12-25"), 20, WORKING_DAYS) == counting.End(day("2027-01-25"), provisional=True)
    fresh = fill(replaces=1)
    assert (fresh.number, fresh.standing) == (2, Standing.CONFIRMED)
    assert not counting.add(day("2026-12-25"), 20, WORKING_DAYS).provisional


def test_a_correction_leaves_the_old_arrangement_beside_the_new_one(cast):
    first = fill()
    changed = [mark for mark in marks() if mark.day != day("2027-10-09")]
    second = fill(marks=changed, replaces=1)
    assert list(Arrangement.objects.filter(year=YEAR).values_list("number", flat=True)) == [2, 1]
    assert arrangement_of(YEAR) == second
    assert marks_of(first) == sorted(marks()) and marks_of(second) == sorted(changed)
    assert not counting.is_working_day(day("2027-10-09"))


def test_the_entry_says_what_was_before_and_what_is_now(cast):
    fill()
    first = json.loads(bytes(cast.entry_of(INSTALLATION).body))["facts"]
    changed = [mark for mark in marks() if mark.day != day("2027-10-09")]
    fresh = fill(marks=[*changed, Mark(day("2027-10-08"), Kind.HOLIDAY, "国庆节")], source="更正通知", replaces=1)
    entry = cast.entry_of(INSTALLATION)
    second = json.loads(bytes(entry.body))["facts"]
    assert (entry.act, entry.ref, entry.actor) == ("calendar.year.fill", f"calendar.arrangement:{fresh.pk}", "县委办")
    assert (first["before"], len(first["after"]["days"])) == ({}, len(marks()))
    assert second == {
        "year": YEAR,
        "before": {"number": 1, "standing": "confirmed", "source": SOURCE, "days": ["2027-10-09 make_up"]},
        "after": {
            "number": 2,
            "standing": "confirmed",
            "source": "更正通知",
            "days": ["2027-10-08 holiday 国庆节"],
        },
    }


def test_of_two_notices_that_speak_of_a_day_the_later_year_holds(cast):
    """31 December 2026 is an ordinary Thursday until the notice for 2027 takes it into the New Year's break."""
    last = day("2026-12-31")
    assert counting.is_working_day(last)
    fill(marks=[*marks(), Mark(last, Kind.HOLIDAY, "元旦")])
    assert not counting.is_working_day(last)
    assert Mark(last, Kind.HOLIDAY, "元旦") in marks_within(2026)
    fill(year=2026, marks=[*supplied()[2026], Mark(last, Kind.MAKE_UP)], replaces=1)
    assert not counting.is_working_day(last)
    assert [mark for mark in marks_within(2026) if mark.day == last] == [Mark(last, Kind.HOLIDAY, "元旦")]


# Refusals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"year": 2028}, "calendar.year", ""),
        ({"year": 1999}, "calendar.year", ""),
        ({"source": " "}, "calendar.no_source", "source"),
        ({"marks": []}, "calendar.no_holidays", "holidays"),
        ({"marks": [Mark(day("2027-10-09"), Kind.MAKE_UP)]}, "calendar.no_holidays", "holidays"),
        ({"marks": [Mark(day("2028-01-01"), Kind.HOLIDAY, "元旦")]}, "calendar.other_year", "holidays"),
        ({"marks": [Mark(day("2026-11-30"), Kind.HOLIDAY, "元旦")]}, "calendar.other_year", "holidays"),
        (
            {"marks": [Mark(day("2027-01-01"), kind, "元旦") for kind in (Kind.HOLIDAY, Kind.MAKE_UP)]},
            "calendar.day_twice",
            "make_up",
        ),
        ({"replaces": 1}, "calendar.changed_meanwhile", ""),
    ],
)
def test_a_year_that_makes_no_sense_is_refused(cast, more, code, field):
    with pytest.raises(RuleViolation) as caught:
        fill(**more)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert not Arrangement.objects.filter(number__gt=1).exists() and arrangement_of(YEAR) is None


def test_the_limits_of_a_year_are_inside(cast):
    edges = [day("2026-12-01"), day("2027-12-31")]
    fill(marks=[Mark(each, Kind.HOLIDAY, "元旦") for each in edges])
    assert [mark.day for mark in marks_of(arrangement_of(YEAR))] == edges
    fill(year=2000, marks=[Mark(day("2000-01-01"), Kind.HOLIDAY, "元旦")])


def test_whoever_changes_nothing_is_told(cast):
    fill()
    with pytest.raises(RuleViolation) as caught:
        fill(replaces=1)
    assert caught.value.code == "calendar.unchanged"
    fill(replaces=1, source=SOURCE + "二")
    fill(replaces=2, source=SOURCE + "二", confirmed=False)


def test_an_empty_calendar_is_loaded_first(cast, monkeypatch):
    monkeypatch.setattr(services, "_lock", lambda: False)
    with pytest.raises(RuleViolation) as caught:
        fill()
    assert caught.value.code == "calendar.not_loaded" and "load_calendar" in caught.value.message


def test_a_room_above_that_cannot_count_again_stops_the_change(cast):
    with year_changed.only(f"{HERE}.refuser"), pytest.raises(RuntimeError, match="cannot count again"):
        fill()
    assert arrangement_of(YEAR) is None
    assert counting.add(day("2026-12-25"), 20, WORKING_DAYS).provisional


def test_nothing_remains_when_the_ledger_fails(cast, monkeypatch):
    with broken_ledger():
        fill()
    assert arrangement_of(YEAR) is None
    monkeypatch.setattr(services, "supplied", lambda: {YEAR: marks()})
    with broken_ledger():
        load_calendar(now=cast.now)
    assert arrangement_of(YEAR) is None
    assert counting.moved_on(day("2027-01-01")) == counting.End(day("2027-01-01"), provisional=True)


# The database --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "columns",
    [
        {"year": 1999},
        {"year": 2101},
        {"number": 0},
        {"standing": "certain"},
        {"source": ""},
        {"year": 2026, "number": 1},
    ],
)
def test_the_database_refuses_an_arrangement_by_itself(cast, columns):
    row = {"year": YEAR, "number": 1, "standing": Standing.CONFIRMED, "source": "x", "entered_at": NOW, **columns}
    with pytest.raises(IntegrityError), transaction.atomic():
        Arrangement.objects.create(**row)


@pytest.mark.parametrize("columns", [{"kind": "half"}, {"day": day("2026-10-01")}])
def test_the_database_refuses_a_day_by_itself(cast, columns):
    row = {"day": day("2026-10-20"), "kind": Kind.HOLIDAY, **columns}
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialDay.objects.create(arrangement=arrangement_of(2026), **row)


@pytest.mark.parametrize("model", [Arrangement, SpecialDay])
def test_what_was_entered_is_never_changed_or_deleted(cast, model):
    rows = model.objects.filter(pk=model.objects.order_by("pk")[0].pk)
    column = "year" if model is Arrangement else "name"
    for change in (lambda: rows.update(**{column: 2000}), lambda: rows._raw_delete("default")):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_names(cast):
    arrangement = arrangement_of(2026)
    assert str(arrangement) == "2026年放假安排"
    assert str(arrangement.days.get(day=day("2026-10-10"))) == "2026-10-10 调休上班 国庆节"


# Who is missing ------------------------------------------------------------------------------------


def test_the_next_year_is_missed_from_november_on(cast):
    def found(today: str) -> list[tuple[int, bool]]:
        return [(gap.year, gap.expected) for gap in gaps(day(today))]

    assert [found(today) for today in ("2026-10-31", "2026-11-01", "2026-12-31", "2027-01-01")] == [
        [],
        [(2027, False)],
        [(2027, False)],
        [(2027, False)],
    ]
    assert found("2027-11-01") == [(2027, False), (2028, False)]
    fill(confirmed=False)
    assert found("2026-11-01") == [(2027, True)]
    fill(replaces=1)
    assert found("2026-11-01") == [] and found("2025-11-01") == []


# At the same moment --------------------------------------------------------------------------------


@pytest.mark.postgres
def test_of_several_who_enter_a_year_at_once_one_does(copied_db):
    """The others read that somebody was faster; and whatever was entered last is what counts."""
    for number in range(3):
        outcomes = at_once(
            *[
                partial(fill, replaces=number, source=f"{number}之{who}", now=NOW + timedelta(seconds=who))
                for who in range(4)
            ]
        )
        refused = [outcome.code for outcome in outcomes if isinstance(outcome, RuleViolation)]
        assert refused == ["calendar.changed_meanwhile"] * 3
    assert list(Arrangement.objects.filter(year=YEAR).values_list("number", flat=True)) == [3, 2, 1]
    assert SpecialDay.objects.filter(arrangement__year=YEAR).count() == 3 * len(marks())


def test_two_who_enter_a_year_at_once_come_one_after_the_other(copied_db):
    outcomes = at_once(*[partial(fill, source=f"通知{who}") for who in range(2)])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Arrangement", "RuleViolation"]


def test_different_years_entered_at_once_are_both_seen(copied_db):
    """Each thread counts with both, although each has read the days before the other was done."""
    counting.calendar()
    extra = [*supplied()[2026], Mark(day("2026-12-24"), Kind.HOLIDAY, "元旦")]
    outcomes = at_once(fill, partial(fill, year=2026, marks=extra, replaces=1))
    assert [type(outcome).__name__ for outcome in outcomes] == ["Arrangement"] * 2
    assert not counting.is_working_day(day("2027-01-01")) and not counting.is_working_day(day("2026-12-24"))
