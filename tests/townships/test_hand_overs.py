"""Whoever leaves hands over what is open (E06): asked of every room, frozen, received line by line, witnessed."""

import json

import pytest
from django.utils import timezone

from decisions import services as decisions
from decisions.states import Phase
from disclosure.services import publish, return_draft
from foundation.events import Failure
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.reminders.models import Reminder
from foundation.townships.events import Leaving, OpenMatter, open_matters, still_open
from foundation.townships.leaving import matters_of
from foundation.townships.models import HandOver, Official, User
from foundation.townships.selectors import people as selectors_people
from foundation.townships.services import begin_tenure
from foundation.townships.states import PostKind
from foundation.violations import RuleViolation
from tests.decisions.scenes import scene
from tests.disclosure.made import draft_of
from tests.townships.acts import ACTOR, account, assert_says, begin, day, end, official, today, vacate
from tests.townships.leavers import complete, hand_over, merge, proposed, receive, received, tenure_of

pytestmark = pytest.mark.django_db

NOTHING = "tests.townships.test_hand_overs.nothing"
BROKEN = "tests.townships.test_hand_overs.broken"


def nothing(_subject):
    return []


def broken(_subject):
    raise ZeroDivisionError


def lines(found: HandOver) -> list[tuple]:
    return [(line.title, line.duty, line.due) for line in found.lines.order_by("pk")]


def left(name: str, last=None) -> list[tuple]:
    """Somebody leaves; the lines of his hand-over, none without one."""
    tenure = end(tenure_of(name), last or today())
    found = HandOver.objects.filter(tenure=tenure).first()
    return lines(found) if found else []


# When there is a hand-over -----------------------------------------------------------------------


def test_whoever_has_nothing_open_leaves_without_a_list(cast):
    proposed(cast, "jinnan")
    assert left("丁八") == []
    assert not HandOver.objects.exists()


def test_a_topic_that_nobody_has_decided_is_on_the_list_of_its_proposer(cast):
    topic = proposed(cast, "jinnan", "修桥")
    found = hand_over(cast, "修路")
    assert lines(found) == [("修桥", "提议人", topic.planned_day), ("修路", "提议人", topic.planned_day)]
    assert (found.day, found.scope, found.completed_on, found.witness) == (today(), cast.jinnan.scope, None, "")
    assert {line.scope for line in found.lines.all()} == {cast.jinnan.scope}
    assert str(found).startswith("丁九") and str(found.lines.first()) == "修桥"
    assert Ref.parse(found.lines.first().ref) == Ref.of(topic)


def test_a_topic_on_the_agenda_is_open_and_a_decided_one_is_not(cast):
    town = scene(cast.jinnan, "clerk.jinnan")
    town.resolution(town.topic("已决定"))
    town.now = timezone.now()
    meeting = town.convened(town.topic("在议程上"))
    assert left("丁九") == [
        ("在议程上", "提议人", meeting.day),
        (str(meeting), "材料签收人", meeting.day),
    ]


def test_what_was_decided_in_another_unit_stays_there(cast):
    """戊九 proposed in 塔集镇 and also sits in 金南镇: from there he leaves with nothing."""
    proposed(cast, "taji")
    vacate(cast.post(cast.jinnan, PostKind.HEAD), day(-1))
    tenure = begin(cast.official("戊九"), cast.post(cast.jinnan, PostKind.HEAD))
    end(tenure, today())
    assert not HandOver.objects.exists()
    end(tenure_of("戊九"), today())
    assert HandOver.objects.get().tenure.post.division == cast.taji


@pytest.mark.parametrize(("start", "stays"), [(-5, True), (1, True)])
def test_whoever_keeps_or_takes_another_post_in_the_unit_goes_on_with_his_matters(cast, start, stays):
    proposed(cast, "jinnan")
    post = vacate(cast.post(cast.jinnan, PostKind.HEAD), day(-9)).post
    begin(cast.official("丁九"), post, day(start))
    first = cast.official("丁九").tenures.order_by("start").first()
    end(first, today())
    assert not HandOver.objects.exists()
    end(cast.official("丁九").tenures.get(post=post), day(2))
    assert lines(HandOver.objects.get())


def test_a_village_cadre_leaves_the_matters_of_his_village_alone(cast):
    secretary = Official.objects.get(name="丁村一")
    branch = cast.village.bodies.first()
    proposed(cast, "jinnan", "村里的事", body=branch, proposer=secretary)
    for tenure in secretary.tenures.order_by("pk"):
        end(tenure, today())
    found = HandOver.objects.get()
    assert [title for title, *_rest in lines(found)] == ["村里的事"]
    assert found.tenure.post.division == cast.village


