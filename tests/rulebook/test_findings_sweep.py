"""What the machine does in the night: raise once, note what no longer shows, count provisional days anew."""

from datetime import date, datetime
from unittest.mock import patch

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.utils import timezone

from foundation.calendar import events
from foundation.calendar.counting import End
from foundation.ledger.models import LedgerEntry
from foundation.rulebook import services, tasks
from foundation.rulebook.models import Finding, FindingNote
from foundation.rulebook.services.sweeps import Report
from foundation.rulebook.states import FindingState
from tests.foundation.broken import broken_ledger
from tests.rulebook.findings import (
    BROKEN,
    DAY,
    MONDAY,
    RULE,
    found_in,
    fresh,
    machines,
    raised,
    shown,
    take,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(cast, machine):
    """The defaults are there, and one thing shows."""
    services.load_defaults(now=MONDAY)
    shown.append(found_in(cast.jinnan))


def sweep(days: int = 0) -> Report:
    return services.raise_findings(now=MONDAY + days * DAY)


def test_what_shows_is_raised_once(cast, night):
    shown.append(found_in(cast.taji))
    assert sweep() == Report(raised=1)
    shown[1] = found_in(cast.taji, pk="2")
    assert sweep(1) == Report(raised=1)
    entries = LedgerEntry.objects.count()
    assert [sweep(2), sweep(3)] == [Report(), Report()]
    assert LedgerEntry.objects.count() == entries
    assert {finding.scope for finding in Finding.objects.all()} == {cast.jinnan.scope, cast.taji.scope}


def test_what_no_longer_shows_stays_with_a_note(cast, night):
    sweep()
    shown.clear()
    assert sweep(1) == Report(no_longer=1)
    note = FindingNote.objects.get()
    assert (note.kind, note.text, note.account, note.official, note.at) == ("no_longer", "", None, None, MONDAY + DAY)
    assert Finding.objects.get().state == FindingState.RAISED
    assert cast.entry_of("320831101").act == "rulebook.finding.no_longer"
    assert sweep(2) == Report()


def test_it_is_noted_once_even_when_it_shows_again_and_goes_again(cast, night):
    sweep()
    kept = shown.pop()
    sweep(1)
    shown.append(kept)
    assert sweep(2) == Report()
    shown.clear()
    assert sweep(3) == Report()
    assert FindingNote.objects.count() == 1


def test_an_answered_one_is_noted_too_a_judged_one_not(cast, night):
    shown.append(found_in(cast.jinnan, pk="2"))
    sweep()
    first, second = Finding.objects.order_by("pk")
    for finding in (first, second):
        take("answer", finding)
    take("confirm", second)
    shown.clear()
    assert sweep(1) == Report(no_longer=1)
    assert FindingNote.objects.filter(kind="no_longer").get().finding == first
    assert services.note_no_longer(finding=second, now=MONDAY) is None
    assert services.note_no_longer(finding=first, now=MONDAY) is None


def test_what_a_person_raised_needs_no_machine_to_show_it(cast, machine):
    services.raise_findings(now=MONDAY)
    services.load_defaults(now=MONDAY)
    assert sweep() == Report()


def test_one_failing_rule_does_not_stop_the_others(cast, caplog):
    with machines(BROKEN, RULE):
        services.load_defaults(now=MONDAY)
        shown.append(found_in(cast.jinnan))
        assert sweep() == Report(raised=1, failed=("rulebook.broken",))
    assert "rule rulebook.broken failed" in caplog.text


def test_without_the_days_to_answer_the_rule_fails_aloud(cast, machine, no_numbers):
    shown.append(found_in(cast.jinnan))
    assert sweep() == Report(failed=(RULE.code,))


def test_the_command_says_what_it_did(cast, night, capsys):
    call_command("raise_findings", now="2026-11-02T09:00")
    assert capsys.readouterr().out == "新提出 1 个问题，0 个问题的记录已不再显示。\n"
    assert Finding.objects.get().raised_at == MONDAY
    call_command("raise_findings", now="2026-11-02T09:00+08:00")
    call_command("raise_findings")
    assert Finding.objects.count() == 1


def test_the_command_fails_when_a_rule_does(cast):
    with machines(BROKEN), pytest.raises(CommandError, match=r"rulebook\.broken"):
        call_command("raise_findings")


def test_the_command_refuses_what_is_no_time(cast):
    with pytest.raises(CommandError, match="不是时间"):
        call_command("raise_findings", now="夜里")


def test_the_task_runs_every_night(cast, night):
    assert tasks.raise_findings() == "+1 ~0 !0"
    names = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    assert "foundation.rulebook.tasks.raise_findings" in names


# Provisional days --------------------------------------------------------------------------------


def counted(day: int, provisional: bool):
    end = End(date(2026, 11, day), provisional)
    return patch("foundation.calendar.days.Calendar.add", return_value=end)


@pytest.fixture
def provisional(cast, machine) -> Finding:
    """Until the 5th, as far as anybody knows."""
    with counted(5, True):
        return raised(cast.jinnan)


def test_a_last_day_is_provisional_until_its_year_is_known(cast, provisional):
    assert (provisional.answer_until, provisional.answer_provisional) == (date(2026, 11, 5), True)
    with counted(9, False):
        events.year_changed.emit(2026)
    now = fresh(provisional)
    assert (now.answer_until, now.answer_provisional) == (date(2026, 11, 9), False)
    assert cast.entry_of("320831101").act == "rulebook.finding.renew_window"


def test_what_is_known_already_is_left_alone(cast, machine):
    finding = raised(cast.jinnan)
    with counted(9, False):
        assert services.renew_windows(now=MONDAY) == 0
    assert fresh(finding).answer_until == date(2026, 11, 5)


def test_what_has_not_changed_leaves_no_entry(cast, provisional):
    entries = LedgerEntry.objects.count()
    with counted(5, True):
        assert services.renew_windows(now=MONDAY) == 0
    assert LedgerEntry.objects.count() == entries


@pytest.mark.parametrize(("day", "until"), [(4, 5), (9, 9)])
def test_whoever_answered_in_time_has_answered_in_time(cast, provisional, day, until):
    take("answer", provisional, now=timezone.make_aware(datetime(2026, 11, 5, 9)))
    with counted(day, False):
        assert services.renew_windows(now=MONDAY) == 1
    now = fresh(provisional)
    assert (now.answer_until.day, now.answer_provisional, now.is_late_on(date(2026, 12, 1))) == (until, False, False)


def test_a_judged_one_keeps_the_day_that_it_was_judged_by(cast, provisional):
    take("answer", provisional)
    take("confirm", provisional)
    with counted(9, False):
        assert services.renew_windows(now=MONDAY) == 0
        assert services.renew_window(finding=provisional, now=MONDAY) is False
    assert fresh(provisional).answer_until == date(2026, 11, 5)


# With a broken ledger ----------------------------------------------------------------------------


def test_without_their_entries_the_machines_acts_leave_nothing(cast, provisional):
    with broken_ledger():
        services.note_no_longer(finding=provisional, now=MONDAY)
    with counted(9, False), broken_ledger():
        services.renew_windows(now=MONDAY)
    with counted(9, False), broken_ledger():
        services.renew_window(finding=provisional, now=MONDAY)
    assert not FindingNote.objects.exists()
    assert fresh(provisional).answer_until == date(2026, 11, 5)


def test_a_sweep_whose_entries_cannot_be_written_raises_nothing(cast, night):
    with patch("foundation.ledger.services._append", side_effect=OSError):
        assert sweep() == Report(failed=(RULE.code,))
    assert not Finding.objects.exists()
