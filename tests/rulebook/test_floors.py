"""What a lower level cannot go below: refused when it is set, and holding when it is raised later."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from foundation.rulebook.defaults import DEFAULTS
from foundation.rulebook.levels import standing, stricter_of
from foundation.rulebook.models import Parameter
from foundation.rulebook.selectors import floor_over, parameter
from foundation.rulebook.services import load_defaults
from foundation.rulebook.states import Stricter, Unit
from foundation.violations import Basis, RuleViolation
from tests.foundation.threads import at_once
from tests.foundation.wording import words
from tests.rulebook.numbers import CODE, COUNTY, JINNAN, TAJI, change, days

ONE_DAY = timedelta(days=1)


def refused(cast, *args, **more) -> RuleViolation:
    before = Parameter.objects.count()
    with pytest.raises(RuleViolation) as caught:
        change(cast, *args, **more)
    assert Parameter.objects.count() == before
    return caught.value


# A township sets less than it may ----------------------------------------------------------------


def test_a_township_cannot_go_below_the_countys_floor(rulebook, today):
    change(rulebook, "5", COUNTY, today, floor="3")
    violation = refused(rulebook, "2", JINNAN, today)
    assert (violation.code, violation.field) == ("rulebook.below_floor", "value")
    said = words(violation)
    for part in ("2 自然日", "金湖县", "3 自然日", "县委办〔2026〕3号第二条", "请填"):
        assert part in said
    change(rulebook, "3", JINNAN, today)
    assert days(JINNAN, today) == 3


def test_the_law_is_the_floor_of_the_county_too(rulebook, today):
    share = {"code": "decisions.quorum_personnel", "unit": Unit.SHARE_AT_LEAST}
    for scope in (COUNTY, JINNAN):
        violation = refused(rulebook, "333/500", scope, today, **share)
        assert violation.code == "rulebook.below_floor" and "国家" in violation.message
        assert "待县确认" in str(violation)
    # 超过 is stricter than 以上 of the same share, and never the other way round.
    change(rulebook, "2/3", COUNTY, today, code="decisions.quorum_personnel", unit=Unit.SHARE_OVER)
    majority = {"code": "decisions.majority", "unit": Unit.SHARE_AT_LEAST}
    assert refused(rulebook, "1/2", JINNAN, today, **majority).code == "rulebook.below_floor"


def test_a_window_may_be_shorter_but_not_longer(rulebook, today):
    reply = {"code": "requests.reply_days", "unit": Unit.WORKING_DAYS}
    assert refused(rulebook, "21", JINNAN, today, **reply).code == "rulebook.below_floor"
    change(rulebook, "15", JINNAN, today, **reply)
    # 20 calendar days end no later than 20 working days; 15 months do.
    change(rulebook, "20", TAJI, today, code="requests.reply_days", unit=Unit.CALENDAR_DAYS)


def test_the_nearest_floor_above_holds(rulebook, today):
    """Without one of the township's own, the county's binds the village; with one, that."""
    village = rulebook.village.code
    change(rulebook, "5", COUNTY, today, floor="3")
    assert refused(rulebook, "2", JINNAN, today, village=village).code == "rulebook.below_floor"
    change(rulebook, "6", JINNAN, today, floor="4")
    violation = refused(rulebook, "3", JINNAN, today, village=village)
    assert "金南镇" in violation.message
    change(rulebook, "4", JINNAN, today, village=village)
    assert (days(JINNAN, today, village=village), days(JINNAN, today)) == (4, 6)


def test_a_unit_that_cannot_be_compared_is_below(rulebook, today):
    change(rulebook, "5", COUNTY, today, floor="5", unit=Unit.WORKING_DAYS)
    assert refused(rulebook, "30", JINNAN, today).code == "rulebook.below_floor"
    change(rulebook, "5", TAJI, today, unit=Unit.WORKING_DAYS)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"floor": "三"}, "rulebook.floor"),
        ({"floor": "6"}, "rulebook.floor_above_value"),
        ({"floor": "3", "code": "appointments.probation_months", "unit": Unit.MONTHS}, "rulebook.floor_without_way"),
    ],
)
def test_a_floor_that_makes_no_sense_is_refused(rulebook, today, more, code):
    violation = refused(rulebook, "5", COUNTY, today, **more)
    assert (violation.code, violation.field) == (code, "floor")


def test_a_floor_of_ones_own_does_not_lower_the_one_above(rulebook, today):
    change(rulebook, "5", COUNTY, today, floor="4")
    violation = refused(rulebook, "6", JINNAN, today, floor="3")
    assert (violation.code, violation.field) == ("rulebook.floor_below_floor", "floor")
    change(rulebook, "6", JINNAN, today, floor="5")


def test_below_a_village_there_is_nobody(rulebook, today):
    village = rulebook.village.code
    assert refused(rulebook, "6", JINNAN, today, village=village, floor="3").code == "rulebook.floor_of_village"


def test_the_country_has_nobody_above_it(rulebook, today):
    assert floor_over(CODE, scope=None, on=today) is None
    change(rulebook, "1", None, today)
    assert days(JINNAN, today) == 1


# A county raises its floor later -----------------------------------------------------------------


def test_a_raised_floor_holds_from_its_day_on_and_changes_no_row(rulebook, today, rows):
    change(rulebook, "3", JINNAN, today)
    own = rows(CODE)[0]
    later = today + timedelta(days=30)
    change(rulebook, "5", COUNTY, later, floor="4")
    assert [days(JINNAN, day) for day in (today, later - ONE_DAY, later)] == [3, 3, 4]
    bound = parameter(CODE, scope=JINNAN, on=later)
    assert bound.bound_by is not None and bound.bound_by.owner == "320831"
    assert str(bound.basis) == "县委办〔2026〕3号第二条"
    assert parameter(CODE, scope=JINNAN, on=today).bound_by is None
    own.refresh_from_db()
    assert (own.value, own.end) == ("3", None)


def test_a_floor_for_a_time_ends_with_its_row(rulebook, today):
    change(rulebook, "3", JINNAN, today)
    change(rulebook, "5", COUNTY, today, floor="5", end=today + timedelta(days=9))
    assert [days(JINNAN, today + timedelta(days=n)) for n in (0, 9, 10)] == [5, 5, 3]


def test_a_laxer_floor_below_gives_way_to_a_raised_one_above(rulebook, today):
    village = rulebook.village.code
    change(rulebook, "3", JINNAN, today, floor="2")
    change(rulebook, "2", JINNAN, today, village=village)
    change(rulebook, "6", COUNTY, today, floor="6")
    assert (days(JINNAN, today), days(JINNAN, today, village=village)) == (6, 6)
    assert parameter(CODE, scope=JINNAN, on=today, village=village).bound_by.owner == "320831"


numbers = st.integers(0, 9)
#: For country, county, township, village: no row, or a value with or without a floor.
path = st.lists(st.none() | st.tuples(numbers, st.none() | numbers), min_size=4, max_size=4)
LEVELS = [("", "", ""), ("320831", "", ""), ("320831", "320831101", ""), ("320831", "320831101", "320831101200")]


@given(path, st.sampled_from([CODE, "decisions.plan_overdue_days", "audits.reply_days"]))
def test_what_holds_is_what_a_naive_walk_finds(levels, code):
    """In memory: nothing of a floor needs the database. A floor of no more than its own value, as the rule asks."""
    stricter = stricter_of(code)
    sign = {Stricter.MORE: 1, Stricter.LESS: -1, Stricter.NONE: 0}[stricter]
    rows, floors, wanted = [], [], None
    for place, said in zip(LEVELS, levels, strict=True):
        if said is None:
            continue
        value, floor = said
        if floor is not None and sign:
            floor = min(floor, value) if sign > 0 else max(floor, value)
        if not sign:
            floor = None
        county, township, village = place
        rows.append(
            Parameter(
                code=code, value=str(value), unit=Unit.CALENDAR_DAYS, floor="" if floor is None else str(floor),
                county=county, township=township, village=village, basis="x", start=timezone.localdate(),
            )
        )  # fmt: skip
        # Every floor above counts: the strictest of them is the one that holds.
        wanted = value if not sign else sign * max([sign * value, *(sign * each for each in floors)])
        floors += [] if floor is None else [floor]
    found = standing(reversed(rows))
    assert (found and found.value.whole()) == wanted
    if found:
        assert (found.value.bound_by is None) == (found.value.text == found.row.value)


def test_of_two_rows_of_one_level_the_later_holds(today):
    """The service ends the earlier; a database that was written to by hand still gives one answer."""
    rows = [
        Parameter(code=CODE, value=value, unit=Unit.CALENDAR_DAYS, basis="x", start=today + timedelta(days=n))
        for n, value in ((1, "7"), (0, "3"))
    ]
    assert standing(rows).value.text == "7"


def test_a_code_that_is_no_longer_known_has_no_way():
    assert stricter_of("gone.code") == Stricter.NONE


# Defaults ----------------------------------------------------------------------------------------


def test_the_defaults_that_are_floors_carry_them(rulebook):
    stored = dict(Parameter.objects.filter(county="").values_list("code", "floor"))
    assert stored == {code: default.floor for code, default in DEFAULTS.items()}
    assert stored["requests.reply_days"] == "20" and stored["disclosure.notice_days"] == ""


def test_a_floor_is_added_to_an_older_default_from_today_on(rulebook, today):
    """A database from before there were floors: yesterday keeps its version, twice is the same as once."""
    Parameter.objects.filter(county="").update(floor="")
    change(rulebook, "1/3", JINNAN, today, code="decisions.quorum", unit=Unit.SHARE_AT_LEAST)
    kept = change(rulebook, "25", None, today, code="requests.reply_days", unit=Unit.WORKING_DAYS)
    assert load_defaults(now=rulebook.now) == 0
    old, fresh = Parameter.objects.filter(code="decisions.quorum", county="").order_by("start")
    assert (old.end, old.floor, fresh.start, fresh.floor, fresh.end) == (today - ONE_DAY, "", today, "1/2", None)
    assert parameter("decisions.quorum", scope=JINNAN, on=today).bound_by.owner == ""
    # What somebody has set is left alone, and so is what is no floor.
    assert Parameter.objects.filter(code="requests.reply_days", county="", floor="").count() == 2
    assert kept.floor == "" and Parameter.objects.filter(code=CODE, county="").count() == 1
    body = bytes(rulebook.entry_of("000000").body).decode()
    assert body.count("rulebook_parameter") == 2
    entries = rulebook.entry_of("000000").number
    assert load_defaults(now=rulebook.now) == 0
    assert rulebook.entry_of("000000").number == entries


def test_an_older_default_with_another_value_is_left_alone(rulebook):
    Parameter.objects.filter(code="decisions.quorum").update(floor="", value="3/5")
    assert load_defaults(now=rulebook.now) == 0
    assert Parameter.objects.get(code="decisions.quorum").floor == ""


# Who may -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("username", "scope", "may"),
    [
        ("office.county", COUNTY, True),
        ("office.county", JINNAN, True),
        ("clerk.jinnan", JINNAN, True),
        ("clerk.jinnan", COUNTY, False),
        ("clerk.jinnan", TAJI, False),
        ("clerk.jinnan", None, False),
        ("office.county", None, False),
        ("inspector.county", COUNTY, False),
        ("secretary.jinnan", JINNAN, False),
        ("system.county", COUNTY, False),
    ],
)
def test_who_sets_a_number_for_whom(rulebook, today, username, scope, may):
    actor = rulebook.user(username)
    if may:
        assert change(rulebook, "4", scope, today, actor=actor).value == "4"
    else:
        with pytest.raises(PermissionDenied):
            change(rulebook, "4", scope, today, actor=actor)
        assert Parameter.objects.filter(code=CODE).count() == 1


def test_the_country_is_told_apart_from_a_missing_right(rulebook, today):
    with pytest.raises(PermissionDenied, match="随系统版本更新"):
        change(rulebook, "4", None, today, actor=rulebook.user("office.county"))


def test_the_clerk_sets_a_number_for_one_of_his_villages(rulebook, today):
    village, actor = rulebook.village.code, rulebook.user("clerk.jinnan")
    change(rulebook, "4", JINNAN, today, village=village, actor=actor)
    assert (days(JINNAN, today, village=village), days(JINNAN, today)) == (4, 2)
    foreign = rulebook.taji.children.first().code
    for wrong in (foreign, "320831101999", rulebook.jinnan.code):
        assert refused(rulebook, "4", JINNAN, today, village=wrong, actor=actor).code == "rulebook.village"
    assert refused(rulebook, "4", COUNTY, today, village=village).code == "rulebook.village"
    assert refused(rulebook, "4", None, today, village=village).code == "rulebook.village"


# Races -------------------------------------------------------------------------------------------


@pytest.mark.postgres
def test_a_floor_and_a_number_below_it_come_one_after_the_other(copied_db):
    """Whoever is second is refused, or bound: nobody ever gets less than the floor."""
    from tests.cast import Cast

    cast, today = Cast(), timezone.localdate()
    load_defaults(now=cast.now)
    county, clerk = cast.user("office.county"), cast.user("clerk.jinnan")
    raising = partial(change, cast, "6", COUNTY, today, floor="6", actor=county)
    lowering = partial(change, cast, "3", JINNAN, today, actor=clerk)
    outcomes = at_once(raising, lowering)
    assert isinstance(outcomes[0], Parameter)
    assert isinstance(outcomes[1], Parameter) or outcomes[1].code == "rulebook.below_floor"
    assert days(JINNAN, today) == 6


# Bases -------------------------------------------------------------------------------------------


def test_a_basis_is_an_empty_text_no_more_than_none(rulebook, today):
    assert refused(rulebook, "4", COUNTY, today, basis=Basis("  ")).code == "rulebook.no_basis"
