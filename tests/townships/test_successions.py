"""Units that go on in others: who ends, who begins, what the ledger says, and what is refused."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from foundation.ledger.models import LedgerEntry
from foundation.scope import INSTALLATION
from foundation.townships.models import Assignment, Division, HandOver, Succession, Tenure
from foundation.townships.selectors import people as selectors_people
from foundation.townships.services import import_divisions, set_up_unit
from foundation.townships.states import Role
from foundation.violations import RuleViolation
from tests.decisions.scenes import scene
from tests.foundation.wording import words
from tests.townships.acts import ACTOR, account, assert_says, begin, day, end, grant, official, today
from tests.townships.leavers import merge, proposed, tenure_of

pytestmark = pytest.mark.django_db

NEW_TOWN, OTHER_COUNTY = "320831120000", "320830000000"


def imported(*lines: str) -> list[Division]:
    import_divisions(data="\n".join(["code,name,level", *lines]).encode(), actor=ACTOR, now=timezone.now())
    return [Division.objects.get(code=line.split(",")[0]) for line in lines]


@pytest.fixture
def new_town(cast) -> Division:
    return imported(f"{NEW_TOWN},新镇,township")[0]


def again(division: Division) -> Division:
    return Division.objects.get(pk=division.pk)


def refused(*divisions: Division, **more) -> RuleViolation:
    before = list(Division.objects.values_list("pk", "start", "end")), Succession.objects.count()
    with pytest.raises(RuleViolation) as caught:
        merge(*divisions, **more)
    assert (list(Division.objects.values_list("pk", "start", "end")), Succession.objects.count()) == before
    return caught.value


# A merger ----------------------------------------------------------------------------------------


def test_the_predecessor_ends_the_day_before_and_the_successor_that_was_there_keeps_its_past(cast):
    (row,) = merge(cast.taji, cast.jinnan)
    assert (row.predecessor, row.successor, row.day, str(row)) == (cast.taji, cast.jinnan, today(), "塔集镇 → 金南镇")
    assert (cast.taji.start, cast.taji.end) == (None, day(-1))
    assert (cast.jinnan.start, cast.jinnan.end) == (None, None)


def test_a_successor_that_is_new_begins_on_the_day(cast, new_town):
    rows = merge(cast.taji, cast.zone, new_town, day=day(9))
    assert [row.predecessor for row in rows] == [cast.taji, cast.zone]
    assert again(new_town).start == day(9)
    assert cast.taji.end == cast.zone.end == day(8)


def test_a_first_day_that_is_known_stays(cast, new_town):
    Division.objects.filter(pk=new_town.pk).update(start=day(-30))
    merge(cast.taji, again(new_town))
    assert again(new_town).start == day(-30)


def test_people_who_came_to_a_new_unit_on_the_day_do_not_make_it_older(cast, new_town):
    post = set_up_unit(division=new_town, actor=ACTOR, now=cast.now)[0]
    begin(official("新一", new_town), post, today())
    merge(cast.taji, new_town)
    assert again(new_town).start == today()


def test_one_unit_goes_on_in_several(cast, new_town):
    rows = merge(cast.taji, into=[cast.jinnan, new_town])
    assert {row.successor for row in rows} == {cast.jinnan, new_town}


def test_saying_a_code_twice_is_saying_it_once(cast):
    assert len(merge(cast.taji, cast.taji, into=[cast.jinnan, cast.jinnan])) == 1


def test_every_tenure_in_it_ends_and_those_elsewhere_go_on(cast):
    left = end(tenure_of("戊十三"), day(-20))
    planned = end(tenure_of("戊十二"), day(20))
    merge(cast.taji, cast.jinnan)
    assert not Tenure.objects.on(today()).filter(post__division=cast.taji).exists()
    assert {Tenure.objects.get(pk=each.pk).end for each in (left, planned)} == {day(-20), day(-1)}
    assert Tenure.objects.on(today()).filter(post__division=cast.jinnan).count() == 13
    assert Tenure.objects.filter(post__division=cast.taji.children.get(), end__isnull=True).count() == 3


def test_every_assignment_in_it_ends_also_one_that_has_not_begun(cast):
    late = grant(account("late"), Role.CLERK, cast.taji, day(5))
    ended = grant(account("gone"), Role.CLERK, cast.taji, day(-9), day(-5))
    merge(cast.taji, cast.jinnan)
    ends = set(Assignment.objects.filter(division=cast.taji).values_list("end", flat=True))
    assert ends == {day(-1), day(-5)}
    late.refresh_from_db(), ended.refresh_from_db()
    assert (late.end, ended.end) == (day(-1), day(-5))
    assert Assignment.objects.on(today()).filter(division=cast.jinnan).exists()


def test_those_who_leave_hand_over_what_is_open(cast):
    proposed(cast, "taji", "修桥")
    merge(cast.taji, cast.jinnan)
    (found,) = HandOver.objects.all()
    assert (found.tenure.official.name, found.day, found.scope) == ("戊九", day(-1), cast.taji.scope)
    assert [line.title for line in found.lines.all()] == ["修桥"]


def test_whoever_holds_two_posts_in_it_hands_over_once(cast, new_town):
    """丑一 is secretary and head of the zone."""
    scene(cast.zone, "clerk.kaifaqu").topic("修路", proposer=cast.official("丑一"))
    merge(cast.zone, new_town)
    (found,) = HandOver.objects.all()
    assert found.tenure.official == cast.official("丑一")
    assert set(Tenure.objects.filter(official=found.tenure.official).values_list("end", flat=True)) == {day(-1)}


def test_the_act_stands_in_the_stream_of_the_county(cast):
    merge(cast.taji, cast.jinnan)
    entry = LedgerEntry.objects.latest("pk")
    assert (entry.stream, entry.act) == ("320831", "townships.divisions.succeed")
    tables = {row["table"] for row in json.loads(bytes(entry.body))["rows"]}
    assert tables == {
        "townships_succession",
        "townships_division",
        "townships_tenure",
        "townships_assignment",
    }


def test_what_concerns_two_counties_stands_in_the_stream_of_the_installation(cast):
    """A town moves to another county: a new code there."""
    _county, town = imported(f"{OTHER_COUNTY},盱眙县,county", "320830120000,塔集镇,township")
    merge(cast.taji, town)
    assert LedgerEntry.objects.latest("pk").stream == INSTALLATION


def test_a_village_moves_between_townships_and_a_county_goes_on_in_another(cast):
    (village,) = imported("320831103299,金南村,village")
    merge(cast.village, village)
    assert cast.village.end == day(-1)
    (county,) = imported(f"{OTHER_COUNTY},盱眙县,county")
    merge(cast.county, county)
    assert cast.county.end == day(-1)


# What is refused ---------------------------------------------------------------------------------


def test_both_sides_are_named(cast):
    assert_says(refused(into=[cast.jinnan]), "townships.succession_empty", "", "至少")
    assert_says(refused(cast.taji, into=[]), "townships.succession_empty", "", "请补充代码")


@pytest.mark.parametrize("code", ["320831000000", "320800000000"])
def test_both_sides_are_of_one_level(cast, code):
    other = Division.objects.get(code=code)
    assert_says(refused(cast.taji, other), "townships.succession_level", "", other.name)


def test_nothing_above_the_county_is_merged_here(cast):
    one, two = imported("990000000000,某省,province", "980000000000,另省,province")
    assert_says(refused(one, two), "townships.succession_level", "", "某省", "省级")


def test_what_goes_on_under_its_code_has_no_successor(cast, new_town):
    violation = refused(cast.taji, cast.jinnan, into=[cast.jinnan, new_town])
    assert_says(violation, "townships.succession_both", "", "金南镇")


def test_a_merger_is_on_record_once(cast):
    merge(cast.taji, cast.jinnan)
    assert_says(refused(cast.taji, cast.jinnan), "townships.succession_known", "", "塔集镇 → 金南镇", str(today()))


def test_what_has_ended_goes_on_in_nothing_else(cast):
    merge(cast.taji, cast.jinnan)
    assert_says(refused(cast.taji, cast.zone), "townships.succession_not_in_force", "day", "塔集镇", str(day(-1)))


def test_nothing_goes_on_in_what_has_ended_or_not_begun(cast, new_town):
    merge(cast.taji, cast.jinnan)
    assert_says(refused(cast.zone, cast.taji), "townships.succession_not_in_force", "day", "塔集镇")
    Division.objects.filter(pk=new_town.pk).update(start=day(5))
    violation = refused(cast.zone, again(new_town))
    assert_says(violation, "townships.succession_not_in_force", "day", "新镇", str(day(5)), "今")


@pytest.mark.parametrize(("start", "is_taken"), [(-1, True), (0, False)])
def test_a_predecessor_exists_for_a_day_at_least(cast, start, is_taken):
    Division.objects.filter(pk=cast.taji.pk).update(start=day(start))
    if is_taken:
        merge(cast.taji, cast.jinnan)
        assert cast.taji.end == cast.taji.start == day(-1)
    else:
        assert_says(refused(cast.taji, cast.jinnan), "townships.succession_early", "day", "塔集镇", str(day(start)))


def test_nobody_may_come_to_a_unit_that_is_gone(cast):
    post = end(tenure_of("戊二"), day(-1)).post
    begin(official("戊二十", cast.taji), post, day(3))
    violation = refused(cast.taji, cast.jinnan, day=day(3))
    assert_says(violation, "townships.tenure_after_merger", "day", "戊二十", str(day(3)), "党委副书记、镇长")
    merge(cast.taji, cast.jinnan, day=day(4))
    assert Tenure.objects.get(official__name="戊二十").end == day(3)


# Afterwards --------------------------------------------------------------------------------------


def test_new_acts_in_a_unit_that_has_ended_are_refused(cast):
    merge(cast.taji, cast.jinnan)
    post = cast.post(cast.taji, "secretary")
    bare = Division.objects.create(
        code="320831103298", name="旧村", level="village", county="320831", township="320831103", end=day(-1)
    )
    for act, place in (
        (lambda: official("戊二十", cast.taji), "塔集镇"),
        (lambda: begin(cast.official("戊一"), post), "塔集镇"),
        (lambda: begin(cast.official("戊一"), post, day(-9)), "塔集镇"),
        (lambda: grant(account("x"), Role.CLERK, cast.taji), "塔集镇"),
        (lambda: grant(account("y"), Role.CLERK, cast.taji, day(-9), today()), "塔集镇"),
        (lambda: set_up_unit(division=bare, actor=ACTOR, now=cast.now), "旧村"),
    ):
        with pytest.raises(RuleViolation) as caught:
            act()
        successor = "金南镇" if place == "塔集镇" else "承接其职能的单位"
        assert_says(caught.value, "townships.division_ended", "division", place, str(day(-1)), successor)


def test_until_its_last_day_a_unit_works_on_and_whoever_comes_goes_with_it(cast):
    merge(cast.taji, cast.jinnan, day=day(10))
    post = cast.post(cast.taji, "secretary")
    Tenure.objects.filter(post=post).update(end=day(-2))
    tenure = begin(official("戊二十", cast.taji), post)
    assert tenure.end == day(9)
    with pytest.raises(RuleViolation) as caught:
        grant(account("x"), Role.CLERK, cast.taji)
    assert caught.value.code == "townships.division_ended"
    assert grant(account("y"), Role.CLERK, cast.taji, today(), day(9)).end == day(9)
    with pytest.raises(RuleViolation) as caught:
        begin(official("戊二十一", cast.taji), post, day(10))
    assert caught.value.code == "townships.division_ended"


def test_what_has_taken_over_is_found_through_the_generations(cast, new_town, django_assert_num_queries):
    merge(cast.taji, cast.jinnan, day=day(-5))
    merge(cast.jinnan, cast.zone, into=[new_town], day=day(-2))
    old, new = cast.taji, again(new_town)
    with django_assert_num_queries(3):
        assert selectors_people.taken_over_by(old, today()) == [new]
    assert selectors_people.taken_over_by(cast.taji, day(-3)) == [cast.jinnan]
    assert selectors_people.taken_over_by(cast.taji, day(-6)) == [cast.taji]
    assert selectors_people.taken_over_by(again(new_town), today()) == [again(new_town)]


def test_rows_in_a_circle_come_to_an_end(cast):
    for one, two in ((cast.taji, cast.jinnan), (cast.jinnan, cast.taji)):
        Succession.objects.create(predecessor=one, successor=two, day=day(-1))
    assert selectors_people.taken_over_by(cast.taji, today()) == [cast.taji, cast.jinnan]


# The command -------------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("succeed_divisions", *arguments, stdout=out)
    return words(out.getvalue())


def test_the_command_says_what_goes_on_in_what(cast):
    said = run("--from", cast.taji.code, "--to", cast.jinnan.code, "--day", today().isoformat())
    assert said == f"塔集镇(320831103000)→金南镇(320831101000),自 {today()} 起。\n"
    assert LedgerEntry.objects.latest("pk").actor == "命令行"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "生效日期“”不对"),
        (["--day", "明天"], "生效日期“明天”不对"),
        (["--day", "2026-02-30"], "请用 --day 2026-12-01 的写法"),
        (["--day", "2026-12-01"], "没有登记。区划:原区划和现区划都至少要有一个"),
        (["--from", "320831999000", "1", "--day", "2026-12-01"], "没有这些区划代码:320831999000、1。"),
        (["--to", "320831999000", "--day", "2026-12-01"], "import_divisions 导入"),
        (["--from", "320831103000", "--to", "320831103000", "--day", "2026-12-01"], "既是原区划,又是现区划"),
    ],
)
def test_the_command_says_what_is_wrong(cast, arguments, said):
    with pytest.raises(CommandError) as failed:
        run(*arguments)
    assert said in words(failed.value)
    assert not Succession.objects.exists()


def test_a_merger_of_the_past_may_be_put_on_record(cast):
    merge(cast.taji, cast.jinnan, day=today() - timedelta(days=90))
    assert cast.taji.end == day(-91)
