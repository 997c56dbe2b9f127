"""Officials take posts and leave them: one post, one holder at a time."""

import pytest

from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.scope import Scope
from foundation.townships.models import Division, Post, Tenure
from foundation.townships.services import begin_tenure, end_tenure, set_up_unit
from foundation.townships.states import PostKind
from foundation.violations import RuleViolation
from tests.foundation.wording import words
from tests.townships.acts import ACTOR, assert_says, begin, day, end, official, today, vacate

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(cast) -> Post:
    """The head's post of 金南镇, vacant since the day before yesterday."""
    post = cast.post(cast.jinnan, PostKind.HEAD)
    vacate(post, day(-2))
    return post


@pytest.fixture
def somebody(cast):
    return official("子一", cast.jinnan)


def entry_about(thing) -> LedgerEntry:
    return LedgerEntry.objects.filter(ref=str(Ref.of(thing))).latest("pk")


# On record ---------------------------------------------------------------------------------------


def test_an_official_belongs_to_his_unit_and_leaves_a_proof_in_its_stream(cast, somebody):
    assert (somebody.scope, str(somebody)) == (Scope("320831", "320831101"), "子一")
    entry = entry_about(somebody)
    assert (entry.stream, entry.act, entry.actor) == ("320831101", "townships.official.record", ACTOR)


def test_a_county_official_belongs_to_the_county_and_a_village_cadre_to_the_township(cast):
    assert official("县一", cast.county).scope == Scope("320831")
    assert official("村一", cast.village).scope == cast.jinnan.scope
    assert entry_about(official("县二", cast.county)).stream == "320831"


def test_above_the_county_nobody_is_on_record(cast):
    with pytest.raises(ValueError, match="a county has 6 digits"):
        official("省一", Division.objects.get(code="320000000000"))


# Taking a post -----------------------------------------------------------------------------------


def test_a_vacant_post_is_taken(post, somebody):
    tenure = begin(somebody, post)
    assert (tenure.start, tenure.end, tenure.acting, tenure.scope) == (today(), None, False, post.scope)
    assert (tenure.title, words(tenure)) == ("党委副书记、镇长", "子一(党委副书记、镇长)")
    entry = entry_about(tenure)
    assert (entry.stream, entry.act) == ("320831101", "townships.tenure.begin")


def test_an_acting_holders_title_says_so(post, somebody):
    assert "主持工作" in begin(somebody, post, acting=True).title


def test_a_post_that_is_held_is_refused(cast, somebody):
    post = cast.post(cast.jinnan, PostKind.SECRETARY)
    with pytest.raises(RuleViolation) as refused:
        begin(somebody, post)
    assert_says(refused.value, "townships.post_taken", "start", "任职日期", "党委书记", "丁一", "请先登记其离任日期")
    assert Tenure.objects.filter(post=post).count() == 1


@pytest.mark.parametrize(
    ("start", "is_free"), [(-800, False), (-3, False), (-2, False), (-1, True), (0, True), (9, True)]
)
def test_a_post_is_free_from_the_day_after_its_holders_last(post, somebody, start, is_free):
    if is_free:
        assert begin(somebody, post, day(start)).start == day(start)
    else:
        with pytest.raises(RuleViolation) as refused:
            begin(somebody, post, day(start))
        assert refused.value.code == "townships.post_taken"


def test_nobody_takes_a_post_before_one_who_comes_later(post, somebody, cast):
    """Without a last day the earlier one would hold it on the later one's days."""
    begin(official("子二", cast.jinnan), post, day(5))
    with pytest.raises(RuleViolation) as refused:
        begin(somebody, post, day(1))
    assert_says(refused.value, "townships.post_taken", "start", "子二")


def test_a_planned_leave_lets_the_next_one_be_recorded(post, somebody, cast):
    end(begin(somebody, post, day(-1)), day(10))
    follower = official("子二", cast.jinnan)
    with pytest.raises(RuleViolation):
        begin(follower, post, day(10))
    begin(follower, post, day(11))