def test_the_names_are_those_of_the_day(cast):
    found = hand_over(cast, "旧名")
    line = found.lines.get()
    assert (line.title, line.receiver, line.received_on) == ("旧名", None, None)
    entry = LedgerEntry.objects.latest("pk")
    assert entry.act == "townships.tenure.end"
    tables = [row["table"] for row in json.loads(bytes(entry.body))["rows"]]
    assert tables == ["townships_tenure", "townships_handover", "townships_handoverline"]


# What the rooms answer ---------------------------------------------------------------------------


def leaving(name: str, division) -> Leaving:
    return Leaving(Official.objects.get(name=name), division, today())


def asked(name: str, division) -> list[tuple[str, str]]:
    return [(matter.title, matter.duty) for matter in matters_of(leaving(name, division))]


def test_an_open_meeting_waits_for_whoever_presides_and_keeps_the_record(cast):
    town = scene(cast.jinnan, "clerk.jinnan")
    meeting = town.opened(chair="丁一")
    recorder = meeting.recorder.name
    assert asked("丁一", cast.jinnan) == [(str(meeting), "主持人")]
    assert asked(recorder, cast.jinnan) == [(str(meeting), "记录人")]
    assert asked("丁一", cast.taji) == []


def test_a_closed_meeting_waits_for_its_recorder_until_the_minutes_are_out(cast):
    town = scene(cast.jinnan, "clerk.jinnan")
    item = town.item_at(Phase.VOTING)
    town.everyone_votes(item)
    decisions.announce_result(item=item, text="同意。", **town.by)
    meeting = decisions.close_meeting(meeting=item.meeting, **town.by)
    ref = Ref.of(meeting)
    assert asked("丁一", cast.jinnan) == []
    assert (str(meeting), "记录人") in asked(meeting.recorder.name, cast.jinnan)
    assert ref in still_open.ask(frozenset({ref}))
    town.minutes(meeting)
    assert asked(meeting.recorder.name, cast.jinnan) == []
    assert still_open.ask(frozenset({ref})) == []


def test_a_draft_waits_for_its_preparer_until_it_is_published_or_prepared_anew(cast):
    waits, back, done = (draft_of(cast.jinnan, title=title) for title in ("待复核", "退回", "公开"))
    reviewer = User.objects.get(username="reviewer.jinnan")
    return_draft(draft=back, reviewer=reviewer, reason="请改。", now=timezone.now())
    publish(draft=done, reviewer=reviewer, now=timezone.now())
    preparer = waits.preparer_official.name
    assert asked(preparer, cast.jinnan) == [("待复核", "拟制人（待复核）"), ("退回", "拟制人（被退回）")]
    named = frozenset(Ref.of(draft) for draft in (waits, back, done))
    assert set(still_open.ask(named)) == {Ref.of(waits), Ref.of(back)}
    draft_of(cast.jinnan, title="重拟", source=Ref.parse(back.source), replaces=back)
    assert Ref.of(back) not in still_open.ask(named)


def remind(username: str, ref: str, rule: str = "decisions.plan_overdue", **more) -> Reminder:
    columns = {"county": "320831", "township": "320831101", "step": "day", "due": today(), "tell_on": today()}
    user = User.objects.get(username=username)
    return Reminder.objects.create(rule=rule, ref=ref, recipient=user, **{**columns, **more})


def test_reminders_of_all_his_accounts_are_named_where_nobody_else_names_the_thing(cast):
    clerk = User.objects.get(username="clerk.jinnan").official
    account("second", clerk)
    topic = proposed(cast, "jinnan", "修桥")
    remind("clerk.jinnan", str(Ref.of(topic)), due=day(3))
    remind("second", str(Ref.of(topic)), due=day(2))
    remind("second", "gone.thing:1", rule="gone.rule", due=day(1))
    remind("second", "x.y:2", township="320831103")
    remind("second", "x.y:3", closed_at=timezone.now())
    remind("second", "x.y:4", upward=True)
    assert matters_of(leaving(clerk.name, cast.jinnan)) == [
        OpenMatter(Ref("gone.thing", "1"), "gone.thing:1", "gone.rule", day(1), minor=True),
        OpenMatter(Ref.of(topic), "修桥", "计划日期已过，议题尚未议决", day(2), minor=True),
    ]
    own = proposed(cast, "jinnan", "自己提的", proposer=clerk)
    remind("clerk.jinnan", str(Ref.of(own)))
    assert [each for each in asked(clerk.name, cast.jinnan) if each[0] == "自己提的"] == [("自己提的", "提议人")]
    assert Ref("gone.thing", "1") in still_open.ask(frozenset({Ref("gone.thing", "1"), Ref("x.y", "3")}))


