"""Receipts, ad-hoc motions, small matters and templates by two people at the same moment, and votes at the very end.

The lock on meeting, item or unit decides; whoever comes second is told by a rule, never by the database.
"""

from functools import partial

import pytest

from decisions import services
from decisions.models import AdHocConsent, AgendaItem, LightSheet, Receipt, Resolution, TopicTemplate, Vote
from decisions.states import Choice, Phase, TopicState
from foundation.ledger.verification import first_bad_entry
from foundation.townships.models import Division
from foundation.townships.states import BodyKind
from tests.cast import JINNAN
from tests.decisions.scenes import Scene, scene
from tests.decisions.together import STREAM, both, rounds
from tests.decisions.verbs import SMALL, light, members, secret_item, template


@pytest.fixture
def town(copied_db) -> Scene:
    """Committed: every thread sees it. The three of the discipline committee are enough."""
    return scene(Division.objects.get(code=JINNAN), "clerk.jinnan", kind=SMALL)


@pytest.fixture(autouse=True)
def proven(town):
    """Whoever wins, the ledger verifies."""
    yield
    assert first_bad_entry(STREAM) is None


# The last votes ------------------------------------------------------------------------------------


@rounds(2, 8, 60)
def test_the_last_vote_and_the_result_at_once_are_in_order(town, rounds):
    for number in range(rounds):
        item = town.item_at(Phase.VOTING, town.topic(f"第{number}件"))
        *others, last = town.able(item)
        for seat in others:
            town.vote(item, seat)
        announce = partial(services.announce_result, item=item, text="同意", **town.by)
        results = both(partial(town.vote, item, last), announce)
        assert results in (["ok", "ok"], ["ok", "everyone_has_voted"])
        made = Resolution.objects.filter(item=item).first() or announce()
        assert (made.agree, made.absent) == (3, 0)


@rounds(2, 8, 60)
def test_a_vote_voided_while_the_next_stage_votes_is_void_or_too_late(town, rounds):
    for number in range(rounds):
        item = town.item_at(Phase.VOTING, town.topic(f"第{number}件"))
        *others, last = town.able(item)
        votes = [town.vote(item, seat) for seat in others]
        results = both(
            partial(services.void_vote, vote=votes[0], reason="录错", **town.by), partial(town.vote, item, last)
        )
        assert results in (["ok", "last_word"], ["void_too_late", "ok"])
        assert Vote.objects.filter(item=item, void=None).count() == (1 if results[0] == "ok" else 3)


@rounds(2, 8, 60)
def test_a_vote_voided_while_it_is_entered_anew_is_there_at_most_once(town, rounds):
    item = town.item_at(Phase.VOTING)
    seat = town.able(item)[0]
    for _round in range(rounds):
        vote = Vote.objects.filter(item=item, seat=seat, void=None).first() or town.vote(item, seat)
        results = both(
            partial(services.void_vote, vote=vote, reason="录错", **town.by),
            partial(town.vote, item, seat, Choice.OPPOSE),
        )
        assert results in (["ok", "ok"], ["ok", "once"])
        assert Vote.objects.filter(item=item, void=None).count() == (results[1] == "ok")


@rounds(1, 5, 40)
def test_ballots_counted_twice_at_once_are_counted_once(town, rounds):
    item = secret_item(town)
    *_others, first, second = members(town, item)
    numbers = {"handed_out": 9, "returned": 9, "valid": 9, "agree": 9, "oppose": 0, "abstain": 0}
    count = partial(services.count_ballots, item=item, **numbers, teller=first, second_teller=second, **town.by)
    for _round in range(rounds):
        assert sorted(both(count, count)) == ["counted_already", "ok"]
        standing = item.ballot_counts.get(void=None)
        void = partial(services.void_ballots, count=standing, reason="录错", **town.by)
        assert sorted(both(void, void)) == ["count_settled", "ok"]


# Receipts ------------------------------------------------------------------------------------------


@rounds(2, 8, 60)
def test_a_member_signs_in_two_windows_at_once_and_has_signed_once(town, rounds):
    member = town.account("discipline")
    for number in range(rounds):
        meeting = town.convened(town.topic(f"甲{number}"), town.topic(f"乙{number}"))
        sign = partial(services.sign_for, meeting=meeting, actor=member, now=town.now)
        assert sorted(both(sign, sign)) == ["nothing_to_sign", "ok"]
        assert Receipt.objects.filter(delivery__item__meeting=meeting).count() == 2


@rounds(2, 8, 60)
def test_the_office_writes_down_a_signature_while_the_member_signs_and_one_of_both_stands(town, rounds):
    member = town.account("discipline")
    for number in range(rounds):
        meeting = town.convened(town.topic(f"第{number}件"))
        results = both(
            partial(services.sign_for, meeting=meeting, actor=member, now=town.now),
            partial(
                services.record_hand_over,
                meeting=meeting,
                official=member.official,
                handed_on=town.today,
                **town.by,
            ),
        )
        assert sorted(results) == ["nothing_to_sign", "ok"]
        receipt = Receipt.objects.get(delivery__item__meeting=meeting)
        assert receipt.on_paper == (results[1] == "ok")


