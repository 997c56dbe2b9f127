"""A grant on a division covers what it has taken over, and what lies or lay inside: two towns, the county, a 分片."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.selectors import visible_items, visible_meetings, visible_resolutions, visible_topics
from decisions.services import Proposal, convene_meeting, propose_topic, reschedule_meeting
from disclosure.selectors import drafts_visible_to
from foundation.townships import selectors
from foundation.townships.grants import Origins, Place
from foundation.townships.models import Division, DivisionGrant, Official, Succession, User
from foundation.townships.selectors import streams
from foundation.townships.services import import_divisions, rebuild_grants
from foundation.townships.states import ROLES, BodyKind, Capability, Role
from foundation.violations import RuleViolation
from tests.decisions.scenes import scene
from tests.disclosure.made import draft_of
from tests.townships.acts import ACTOR, account, day, fresh, grant, official, today
from tests.townships.leavers import merge, proposed

pytestmark = [pytest.mark.django_db, pytest.mark.unmeasured]

READ = (visible_topics, visible_meetings, visible_items, visible_resolutions, drafts_visible_to)


def townships_read(username: str) -> set[str]:
    """The townships of whatever decisions and drafts somebody sees."""
    user = User.objects.get(username=username)
    return {row.township for read in READ for row in read(user)}


@pytest.fixture
def decided(cast):
    """Each town has decided something; 塔集镇 has also prepared a citizens' copy."""
    for town in ("jinnan", "taji"):
        scene(getattr(cast, town), f"clerk.{town}").resolution()
    draft_of(cast.taji, by="clerk.taji")
    return cast


def inspector(name: str, *places: Division) -> str:
    user = account(name, official(name, places[0]))
    for place in places:
        grant(user, Role.INSPECTOR, place)
    return name


JINNAN, TAJI = "320831101", "320831103"


def test_after_the_merger_the_successors_clerk_sees_the_old_decisions(decided):
    assert townships_read("clerk.jinnan") == {JINNAN}
    merge(decided.taji, decided.jinnan)
    assert townships_read("clerk.jinnan") == {JINNAN, TAJI}
    assert townships_read("secretary.jinnan") == {JINNAN, TAJI}


def test_the_former_clerk_sees_nothing_from_the_day_on(decided, login):
    merge(decided.taji, decided.jinnan)
    assert townships_read("clerk.taji") == set()
    assert fresh(decided.user("clerk.taji")).holdings == {}
    assert login("clerk.taji").get("/desk/").status_code == 403


def test_a_new_grant_on_the_successor_gives_him_both(decided):
    merge(decided.taji, decided.jinnan)
    grant(decided.user("clerk.taji"), Role.CLERK, decided.jinnan)
    assert townships_read("clerk.taji") == {JINNAN, TAJI}


def test_before_the_day_nothing_changes_and_at_midnight_all_does(decided):
    merge(decided.taji, decided.jinnan, day=day(1))
    assert (townships_read("clerk.jinnan"), townships_read("clerk.taji")) == ({JINNAN}, {TAJI})
    assert rebuild_grants(now=decided.now) == (0, 0)
    assert rebuild_grants(now=decided.now + (day(1) - today())) != (0, 0)
    assert (townships_read("clerk.jinnan"), townships_read("clerk.taji")) == ({JINNAN, TAJI}, set())


def test_the_countys_inspector_sees_all_and_that_of_another_district_nothing_of_it(decided):
    inspector("her", decided.jinnan)
    inspector("his", decided.taji)
    inspector("other", decided.zone)
    merge(decided.taji, decided.jinnan)
    assert townships_read("inspector.county") == {JINNAN, TAJI}
    assert townships_read("her") == {JINNAN, TAJI}
    assert townships_read("his") == set()
    assert townships_read("other") == set()


def test_a_county_needs_no_row_for_what_lies_inside_it(decided):
    merge(decided.taji, decided.jinnan)
    rows = DivisionGrant.objects.filter(user__username="inspector.county")
    assert set(rows.values_list("content_object__code", flat=True)) == {decided.county.code}
    rows = DivisionGrant.objects.filter(user__username="clerk.jinnan")
    assert rows.count() == 2 * len(ROLES[Role.CLERK][1])


def test_a_county_covers_the_former_code_of_a_town_that_moved_into_it(decided):
    lines = ["code,name,level", "320830000000,盱眙县,county", "320830103000,塔集镇,township"]
    import_divisions(data="\n".join(lines).encode(), actor=ACTOR, now=decided.now)
    other = Division.objects.get(code="320830000000")
    inspector("neighbour", other)
    assert townships_read("neighbour") == set()
    merge(decided.taji, Division.objects.get(code="320830103000"))
    assert townships_read("neighbour") == {TAJI}
    # Where it was decided it stays on record.
    assert townships_read("inspector.county") == {JINNAN, TAJI}


def test_a_township_covers_a_village_that_moved_into_it(cast):
    """Its decisions carry the columns of the township where it lay."""
    merge_day = day(0)
    secretary = Official.objects.filter(division=cast.village).first()
    body = cast.village.bodies.get(kind=BodyKind.VILLAGE_BRANCH)
    topic = proposed(cast, "jinnan", "修水渠", body=body, proposer=secretary)
    lines = ["code,name,level", "320831103299,金南村,village"]
    import_divisions(data="\n".join(lines).encode(), actor=ACTOR, now=cast.now)
    assert not visible_topics(cast.user("clerk.taji")).exists()
    merge(cast.village, Division.objects.get(code="320831103299"), day=merge_day)
    clerk = fresh(cast.user("clerk.taji"))
    assert list(visible_topics(clerk)) == [topic]
    assert cast.village in selectors.visible_divisions(clerk)
    assert cast.jinnan not in selectors.visible_divisions(clerk)