def test_a_room_that_cannot_answer_stops_the_leaving(cast):
    with open_matters.only(NOTHING, BROKEN), pytest.raises(RuleViolation) as caught:
        end(tenure_of("丁九"), today())
    assert_says(caught.value, "townships.matters_unknown", "", "离任交接", "请稍后再试")
    assert tenure_of("丁九").end is None
    with open_matters.only(BROKEN), pytest.raises(RuleViolation):
        merge(cast.taji, cast.jinnan)
    assert cast.taji.end is None


def test_long_names_are_cut_to_the_place_they_have(cast, monkeypatch):
    long = OpenMatter(Ref("a.b", "1"), "长" * 999, "事" * 999)
    monkeypatch.setattr(NOTHING, lambda _leaving: [long])
    with open_matters.only(NOTHING):
        ((title, duty, due),) = left("丁九")
    assert (len(title), len(duty), due) == (300, 100, None)


# Receiving ---------------------------------------------------------------------------------------


@pytest.fixture
def found(cast) -> HandOver:
    return hand_over(cast, "修桥", "修路")


def refused(act, *arguments, **more) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught:
        act(*arguments, **more)
    return caught.value


def test_a_line_is_received_by_somebody_who_serves_in_the_unit(cast, found):
    line = receive(found.lines.first(), cast.official("丁三"), "材料已点清")
    assert (line.receiver.name, line.received_on, line.note) == ("丁三", today(), "材料已点清")
    assert found.lines.filter(receiver=None).count() == 1
    entry = LedgerEntry.objects.latest("pk")
    assert (entry.stream, entry.act) == ("320831101", "townships.hand_over.receive")


def test_a_line_is_received_once(cast, found):
    line = found.lines.first()
    receive(line, cast.official("丁三"))
    assert_says(refused(receive, line, cast.official("丁四")), "townships.line_received", "", "修桥", "丁三")
    assert found.lines.first().receiver == cast.official("丁三")


def test_nobody_hands_over_to_himself(cast, found):
    """Not even when he is back in the unit."""
    begin(cast.official("丁九"), found.tenure.post, day(1))
    violation = refused(receive, found.lines.first(), cast.official("丁九"))
    assert_says(violation, "townships.receiver_leaves", "receiver", "丁九")


@pytest.mark.parametrize("name", ["戊三", "丁会计", "丁村一", "县组一"])
def test_nobody_receives_who_has_no_post_in_the_unit(cast, found, name):
    violation = refused(receive, found.lines.first(), cast.official(name))
    assert_says(violation, "townships.receiver_elsewhere", "receiver", name, "金南镇")


def test_nobody_receives_who_has_left_or_not_come(cast, found):
    vacate(cast.post(cast.jinnan, PostKind.HEAD), day(-1))
    assert refused(receive, found.lines.first(), cast.official("丁二")).code == "townships.receiver_elsewhere"
    comes = official("子一", cast.jinnan)
    begin(comes, cast.post(cast.jinnan, PostKind.HEAD), day(1))
    assert refused(receive, found.lines.first(), comes).code == "townships.receiver_elsewhere"


def test_after_a_merger_somebody_of_the_successor_receives(cast, found):
    merge(cast.jinnan, cast.taji)
    assert refused(receive, found.lines.first(), cast.official("丁三")).code == "townships.receiver_elsewhere"
    assert receive(found.lines.first(), cast.official("戊三")).receiver.name == "戊三"


# Completing --------------------------------------------------------------------------------------


def test_a_hand_over_is_complete_when_all_is_received_before_a_witness(cast, found):
    received(found, cast.official("丁三"))
    done = complete(found, " 县组一 ")
    assert (done.witness, done.completed_on) == ("县组一", today())
    assert LedgerEntry.objects.latest("pk").act == "townships.hand_over.complete"


def test_what_is_missing_is_counted(cast, found):
    assert_says(refused(complete, found), "townships.lines_missing", "", "2 项")
    receive(found.lines.first(), cast.official("丁三"))
    assert_says(refused(complete, found), "townships.lines_missing", "", "1 项")
    found.refresh_from_db()
    assert found.completed_on is None


def test_a_hand_over_is_completed_once(cast, found):
    received(found, cast.official("丁三"))
    complete(found)
    assert_says(refused(complete, found, "县纪一"), "townships.hand_over_completed", "", str(today()), "县组一")
    assert HandOver.objects.get().witness == "县组一"


