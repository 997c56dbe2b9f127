"""Secret votes by paper ballots, 缓议, ties and splits, and what becomes of opinions that differ."""

import pytest

from decisions import services
from decisions.models import AgendaItem, BallotCount, BallotCountVoid, Topic, Vote
from decisions.states import Category, Choice, Outcome, Phase, Stage
from foundation.townships.states import BodyKind
from tests.decisions.pages import confirm, errors, post, text, url
from tests.decisions.refusals import refused, stopped
from tests.decisions.test_procedures import county_says
from tests.decisions.verbs import secret_item


def tellers(town, item):
    *_others, first, second = [seat for seat in town.able(item) if seat.stage == Stage.MEMBERS]
    return {"teller": first, "second_teller": second}


def counted(town, item, **more):
    numbers = {"handed_out": 9, "returned": 9, "valid": 9, "agree": 9, "oppose": 0, "abstain": 0, "postpone": 0}
    return services.count_ballots(item=item, **{**numbers, **tellers(town, item), **more}, **town.by)


def recorded(town):
    """Neither the county's rules nor the directory ask for paper ballots, so personnel is voted on by name."""
    county_says(town, kind=BodyKind.PARTY_COMMITTEE, chair="secretary", last_but_one="head", last="secretary")
    topic = town.topic("任职", category=Category.PERSONNEL, amount=None)
    Topic.objects.filter(pk=topic.pk).update(secret_vote=False)
    return Topic.objects.select_related("body").get(pk=topic.pk)


# Paper ballots ------------------------------------------------------------------------------------


def test_the_directory_asks_for_paper_ballots_where_no_rules_of_procedure_do(town):
    topic = recorded(town)
    Topic.objects.filter(pk=topic.pk).update(secret_vote=True)
    assert town.item_at(Phase.REPORT, topic).secret


def test_a_secret_vote_keeps_the_count_and_nobodys_ballot(town):
    item = secret_item(town)
    assert (item.secret, item.stage) == (True, Stage.DONE)
    with refused("decisions.secret_vote", untouched=True):
        town.vote(item, town.able(item)[0])
    with refused("decisions.ballots_not_counted"):
        town.announce(item)
    counted(town, item, returned=8, valid=7, agree=5, oppose=1, postpone=1)
    assert not Vote.objects.exists()
    resolution = town.announce(item)
    told = (resolution.due, resolution.present, resolution.agree, resolution.postpone, resolution.absent)
    assert (told, resolution.secret, resolution.outcome) == ((9, 9, 5, 1, 2), True, "adopted")


def test_a_show_of_hands_is_entered_by_name_at_one_moment(town):
    item = town.item_at(Phase.VOTING)
    raised = [seat for seat in town.able(item) if seat.stage == Stage.MEMBERS]
    votes = services.record_hands(item=item, seats=raised[1:], **town.by)
    assert [vote.seat for vote in votes] == raised[1:]
    assert {(vote.choice, vote.at) for vote in votes} == {(Choice.AGREE, town.now)}
    assert AgendaItem.objects.get(pk=item.pk).stage == Stage.MEMBERS
    town.vote(item, raised[0], Choice.OPPOSE)
    assert AgendaItem.objects.get(pk=item.pk).stage == Stage.LAST_BUT_ONE


def test_a_show_of_hands_holds_nobody_who_has_the_last_word(town):
    item = town.item_at(Phase.VOTING)
    with refused("decisions.hands_before_last", "丁二、丁一", untouched=True):
        services.record_hands(item=item, seats=town.able(item), **town.by)
    with refused("decisions.no_hands", untouched=True):
        services.record_hands(item=item, seats=[], **town.by)


def test_of_a_show_of_hands_nothing_stays_when_one_is_refused(town):
    item = town.item_at(Phase.VOTING)
    able = town.able(item)
    town.vote(item, able[2])
    with refused("decisions.once", "丁五", untouched=True):
        services.record_hands(item=item, seats=able[:3], **town.by)


def test_a_secret_vote_has_no_show_of_hands(town):
    item = secret_item(town)
    with refused("decisions.secret_vote", untouched=True):
        services.record_hands(item=item, seats=town.able(item)[:2], **town.by)


def test_statements_of_a_secret_item_come_in_their_order(town):
    town.kind = BodyKind.PARTY_COMMITTEE
    item = town.item_at(Phase.STATING, town.topic("任职", category=Category.PERSONNEL, amount=None))
    with refused("decisions.last_word"):
        town.state(item, town.seat(item, "丁一"))


def test_the_numbers_of_a_count_agree(town):
    item = secret_item(town)
    for wrong, code in (
        ({"handed_out": 8, "returned": 8, "valid": 8, "agree": 8}, "ballots_handed_out"),
        ({"returned": 10}, "ballots_returned"),
        ({"returned": 8}, "ballots_returned"),
        ({"agree": 8}, "ballots_add_up"),
    ):
        with refused(f"decisions.{code}"):
            counted(town, item, **wrong)
    assert not BallotCount.objects.exists()