def test_the_ledger_and_the_people_of_the_predecessor_are_covered_too(decided):
    merge(decided.taji, decided.jinnan)
    her = decided.user(inspector("her", decided.jinnan))
    assert streams.reach_of(her).values.townships == {JINNAN, TAJI}
    assert decided.official("戊一") in selectors.visible_officials(decided.user("clerk.jinnan"))


def test_the_nightly_projection_finds_nothing_to_mend_after_a_merger(decided):
    merge(decided.taji, decided.jinnan)
    assert rebuild_grants(now=decided.now) == (0, 0)
    DivisionGrant.objects.filter(content_object=decided.taji).first().delete()
    assert rebuild_grants(now=decided.now) == (1, 0)


# Acts in what has ended --------------------------------------------------------------------------


def test_decisions_are_proposed_and_convened_in_the_successor_only(cast):
    topic = proposed(cast, "taji")
    town = scene(cast.taji, "clerk.taji")
    meeting = town.convened(topic, days_ahead=4)
    merge(cast.taji, cast.jinnan, day=day(5))
    clerk, body, by = cast.user("clerk.taji"), town.body, {"now": cast.now}
    for act in (
        lambda: proposed(cast, "taji", planned_day=day(5)),
        lambda: convene_meeting(body=body, day=day(5), place="x", actor=clerk, **by),
        lambda: reschedule_meeting(meeting=meeting, day=day(5), actor=clerk, **by),
    ):
        with pytest.raises(RuleViolation) as caught:
            act()
        assert (caught.value.code, caught.value.field) == ("townships.division_ended", "division")
    assert proposed(cast, "taji", planned_day=day(4))
    assert convene_meeting(body=body, day=day(4), place="x", actor=clerk, **by)


def test_afterwards_the_successors_clerk_cannot_propose_in_the_predecessor(cast, login):
    proposal = Proposal(title="修桥", content="x", amount=None, planned_day=today(), leader=cast.official("戊九"))
    body, proposer = cast.body(cast.taji, BodyKind.PARTY_COMMITTEE), cast.official("戊九")
    merge(cast.taji, cast.jinnan)
    clerk = fresh(cast.user("clerk.jinnan"))
    assert clerk.may(Capability.KEEP_MEETINGS, cast.taji.scope)
    with pytest.raises(RuleViolation) as caught:
        propose_topic(
            entry=None, unit=cast.taji, body=body, proposer=proposer, proposal=proposal, actor=clerk, now=cast.now
        )
    assert caught.value.code == "townships.division_ended"
    page = login("clerk.jinnan").get("/desk/topics/propose/")
    assert "塔集镇" not in page.content.decode()


# The closure -------------------------------------------------------------------------------------

#: Two counties of two towns of two villages each.
PLACES = [
    place
    for county in ("110101", "110102")
    for place in [
        Place(int(county) * 1000, "county", county, ""),
        *(
            each
            for number in (1, 2)
            for town in [f"{county}{number:03}"]
            for each in [
                Place(int(town), "township", county, town),
                *(Place(int(town) * 10 + village, "village", county, town) for village in (1, 2)),
            ]
        ),
    ]
]


def lies_in(inner: Place, outer: Place) -> bool:
    if inner == outer:
        return True
    if outer.level == "county":
        return inner.county == outer.county
    return outer.level == "township" and inner.township == outer.township


def naively(granted: Place, successions: Iterable[tuple[Place, Place]]) -> set[Place]:
    """All that lies in the place; what any of it took over; and so on, until nothing comes any more."""
    covered = {place for place in PLACES if lies_in(place, granted)}
    while True:
        more = {
            place
            for before, after in successions
            if after in covered
            for place in PLACES
            if lies_in(place, before) and place not in covered
        }
        if not more:
            return covered
        covered |= more


pairs = st.sampled_from(["county", "township", "village"]).flatmap(
    lambda level: st.tuples(*[st.sampled_from([place for place in PLACES if place.level == level])] * 2)
)


@given(granted=st.sampled_from(PLACES), successions=st.lists(pairs, max_size=12))
def test_the_rows_cover_what_the_naive_closure_covers_and_none_is_too_many(granted, successions):
    rows = Origins.of(successions).covered_by(granted)
    assert rows[0] == granted
    assert {place for place in PLACES if any(lies_in(place, row) for row in rows)} == naively(granted, successions)
    assert len(set(rows)) == len(rows) <= len(PLACES)


def test_a_prefecture_covers_itself_alone(cast):
    """No role is given there; a row made by hand opens nothing below it."""
    prefecture = Place(1, "prefecture", "", "")
    county = Place(2, "county", "320831", "")
    assert Origins.of([(county, county), (prefecture, prefecture)]).covered_by(prefecture) == [prefecture]


def test_successions_are_read_once(cast, django_assert_num_queries):
    Succession.objects.create(predecessor=cast.taji, successor=cast.jinnan, day=today())
    Succession.objects.create(predecessor=cast.zone, successor=cast.jinnan, day=day(1))
    with django_assert_num_queries(1):
        origins = Origins.on(today())
    jinnan = cast.jinnan
    rows = origins.covered_by(Place(jinnan.pk, jinnan.level, jinnan.county, jinnan.township))
    assert [row.pk for row in rows] == [jinnan.pk, cast.taji.pk]
