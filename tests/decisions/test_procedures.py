"""D18: rules of procedure by body and day, stricter but never laxer than above, lodged with the county; and every body
meets by them from beginning to end."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from decisions import rules, selectors, services
from decisions.breaches_procedure import rules_not_lodged
from decisions.models import Meeting, Procedure
from decisions.states import Category, Outcome, Phase, Stage, Way
from foundation.rulebook.states import Unit
from foundation.scope import Scope
from foundation.townships.models import BodySeat, Division
from foundation.townships.services import set_up_unit
from foundation.townships.states import BodyKind, Level, PostKind, Role
from foundation.violations import RuleViolation
from tests.decisions.crowds import add_member, appoint, leave, official, post_of
from tests.decisions.pages import confirm, errors, post, text, url
from tests.decisions.refusals import refused, stopped
from tests.decisions.scenes import Scene, scene
from tests.decisions.verbs import OWN, SMALL, adopted
from tests.townships.acts import account, grant

DAY = timedelta(days=1)


@pytest.fixture
def small(town) -> Scene:
    town.kind = SMALL
    return town


def county_says(town, kind=SMALL, unit_type="", **more):
    values = {"title": "县里的缺省", "way": Way.MAJORITY_OF_DUE, "start": town.today, **more}
    actor = {"actor": scene(town.division, "office.county").clerk, "now": town.now}
    return services.set_county_procedure(scope=Scope("320831"), kind=kind, unit_type=unit_type, values=values, **actor)


# Which version holds ------------------------------------------------------------------------------


def test_the_nearest_version_of_the_day_holds(small):
    country = rules.procedure_for(small.body, small.today)
    assert (country.county, country.start.year) == ("", 1949)
    general = county_says(small)
    special = county_says(small, unit_type="town", title="镇的缺省")
    county_says(small, unit_type="farm")
    assert rules.procedure_for(small.body, small.today) == special
    assert rules.procedure_for(small.body, small.today - DAY) == country
    own = adopted(small, start=small.today + DAY)
    assert rules.procedure_for(small.body, small.today) == special
    assert rules.procedure_for(small.body, small.today + DAY) == own
    assert rules.procedure_above(small.body, small.today + DAY) == special
    zone = Division.objects.get(code="320831403000").bodies.get(kind=SMALL)
    assert rules.procedure_for(zone, small.today) == general
    known = rules.procedures_for([small.body, zone], small.today + DAY)
    assert known == {small.body: own, zone: general}


def test_a_new_version_ends_the_one_before_and_meetings_keep_theirs(small):
    first = adopted(small)
    meeting = small.opened()
    assert meeting.procedure == first
    second = adopted(small, start=small.today + DAY, title="修订", quorum="1/1", quorum_unit=Unit.SHARE_AT_LEAST)
    first.refresh_from_db()
    assert first.end == small.today
    item = meeting.items.get()
    assert rules.procedure_of(Meeting.objects.get(pk=meeting.pk)) == first
    assert rules.quorum_parameter(item).needed_of(3) == 2
    later = small.opened(days_ahead=2)
    assert later.procedure == second
    assert rules.quorum_parameter(later.items.get()).needed_of(3) == 3


def test_without_any_row_nothing_is_decided_and_the_command_brings_it(small):
    Procedure.objects.filter(kind=SMALL).delete()
    for ask in (
        lambda: rules.procedure_for(small.body, small.today),
        lambda: rules.procedure_above(small.body, small.today),
        lambda: rules.procedures_for([small.body], small.today),
    ):
        with pytest.raises(RuleViolation) as caught:
            ask()
        assert caught.value.code == "decisions.no_procedure"
        assert "load_procedures" in caught.value.message
    call_command("load_procedures")
    call_command("load_procedures")
    assert rules.procedure_for(small.body, small.today).last == "discipline_secretary"


def test_a_version_is_never_changed_in_the_database(small):
    own = adopted(small)
    meeting = small.opened()
    for change in ({"way": Way.MAJORITY_OF_DUE}, {"last": ""}, {"secret": ["project"]}, {"body": None, "township": ""}):
        stopped(lambda change=change: Procedure.objects.filter(pk=own.pk).update(**change), "never changes")
    stopped(lambda: Meeting.objects.filter(pk=meeting.pk).update(procedure=None), "keeps the rules")


# Stricter, never laxer ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quorum": "1/2", "quorum_unit": "share_at_least"}, "quorum"),
        ({"quorum_personnel": "1/2", "quorum_personnel_unit": "share_over"}, "quorum_personnel"),
        ({"way": Way.MAJORITY_OF_PRESENT}, "way"),
        ({"last": ""}, "last"),
        ({"last": "discipline_member"}, "last"),
    ],
)
def test_what_is_laxer_than_above_is_refused(small, change, field):
    with refused("decisions.procedure_laxer", "只能从严", untouched=True) as refusal:
        adopted(small, **change)
    assert refusal.field == field


def test_what_the_county_asks_more_its_bodies_ask_too(small):
    county_says(
        small,
        quorum="2/3",
        quorum_unit=Unit.SHARE_AT_LEAST,
        least=3,
        secret=["project"],
        reconsider="1/2",
        chair_may_reconsider=False,
    )
    full = {"least": 3, "secret": ["project"], "reconsider": "1/2", "chair_may_reconsider": False}
    for left_out, field in (
        ({"quorum": ""}, "quorum"),
        ({"least": 2}, "least"),
        ({"secret": []}, "secret"),
        ({"reconsider": ""}, "reconsider"),
        ({"reconsider": "1/3"}, "reconsider"),
        ({"chair_may_reconsider": True}, "chair_may_reconsider"),
    ):
        with refused("decisions.procedure_laxer") as refusal:
            adopted(small, **{**full, **left_out})
        assert refusal.field == field
    assert adopted(small, **full).share("quorum") == "2/3以上"


def test_a_county_is_bound_by_the_floors_of_the_rulebook_alone(small):
    with refused("decisions.procedure_laxer", untouched=True):
        county_says(small, quorum="1/3", quorum_unit=Unit.SHARE_AT_LEAST)
    assert county_says(small, kind=BodyKind.PARTY_COMMITTEE).secret == []


def test_a_version_has_a_name_and_begins_after_the_last(small):
    with refused("decisions.not_given", "名称和文号"):
        adopted(small, title=" ")
    with refused("decisions.procedure_share"):
        adopted(small, quorum="多数")
    with refused("decisions.procedure_starts", "已经过去"):
        adopted(small, start=small.today - DAY)
    adopted(small)
    with refused("decisions.procedure_later", "更晚"):
        adopted(small)


# Lodged with the county ---------------------------------------------------------------------------


def test_meetings_under_rules_that_are_not_lodged_are_found(small, cast):
    own = adopted(small)
    small.opened()
    today = small.today
    (found,) = rules_not_lodged(today)
    assert found.parameters["title"] == own.title
    by = {"actor": cast.user("organisation.county"), "now": small.now}
    with refused("decisions.lodged_ahead"):
        services.lodge_procedure(procedure=own, day=today + DAY, **by)
    with refused("decisions.nothing_to_lodge"):
        services.lodge_procedure(procedure=county_says(small), day=today, **by)
    services.lodge_procedure(procedure=own, day=today - 3 * DAY, **by)
    assert not list(rules_not_lodged(today))
    with refused("decisions.lodged_already"):
        services.lodge_procedure(procedure=own, day=today, **by)


# How a body decides -------------------------------------------------------------------------------


def test_all_must_attend_where_the_rules_say_so(small):
    adopted(small, quorum="1/1", quorum_unit=Unit.SHARE_AT_LEAST)
    item = small.opened(absent={small.sitters()[-1].name: "住院"}).items.get()
    with refused("decisions.quorum", "至少须到会 3 人，现到会 2 人"):
        services.begin_item(item=item, **small.by)
    away = small.seat(item, small.sitters()[-1].name)
    services.record_arrival(seat=away, **small.by)
    assert services.begin_item(item=item, **small.by).phase == Phase.REPORT


def test_a_number_of_people_may_be_asked_beside_the_share(small):
    adopted(small, quorum="", least=3)
    item = small.opened(absent={small.sitters()[-1].name: "住院"}).items.get()
    with refused("decisions.quorum", "至少须到会 3 人"):
        services.begin_item(item=item, **small.by)


def test_two_thirds_of_those_due(small):
    adopted(small)
    _first, second, third = small.sitters()
    resolution = small.resolution(against=(second.name, third.name))
    assert (resolution.needed, resolution.outcome, resolution.way) == (2, "rejected", "two_thirds_of_due")
    assert small.resolution(against=(third.name,)).outcome == "adopted"


@pytest.mark.parametrize(
    ("against", "decision", "reason", "outcome"),
    [
        ((), None, "", "adopted"),
        ((), Outcome.ADOPTED, "", "adopted"),
        ((), Outcome.REJECTED, "财政承受不了", "rejected"),
        (("丁五", "丁八"), Outcome.ADOPTED, "防汛不能等", "adopted"),
    ],
)
def test_the_head_decides_and_says_why_when_the_majority_is_of_another_mind(town, against, decision, reason, outcome):
    town.kind = BodyKind.HEAD_MEETING
    item = town.item_at(Phase.VOTING)
    voters = [seat.official.name for seat in town.able(item)]
    assert voters[-1] == "丁二"
    town.everyone_votes(item, *(voters[: len(against)]))
    if reason:
        with refused("decisions.head_reason", "多数", untouched=True):
            town.announce(item, decision=decision)
    resolution = town.announce(item, decision=decision, head_reason=reason)
    assert (resolution.outcome, resolution.head_reason) == (outcome, reason)
    assert resolution.way == Way.HEAD_DECIDES


def test_elsewhere_the_count_decides(small):
    item = small.item_at(Phase.VOTING)
    small.everyone_votes(item)
    with refused("decisions.count_decides", "通过", untouched=True):
        small.announce(item, decision=Outcome.REJECTED, head_reason="不同意")
    assert small.announce(item, decision=Outcome.ADOPTED, head_reason="多余").head_reason == ""


# Who presides, who comes last ---------------------------------------------------------------------


def test_who_presides_is_who_the_rules_name(town):
    with refused("decisions.presides", "丁一"):
        town.opened(chair="丁三")
    with refused("decisions.presides", "丁二"):
        town.opened(chair="丁三", absent={"丁一": "在县里"})
    assert town.opened(chair="丁三", absent={"丁一": "在县里", "丁二": "在县里"}).chair.name == "丁三"


def test_an_acting_principal_presides_and_comes_in_the_turn_of_the_post(town):
    leave(town, "丁一", end=town.today - DAY)
    someone = official(town, "丁代")
    appoint(town, someone, post_of(town, PostKind.SECRETARY), start=town.today, acting=True)
    meeting = town.opened(chair="丁代")
    seat = meeting.seats.get(official=someone)
    assert (seat.stage, seat.acting) == (Stage.LAST, True)


def test_a_vacant_principal_is_waited_for_by_nobody(town):
    """His tenure ended yesterday: he has no seat, the head is the last."""
    leave(town, "丁一", end=town.today + DAY)
    item = town.item_at(Phase.VOTING, chair="丁二")
    assert not item.meeting.seats.filter(official__name="丁一").exists()
    town.everyone_votes(item)
    assert town.announce(item).due == 8


def test_a_principal_who_is_recused_is_not_waited_for(town):
    item = town.item_at(Phase.DISCUSSION)
    services.recuse(item=item, seat=town.seat(item, "丁一"), reason="亲属", **town.by)
    town.bring(item, Phase.VOTING)
    town.everyone_votes(item)
    resolution = town.announce(item)
    assert (resolution.due, resolution.recused, resolution.agree) == (8, 1, 8)


def test_one_shoulder_states_once_and_last(zone):
    item = zone.item_at(Phase.VOTING)
    stages = [seat.stage for seat in zone.seats(item)]
    assert stages.count(Stage.LAST) == 1 and Stage.LAST_BUT_ONE not in stages
    zone.everyone_votes(item)
    assert zone.announce(item).outcome == "adopted"


# Every body ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        *("party_committee", "joint_meeting", "teams_meeting", "head_meeting", "peoples_congress"),
        *("congress_presidium", "discipline_committee"),
    ],
)
def test_every_body_of_a_town_decides_from_beginning_to_end(town, kind):
    town.kind = BodyKind(kind)
    resolution = town.resolution(town.topic(category=Category.MAJOR_DECISION))
    assert (resolution.outcome, resolution.agree) == ("adopted", resolution.due)
    services.close_meeting(meeting=resolution.item.meeting, **town.by)
    assert town.minutes(resolution.item.meeting).number == 1


@pytest.mark.parametrize("kind", ["village_branch", "village_committees", "villagers_representatives"])
def test_every_body_of_a_village_decides_kept_by_its_town(cast, kind):
    village = scene(cast.village, "clerk.jinnan", kind=BodyKind(kind))
    if kind == "villagers_representatives":
        for post_ in cast.village.posts.all():
            BodySeat.objects.create(
                body=village.body, post=post_, county=village.body.county, township=village.body.township
            )
        village.division = cast.village
        add_member(village, "代表甲")
        add_member(village, "代表乙")
    resolution = village.resolution(village.topic(category=Category.MAJOR_DECISION))
    assert resolution.outcome == "adopted"
    if kind == "villagers_representatives":
        assert resolution.way == Way.MAJORITY_OF_PRESENT


def test_villagers_representatives_decide_by_those_who_are_there(cast):
    """Four due, three there (two thirds), two of them agree: more than half of those present."""
    village = scene(cast.village, "clerk.jinnan", kind=BodyKind.VILLAGERS_REPRESENTATIVES)
    for name in ("代表甲", "代表乙", "代表丙", "代表丁"):
        add_member(village, name)
    item = village.item_at(Phase.VOTING, absent={"代表丁": "外出"})
    village.everyone_votes(item, "代表丙")
    resolution = village.announce(item)
    assert (resolution.due, resolution.needed, resolution.outcome) == (4, 2, "adopted")
    other = village.opened(village.topic("二"), absent={"代表丁": "外出", "代表丙": "外出"})
    with refused("decisions.quorum", "至少须到会 3 人"):
        services.begin_item(item=other.items.get(), **village.by)


def test_a_subdistrict_has_its_own_names_and_no_peoples_congress(cast, demo_street):
    street = demo_street
    assert not street.division.bodies.filter(kind=BodyKind.CONGRESS_PRESIDIUM).exists()
    resolution = street.resolution()
    assert "党工委会" in str(resolution.item.meeting.body)
    assert resolution.outcome == "adopted"


@pytest.fixture
def demo_street(cast) -> Scene:
    """A subdistrict with nine members, kept by a clerk of its own."""
    columns = {"county": "320831", "township": "320831009", "level": Level.TOWNSHIP, "unit_type": "subdistrict"}
    street = Division.objects.create(code="320831009000", name="新街道", parent=cast.county, **columns)
    said = {"actor": "测试", "now": cast.now}
    found = scene(street, "clerk.jinnan")
    for number, post_ in enumerate(set_up_unit(division=street, **said)):
        appoint(found, official(found, f"新{number}"), post_, start=found.today - 90 * DAY)
    found.clerk = account("clerk.new", found.sitters()[0])
    grant(found.clerk, Role.CLERK, street)
    grant(account("finreview.new", found.sitters()[1]), Role.FINANCIAL_REVIEWER, street)
    return found


# Pages --------------------------------------------------------------------------------------------


def test_the_office_adopts_and_the_county_lodges_on_pages(small, login):
    clerk, county = login("clerk.jinnan"), login("organisation.county")
    page = clerk.get(url("procedures"))
    assert "金南镇纪委" in text(page) and "全国缺省" in text(page)
    form = {**OWN, "start": small.today.isoformat(), "least": 0, "minutes": 5, "tie": "may_defer", "split": "1/3"}
    form |= {"quorum_personnel_unit": "share_at_least", "secret": ["large_sum"]}
    laxer = post(clerk, url("adopt", small.body.pk), {**form, "last": ""})
    assert "只能从严" in errors(laxer)
    assert confirm(clerk, url("adopt", small.body.pk), form).status_code == 302
    own = small.body.procedures.get()
    assert (own.minutes, own.secret, own.chair_may_reconsider) == (5, ["large_sum"], False)
    page = text(clerk.get(url("procedure", small.body.pk)))
    assert "尚未备案" in page and "登记备案" not in page
    assert "大额资金使用" in page and "1/3" in page
    assert "登记备案" in text(county.get(url("procedure", small.body.pk)))
    sent = post(county, url("lodge", own.pk), {"lodged_on": small.today.isoformat()})
    assert sent.status_code == 302
    own.refresh_from_db()
    assert (own.lodged_on, own.lodged_by.username) == (small.today, "organisation.county")
    assert "尚未备案" not in text(clerk.get(url("procedure", small.body.pk)))
    assert "已经备案" in text(county.get(url("lodge", own.pk)))


def test_the_countys_office_says_what_holds_for_all(small, login):
    office = login("office.county")
    assert "制定全县缺省" in text(office.get(url("procedures")))
    form = {**OWN, "kind": SMALL, "unit_type": "", "start": small.today.isoformat(), "least": 0, "minutes": 0}
    form |= {"quorum_personnel_unit": "share_at_least", "tie": "counts"}
    assert confirm(office, url("county_procedure"), form).status_code == 302
    found = selectors.procedures_in_force(small.clerk, small.today)
    assert {line.procedure.county for line in found if line.body.kind == SMALL} == {"320831"}
    assert "全县缺省" in text(login("clerk.jinnan").get(url("procedure", small.body.pk)))


def test_a_tie_and_a_split_are_judged_by_the_rules(db):
    ways = Procedure(tie="may_defer"), Procedure(tie="counts"), Procedure(tie="counts", split="1/3")
    tie = {"agree": 4, "oppose": 4, "others": 4}
    assert [rules.may_be_deferred(way, **tie) for way in ways] == [True, False, True]
    few = {"agree": 7, "oppose": 2, "others": 2}
    assert [rules.may_be_deferred(way, **few) for way in ways] == [False, False, False]
    assert not rules.is_split(ways[2], 0, 0)


def test_before_the_rulebook_says_anything_only_the_rules_above_are_asked(small):
    """Of a day in 1948 no floor is known; what stands above holds all the same."""
    start = small.today.replace(year=1948)
    above = Procedure(kind=SMALL, start=start, way=Way.MAJORITY_OF_DUE, quorum="1/2", quorum_unit=Unit.SHARE_AT_LEAST)
    wanted = Procedure(kind=SMALL, start=start, way=Way.MAJORITY_OF_DUE, quorum="2/3", quorum_unit=Unit.SHARE_AT_LEAST)
    assert rules.no_laxer(wanted, above, small.division.scope) is None
    wanted.quorum = "1/3"
    assert rules.no_laxer(wanted, above, small.division.scope).code == "decisions.procedure_laxer"
