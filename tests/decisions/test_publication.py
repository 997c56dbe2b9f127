"""What citizens get to see of a decision, what they never do, and what follows when they do."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from decisions import services
from decisions.models import Topic
from decisions.states import Category, Choice, Phase, TopicState
from disclosure.events import Published, published
from disclosure.models import Draft, Publication
from disclosure.services import publish, return_draft
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.rulebook.services import set_parameter
from foundation.rulebook.states import Unit
from foundation.townships.models import User
from foundation.violations import Basis
from tests.decisions.refusals import refused
from tests.decisions.rows import changed, everything
from tests.decisions.verbs import prepared

#: Planted wherever somebody writes in a room; none may reach a copy.
CANARIES = {name: f"金丝雀{name}" for name in ("内容", "汇报", "发言", "表态", "作废", "回避", "缺席")}
NAMES = [f"丁{sign}" for sign in "一二三四五六七八九"]


@pytest.fixture
def reviewer(town) -> User:
    return User.objects.get(username="reviewer.jinnan")


def noisy(town):
    """A resolution after a meeting in which every free text holds a canary."""
    topic = town.topic("修建文化广场", content=CANARIES["内容"])
    item = town.opened(topic, absent={"丁九": CANARIES["缺席"]}).items.get()
    services.begin_item(item=item, **town.by)
    services.record_report(item=item, reporter=topic.proposer, text=CANARIES["汇报"], **town.by)
    services.record_speech(item=item, seat=town.seat(item, "丁三"), text=CANARIES["发言"], **town.by)
    services.recuse(item=item, seat=town.seat(item, "丁八"), reason=CANARIES["回避"], **town.by)
    services.end_discussion(item=item, **town.by)
    wrong = town.state(item, town.seat(item, "丁四"), Choice.OPPOSE, CANARIES["表态"])
    services.void_statement(statement=wrong, reason=CANARIES["作废"], **town.by)
    town.state(item, wrong.seat, Choice.OPPOSE, CANARIES["表态"])
    town.everyone_states(item)
    town.everyone_votes(item, "丁四")
    return town.announce(item, "同意修建。\n\n总投资控制在 86 万元以内。")


def test_the_copy_says_what_who_when_how_much_and_how_to_object(town):
    resolution = noisy(town)
    draft = prepared(town, resolution)
    assert (draft.kind, draft.division, draft.title) == ("decision", town.division, "修建文化广场")
    assert (draft.what, draft.body, draft.amount) == ("修一个广场", "金南镇党委会", Decimal("860000.00"))
    assert (draft.decided_on, draft.how_to_object) == (town.today, "到党政办公室书面提出")
    assert draft.object_until == town.today + timedelta(days=7)
    assert draft.source == str(Ref.of(resolution))
    assert draft.sections == [
        {"heading": "决定内容", "text": "同意修建。\n\n总投资控制在 86 万元以内。"},
        {"heading": "决定结果", "text": "经集体讨论、逐项表决，通过。"},
    ]


def test_nothing_of_the_discussion_and_no_name_reaches_the_copy(town, reviewer):
    draft = prepared(town, noisy(town))
    publication = publish(draft=draft, reviewer=reviewer, now=town.now)
    row = Draft.objects.filter(pk=draft.pk).values().get()
    copies = json.dumps(row, default=str, ensure_ascii=False) + bytes(publication.content).decode()
    for word in (*CANARIES.values(), *NAMES, "不同意", "弃权", "oppose", "9 人", "票"):
        assert word not in copies, word


def test_a_rejected_item_is_published_as_rejected(town):
    resolution = town.resolution(against=("丁三", "丁四", "丁五", "丁六", "丁七"))
    assert prepared(town, resolution).sections[1]["text"] == "经集体讨论、逐项表决，未通过。"


def test_nothing_of_a_personnel_matter_is_prepared(town):
    resolution = town.resolution(town.topic("任职", category=Category.PERSONNEL, amount=None))
    with refused("decisions.personnel_stays_inside", "人事事项", untouched=True):
        prepared(town, resolution)


def test_the_days_to_object_are_the_countys(town):
    set_parameter(
        code="disclosure.notice_days",
        value="8",
        unit=Unit.CALENDAR_DAYS,
        scope=town.division.scope,
        start=town.today,
        basis=Basis("镇规"),
        actor=town.clerk,
        now=town.now,
    )
    draft = prepared(town, town.resolution())
    assert draft.object_until == town.today + timedelta(days=8)


def test_a_decision_has_one_standing_copy(town):
    resolution = town.resolution()
    prepared(town, resolution)
    with refused("disclosure.source_taken"):
        prepared(town, resolution)


def test_a_returned_copy_is_prepared_anew(town, reviewer):
    resolution = town.resolution()
    old = return_draft(draft=prepared(town, resolution), reviewer=reviewer, reason="写清地点", now=town.now)
    new = services.prepare_publication(
        resolution=resolution, what="在镇东修广场", how_to_object="书面提出", replaces=old, **town.by
    )
    assert new.replaces == old
    assert Topic.objects.get(pk=resolution.topic_id).state == TopicState.DECIDED


# What follows ------------------------------------------------------------------------------------


def test_when_the_second_person_publishes_the_topic_is_public(town, reviewer):
    resolution = town.resolution()
    draft = prepared(town, resolution)
    assert Topic.objects.get(pk=resolution.topic_id).state == TopicState.DECIDED
    publish(draft=draft, reviewer=reviewer, now=town.now)
    topic = Topic.objects.get(pk=resolution.topic_id)
    assert topic.state == TopicState.PUBLISHED
    assert topic.history.latest().history_user == reviewer
    entry = LedgerEntry.objects.filter(stream="320831101").latest("number")
    assert (entry.act, entry.actor, entry.ref) == ("decisions.topic.published", str(reviewer), str(Ref.of(topic)))


def test_being_told_twice_changes_nothing_more(town, reviewer):
    publication = publish(draft=prepared(town, town.resolution()), reviewer=reviewer, now=town.now)
    before = everything()
    published.emit(Published(publication.pk, Ref.parse(publication.draft.source), town.division.code))
    assert changed(before, everything()) == set()


def test_what_is_published_of_other_rooms_is_none_of_ours(town):
    services.note_publication(Published("nothing", Ref("powers.matter", "1"), town.division.code))


def test_a_topic_that_cannot_be_marked_stops_the_publication(town, reviewer, monkeypatch):
    draft = prepared(town, town.resolution())

    def broken(*_args: object, **_kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr("decisions.services.results.save_with_history", broken)
    with pytest.raises(OSError):
        publish(draft=draft, reviewer=reviewer, now=town.now)
    assert not Publication.objects.exists()
    draft.refresh_from_db()
    assert draft.state == "prepared"


def test_this_room_listens_to_what_is_published():
    assert "decisions.services.note_publication" in published.subscribers()


def test_what_is_public_does_not_come_to_a_meeting_again(town, reviewer):
    resolution = town.resolution()
    publish(draft=prepared(town, resolution), reviewer=reviewer, now=town.now)
    meeting = services.convene_meeting(body=town.body, day=town.today, place="室", **town.by)
    with refused("decisions.topic_taken", "已公开"):
        services.put_on_agenda(meeting=meeting, topic=resolution.topic, **town.by)


def test_a_copy_can_be_prepared_while_the_meeting_still_goes_on(town):
    item = town.item_at(Phase.VOTING)
    town.everyone_votes(item)
    resolution = town.announce(item, "同意")
    assert prepared(town, resolution).state == "prepared"