@pytest.mark.parametrize("witness", ["", "   "])
def test_the_witness_is_named(cast, found, witness):
    received(found, cast.official("丁三"))
    assert_says(refused(complete, found, witness), "townships.no_witness", "witness", "请写明")


@pytest.mark.parametrize("witness", ["丁九", "丁三"])
def test_the_witness_is_a_third_person(cast, found, witness):
    received(found, cast.official("丁三"))
    assert_says(refused(complete, found, witness), "townships.witness_is_party", "witness", witness)
    assert complete(found, f"{witness}（县委组织部）").completed_on == today()


def test_a_planned_leaving_that_a_merger_brings_forward_keeps_its_list_and_adds_to_it(cast):
    found = hand_over(cast, "修桥", last=day(9))
    receive(found.lines.get(), cast.official("丁三"))
    proposed(cast, "jinnan", "修路", proposer=cast.official("丁九"))
    merge(cast.jinnan, cast.taji)
    found = HandOver.objects.get(tenure__official__name="丁九")
    assert (found.day, found.tenure.end) == (day(-1), day(-1))
    assert [(line.title, line.receiver and line.receiver.name) for line in found.lines.order_by("pk")] == [
        ("修桥", "丁三"),
        ("修路", None),
    ]


def test_a_list_that_is_complete_takes_nothing_more(cast):
    found = complete(received(hand_over(cast, "修桥", last=day(9)), cast.official("丁三")))
    proposed(cast, "jinnan", "修路", proposer=cast.official("丁九"))
    merge(cast.jinnan, cast.taji)
    assert [line.title for line in found.lines.all()] == ["修桥"]


# Who reads it, and what the receiver finds --------------------------------------------------------


@pytest.mark.parametrize(
    ("username", "reads"),
    [
        ("clerk.jinnan", True),
        ("member.jinnan", True),
        ("discstaff.jinnan", True),
        ("inspector.county", True),
        ("organisation.county", True),
        ("accountant.jinnan", False),
        ("village.jinnan", False),
        ("finance.county", False),
        ("system.county", False),
        ("clerk.taji", False),
    ],
)
def test_titles_of_decisions_are_for_those_who_may_see_them(cast, found, username, reads):
    assert selectors_people.readable_hand_overs(cast.user(username)).exists() == reads


def test_leaver_and_receiver_read_it_wherever_they_are(cast, found):
    elsewhere = account("elsewhere", cast.official("丁九"))
    other = account("other", cast.official("丁三"))
    readable = selectors_people.readable_hand_overs
    assert list(readable(elsewhere)) == [found]
    assert not readable(other).exists()
    receive(found.lines.first(), cast.official("丁三"))
    assert list(readable(other)) == [found]
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert not readable(User.objects.get(pk=other.pk)).exists()


def test_the_receiver_finds_what_is_still_open_the_most_urgent_first(cast):
    proposed(cast, "jinnan", "不急", planned_day=day(30))
    town = scene(cast.jinnan, "clerk.jinnan")
    first = town.topic("急", planned_day=day(1))
    found = hand_over(cast, "一般")
    assert selectors_people.received_by(cast.official("丁三")) == []
    received(found, cast.official("丁三"))
    titles = [each.line.title for each in selectors_people.received_by(cast.official("丁三"))]
    assert titles == ["急", "一般", "不急"]
    town.resolution(first)
    assert "急" not in [each.line.title for each in selectors_people.received_by(cast.official("丁三"))]


def test_when_a_room_cannot_say_what_is_open_all_is_shown(cast, found):
    received(found, cast.official("丁三"))
    with still_open.only(NOTHING):
        assert selectors_people.received_by(cast.official("丁三")) == []
    with still_open.only(NOTHING, BROKEN):
        assert any(isinstance(each, Failure) for each in still_open.ask(frozenset()))
        assert len(selectors_people.received_by(cast.official("丁三"))) == 2


def test_a_future_tenure_is_no_hindrance_to_the_one_before_it(cast):
    """A known last day lets the follower be recorded; until then he is to come."""
    post = end(tenure_of("丁九"), day(5)).post
    comes = begin_tenure(
        official=official("子一", cast.jinnan), post=post, start=day(6), acting=True, actor=ACTOR, now=timezone.now()
    )
    page = selectors_people.unit_people(cast.jinnan, today())
    (line,) = [line for line in page["posts"] if line.post == post]
    assert (line.tenure.official.name, line.coming) == ("丁九", comes)
    later = selectors_people.unit_people(cast.jinnan, day(6))
    assert [(line.tenure, line.coming) for line in later["posts"] if line.post == post] == [(comes, None)]