def test_one_official_may_hold_two_posts(cast, post):
    """一肩挑."""
    begin(cast.official("丁一"), post)
    assert cast.official("丁一").tenures.on(today()).count() == 2


def test_an_official_of_another_county_is_refused(cast, post):
    foreign_county = Division.objects.create(code="320830000000", name="盱眙县", level="county", county="320830")
    stranger = official("盱一", foreign_county)
    with pytest.raises(RuleViolation) as refused:
        begin(stranger, post)
    assert_says(refused.value, "townships.other_county", "post", "职务", "盱一", "请选择本县的职务")
    assert not stranger.tenures.exists()


def test_an_official_of_another_unit_of_the_county_may_take_it(cast, post):
    assert begin(cast.official("戊三"), post).scope == cast.jinnan.scope


# Leaving a post ----------------------------------------------------------------------------------


def test_a_tenure_ends_with_its_last_day(post, somebody):
    tenure = end(begin(somebody, post, day(-1)), today())
    assert Tenure.objects.on(today()).filter(pk=tenure.pk).exists()
    assert not Tenure.objects.on(day(1)).filter(pk=tenure.pk).exists()
    assert entry_about(tenure).act == "townships.tenure.end"


def test_a_tenure_may_end_on_its_first_day_but_not_before(post, somebody):
    tenure = begin(somebody, post)
    with pytest.raises(RuleViolation) as refused:
        end(tenure, day(-1))
    assert_says(refused.value, "townships.end_before_start", "end", "离任日期", str(today()), "请核对")
    assert end(tenure, today()).end == today()


def test_a_tenure_ends_once(post, somebody):
    stale = begin(somebody, post)
    end(stale, today())
    with pytest.raises(RuleViolation) as refused:
        end(stale, day(3))
    assert_says(refused.value, "townships.tenure_ended", "end", "离任日期", str(today()), "请另行登记")
    assert Tenure.objects.get(pk=stale.pk).end == today()


# Setting up a unit -------------------------------------------------------------------------------


@pytest.fixture
def farm(cast) -> Division:
    return Division.objects.create(
        code="320831400000", name="某农场", level="township", unit_type="farm", county="320831", township="320831400"
    )


def test_a_unit_gets_the_bodies_posts_and_seats_of_its_type(farm, cast):
    posts = set_up_unit(division=farm, actor=ACTOR, now=cast.now)
    assert [post.rank for post in posts] == list(range(1, len(posts) + 1))
    assert (posts[1].name, posts[1].kind) == ("党委副书记、场长", "head")
    assert posts[0].is_principal and posts[1].is_principal and not posts[2].is_principal
    assert farm.bodies.count() == 5
    assert {body.name for body in farm.bodies.all()} >= {"党委会", "党政联席会", "场长办公会"}
    assert {row.scope for body in farm.bodies.all() for row in [body, *body.seats.all()]} == {farm.scope}
    entry = entry_about(farm)
    assert (entry.stream, entry.act) == ("320831400", "townships.unit.set_up")


def test_a_unit_without_a_type_gets_the_plainest_form(farm, cast):
    Division.objects.filter(pk=farm.pk).update(unit_type="")
    posts = set_up_unit(division=farm, actor=ACTOR, now=cast.now)
    assert posts[1].name == "党委副书记、行政负责人"


def test_a_unit_is_set_up_once(cast):
    before = Post.objects.count()
    with pytest.raises(RuleViolation) as refused:
        set_up_unit(division=cast.jinnan, actor=ACTOR, now=cast.now)
    assert_says(refused.value, "townships.unit_exists", "division", "单位", "金南镇", "不必重复")
    assert Post.objects.count() == before


def test_a_county_is_no_unit(cast):
    with pytest.raises(RuleViolation) as refused:
        set_up_unit(division=cast.county, actor=ACTOR, now=cast.now)
    assert_says(refused.value, "townships.no_unit", "division", "单位", "金湖县", "请选择乡镇")


def test_services_take_words_only():
    for service in (begin_tenure, end_tenure, set_up_unit):
        with pytest.raises(TypeError):
            service(1)