def test_two_tellers_in_the_room_neither_recused_nor_principals(town):
    town.kind = BodyKind.PARTY_COMMITTEE
    topic = town.topic("任职", category=Category.PERSONNEL, amount=None)
    item = town.item_at(Phase.DISCUSSION, topic, absent={"丁九": "住院"})
    services.recuse(item=item, seat=town.seat(item, "丁八"), reason="亲属", **town.by)
    town.bring(item, Phase.VOTING)
    first = town.seat(item, "丁三")
    eight = {"handed_out": 7, "returned": 7, "valid": 7, "agree": 7}
    for name, words in (("丁三", "两个人"), ("丁九", "未到会"), ("丁八", "回避"), ("丁一", "主要负责人")):
        with refused("decisions.teller", words):
            counted(town, item, **eight, teller=first, second_teller=town.seat(item, name))
    assert counted(town, item, **eight, teller=first, second_teller=town.seat(item, "丁四")).pk


def test_a_wrong_count_is_voided_and_counted_again(town):
    item = secret_item(town)
    first = counted(town, item)
    with refused("decisions.counted_already"):
        counted(town, item)
    with refused("decisions.void_too_late"):
        services.void_statement(statement=item.statements.latest("pk"), reason="错", **town.by)
    services.void_ballots(count=first, reason="录错", **town.by)
    again = counted(town, item, agree=4, oppose=5)
    assert again.attempt == 2
    with refused("decisions.count_settled"):
        services.void_ballots(count=first, reason="录错", **town.by)
    assert town.announce(item).outcome == "rejected"
    with refused("decisions.count_settled"):
        services.void_ballots(count=again, reason="录错", **town.by)


def test_who_leaves_after_the_ballots_are_counted_has_voted(town):
    item = secret_item(town)
    counted(town, item)
    for name in ("丁五", "丁六", "丁七", "丁八"):
        services.record_departure(seat=town.seat(item, name), reason="接访", **town.by)
    assert town.announce(item).present == 9


def test_a_recorded_vote_has_no_ballots(town):
    item = town.item_at(Phase.VOTING)
    with refused("decisions.recorded_vote"):
        counted(town, item)


def test_the_database_knows_what_is_secret(town):
    item = secret_item(town)
    seat = town.able(item)[0]
    voice = {"actor": town.clerk, "at": town.now}
    stopped(lambda: Vote.objects.create(item=item, seat=seat, choice="agree", attempt=1, **voice))
    stopped(lambda: AgendaItem.objects.filter(pk=item.pk).update(secret=False), "fixed when it begins")
    numbers = {"handed_out": 9, "returned": 9, "valid": 9, "agree": 9, "oppose": 0, "abstain": 0}
    pair = tellers(town, item)
    last = town.seat(item, "丁一")
    stopped(
        lambda: BallotCount.objects.create(item=item, **numbers, teller=last, second_teller=pair["teller"], **voice),
        "not two tellers",
    )
    count = counted(town, item)
    stopped(lambda: BallotCount.objects.create(item=item, attempt=2, **numbers, **pair, **voice), "one count stands")
    town.announce(item)
    stopped(lambda: BallotCountVoid.objects.create(count=count, reason="错", **voice), "item is closed")
    plain = town.item_at(Phase.VOTING, town.topic("修路"))
    stopped(lambda: BallotCount.objects.create(item=plain, **numbers, **tellers(town, plain), **voice), "not a secret")


# 缓议, ties, splits -------------------------------------------------------------------------------


def test_postponing_is_a_choice_for_personnel_alone(town):
    item = town.item_at(Phase.STATING, recorded(town))
    assert not item.secret
    town.state(item, town.able(item)[0], Choice.POSTPONE, "再考察")
    town.everyone_states(item)
    for seat in town.able(item)[:5]:
        town.vote(item, seat, Choice.POSTPONE)
    town.everyone_votes(item)
    with refused("decisions.vote_begun"):
        services.set_aside_item(item=item, outcome=Outcome.WITHDRAWN, reason="撤", **town.by)
    services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="多数主张缓议", **town.by)
    project = town.item_at(Phase.STATING, town.topic("修路"))
    with refused("decisions.postpone_personnel_only", untouched=True):
        town.state(project, town.able(project)[0], Choice.POSTPONE)


