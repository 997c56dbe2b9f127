"""The steps of a deadline: on which day each is told, by which unit, by whose number, to whom."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from foundation.calendar.days import Calendar
from foundation.reminders.desk import panels
from foundation.reminders.expansion import Expansion
from foundation.reminders.models import Reminder
from foundation.reminders.selectors import inbox
from foundation.reminders.services import sweep
from foundation.reminders.states import When
from foundation.reminders.steps import AHEAD, LATE, ON_DAY, TO_INSPECTORS, TO_PRINCIPALS, Step
from foundation.rulebook.selectors import InForce, MissingParameter, parameter
from foundation.rulebook.services import load_defaults
from foundation.rulebook.states import Unit
from foundation.scope import Scope
from foundation.townships.models import User
from foundation.townships.selectors.holders import Holders
from foundation.townships.states import Capability, Role
from foundation.web.events import Visit
from tests.reminders.wishes import STEPS, only, wish, wishes
from tests.rulebook.numbers import COUNTY, JINNAN, TAJI, change
from tests.townships.acts import account, grant, revoke
from tests.townships.leavers import merge

DAY = timedelta(days=1)
YEAR = Calendar(fixed=frozenset({2026}))
#: Weekdays alone, and a year of which nothing is known.
NO_YEAR = Calendar()
#: A Monday and a Thursday.
MONDAY, THURSDAY = date(2026, 11, 9), date(2026, 11, 12)


def told_on(step: Step, due: date, days: Calendar = YEAR) -> date:
    return step.tell_on(due, days, None, JINNAN).day


def step(when: When, count: int, unit: str = "calendar_days") -> Step:
    return Step("s", when, count=count, unit=unit)


@pytest.mark.parametrize(
    ("when", "count", "unit", "due", "day"),
    [
        (When.ON_DAY, 0, "calendar_days", MONDAY, MONDAY),
        (When.AHEAD, 2, "calendar_days", THURSDAY, THURSDAY - 2 * DAY),
        # On Sunday nobody reads it: the Friday before.
        (When.AHEAD, 1, "calendar_days", MONDAY, MONDAY - 3 * DAY),
        (When.AHEAD, 1, "working_days", MONDAY, MONDAY - 3 * DAY),
        (When.AHEAD, 4, "working_days", THURSDAY, MONDAY - 3 * DAY),
        (When.AHEAD, 3, "working_days", THURSDAY, MONDAY),
        (When.AHEAD, 1, "months", THURSDAY, date(2026, 10, 12)),
        (When.LATE, 1, "calendar_days", THURSDAY, THURSDAY + DAY),
        (When.LATE, 2, "calendar_days", THURSDAY, THURSDAY + 4 * DAY),
        (When.LATE, 3, "working_days", THURSDAY, THURSDAY + 5 * DAY),
        # Late is never on the day itself.
        (When.LATE, 0, "working_days", THURSDAY, THURSDAY + DAY),
    ],
)
def test_a_step_is_told_on_its_day(when, count, unit, due, day):
    assert told_on(step(when, count, unit), due) == day


def test_what_runs_over_an_unknown_year_is_provisional():
    working = "working_days"
    ends = [
        each.tell_on(THURSDAY, NO_YEAR, None, JINNAN)
        for each in (step(When.LATE, 1, working), step(When.AHEAD, 1, working))
    ]
    assert [end.provisional for end in ends] == [True, True]
    assert not ON_DAY.tell_on(THURSDAY, NO_YEAR, None, JINNAN).provisional


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ""},
        {"code": "a" * 21},
        {"code": "Late"},
        {"count": -1},
        {"unit": "yuan"},
        {"when": When.AHEAD, "upward": (Role.PRINCIPAL,)},
        {"when": When.ON_DAY, "upward": (Role.PRINCIPAL,)},
    ],
)
def test_a_step_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(ValueError, match="step"):
        Step(**{"code": "late", "when": When.LATE, **wrong})
    assert Step("a" * 20, When.LATE, upward=(Role.PRINCIPAL,))


# Numbers -----------------------------------------------------------------------------------------


def test_the_ordinary_steps_go_by_the_rulebook(cast):
    load_defaults(now=cast.now)
    numbers = InForce({each.parameter for each in (AHEAD, TO_PRINCIPALS, TO_INSPECTORS)}, on=THURSDAY)
    days = [each.tell_on(THURSDAY, YEAR, numbers, JINNAN).day for each in (AHEAD, ON_DAY, LATE)]
    assert days == [date(2026, 11, 11), THURSDAY, date(2026, 11, 13)]
    above = [each.tell_on(THURSDAY, YEAR, numbers, JINNAN).day for each in (TO_PRINCIPALS, TO_INSPECTORS)]
    assert above == [date(2026, 11, 17), date(2026, 11, 26)]


def test_a_county_and_a_town_set_their_own(cast):
    load_defaults(now=cast.now)
    today = timezone.localdate()
    change(cast, "3", COUNTY, today, code="reminders.ahead_days", unit=Unit.WORKING_DAYS)
    change(cast, "9", JINNAN, today, code="reminders.ahead_days", unit=Unit.CALENDAR_DAYS)
    numbers = InForce({"reminders.ahead_days"}, on=today)
    assert AHEAD.tell_on(THURSDAY, YEAR, numbers, TAJI).day == MONDAY
    assert AHEAD.tell_on(THURSDAY, YEAR, numbers, JINNAN).day == date(2026, 11, 3)


def test_numbers_for_many_are_the_numbers_of_each(cast, django_assert_num_queries):
    load_defaults(now=cast.now)
    today = timezone.localdate()
    code = "reminders.county_days"
    village = cast.village.code
    change(cast, "8", JINNAN, today, code=code, unit=Unit.WORKING_DAYS)
    change(cast, "7", JINNAN, today, code=code, unit=Unit.WORKING_DAYS, village=village)
    asked = [{"scope": COUNTY}, {"scope": JINNAN}, {"scope": JINNAN, "village": village}, {"scope": TAJI}]
    with django_assert_num_queries(1):
        numbers = InForce([code], on=today)
        found = [numbers.of(code, **each) for each in asked * 2]
    assert found == [parameter(code, on=today, **each) for each in asked] * 2
    assert [value.text for value in found[:4]] == ["10", "8", "7", "10"]


def test_a_number_that_was_not_asked_for_is_missing(cast):
    load_defaults(now=cast.now)
    with pytest.raises(MissingParameter):
        InForce([], on=THURSDAY).of("reminders.ahead_days", scope=JINNAN)


# Who is above ------------------------------------------------------------------------------------


def names(found: tuple[int, ...]) -> set[str]:
    return set(User.objects.filter(pk__in=found).values_list("username", flat=True))


def test_above_a_town_are_its_own_and_the_countys(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        holders = Holders(timezone.localdate())
        found = [holders.of(who, scope) for who in (Role.PRINCIPAL, Role.INSPECTOR) for scope in (JINNAN, TAJI, COUNTY)]
    assert [names(each) for each in found] == [
        {"secretary.jinnan", "head.jinnan"},
        {"secretary.taji", "head.taji"},
        set(),
        *[{"inspector.county"}] * 3,
    ]


def test_a_capability_brings_in_whoever_has_a_role_with_it(cast):
    holders = Holders(timezone.localdate())
    assert names(holders.of(Capability.ANSWER_FINDINGS, JINNAN)) == {"clerk.jinnan", "discipline.jinnan"}
    assert names(holders.of(Capability.JUDGE_FINDINGS, JINNAN)) == {"inspector.county"}


def test_an_inspector_of_a_district_is_above_that_district(cast):
    grant(district := account("district"), Role.INSPECTOR, cast.taji)
    holders = Holders(timezone.localdate())
    assert district.pk in holders.of(Role.INSPECTOR, TAJI)
    assert district.pk not in holders.of(Role.INSPECTOR, JINNAN) + holders.of(Role.INSPECTOR, COUNTY)


def test_whoever_is_disabled_or_has_lost_his_role_is_above_nobody(cast):
    User.objects.filter(username="head.jinnan").update(is_active=False)
    revoke(cast.user("secretary.jinnan").assignments.get())
    assert Holders(timezone.localdate()).of(Role.PRINCIPAL, JINNAN) == ()


def test_whoever_took_a_unit_over_is_above_its_old_matters(cast):
    merge(cast.taji, cast.jinnan)
    assert names(Holders(timezone.localdate()).of(Role.PRINCIPAL, TAJI)) >= {"secretary.jinnan", "head.jinnan"}


# From a thing to its rows ------------------------------------------------------------------------


@pytest.fixture
def clerk(cast):
    with only(STEPS):
        yield cast.user("clerk.jinnan")


def at(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 8))


def told(day: date) -> dict[str, list[str]]:
    """Account → the steps that stand in his inbox after a sweep on that day."""
    sweep(now=at(day))
    inboxes = {each.username: [row.step for row in inbox(each, day)] for each in User.objects.all()}
    return {name: steps for name, steps in inboxes.items() if steps}


def test_one_line_for_one_thing_from_the_first_step_to_the_last(clerk):
    wishes.append(wish(clerk, THURSDAY))
    principals = {f"{who}.jinnan": ["principals"] for who in ("secretary", "head")}
    assert [told(THURSDAY + count * DAY) for count in (-3, -2, -1, 0, 1, 4, 5)] == [
        {},
        {"clerk.jinnan": ["ahead"]},
        {"clerk.jinnan": ["ahead"]},
        {"clerk.jinnan": ["day"]},
        {"clerk.jinnan": ["late"]},
        {"clerk.jinnan": ["late"], **principals},
        {"clerk.jinnan": ["late"], **principals, "inspector.county": ["inspectors"]},
    ]
    assert {row.due for row in Reminder.objects.all()} == {THURSDAY}


def test_upward_there_are_no_rows_before_it_is_late(clerk):
    wishes.append(wish(clerk, THURSDAY))
    sweep(now=at(THURSDAY))
    assert not Reminder.objects.filter(upward=True).exists()


def test_after_weeks_without_a_sweep_everybody_is_told_once(clerk):
    """Of three steps that have passed the last one alone is told."""
    wishes.append(wish(clerk, THURSDAY))
    report = sweep(now=at(date(2026, 12, 24)))
    assert (report.added, report.sent) == (4, 4)


def test_when_the_day_moves_the_steps_begin_anew(clerk):
    wishes.append(wish(clerk, THURSDAY))
    told(THURSDAY + 5 * DAY)
    wishes[0] = wish(clerk, THURSDAY + 14 * DAY)
    assert told(THURSDAY + 5 * DAY) == {}
    assert told(THURSDAY + 12 * DAY) == {"clerk.jinnan": ["ahead"]}
    assert told(THURSDAY + 14 * DAY) == {"clerk.jinnan": ["day"]}


def test_what_is_done_is_over_for_everybody(clerk):
    wishes.append(wish(clerk, THURSDAY))
    told(THURSDAY + 5 * DAY)
    wishes.clear()
    assert told(THURSDAY + 6 * DAY) == {}


def test_a_telling_that_is_counted_anew_is_told_anew_only_when_it_lies_ahead(clerk):
    """A year is entered: a holiday puts a step off that has been told, and one that has not."""
    wishes.append(wish(clerk, THURSDAY))
    told(THURSDAY - 2 * DAY)
    row = Reminder.objects.get(step="ahead")
    Reminder.objects.filter(pk=row.pk).update(tell_on=THURSDAY - 7 * DAY)
    sweep(now=at(THURSDAY - DAY))
    row.refresh_from_db()
    assert (row.tell_on, row.sent_at) == (THURSDAY - 2 * DAY, at(THURSDAY - 2 * DAY))
    late = Reminder.objects.get(step="late")
    Reminder.objects.filter(pk=late.pk).update(tell_on=THURSDAY - DAY, sent_at=at(THURSDAY - DAY))
    assert sweep(now=at(THURSDAY - DAY)).moved == 1
    late.refresh_from_db()
    assert (late.tell_on, late.sent_at) == (THURSDAY + DAY, None)


def test_a_day_that_may_still_move_is_told_to_its_owner_alone(clerk):
    wishes.append(wish(clerk, THURSDAY, provisional=True))
    assert told(THURSDAY + 30 * DAY) == {"clerk.jinnan": ["late"]}
    assert Reminder.objects.get().provisional
    wishes[0] = wish(clerk, THURSDAY)
    assert set(told(THURSDAY + 30 * DAY)) == {"clerk.jinnan", "secretary.jinnan", "head.jinnan", "inspector.county"}
    assert not Reminder.objects.filter(provisional=True).exists()


def test_a_telling_over_an_unknown_year_waits_upward(clerk):
    """The day is certain, the third working day after it is not."""
    far = date(2031, 1, 2)
    wishes.append(wish(clerk, far))
    assert "inspector.county" not in told(far + 60 * DAY)


def test_nobody_is_told_upward_of_his_own(cast, clerk):
    head = cast.user("head.jinnan")
    wishes.append(wish(head, THURSDAY, scope=JINNAN))
    assert told(THURSDAY + 4 * DAY) == {"head.jinnan": ["late"], "secretary.jinnan": ["principals"]}


def test_without_owners_only_those_above_are_told(clerk):
    wishes.append(wish(clerk, THURSDAY))
    wishes[0] = type(wishes[0])(wishes[0].ref, THURSDAY, (), JINNAN)
    assert told(THURSDAY) == {}
    assert set(told(THURSDAY + 4 * DAY)) == {"secretary.jinnan", "head.jinnan"}


def test_how_many_things_there_are_makes_no_difference(cast, clerk, django_assert_num_queries):
    day = at(THURSDAY + 9 * DAY)
    owners = [cast.user(f"clerk.{town}") for town in ("jinnan", "taji", "kaifaqu")]
    wishes.extend(wish(owners[number % 3], THURSDAY, plan=number) for number in range(60))
    sweep(now=day)
    # As for one rule without steps upward, and who is above: assignments, successions; and the beat. No digest on a
    # Saturday.
    with django_assert_num_queries(20):
        sweep(now=day)


def test_rules_of_one_sweep_ask_once(cast, clerk, django_assert_num_queries):
    load_defaults(now=cast.now)
    wishes.extend(wish(clerk, THURSDAY, plan=number) for number in range(5))
    steps = (AHEAD, ON_DAY, TO_PRINCIPALS, TO_INSPECTORS)
    rules = [type(STEPS)(f"tests.{name}", name, STEPS.wanted, steps=steps) for name in "abc"]
    Expansion(rules, THURSDAY).rows(rules[0])
    # The calendar, the numbers, assignments, successions, who wants mail, the robots.
    with django_assert_num_queries(6):
        expansion = Expansion(rules, THURSDAY + 30 * DAY)
        assert all(expansion.rows(rule) for rule in rules)


# What those above read ---------------------------------------------------------------------------


def test_those_above_read_that_it_is_anothers_and_whose(cast, clerk, django_assert_num_queries):
    other = cast.user("reviewer.jinnan")
    wishes.extend(wish(clerk, THURSDAY, plan=number) for number in range(3))
    wishes.append(type(wishes[0])(wishes[0].ref, THURSDAY, (clerk.pk, other.pk), JINNAN))
    day = THURSDAY + 4 * DAY
    sweep(now=at(day))
    head = cast.user("head.jinnan")
    # The rows, the days, who has to act, the unit. No number is named by this rule.
    with django_assert_num_queries(4):
        [panel] = panels(Visit(head, day))
    assert len(panel.items) == 3
    assert {item.countdown for item in panel.items} == {"已逾期2个工作日"}
    assert {item.meta for item in panel.items} == {
        f"这是金南镇的期限，责任人：{clerk.name}",
        f"这是金南镇的期限，责任人：{clerk.name}、{other.name}",
    }
    [panel] = panels(Visit(clerk, day))
    assert {item.meta for item in panel.items} == {""}


def test_those_above_read_that_nobody_has_to_act(cast, clerk):
    wishes.append(type(wish(clerk, THURSDAY))(wish(clerk, THURSDAY).ref, THURSDAY, (), JINNAN))
    day = THURSDAY + 4 * DAY
    sweep(now=at(day))
    [panel] = panels(Visit(cast.user("head.jinnan"), day))
    assert panel.items[0].meta == "这是金南镇的期限，现在没有责任人"


def test_a_scope_of_the_county_itself_has_no_principals(cast, clerk):
    wishes.append(wish(clerk, THURSDAY, scope=Scope("320831")))
    assert told(THURSDAY + 4 * DAY) == {"clerk.jinnan": ["late"]}
