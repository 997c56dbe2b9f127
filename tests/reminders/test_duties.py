"""What comes round: set up, owed, reminded of, done, taken back, ended."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.ledger.models import LedgerEntry
from foundation.reminders.duties.deadlines import DUTY_DUE, mended_terms
from foundation.reminders.duties.defaults import DUTIES
from foundation.reminders.duties.models import DutyReport, DutyTerm, RecurringDuty
from foundation.reminders.duties.selectors import owed
from foundation.reminders.duties.states import DAY_UNITS, LENGTH_UNITS, RESPONSIBLE, Period, who
from foundation.reminders.models import Reminder
from foundation.reminders.selectors import inbox
from foundation.reminders.services import end_duty, sweep, take_over_duties, void_report
from foundation.rulebook.defaults import DEFAULTS
from foundation.rulebook.services import load_defaults, set_parameter
from foundation.rulebook.states import Unit
from foundation.scope import Scope
from foundation.townships.models import User
from foundation.townships.states import Capability, Role
from foundation.violations import Basis, RuleViolation
from tests.foundation.broken import broken_ledger
from tests.foundation.wording import is_chinese_with_remedy
from tests.reminders.duties import COUNTY, JINNAN, PLAN, TODAY, at, begun, line, reported, user

DAY = timedelta(days=1)
#: The first period is the fourth quarter, and has no other day than its last.
LAST = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def numbers(cast):
    load_defaults(now=cast.now)


def refusal(perform) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught:
        perform()
    assert is_chinese_with_remedy(caught.value.message)
    return caught.value


# Set up and ended --------------------------------------------------------------------------------


def test_a_duty_of_a_county_is_owed_by_each_of_its_townships(cast):
    duty = begun(COUNTY)
    units = [cast.jinnan, cast.taji, cast.zone, cast.county, cast.village]
    assert [each.unit.name for each in owed([duty], units, TODAY)] == [unit.name for unit in units[:3]]
    own = begun(title="本镇的")
    assert [each.unit for each in owed([own], units, TODAY)] == [cast.jinnan]
    assert str(duty) == "季度检查"
    entry = LedgerEntry.objects.filter(act="reminders.duty.begin").latest("pk")
    assert entry.stream == "320831101"


@pytest.mark.parametrize(
    ("actor", "scope"),
    [
        ("clerk.jinnan", COUNTY),
        ("clerk.taji", JINNAN),
        ("discipline.jinnan", JINNAN),
        ("inspector.county", COUNTY),
    ],
)
def test_whoever_keeps_no_rules_there_sets_up_and_ends_nothing(actor, scope):
    with pytest.raises(PermissionDenied):
        begun(scope, actor=user(actor))
    duty = begun(scope)
    with pytest.raises(PermissionDenied):
        end_duty(duty=duty, end=TODAY, actor=user(actor), now=timezone.now())


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"first": date(2026, 1, 2)}, "reminders.duty_first", "first"),
        ({"start": TODAY - DAY}, "reminders.duty_past", "start"),
        ({"end": TODAY - DAY}, "reminders.duty_end", "end"),
        ({"parameter": "disclosure.notice_days"}, "reminders.duty_parameter", "parameter"),
        ({"parameter": "no.such"}, "reminders.duty_parameter", "parameter"),
        ({"due_month": 1}, "reminders.duty_due", "due_day"),
        ({"due_day": 1}, "reminders.duty_due", "due_day"),
        ({"parameter": "disclosure.quarter_day", "due_month": 1, "due_day": 15}, "reminders.duty_due_twice", "due_day"),
        ({"basis": Basis(" ")}, "rulebook.no_basis", "basis"),
    ],
)
def test_what_cannot_come_round_is_refused(more, code, field):
    found = refusal(lambda: begun(**more))
    assert (found.code, found.field) == (code, field)


def test_it_may_end_on_its_first_day_and_go_by_months_with_a_day():
    assert begun(end=TODAY).end == TODAY
    assert line(begun(parameter="spending.review_months", due_month=1, due_day=15)).term.due == date(2027, 1, 15)


def test_a_name_is_taken_while_it_runs():
    duty = begun()
    found = refusal(lambda: begun(title=" 季度检查 "))
    assert (found.code, found.field) == ("reminders.duty_known", "title")
    # Another place has names of its own, and what has ended frees its own.
    begun(COUNTY)
    end_duty(duty=duty, end=TODAY, actor=user("clerk.jinnan"), now=timezone.now())
    begun()


def test_what_has_ended_asks_no_more_and_ends_once():
    duty = begun()
    early = refusal(lambda: end_duty(duty=duty, end=TODAY - DAY, actor=user("clerk.jinnan"), now=timezone.now()))
    assert (early.code, early.field) == ("reminders.duty_end_past", "end")
    end_duty(duty=duty, end=TODAY, actor=user("clerk.jinnan"), now=timezone.now())
    assert line(duty).term is None
    again = refusal(lambda: end_duty(duty=duty, end=LAST, actor=user("clerk.jinnan"), now=timezone.now()))
    assert again.code == "reminders.duty_ended"


def test_one_that_begins_later_ends_no_earlier():
    duty = begun(start=LAST)
    found = refusal(lambda: end_duty(duty=duty, end=TODAY, actor=user("clerk.jinnan"), now=timezone.now()))
    assert found.code == "reminders.duty_end_past" and "2026年12月31日" in found.message


# The supplied list -------------------------------------------------------------------------------


def test_the_county_takes_the_list_over_once(cast):
    begun(COUNTY, title=DUTIES[0].title)
    office = user("office.county")
    taken = take_over_duties(county=cast.county, actor=office, now=timezone.now())
    assert [duty.code for duty in taken] == [each.code for each in DUTIES[1:]]
    entries = LedgerEntry.objects.count()
    end_duty(duty=taken[0], end=TODAY, actor=office, now=timezone.now())
    assert take_over_duties(county=cast.county, actor=office, now=timezone.now()) == []
    # Nothing but the end.
    assert LedgerEntry.objects.count() == entries + 1
    with pytest.raises(PermissionDenied):
        take_over_duties(county=cast.county, actor=user("clerk.jinnan"), now=timezone.now())


def test_every_line_of_the_list_can_be_owed(cast):
    """Its number is of a fitting kind, its people are among those who can be named, and its day is not past."""
    taken = take_over_duties(county=cast.county, actor=user("office.county"), now=timezone.now())
    assert {each.parameter for each in DUTIES if each.parameter} <= DEFAULTS.keys()
    units = {DEFAULTS[each.parameter].unit for each in DUTIES if each.parameter}
    assert units <= DAY_UNITS | LENGTH_UNITS
    assert {each.responsible.value for each in DUTIES} <= {value for value, _label in RESPONSIBLE}
    assert {each.period for each in DUTIES} == set(Period)
    dues = {duty.code: line(duty).term.due for duty in taken}
    assert dues == {
        "quarter": date(2027, 1, 15),
        "procedure": LAST,
        "expenses": date(2027, 1, 15),
        "openness": LAST,
        "openness_report": LAST,
        "declaration": date(2027, 1, 31),
        "information": date(2027, 1, 31),
        "review": LAST,
        "accountants": date(2027, 12, 31),
        "posts": date(2031, 12, 31),
    }
    # A number in force says its ground, unconfirmed as it is.
    assert {str(line(duty).basis) for duty in taken} == {"按本县规定（待县确认）"}


def test_everybody_who_can_be_named_is_a_role_or_a_capability():
    assert {type(who(value)) for value, _label in RESPONSIBLE} == {Role, Capability}


def test_a_number_of_the_rulebook_moves_the_day_of_its_town_alone(cast):
    duty = begun(COUNTY, parameter="disclosure.quarter_day")
    set_parameter(
        code="disclosure.quarter_day",
        value="10",
        unit=Unit.DAY_OF_MONTH,
        scope=JINNAN,
        start=TODAY,
        basis=Basis("金南镇公开办法第二条", confirmed=True),
        actor="x",
        now=timezone.now(),
    )
    mine, theirs = line(duty), line(duty, cast.taji)
    assert (mine.term.due, str(mine.basis)) == (date(2027, 1, 10), "金南镇公开办法第二条")
    assert (theirs.term.due, theirs.basis.confirmed) == (date(2027, 1, 15), False)


def test_without_the_number_its_own_day_holds():
    duty = begun(parameter="disclosure.quarter_day")
    from foundation.rulebook.models import Parameter

    Parameter.objects.all().delete()
    assert line(duty).term.due == LAST and line(duty).basis.text == PLAN.basis.text


# Done, and taken back ----------------------------------------------------------------------------


def test_what_is_done_leads_to_the_next_period():
    duty = begun()
    report = reported(duty, proof="https://example.cn/a")
    assert (report.start, report.end, report.due) == (date(2026, 10, 1), LAST, LAST)
    assert line(duty).term.start == date(2027, 1, 1)
    assert str(report) == f"{duty.pk} 320831101 2026-10-01"
    entry = LedgerEntry.objects.filter(act="reminders.duty.report").latest("pk")
    assert entry.stream == "320831101" and entry.actor == str(user("discipline.jinnan"))


@pytest.mark.parametrize("name", ["clerk.jinnan", "discipline.taji", "inspector.county", "office.county"])
def test_only_those_it_was_given_to_say_that_it_is_done(name):
    duty = begun()
    with pytest.raises(PermissionDenied, match="纪委书记"):
        reported(duty, actor=user(name))
    with pytest.raises(PermissionDenied):
        reported(duty, actor="命令行")


def test_a_capability_can_be_named_too(cast):
    duty = begun(responsible=Capability.PREPARE_PUBLICATION)
    assert reported(duty, actor=user("clerk.jinnan")).account == user("clerk.jinnan")


def test_periods_are_done_one_by_one_from_their_first_day_on(cast):
    duty = begun()
    reported(duty)
    twice = refusal(lambda: reported(duty, start=date(2026, 10, 1)))
    assert twice.code == "reminders.term_other"
    assert refusal(lambda: reported(duty)).code == "reminders.term_ahead"
    assert refusal(lambda: reported(duty, day=LAST)).code == "reminders.term_ahead"
    assert reported(duty, day=LAST + DAY).start == date(2027, 1, 1)
    end_duty(duty=duty, end=TODAY, actor=user("clerk.jinnan"), now=timezone.now())
    assert refusal(lambda: reported(duty, start=date(2027, 4, 1))).code == "reminders.term_other"
    with pytest.raises(ValueError, match="asks nothing"):
        reported(duty, unit=cast.taji, start=TODAY)


def test_a_wrong_report_is_taken_back_from_the_newest_on():
    duty = begun()
    first, second = reported(duty), reported(duty, day=LAST + DAY)
    mistake = {"reason": "填错了", "actor": user("discipline.jinnan"), "now": timezone.now()}
    assert refusal(lambda: void_report(report=first, **mistake)).code == "reminders.report_stands"
    assert void_report(report=second, **mistake).void_reason == "填错了"
    assert line(duty).term.start == second.start
    assert refusal(lambda: void_report(report=second, **mistake)).code == "reminders.report_stands"
    # Whoever keeps the rules may too; the period can be reported again.
    void_report(report=first, **{**mistake, "actor": user("clerk.jinnan")})
    assert reported(duty).start == first.start
    with pytest.raises(PermissionDenied):
        void_report(report=first, **{**mistake, "actor": user("clerk.taji")})


# The deadline ------------------------------------------------------------------------------------


def told(day: date) -> dict[str, list[str]]:
    """Account → the steps of what stands in his inbox after a sweep on that day."""
    sweep(now=at(day))
    rows = {each.username: inbox(each, day).filter(rule=DUTY_DUE.code) for each in User.objects.all()}
    return {name: [row.step for row in found] for name, found in rows.items() if found}


def test_whoever_has_it_is_told_ahead_on_the_day_late_and_then_those_above():
    begun()
    mine = "discipline.jinnan"
    assert told(TODAY) == {}
    assert told(LAST - DAY) == {mine: ["ahead"]}
    assert told(LAST) == {mine: ["day"]}
    # The holidays of 2027 are not known: late is said to the owner, and upward nobody is told yet.
    assert told(LAST + 11 * DAY) == {mine: ["late"]}


def test_above_are_told_of_what_is_late():
    begun(first=date(2026, 8, 1), start=date(2026, 8, 1), now=at(date(2026, 8, 1)))
    # August to October, due on Saturday 31 October.
    mine = "discipline.jinnan"
    assert told(date(2026, 11, 4)) == {
        mine: ["late"], "secretary.jinnan": ["principals"], "head.jinnan": ["principals"],
    }  # fmt: skip
    assert told(date(2026, 11, 13))["inspector.county"] == ["inspectors"]


def test_what_is_done_is_over_and_the_next_begins(cast):
    duty = begun(COUNTY)
    told(LAST)
    assert DutyTerm.objects.count() == 3
    (row,) = Reminder.objects.filter(recipient=user("discipline.jinnan"), step="day")
    reported(duty, day=LAST)
    assert "discipline.jinnan" not in told(LAST)
    row.refresh_from_db()
    assert row.closed_at == at(LAST)
    # The old period stays a thing that can be named, the new one is another.
    terms = DutyTerm.objects.filter(township="320831101").order_by("start")
    assert [term.start for term in terms] == [date(2026, 10, 1), date(2027, 1, 1)]


def test_terms_that_were_lost_or_altered_are_mended():
    duty = begun()
    told(TODAY)
    (term,) = DutyTerm.objects.all()
    assert str(term) == f"{duty.pk} 320831101 2026-10-01"
    DutyTerm.objects.update(due=TODAY, end=TODAY)
    told(TODAY)
    term.refresh_from_db()
    assert (term.end, term.due) == (LAST, LAST)
    DutyTerm.objects.all().delete()
    told(TODAY)
    assert DutyTerm.objects.get().due == LAST
    end_duty(duty=duty, end=TODAY, actor=user("clerk.jinnan"), now=timezone.now())
    told(TODAY)
    assert not DutyTerm.objects.exists()
    assert not Reminder.objects.filter(rule=DUTY_DUE.code, closed_at=None).exists()


def test_a_number_that_moves_the_day_moves_the_reminder():
    begun(parameter="disclosure.quarter_day")
    told(TODAY)
    (row,) = Reminder.objects.filter(recipient=user("discipline.jinnan"), step="day")
    set_parameter(
        code="disclosure.quarter_day",
        value="10",
        unit=Unit.DAY_OF_MONTH,
        scope=Scope("320831"),
        start=TODAY,
        basis=Basis("x"),
        actor="x",
        now=timezone.now(),
    )
    told(TODAY)
    row.refresh_from_db()
    assert (row.due, row.sequence) == (date(2027, 1, 10), 1)


def test_many_duties_cost_as_much_as_one(django_assert_num_queries):
    begun(COUNTY, parameter="disclosure.quarter_day")
    mended_terms(TODAY)
    # Duties, townships, numbers, reports, terms.
    with django_assert_num_queries(5):
        mended_terms(TODAY)
    begun(COUNTY, title="二")
    begun(title="三", parameter="declarations.yearly_day")
    mended_terms(TODAY)
    with django_assert_num_queries(5):
        mended_terms(TODAY)


# The last line -----------------------------------------------------------------------------------


def test_nothing_remains_when_the_ledger_fails(cast):
    duty, office = begun(), user("office.county")
    report = reported(duty)
    mine = {"actor": user("clerk.jinnan"), "now": timezone.now()}
    before = list(RecurringDuty.objects.values()), list(DutyReport.objects.values())
    for perform in (
        lambda: begun(COUNTY),
        lambda: take_over_duties(county=cast.county, actor=office, now=timezone.now()),
        lambda: end_duty(duty=duty, end=TODAY, **mine),
        lambda: reported(duty, day=LAST + DAY),
        lambda: void_report(report=report, reason="错", **mine),
    ):
        with broken_ledger():
            perform()
    assert (list(RecurringDuty.objects.values()), list(DutyReport.objects.values())) == before


@pytest.mark.parametrize(
    "columns",
    [
        {"period": "week"},
        {"due_month": 1},
        {"due_month": 13, "due_day": 1},
        {"due_month": 1, "due_day": 32},
        {"responsible": "nobody"},
        {"end": date(2026, 1, 1)},
        {"title": "另一项"},
    ],
)
def test_the_database_refuses_duties_that_cannot_be(columns):
    begun(title="另一项")
    duty = begun()
    with pytest.raises(IntegrityError), transaction.atomic():
        RecurringDuty.objects.filter(pk=duty.pk).update(**columns)


@pytest.mark.parametrize("columns", [{"note": ""}, {"end": date(2020, 1, 1)}, {"start": date(2026, 10, 1)}])
def test_the_database_refuses_reports_that_cannot_be(columns):
    duty = begun()
    reported(duty)
    report = reported(duty, day=LAST + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyReport.objects.filter(pk=report.pk).update(**columns)


def test_a_period_of_a_duty_has_one_row():
    begun()
    told(TODAY)
    (term,) = DutyTerm.objects.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyTerm.objects.create(
            duty=term.duty, county="320831", township="320831101", start=term.start, end=LAST, due=LAST
        )
