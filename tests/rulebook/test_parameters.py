"""What a number is, there and then: the most specific rule in force on the day."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.ledger.models import LedgerEntry
from foundation.rulebook.defaults import BEGINNING, DEFAULTS, title_of
from foundation.rulebook.models import Parameter
from foundation.rulebook.selectors import MissingParameter, visible_parameters
from foundation.rulebook.services import load_defaults
from foundation.rulebook.states import Unit
from foundation.scope import INSTALLATION, Scope
from foundation.violations import Basis, RuleViolation
from tests.foundation.broken import broken_ledger
from tests.foundation.threads import at_once
from tests.foundation.wording import words
from tests.rulebook.numbers import CODE, COUNTY, JINNAN, TAJI, change, days


def test_defaults_are_loaded_once(cast, no_numbers):
    assert load_defaults(now=cast.now) == len(DEFAULTS)
    entries = LedgerEntry.objects.count()
    assert load_defaults(now=cast.now) == 0
    assert LedgerEntry.objects.count() == entries
    assert Parameter.objects.count() == len(DEFAULTS)


def test_the_command_says_how_many(cast, no_numbers, capsys):
    call_command("load_rulebook")
    assert capsys.readouterr().out.startswith(f"新增 {len(DEFAULTS)} 项规则参数")
    assert LedgerEntry.objects.filter(stream=INSTALLATION, act="rulebook.defaults.load").exists()


def test_a_number_costs_one_query(rulebook, today, django_assert_num_queries):
    with django_assert_num_queries(1):
        days(JINNAN, today)


def test_without_defaults_the_way_out_is_named(cast, no_numbers, today):
    with pytest.raises(MissingParameter) as caught:
        days(JINNAN, today)
    assert CODE in caught.value.message and "load_rulebook" in caught.value.message
    with pytest.raises(MissingParameter):
        change(cast, "3", COUNTY, today)


def test_the_most_specific_rule_holds(rulebook, today):
    change(rulebook, "3", COUNTY, today)
    change(rulebook, "4", JINNAN, today)
    assert (days(JINNAN, today), days(TAJI, today), days(Scope("110101"), today)) == (4, 3, 2)
    assert days(COUNTY, today) == 3
    assert days(JINNAN, today - timedelta(days=1)) == 2


def test_a_change_next_month_leaves_this_month_alone(rulebook, today):
    later = today + timedelta(days=30)
    change(rulebook, "3", COUNTY, today)
    change(rulebook, "5", COUNTY, later)
    assert [days(COUNTY, day) for day in (today, later - timedelta(days=1), later)] == [3, 3, 5]
    assert [row.end for row in Parameter.objects.filter(code=CODE, county="320831").order_by("start")] == [
        later - timedelta(days=1),
        None,
    ]


def test_a_rule_for_a_time_falls_back_to_the_one_above(rulebook, today):
    change(rulebook, "4", JINNAN, today, end=today + timedelta(days=9))
    assert [days(JINNAN, today + timedelta(days=n)) for n in (9, 10)] == [4, 2]
    change(rulebook, "6", JINNAN, today + timedelta(days=20))
    assert [days(JINNAN, today + timedelta(days=n)) for n in (9, 15, 20)] == [4, 2, 6]


def test_the_country_changes_its_default(rulebook, today):
    change(rulebook, "3", None, today)
    assert days(JINNAN, today) == 3
    assert rulebook.entry_of(INSTALLATION).act == "rulebook.parameter.set"


def test_a_change_names_both_versions_in_the_ledger(rulebook, today):
    change(rulebook, "3", JINNAN, today)
    fresh = change(rulebook, "5", JINNAN, today + timedelta(days=1))
    entry = rulebook.entry_of("320831101")
    assert entry.ref == f"rulebook.parameter:{fresh.pk}"
    assert bytes(entry.body).decode().count("rulebook_parameter") == 2


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"code": "decisions.colour"}, "rulebook.unknown_code", "code"),
        ({"unit": Unit.YUAN}, "rulebook.unit", "unit"),
        ({"value": "两天"}, "rulebook.value", "value"),
        ({"basis": Basis(" ")}, "rulebook.no_basis", "basis"),
        ({"start": date(2020, 1, 1)}, "rulebook.reaches_back", "start"),
        ({"end": date(2020, 1, 1)}, "rulebook.end_before_start", "end"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(rulebook, today, more, code, field):
    wanted = {"value": "3", "scope": COUNTY, "start": today, **more}
    with pytest.raises(RuleViolation) as caught:
        change(rulebook, wanted.pop("value"), wanted.pop("scope"), wanted.pop("start"), **wanted)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert Parameter.objects.count() == len(DEFAULTS)


def test_a_village_has_a_number_of_its_own(rulebook, today):
    village = rulebook.village.code
    change(rulebook, "4", JINNAN, today)
    change(rulebook, "6", JINNAN, today, village=village, end=today)
    assert (days(JINNAN, today), days(JINNAN, today, village=village), days(TAJI, today)) == (4, 6, 2)
    assert days(JINNAN, today + timedelta(days=1), village=village) == 4


def test_nothing_is_slipped_in_before_a_later_version(rulebook, today):
    change(rulebook, "3", COUNTY, today + timedelta(days=5))
    for start in (today, today + timedelta(days=5)):
        with pytest.raises(RuleViolation) as caught:
            change(rulebook, "4", COUNTY, start)
        assert caught.value.code == "rulebook.not_latest"


def test_nothing_remains_when_the_ledger_fails(rulebook, today):
    with broken_ledger():
        change(rulebook, "3", None, today)
    assert list(Parameter.objects.filter(code=CODE).values_list("value", "end")) == [("2", None)]
    Parameter.objects.all().delete()
    with broken_ledger():
        load_defaults(now=rulebook.now)
    assert not Parameter.objects.exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"county": "", "township": "320831101"},
        {"county": "", "village": "320831101200"},
        {"township": "", "village": "320831101200"},
        {"township": "320831101", "village": "320831103200"},
        {"township": "320831101", "village": "32083110120"},
        {"township": "320831101", "village": "320831101200", "floor": "3"},
        {"county": "320830", "township": "320831101"},
        {"county": "32083", "township": ""},
        {"county": "320831", "township": "32083110"},
        {"unit": "weeks"},
        {"end": date(2020, 1, 1)},
        {"county": "", "township": "", "start": BEGINNING, "end": BEGINNING},
        {"county": "", "township": ""},
    ],
)
def test_the_database_refuses_by_itself(rulebook, today, columns):
    row = {"county": "320831", "township": "", "start": today, "end": None, "unit": Unit.CALENDAR_DAYS, **columns}
    with pytest.raises(IntegrityError), transaction.atomic():
        Parameter.objects.create(code=CODE, value="3", basis="x", **row)


def test_names(rulebook):
    row = Parameter.objects.get(code=CODE)
    assert str(row) == "议题和材料提前送达的天数：2 自然日"
    assert title_of("gone.code") == "gone.code"


def test_who_sees_which_parameters(rulebook, today):
    change(rulebook, "3", COUNTY, today)
    change(rulebook, "4", JINNAN, today)
    change(rulebook, "5", JINNAN, today, village=rulebook.village.code)
    Parameter.objects.create(code=CODE, value="9", unit=Unit.CALENDAR_DAYS, basis="x", county="110101", start=today)

    def seen(username: str) -> int:
        return visible_parameters(rulebook.user(username)).filter(code=CODE).count()

    assert (seen("inspector.county"), seen("clerk.jinnan"), seen("clerk.taji")) == (4, 3, 1)
    assert seen("village.jinnan") == 2
    assert seen("system.county") == 0


def test_the_admin_shows_what_holds_where(rulebook, today, login, django_assert_max_num_queries):
    change(rulebook, "3", COUNTY, today)
    row = change(rulebook, "4", JINNAN, today)
    client = login("inspector.county")
    with django_assert_max_num_queries(12):
        page = client.get("/admin/rulebook/parameter/").content.decode()
    assert "全国默认" in page and "320831101" in page and "4 自然日" in page and "底线" in page
    page = client.get(f"/admin/rulebook/parameter/{row.pk}/change/").content.decode()
    assert "县委办〔2026〕3号第二条" in page
    default = Parameter.objects.get(code="requests.reply_days")
    page = words(client.get(f"/admin/rulebook/parameter/{default.pk}/change/").content.decode())
    assert "按本县规定(待县确认);请核对:《中华人民共和国政府信息公开条例》第三十三条" in page and "20 工作日" in page


@pytest.mark.postgres
def test_two_people_change_one_number_one_after_the_other(copied_db):
    """The later one reads why his change does not fit; there is never a second version from one day."""
    from tests.cast import Cast

    cast, today = Cast(), timezone.localdate()
    load_defaults(now=cast.now)

    outcomes = at_once(*[partial(change, cast, str(number), COUNTY, today) for number in range(1, 9)])
    refused = [outcome.code for outcome in outcomes if isinstance(outcome, RuleViolation)]
    assert refused == ["rulebook.not_latest"] * 7
    assert Parameter.objects.filter(code=CODE, county="320831").count() == 1