@rounds(1, 5, 50)
def test_who_signs_while_the_meeting_closes_has_signed_before_or_is_too_late(town, rounds):
    member = town.account("discipline")
    for number in range(rounds):
        item = town.opened(town.topic(f"第{number}件")).items.get()
        services.set_aside_item(item=item, outcome="deferred", reason="再议", **town.by)
        results = both(
            partial(services.sign_for, meeting=item.meeting, actor=member, now=town.now),
            partial(services.close_meeting, meeting=item.meeting, **town.by),
        )
        assert results in (["ok", "ok"], ["signed_too_late", "ok"])


# Ad-hoc motions ------------------------------------------------------------------------------------


@rounds(2, 6, 50)
def test_a_topic_put_ad_hoc_twice_at_once_stands_on_one_agenda(town, rounds):
    """In two windows for one meeting, or for two meetings."""
    for number in range(rounds):
        topic = town.topic(f"第{number}件")
        days = [town.today] * (1 + number % 2)
        meetings = [services.convene_meeting(body=town.body, day=day, place="室", **town.by) for day in days]
        put = [
            partial(services.put_ad_hoc, meeting=meeting, topic=topic, reason="汛情", **town.by)
            for meeting in (meetings[0], meetings[-1])
        ]
        assert sorted(both(*put)) == ["ok", "topic_taken"]
        assert AgendaItem.objects.get(topic=topic).deliveries.count() == 3


@rounds(1, 5, 50)
def test_a_topic_put_ad_hoc_while_another_puts_it_on_the_agenda_stands_there_once(town, rounds):
    for number in range(rounds):
        topic = town.topic(f"第{number}件")
        meeting = services.convene_meeting(body=town.body, day=town.today, place="室", **town.by)
        results = both(
            partial(services.put_ad_hoc, meeting=meeting, topic=topic, reason="汛情", **town.by),
            partial(services.put_on_agenda, meeting=meeting, topic=topic, **town.by),
        )
        assert sorted(results) == ["ok", "topic_taken"]
        assert hasattr(AgendaItem.objects.get(topic=topic), "ad_hoc") == (results[0] == "ok")
        topic.refresh_from_db()
        assert topic.state == TopicState.ON_AGENDA


@rounds(2, 6, 50)
def test_consent_recorded_twice_at_once_is_there_once(town, rounds):
    meeting = town.opened()
    for number in range(rounds):
        topic = town.topic(f"第{number}件")
        item = services.put_ad_hoc(meeting=meeting, topic=topic, reason="汛情", **town.by)
        consent = [partial(services.record_consent, item=item, agree=agree, **town.by) for agree in (2, 3)]
        assert sorted(both(*consent)) == ["no_consent_wanted", "ok"]
    assert AdHocConsent.objects.count() == rounds


@rounds(2, 6, 50)
def test_a_motion_does_not_begin_before_its_consent(town, rounds):
    for number in range(rounds):
        first = town.topic(f"第{number}件")
        meeting = town.opened(first)
        services.set_aside_item(item=meeting.items.get(), outcome="deferred", reason="再议", **town.by)
        item = services.put_ad_hoc(meeting=meeting, topic=town.topic(f"急{number}"), reason="汛情", **town.by)
        results = both(
            partial(services.record_consent, item=item, agree=2, **town.by),
            partial(services.begin_item, item=item, **town.by),
        )
        assert results in (["ok", "ok"], ["ok", "ad_hoc_waits"])
        item.refresh_from_db()
        assert (item.phase == Phase.REPORT) == (results[1] == "ok")


# Small matters and templates -----------------------------------------------------------------------


@rounds(2, 6, 50)
def test_two_sheets_entered_at_once_are_one(town, rounds):
    town.kind = BodyKind.HEAD_MEETING
    for _round in range(rounds):
        meeting = town.opened()
        enter = [
            partial(services.enter_light_sheet, meeting=meeting, lines=[light(town, matter=word)], **town.by)
            for word in ("甲", "乙")
        ]
        assert sorted(both(*enter)) == ["light_sheet_exists", "ok"]
        assert LightSheet.objects.get(meeting=meeting).lines.count() == 1


@rounds(2, 6, 50)
def test_a_sheet_is_signed_or_void_never_both(town, rounds):
    town.kind = BodyKind.HEAD_MEETING
    meeting = town.opened()
    for _round in range(rounds):
        if standing := meeting.light_sheets.filter(signature__isnull=False).first():
            assert not hasattr(standing, "void")
            meeting = town.opened()
        sheet = services.enter_light_sheet(meeting=meeting, lines=[light(town)], **town.by)
        results = both(
            partial(services.sign_off_light_sheet, sheet=sheet, actor=town.account("head"), now=town.now),
            partial(services.void_light_sheet, sheet=sheet, reason="录错", **town.by),
        )
        assert results in (["ok", "light_signed"], ["light_void", "ok"])


@rounds(2, 6, 50)
def test_two_templates_of_one_title_kept_at_once_are_one(town, rounds):
    for number in range(rounds):
        keep = partial(template, town, title=f"第{number}项经费")
        assert sorted(both(keep, keep)) == ["ok", "template_exists"]
        (kept,) = TopicTemplate.objects.filter(title=f"第{number}项经费")
        end = partial(services.end_template, template=kept, **town.by)
        assert sorted(both(end, end)) == ["ok", "template_ended"]
