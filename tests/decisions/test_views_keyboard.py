"""The item at speed: where the keyboard stands as a page opens, what its keys are, who raises his hand with others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from decisions import services
from decisions.models import AgendaItem, Vote
from decisions.states import Category, Choice, Outcome, Phase, StopAnswerKind, StopKind
from foundation.townships.models import User
from foundation.web.tokens import new_token
from tests.decisions.pages import errors, opens_at, post, text, url
from tests.decisions.scenes import Scene


@pytest.fixture
def town(town) -> Scene:
    """Its meetings are today, by the clock of the house too."""
    town.now -= timedelta(days=2)
    return town


@pytest.fixture
def clerk(login):
    return login("clerk.jinnan")


# Where the keyboard stands -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "where"),
    [
        (Phase.WAITING, 'type="submit"'),
        (Phase.REPORT, 'id="id_text"'),
        (Phase.DISCUSSION, 'id="id_seat"'),
        (Phase.STATING, "_choice_0"),
        (Phase.VOTING, "_choice_0"),
    ],
)
def test_the_page_opens_at_what_the_clerk_does_next(town, clerk, phase, where):
    item = town.item_at(phase)
    assert where in opens_at(text(clerk.get(url("item", item.pk))))


def test_where_a_rule_has_refused_the_page_opens_at_what_it_says(town, clerk):
    item = town.item_at(Phase.VOTING)
    answer = post(clerk, url("vote", item.pk, town.seat(item, "丁一").pk), {"choice": "agree"})
    assert 'class="error-summary"' in opens_at(text(answer))


def test_from_an_item_that_has_ended_the_way_leads_to_the_next_and_after_the_last_to_the_end(town, clerk):
    first = town.item_at(Phase.VOTING, town.topic("甲"), town.topic("乙"))
    second = first.meeting.items.get(position=2)
    town.everyone_votes(first)
    town.announce(first)
    page = text(clerk.get(url("item", first.pk)))
    assert url("item", second.pk) in opens_at(page) and "散会" not in page
    town.bring(second, Phase.VOTING)
    town.everyone_votes(second)
    town.announce(second)
    page = clerk.get(url("item", second.pk))
    close = page.context["deeds"][0]
    assert (close.url, close.focus) == (url("close", first.meeting_id), True)
    assert post(clerk, close.url).status_code == 302
    page = text(clerk.get(url("item", second.pk)))
    assert close.url not in page and "autofocus" not in page


def test_from_the_last_item_the_way_leads_back_to_one_that_was_left(town, clerk):
    first = town.opened(town.topic("甲"), town.topic("乙")).items.get(position=1)
    second = first.meeting.items.get(position=2)
    town.bring(second, Phase.REPORT)
    services.set_aside_item(item=second, outcome=Outcome.DEFERRED, reason="再议", **town.by)
    assert url("item", first.pk) in opens_at(text(clerk.get(url("item", second.pk))))


def test_where_nobody_can_state_the_item_is_set_aside(town, clerk):
    item = town.item_at(Phase.STATING)
    for seat in town.able(item):
        services.recuse(item=item, seat=seat, reason="亲属", **town.by)
    assert url("aside", item.pk) in opens_at(text(clerk.get(url("item", item.pk))))


def test_the_keys_of_a_phase_are_said_to_who_keeps_it(town, clerk, login):
    item = town.item_at(Phase.DISCUSSION)
    assert keys_of(clerk, item) == ["Ctrl+Enter", "+ −", "0"]
    town.bring(item, Phase.STATING)
    assert keys_of(clerk, item) == ["1", "2", "3", "Enter", "Ctrl+Enter", "+ −", "0", "Shift+Tab"]
    town.bring(item, Phase.VOTING)
    assert keys_of(clerk, item) == ["1", "2", "3", "Enter", "5", "+ −", "0", "Shift+Tab"]
    assert keys_of(login("secretary.jinnan"), item) == []
    town.everyone_votes(item)
    town.announce(item)
    assert keys_of(clerk, item) == []


def keys_of(client, item: AgendaItem) -> list[str]:
    return [one.key for one in client.get(url("item", item.pk)).context["keys"]]


def test_an_entry_can_be_voided_right_before_the_next_line(town, clerk):
    item = town.item_at(Phase.STATING)
    town.state(item, town.seat(item, "丁三"))
    page = text(clerk.get(url("item", item.pk)))
    before = page[page.index("提前离会") : page.index('id="next"')]
    assert before.index("提前离会") < before.index("作废表态")


# A show of hands ---------------------------------------------------------------------------------


def hands(client, item: AgendaItem, *seats, **more):
    return post(client, url("hands", item.pk), {"seats": [seat.pk for seat in seats]}, **more)


def test_who_raises_his_hand_together_is_entered_together_and_nobody_is_marked_beforehand(town, clerk):
    item = town.item_at(Phase.VOTING)
    seats = town.able(item)
    town.vote(item, seats[0], Choice.OPPOSE)
    page = clerk.get(url("item", item.pk))
    offered = [str(choice[1]) for choice in page.context["hands"].fields["seats"].choices]
    assert offered == ["丁四", "丁五", "丁六", "丁七", "丁八", "丁九"]
    assert "checked" not in text(page)
    assert hands(clerk, item, *seats[1:4])["Location"] == url("item", item.pk)
    assert [(vote.seat.official.name, vote.choice) for vote in item.votes.order_by("pk")][1:] == [
        ("丁四", "agree"),
        ("丁五", "agree"),
        ("丁六", "agree"),
    ]


def test_a_show_of_hands_sent_twice_is_one(town, clerk):
    item, token = town.item_at(Phase.VOTING), new_token()
    seats = town.able(item)[:3]
    answers = [hands(clerk, item, *seats, token=token) for _time in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    assert Vote.objects.count() == 3


def test_a_show_of_hands_names_somebody_whose_turn_it_is(town, clerk):
    item = town.item_at(Phase.VOTING)
    assert "请勾选当场举手同意的成员" in errors(hands(clerk, item))
    answer = hands(clerk, item, town.seat(item, "丁三"), town.seat(item, "丁一"))
    assert "名单已有变化" in errors(answer) and not Vote.objects.exists()
    assert text(answer).count('<details class="more hands" open>') == 1


def test_a_show_of_hands_is_refused_while_a_stop_stands(town, clerk):
    item = town.item_at(Phase.VOTING)
    actor = User.objects.get(username="discipline.jinnan")
    stop = {"actor": actor, "now": timezone.now()}
    services.raise_stop(item=item, kind=StopKind.STOP, reason="没有预告", **stop)
    assert "制止" in errors(hands(clerk, item, *town.able(item)[:3]))
    assert not Vote.objects.exists()


@pytest.mark.parametrize("phase", [Phase.DISCUSSION, Phase.STATING])
def test_opinions_are_stated_one_by_one(town, clerk, phase):
    item = town.item_at(phase)
    assert clerk.get(url("item", item.pk)).context["hands"] is None


def test_the_last_of_the_members_and_the_principals_have_no_show_of_hands(town, clerk):
    item = town.item_at(Phase.VOTING)
    for seat in town.able(item)[:6]:
        town.vote(item, seat)
    assert clerk.get(url("item", item.pk)).context["hands"] is None
    town.vote(item, town.able(item)[6])
    assert clerk.get(url("item", item.pk)).context["hands"] is None


def test_a_secret_vote_has_no_show_of_hands_and_opens_at_its_count(town, clerk):
    item = town.item_at(Phase.VOTING, town.topic("任职", category=Category.PERSONNEL, amount=None))
    page = clerk.get(url("item", item.pk))
    assert page.context["hands"] is None
    assert url("ballots", item.pk) in opens_at(text(page))
    seats = town.able(item)[:2]
    assert "名单已有变化" in errors(hands(clerk, item, *seats))


def test_a_stop_comes_before_everything_and_its_acceptance_leads_to_the_end(town, clerk):
    item = town.item_at(Phase.STATING)
    by = {"actor": User.objects.get(username="discipline.jinnan"), "now": timezone.now()}
    stop = services.raise_stop(item=item, kind=StopKind.STOP, reason="没有预告", **by)
    assert f'id="answer-{stop.pk}-kind_0"' in opens_at(text(clerk.get(url("item", item.pk))))
    services.answer_stop(stop=stop, kind=StopAnswerKind.ENDS, text="接受", **town.by)
    assert url("aside", item.pk) in opens_at(text(clerk.get(url("item", item.pk))))
    services.lift_stop(stop=stop, reason="已补正", **by)
    assert "_choice_0" in opens_at(text(clerk.get(url("item", item.pk))))


def test_a_reminder_holds_nothing_up(town, clerk):
    item = town.item_at(Phase.STATING)
    by = {"actor": User.objects.get(username="discipline.jinnan"), "now": timezone.now()}
    services.raise_stop(item=item, kind=StopKind.REMIND, reason="请逐人表态", **by)
    assert "_choice_0" in opens_at(text(clerk.get(url("item", item.pk))))
