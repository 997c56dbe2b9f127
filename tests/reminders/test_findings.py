"""Whoever answers for a unit is told the day before, on the day and late, until it is answered; then those above."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.refs import Ref
from foundation.reminders import registry
from foundation.reminders.desk import panels
from foundation.reminders.findings import ANSWER_DUE
from foundation.reminders.models import Reminder
from foundation.reminders.selectors import inbox
from foundation.reminders.services import sweep
from foundation.rulebook.models import Finding
from foundation.townships.models import User
from foundation.web.events import Visit
from tests.rulebook.findings import by_person, take, user
from tests.townships.leavers import merge

pytestmark = pytest.mark.django_db

#: Raised on Monday 2 November 2026, to be answered by Thursday 5.
LAST = date(2026, 11, 5)
#: Of what is late, who is above is asked: assignments and successions.
LATE_ASKS = 2


def at(day: int) -> datetime:
    return timezone.make_aware(datetime(2026, 11, day, 8))


def told(day: int) -> dict[str, list[str]]:
    """Account → what stands in his inbox after a sweep on that day of November."""
    sweep(now=at(day))
    inboxes = {each.username: [row.ref for row in inbox(each, date(2026, 11, day))] for each in User.objects.all()}
    return {name: refs for name, refs in inboxes.items() if refs}


def test_the_rule_is_registered():
    assert registry.rule_of("rulebook.answer_due") == ANSWER_DUE


def test_those_who_answer_are_told_the_day_before_and_on_the_day(cast):
    ref = str(Ref.of(by_person(cast.jinnan)))
    both = {"clerk.jinnan": [ref], "discipline.jinnan": [ref]}
    assert told(3) == {}
    assert [told(day) for day in (4, 5, 6)] == [both] * 3
    assert {row.due for row in Reminder.objects.all()} == {LAST}
    sent = Reminder.objects.filter(recipient__username="clerk.jinnan").order_by("sent_at")
    assert list(sent.values_list("step", "sent_at")) == [("ahead", at(4)), ("day", at(5)), ("late", at(6))]


def test_what_is_late_goes_upward(cast):
    """Three working days after Thursday the principals of the town, after ten the inspectors of the county."""
    ref = str(Ref.of(by_person(cast.jinnan)))
    own = {"clerk.jinnan": [ref], "discipline.jinnan": [ref]}
    above = {**own, "secretary.jinnan": [ref], "head.jinnan": [ref]}
    assert [told(day) for day in (6, 9, 10, 18, 19)] == [
        own,
        own,
        above,
        above,
        {**above, "inspector.county": [ref]},
    ]
    assert {row.step for row in Reminder.objects.filter(upward=True)} == {"principals", "inspectors"}


def test_on_days_that_may_still_move_nobody_is_told_upward(cast):
    finding = by_person(cast.jinnan)
    Finding.objects.filter(pk=finding.pk).update(answer_provisional=True)
    assert set(told(19)) == {"clerk.jinnan", "discipline.jinnan"}


def test_the_desk_shows_the_real_last_day(cast):
    by_person(cast.jinnan)
    sweep(now=at(4))
    (panel,) = panels(Visit(user("clerk.jinnan"), LAST - timedelta(days=1)))
    (item,) = panel.items
    assert (item.title, item.due, item.overdue) == ("问题等待答复：金南镇：违反其他制度规定", LAST, False)
    assert item.basis == "按本县规定（待县确认）"


def test_it_is_over_with_the_answer(cast):
    finding = by_person(cast.jinnan)
    told(4)
    take("answer", finding, now=at(5))
    assert told(5) == {}
    assert {row.closed_at for row in Reminder.objects.all()} == {at(5)}


def test_several_of_a_town_are_told_to_the_same_people(cast):
    refs = [str(Ref.of(by_person(division))) for division in (cast.jinnan, cast.village)]
    assert told(4) == {"clerk.jinnan": refs, "discipline.jinnan": refs}


def test_each_town_is_told_its_own(cast):
    refs = {town: str(Ref.of(by_person(division))) for town, division in (("jinnan", cast.jinnan), ("taji", cast.taji))}
    assert told(4) == {f"{who}.{town}": [refs[town]] for who in ("clerk", "discipline") for town in refs}


def test_a_disabled_account_is_not_told(cast):
    by_person(cast.jinnan)
    User.objects.filter(username="clerk.jinnan").update(is_active=False)
    assert set(told(4)) == {"discipline.jinnan"}


def test_whoever_took_a_unit_over_is_told(cast):
    ref = str(Ref.of(by_person(cast.taji)))
    merge(cast.taji, cast.jinnan)
    assert told(9).keys() >= {"clerk.taji"}
    # From the day of the merger on.
    assert told(10)["clerk.jinnan"] == [ref]


def test_how_many_are_waiting_makes_no_difference(cast, django_assert_num_queries):
    by_person(cast.jinnan)
    told(4)
    with CaptureQueriesContext(connection) as few:
        sweep(now=at(4))
    for division in (cast.jinnan, cast.village, cast.taji, cast.zone):
        by_person(division)
    told(19)
    with django_assert_num_queries(len(few) + LATE_ASKS):
        sweep(now=at(19))


def test_the_steps_of_every_rule():
    steps = {rule.code: [step.code for step in rule.steps] for rule in registry.registered()}
    assert steps == {
        "reminders.duty_due": ["ahead", "day", "late", "principals", "inspectors"],
        "rulebook.answer_due": ["ahead", "day", "late", "principals", "inspectors"],
        "decisions.paper_to_receive": ["told", "day", "late"],
        "decisions.plan_overdue": ["day", "late", "principals", "inspectors"],
        "decisions.unsigned": ["day", "late"],
    }