@pytest.mark.parametrize(
    ("rule", "against", "deferred"),
    [
        ({"tie": "may_defer"}, 4, True),
        ({"tie": "counts"}, 4, False),
        ({"tie": "counts", "split": "1/4"}, 2, True),
        ({"tie": "counts", "split": "1/2"}, 2, False),
    ],
)
def test_a_tie_or_a_large_split_is_deferred_where_the_rules_let_it(town, rule, against, deferred):
    county_says(town, kind=BodyKind.PARTY_COMMITTEE, chair="secretary", last_but_one="head", last="secretary", **rule)
    item = town.item_at(Phase.VOTING, absent={"丁九": "住院"})
    names = [seat.official.name for seat in town.able(item)]
    town.vote(item, town.able(item)[0], Choice.OPPOSE)
    with refused("decisions.vote_begun", untouched=True):
        services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="再议", **town.by)
    town.everyone_votes(item, *names[:against])
    if not deferred:
        with refused("decisions.vote_begun", untouched=True):
            services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="再议", **town.by)
        assert town.announce(item).outcome == ("rejected" if against == 4 else "adopted")
        return
    closed = services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="再议", **town.by)
    closed.topic.refresh_from_db()
    assert (closed.outcome, closed.topic.state) == ("deferred", "pool")


# Opinions -----------------------------------------------------------------------------------------


def test_the_resolution_says_of_each_opinion_how_it_was_taken_up(town):
    item = town.item_at(Phase.DISCUSSION, absent={"丁九": "住院"})
    services.record_written_opinion(item=item, seat=town.seat(item, "丁九"), text="先修排水。", **town.by)
    town.bring(item, Phase.STATING)
    town.state(item, town.seat(item, "丁三"), Choice.OPPOSE, "太贵")
    town.everyone_states(item)
    town.everyone_votes(item)
    third, ninth = town.seat(item, "丁三").pk, town.seat(item, "丁九").pk
    with refused("decisions.taken_up", "丁九", untouched=True) as refusal:
        town.announce(item, taken_up={third: "压减一成。", ninth: " "})
    assert refusal.field == f"taken_{ninth}"
    resolution = town.announce(item, taken_up={third: "压减一成。", ninth: "采纳。"})
    assert (resolution.due, resolution.agree, resolution.absent) == (9, 8, 1)
    assert [(row.seat.official.name, row.text) for row in item.taken_up.all()] == [
        ("丁三", "压减一成。"),
        ("丁九", "采纳。"),
    ]


def test_absent_abstaining_and_recused_are_three_things(town):
    item = town.item_at(Phase.DISCUSSION, absent={"丁九": "住院"})
    services.recuse(item=item, seat=town.seat(item, "丁八"), reason="亲属", **town.by)
    town.bring(item, Phase.VOTING)
    town.vote(item, town.seat(item, "丁七"), Choice.ABSTAIN)
    town.everyone_votes(item)
    found = town.announce(item)
    assert (found.due, found.present, found.recused, found.abstain, found.absent) == (8, 7, 1, 1, 1)
    assert (found.agree, found.needed) == (6, 5)


# Pages --------------------------------------------------------------------------------------------


def test_the_ballots_are_entered_on_a_page_and_taken_back(town, login):
    clerk = login("clerk.jinnan")
    item = secret_item(town)
    page = text(clerk.get(url("item", item.pk)))
    assert "登记纸票清点" in page and "现在无记名投票" in page and "无记名" in page
    pair = {name: seat.pk for name, seat in tellers(town, item).items()}
    numbers = {"handed_out": 9, "returned": 9, "valid": 9, "agree": 8, "oppose": 0, "abstain": 0, "postpone": 0}
    assert "合计 8 票" in errors(post(clerk, url("ballots", item.pk), {**numbers, **pair}))
    assert confirm(clerk, url("ballots", item.pk), {**numbers, **pair, "postpone": 1}).status_code == 302
    page = text(clerk.get(url("item", item.pk)))
    assert "作废这次清点" in page and "纸票已经清点" in page
    count = BallotCount.objects.get()
    assert "已经登记过" in text(clerk.get(url("ballots", item.pk)))
    assert post(clerk, url("void_ballots", item.pk, count.pk), {"reason": "录错"}).status_code == 302
    assert "登记纸票清点" in text(clerk.get(url("item", item.pk)))


def test_the_head_and_the_opinions_stand_on_the_page_of_the_result(town, login):
    clerk = login("clerk.jinnan")
    town.kind = BodyKind.HEAD_MEETING
    item = town.item_at(Phase.STATING)
    seat = town.able(item)[0]
    town.state(item, seat, Choice.OPPOSE, "太贵")
    town.everyone_states(item)
    town.everyone_votes(item)
    form = {"text": "同意。", f"taken_{seat.pk}": "压减一成。", "decision": "rejected"}
    assert "太贵" in text(clerk.get(url("result", item.pk)))
    assert "与多数不一致" in errors(post(clerk, url("result", item.pk), form))
    sent = confirm(clerk, url("result", item.pk), {**form, "head_reason": "财政承受不了"})
    assert sent.url == url("item", item.pk)
    page = text(clerk.get(url("resolution", item.resolution.pk)))
    assert "压减一成。" in page and "财政承受不了" in page


def test_who_leaves_between_two_items_leaves_none_of_them(town):
    item = town.item_at(Phase.WAITING, town.topic())
    seat = town.able(item)[0]
    departure = services.record_departure(seat=seat, reason="接访", **town.by)
    seat.refresh_from_db()
    assert departure.item is None and not seat.present
