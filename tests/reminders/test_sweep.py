"""Reminders follow the rules: written, moved, closed, opened again; each told once."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.reminders import registry, tasks
from foundation.reminders.models import Reminder
from foundation.reminders.registry import DeadlineRule
from foundation.reminders.selectors import inbox
from foundation.reminders.services import Report, renew, sweep, sweeps
from foundation.reminders.states import When
from foundation.reminders.steps import Step
from foundation.scope import Scope
from tests.foundation.threads import at_once
from tests.reminders.sink import wants
from tests.reminders.wishes import RULE, asked, rules, wish, wishes

DAY = timedelta(days=1)


@pytest.fixture
def now(cast):
    with rules():
        yield cast.now


@pytest.fixture
def clerk(cast):
    return cast.user("clerk.jinnan")


@pytest.fixture
def today(now):
    return timezone.localdate(now)


def test_what_is_wanted_is_told_once(now, today, clerk):
    wishes.append(wish(clerk, today))
    assert sweep(now=now) == Report(added=1, sent=1)
    [row] = inbox(clerk, today)
    assert (row.rule, row.due, row.sent_at, row.scope) == (RULE.code, today, now, clerk.official.scope)
    assert sweep(now=now + DAY) == Report()
    row.refresh_from_db()
    assert row.sent_at == now
    assert str(row) == f"tests.overdue tests.plan:1 → {clerk.pk}"


def test_the_day_is_that_of_the_county(now, clerk):
    """16:30 in Greenwich is half past midnight of the next day in Jinhu."""
    sweep(now=datetime.fromisoformat("2026-03-04T16:30:00+00:00"))
    assert str(asked[-1]) == "2026-03-05"


def test_what_is_not_due_is_not_told(now, today, clerk):
    wishes.append(wish(clerk, today + DAY))
    assert sweep(now=now) == Report(added=1)
    assert list(inbox(clerk, today)) == []
    assert sweep(now=now + DAY).sent == 1
    assert [row.due for row in inbox(clerk, today + DAY)] == [today + DAY]


def test_five_days_without_a_sweep(now, today, clerk):
    """Each one that became due meanwhile is told once, the longest overdue first."""
    wishes.extend(wish(clerk, today + number * DAY, plan=number) for number in (3, 1, 2))
    assert sweep(now=now + 5 * DAY) == Report(added=3, sent=3)
    assert [row.ref for row in inbox(clerk, today + 5 * DAY)] == ["tests.plan:1", "tests.plan:2", "tests.plan:3"]


def test_what_is_no_longer_wanted_is_closed(now, today, clerk):
    wishes.append(wish(clerk, today))
    sweep(now=now)
    wishes.clear()
    assert sweep(now=now) == Report(closed=1)
    assert list(inbox(clerk, today)) == []
    assert sweep(now=now) == Report()


def test_what_is_wanted_again_is_told_again(now, today, clerk):
    wishes.append(wish(clerk, today))
    sweep(now=now)
    wishes.clear()
    sweep(now=now)
    wishes.append(wish(clerk, today))
    assert sweep(now=now + DAY) == Report(added=1, sent=1)
    assert Reminder.objects.get().sent_at == now + DAY


def test_a_moved_day_moves_the_reminder(now, today, clerk):
    wishes.append(wish(clerk, today))
    sweep(now=now)
    wishes[0] = replace(wishes[0], due=today + 2 * DAY)
    assert sweep(now=now) == Report(moved=1)
    assert list(inbox(clerk, today)) == []
    assert sweep(now=now + 2 * DAY) == Report(sent=1)
    assert Reminder.objects.get().due == today + 2 * DAY


def test_a_thing_that_changes_its_owner(now, today, clerk):
    wishes.append(wish(clerk, today))
    sweep(now=now)
    wishes[0] = replace(wishes[0], scope=Scope("320831"))
    assert sweep(now=now) == Report(moved=1, sent=1)
    assert Reminder.objects.get().scope == Scope("320831")


def test_rules_things_and_recipients_are_apart(cast, now, today, clerk):
    other = cast.user("reviewer.jinnan")
    two = replace(wish(clerk, today), owners=(clerk.pk, other.pk))
    wishes.extend([two, wish(clerk, today, plan=2)])
    with rules(replace(RULE, code="tests.other")):
        wishes.extend([two, wish(clerk, today, plan=2)])
        assert sweep(now=now) == Report(added=6, sent=6)
        assert (inbox(clerk, today).count(), inbox(other, today).count()) == (4, 2)
        assert renew(now=now) == Report()


def test_what_was_lost_is_written_anew(now, today, clerk):
    wishes.append(wish(clerk, today))
    sweep(now=now)
    Reminder.objects.all().delete()
    assert sweep(now=now) == Report(added=1, sent=1)


def test_a_rule_that_fails_keeps_its_reminders_and_stops_nobody(now, today, clerk, caplog):
    wishes.append(wish(clerk, today))
    failing = DeadlineRule("tests.failing", "失灵", "tests.reminders.wishes.wanted")
    with rules(failing):
        wishes.append(wish(clerk, today))
        assert sweep(now=now) == Report(added=2, sent=2)
    with rules(replace(failing, wanted="tests.reminders.wishes.broken")):
        assert sweep(now=now) == Report(closed=1, failed=("tests.failing",))
    assert [row.rule for row in inbox(clerk, today)] == ["tests.failing"]
    assert "tests.failing" in caplog.text


def test_reminders_of_a_rule_that_is_gone_are_closed(now, today, clerk):
    wishes.append(wish(clerk, today))
    with rules(DeadlineRule("tests.old", "旧规则", "tests.reminders.wishes.wanted")):
        wishes.append(wish(clerk, today))
        sweep(now=now)
    wishes.append(wish(clerk, today))
    assert sweep(now=now) == Report(closed=1)


def test_many_at_once(now, today, clerk, monkeypatch):
    monkeypatch.setattr(sweeps, "BATCH", 3)
    wishes.extend(wish(clerk, today, plan=number) for number in range(10))
    assert sweep(now=now) == Report(added=10, sent=10)
    wishes.clear()
    assert sweep(now=now) == Report(closed=10)


def test_the_number_of_queries_does_not_grow(now, today, clerk, django_assert_num_queries):
    wishes.extend(wish(clerk, today, plan=number) for number in range(50))
    sweep(now=now)
    # The lease taken and given back, the calendar, savepoints, the rows of the rule, those of rules that are gone,
    # what is due in inboxes, by mail, in groups; who wants mail or a digest, the robots, whether it is a working day;
    # the beat.
    with django_assert_num_queries(22):
        sweep(now=now)


def test_nobody_has_no_inbox(now, today, clerk):
    from django.contrib.auth.models import AnonymousUser

    wishes.append(wish(clerk, today))
    sweep(now=now)
    assert not inbox(AnonymousUser(), today).exists()
    clerk.is_active = False
    assert not inbox(clerk, today).exists()


# By hand -----------------------------------------------------------------------------------------


def test_the_command_takes_a_time(now, today, clerk, capsys):
    wishes.append(wish(clerk, today + 3 * DAY))
    call_command("sweep_reminders")
    assert capsys.readouterr().out == "新增 1 条，改期 0 条，了结 0 条，发出 0 条提醒。\n"
    call_command("sweep_reminders", "--now", f"{today + 3 * DAY}T00:01")
    assert capsys.readouterr().out == "新增 0 条，改期 0 条，了结 0 条，发出 1 条提醒。\n"
    call_command("sweep_reminders", "--now", f"{today + 3 * DAY}T00:01+08:00")
    for text in ("明天", "0001-01-01T00:00", "9999-12-31T23:59+00:00"):
        with pytest.raises(CommandError, match=re.escape(text)) as caught:
            call_command("sweep_reminders", "--now", text)
        assert "。请" in str(caught.value)


def test_the_command_names_the_rules_that_failed(now):
    with rules(DeadlineRule("tests.failing", "失灵", "tests.reminders.wishes.broken")):
        with pytest.raises(CommandError, match=r"tests\.failing"):
            call_command("sweep_reminders")


def test_the_task_does_the_same(now, today, clerk):
    wishes.append(wish(clerk, today))
    wants(clerk)
    assert tasks.sweep_reminders() == "+2 ~0 -0 !1 mails 1 messages 0 failed 0"
    assert tasks.sweep_reminders() == "+0 ~0 -0 !0"


# Rules and rows ----------------------------------------------------------------------------------


def test_a_code_belongs_to_one_rule(now):
    registry.register(RULE)
    with pytest.raises(ValueError, match=RULE.code):
        registry.register(replace(RULE, title="另一条"))


def test_a_renamed_function_is_found_at_start(now):
    assert registry.check_rules() == []
    with rules(replace(RULE, code="tests.renamed", wanted="tests.reminders.wishes.renamed")):
        [error] = registry.check_rules()
    assert error.id == "reminders.E001" and "tests.renamed" in error.msg


def test_a_number_that_nobody_knows_is_found_at_start(now):
    with rules(replace(RULE, code="tests.number", steps=(Step("ahead", When.AHEAD, parameter="reminders.gone"),))):
        [error] = registry.check_rules()
    assert error.id == "reminders.E002" and "reminders.gone" in error.msg


@pytest.mark.parametrize("steps", [(), (Step("day", When.ON_DAY), Step("day", When.LATE))])
def test_a_rule_has_steps_of_different_codes(steps):
    with pytest.raises(ValueError, match=r"tests\.overdue"):
        replace(RULE, steps=steps)


@pytest.mark.parametrize("change", [{"channel": "pigeon"}, {"county": "320830"}])
def test_the_database_refuses_by_itself(now, today, clerk, change):
    wishes.append(wish(clerk, today))
    sweep(now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.update(**change)


def test_one_row_for_one_reminder(now, today, clerk):
    wishes.append(wish(clerk, today))
    sweep(now=now)
    row = Reminder.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.postgres
def test_eight_sweepers_tell_everything_once(copied_db):
    """All start with nothing; later all find the same rows to be opened again."""
    from tests.cast import Cast

    cast = Cast()
    clerk, now = cast.user("clerk.jinnan"), cast.now
    today = timezone.localdate(now)
    with rules():
        wishes.extend(wish(clerk, today, plan=number) for number in range(60))
        reports = at_once(*[lambda: sweep(now=now)] * 8)
        assert sum(report.sent for report in reports) == 60
        assert Reminder.objects.count() == 60
        kept = list(wishes)
        wishes.clear()
        sweep(now=now)
        wishes.extend(kept)
        reports = at_once(*[lambda: sweep(now=now + DAY)] * 8)
        assert sum(report.sent for report in reports) == 60
        assert inbox(clerk, today + DAY).count() == 60
