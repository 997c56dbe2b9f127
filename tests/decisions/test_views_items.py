"""The item in the room: whose turn it is, what the clerk enters, what the rules answer."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from decisions import services
from decisions.models import AgendaItem, Resolution, Vote
from decisions.states import Choice, Outcome, Phase
from decisions.views.room import Room
from foundation.violations import RuleViolation
from foundation.web.acting import rehearse
from foundation.web.tokens import new_token
from tests.decisions.pages import confirm, errors, opens_at, post, text, url
from tests.decisions.scenes import Scene


@pytest.fixture
def town(town) -> Scene:
    """Its meetings are today, by the clock of the house too."""
    town.now -= timedelta(days=2)
    return town


@pytest.fixture
def clerk(login):
    return login("clerk.jinnan")


def enter(client, item: AgendaItem, seat, choice: str = "agree", **more):
    item.refresh_from_db()
    name = "statement" if item.phase == Phase.STATING else "vote"
    return post(client, url(name, item.pk, seat.pk), {"choice": choice, **more})


def line_of(response, name: str):
    return next(line for line in response.context["lines"] if line.seat.official.name == name)


# Whose turn --------------------------------------------------------------------------------------


def test_members_come_first_the_head_last_but_one_the_secretary_last(town, clerk):
    page = clerk.get(url("item", town.item_at(Phase.VOTING).pk))
    names = [line.seat.official.name for line in page.context["lines"]]
    assert names == ["丁三", "丁四", "丁五", "丁六", "丁七", "丁八", "丁九", "丁二", "丁一"]
    assert [line.seat.official.name for line in page.context["lines"] if line.is_next] == ["丁三"]


def test_the_line_of_a_principal_says_who_is_missing(town, clerk):
    item = town.item_at(Phase.VOTING)
    for seat in town.able(item)[:5]:
        town.vote(item, seat)
    page = clerk.get(url("item", item.pk))
    assert "尚未表决的有：丁八、丁九、丁二。" in line_of(page, "丁一").waits
    assert "尚未表决的有：丁八、丁九。" in line_of(page, "丁二").waits
    assert line_of(page, "丁八").waits == ""
    assert "尚缺 2 人：丁八、丁九" in page.context["turn"]


@pytest.mark.parametrize("phase", [Phase.STATING, Phase.VOTING])
def test_the_secretarys_early_word_is_refused_and_the_page_says_who_is_missing(town, clerk, phase):
    item = town.item_at(phase)
    before = Vote.objects.count()
    answer = enter(clerk, item, town.seat(item, "丁一"), "oppose")
    word = "表态" if phase == Phase.STATING else "表决"
    assert f"丁一须在其他成员之后{word}" in errors(answer)
    for name in ("丁三", "丁四", "丁五", "丁六", "丁七", "丁八", "丁九", "丁二"):
        assert name in errors(answer)
    assert Vote.objects.count() == before
    form = line_of(answer, "丁一").form
    assert form.errors and form["choice"].value() == "oppose"
    assert text(answer).count("有以下问题") == 1


def test_every_entry_leads_to_the_next_empty_line(town, clerk):
    item = town.item_at(Phase.STATING)
    answer = enter(clerk, item, town.seat(item, "丁三"))
    assert answer["Location"] == url("item", item.pk)
    page = text(clerk.get(url("item", item.pk)))
    assert page.count('id="next"') == 1
    line = page[page.index('id="next"') :]
    assert line.index("丁四") < line.index("丁五")
    assert f'id="seat_{town.seat(item, "丁四").pk}_choice_0"' in opens_at(page)


def test_when_nobody_is_missing_the_result_is_next(town, clerk):
    item = town.item_at(Phase.VOTING)
    assert not clerk.get(url("item", item.pk)).context["finish"].allowed
    town.everyone_votes(item)
    page = clerk.get(url("item", item.pk))
    assert page.context["finish"].allowed and "已全部表决" in page.context["turn"]
    assert url("result", item.pk) in opens_at(text(page))


# From the first word to the last -----------------------------------------------------------------


def test_an_item_is_held_from_its_report_to_its_resolution(town, clerk):
    meeting = town.opened()
    item = meeting.items.get()
    assert clerk.get(url("item", item.pk)).context["action"].allowed
    assert post(clerk, url("begin", item.pk)).status_code == 302
    page = clerk.get(url("item", item.pk))
    assert page.context["report"]["reporter"].value() == item.topic.proposer_id
    given = {"reporter": item.topic.proposer_id, "text": "预算已编好。"}
    assert post(clerk, url("report", item.pk), given).status_code == 302
    speech = {"seat": town.seat(item, "丁一").pk, "text": "请说明工期。"}
    assert post(clerk, url("speech", item.pk), speech).status_code == 302
    assert post(clerk, url("end_discussion", item.pk)).status_code == 302
    for phase in (Phase.STATING, Phase.VOTING):
        for seat in town.able(item):
            assert enter(clerk, item, seat, text="原话" if phase == Phase.STATING else "").status_code == 302
    done = confirm(clerk, url("result", item.pk), {"text": "同意修建。"})
    resolution = Resolution.objects.get()
    assert done["Location"] == url("item", item.pk)
    assert (resolution.agree, resolution.text) == (9, "同意修建。")
    page = text(clerk.get(url("item", item.pk)))
    for word in ("预算已编好。", "请说明工期。", "<q>原话</q>", "查看决定", url("resolution", resolution.pk)):
        assert word in page


def test_the_result_is_looked_at_together_with_the_count(town, clerk):
    item = town.item_at(Phase.VOTING)
    assert "尚未表决的有" in text(clerk.get(url("result", item.pk)))
    assert "尚未表决的有" in errors(post(clerk, url("result", item.pk), {"text": "同意。"}))
    town.everyone_votes(item, "丁三", "丁四", "丁五", "丁六", "丁七")
    page = text(post(clerk, url("result", item.pk), {"text": "不同意修建。"}))
    assert "同意 4 票，不同意 5 票" in page and "未通过" in page
    assert not Resolution.objects.exists()


@pytest.mark.parametrize(
    ("name", "phase", "data", "word"),
    [
        ("report", Phase.REPORT, {"text": "", "reporter": ""}, "report"),
        ("speech", Phase.DISCUSSION, {"text": "说过的话", "seat": ""}, "speech"),
    ],
)
def test_an_incomplete_form_is_shown_again_where_it_stood(town, clerk, name, phase, data, word):
    item = town.item_at(phase)
    answer = post(clerk, url(name, item.pk), data)
    assert answer.context[word].errors
    assert data["text"] in text(answer)


def test_an_entry_without_a_choice_asks_for_one(town, clerk):
    item = town.item_at(Phase.VOTING)
    seat = town.seat(item, "丁三")
    answer = post(clerk, url("vote", item.pk, seat.pk))
    assert "请选择同意、不同意或者弃权" in errors(answer)
    assert f'href="#seat_{seat.pk}_choice_0"' in text(answer)
    assert f'id="seat_{seat.pk}_choice_0"' in text(answer)


def test_the_same_entry_sent_twice_is_one_vote(town, clerk):
    item = town.item_at(Phase.VOTING)
    seat, token = town.seat(item, "丁三"), new_token()
    answers = [post(clerk, url("vote", item.pk, seat.pk), {"choice": "agree"}, token=token) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {url("item", item.pk)}
    assert Vote.objects.count() == 1
    assert "每人每项只能一次" in errors(enter(clerk, item, seat))


def test_a_stale_page_is_answered_by_the_rule(town, clerk):
    item = town.item_at(Phase.STATING)
    answer = post(clerk, url("vote", item.pk, town.seat(item, "丁三").pk), {"choice": "agree"})
    assert "环节" in errors(answer)


# What is rare ------------------------------------------------------------------------------------


def test_a_wrong_vote_is_voided_with_its_reason_and_stays_to_be_seen(town, clerk):
    item = town.item_at(Phase.VOTING)
    vote = town.vote(item, town.seat(item, "丁三"), Choice.OPPOSE)
    assert "reason" in post(clerk, url("void_vote", item.pk, vote.pk)).context["form"].errors
    assert post(clerk, url("void_vote", item.pk, vote.pk), {"reason": "录错"}).status_code == 302
    page = clerk.get(url("item", item.pk))
    line = line_of(page, "丁三")
    assert line.is_next and [entry.void for entry in line.entries if entry.word == "表决"] == ["录错"]
    assert "已作废：录错" in text(page)
    assert "已经作废" in errors(post(clerk, url("void_vote", item.pk, vote.pk), {"reason": "再录"}))


def test_a_statement_is_voided_only_while_nobody_later_has_acted(town, clerk):
    item = town.item_at(Phase.STATING)
    rows = [town.state(item, seat) for seat in town.able(item)[:8]]
    page = clerk.get(url("item", item.pk))
    assert not any(entry.void_form for entry in line_of(page, "丁三").entries)
    assert line_of(page, "丁二").entries[0].void_form
    assert "不能再作废" in errors(post(clerk, url("void_statement", item.pk, rows[0].pk), {"reason": "录错"}))
    assert post(clerk, url("void_statement", item.pk, rows[7].pk), {"reason": "录错"}).status_code == 302


def test_an_entry_of_another_item_is_not_found(town, clerk):
    one = town.item_at(Phase.VOTING)
    vote = town.vote(one, town.seat(one, "丁三"))
    other = AgendaItem.objects.exclude(pk=one.pk).first() or one
    assert post(clerk, url("void_statement", other.pk, 999999), {"reason": "x"}).status_code == 404
    assert post(clerk, url("vote", one.pk, 999999), {"choice": "agree"}).status_code == 404
    assert vote.pk


def test_who_is_recused_has_no_line_to_fill_in(town, clerk):
    item = town.item_at(Phase.STATING)
    seat = town.seat(item, "丁三")
    assert post(clerk, url("recuse", item.pk, seat.pk), {"reason": "亲属承建"}).status_code == 302
    line = line_of(clerk.get(url("item", item.pk)), "丁三")
    assert line.form is None and "亲属承建" in line.out
    assert "已对本议题回避" in errors(post(clerk, url("recuse", item.pk, seat.pk), {"reason": "又一次"}))


def test_who_comes_late_gets_his_line(town, clerk):
    item = town.item_at(Phase.STATING, absent={"丁三": "堵车"})
    line = line_of(clerk.get(url("item", item.pk)), "丁三")
    assert line.form is None and "堵车" in line.out
    assert post(clerk, line.arrive.url).status_code == 302
    assert line_of(clerk.get(url("item", item.pk)), "丁三").is_next
    assert "已经到会" in errors(post(clerk, line.arrive.url))


def test_who_comes_when_the_principals_have_begun_is_told_so(town, clerk):
    item = town.item_at(Phase.VOTING, absent={"丁三": "堵车"})
    post(clerk, url("arrive", item.pk, town.seat(item, "丁三").pk))
    assert "本议题不表态、不表决" in line_of(clerk.get(url("item", item.pk)), "丁三").out


def test_an_item_ends_without_a_vote_after_a_last_look(town, clerk):
    item = town.item_at(Phase.DISCUSSION)
    given = {"outcome": "deferred", "reason": "材料要补充。"}
    look = post(clerk, url("aside", item.pk), given)
    assert "材料要补充。" in text(look) and "退回待上会" in text(look)
    assert confirm(clerk, url("aside", item.pk), given)["Location"] == url("item", item.pk)
    item.refresh_from_db()
    assert item.outcome == Outcome.DEFERRED
    assert "材料要补充。" in text(clerk.get(url("item", item.pk)))
    assert "已经结束" in text(clerk.get(url("aside", item.pk)))


def test_inquorate_is_said_only_of_what_is(town, clerk):
    item = town.item_at(Phase.DISCUSSION)
    answer = post(clerk, url("aside", item.pk), {"outcome": "inquorate", "reason": "人不够"})
    assert "到会人数足够" in errors(answer)


# Who only reads ----------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["member.jinnan", "secretary.jinnan", "inspector.county"])
def test_who_does_not_keep_the_meeting_reads_it_without_forms(town, login, username):
    item = town.item_at(Phase.VOTING)
    page = login(username).get(url("item", item.pk))
    body = text(page)
    assert not re.search(r'<form(?! method="post" action="/accounts/logout/")', body)
    assert "您没有“登记议题和会议”的权限" in body
    assert not page.context["finish"].allowed
    answer = post(login(username), url("vote", item.pk, town.seat(item, "丁三").pk), {"choice": "agree"})
    assert answer.status_code == 403 and not Vote.objects.exists()


# The page and the services agree -----------------------------------------------------------------


@pytest.mark.parametrize("absent", [{}, dict.fromkeys(["丁三", "丁四", "丁五", "丁六", "丁七"], "出差")])
@pytest.mark.parametrize("deliver", [True, False])
def test_what_a_button_says_is_what_the_act_does(town, absent, deliver):
    item = town.opened(town.topic("甲"), town.topic("乙"), absent=absent, deliver=deliver).items.get(position=1)
    now = {"actor": town.clerk, "now": timezone.now()}
    agree(item, Room(item, town.clerk).begin(), lambda: services.begin_item(item=item, **now))
    if absent or not deliver:
        return
    services.begin_item(item=item, **town.by)
    item = AgendaItem.objects.get(pk=item.pk)
    second = item.meeting.items.get(position=2)
    agree(second, Room(second, town.clerk).begin(), lambda: services.begin_item(item=second, **now))
    town.bring(item, Phase.DISCUSSION)
    agree(item, Room(item, town.clerk).end_discussion(), lambda: services.end_discussion(item=item, **now))
    town.bring(item, Phase.VOTING)
    for _step in range(2):
        item = AgendaItem.objects.get(pk=item.pk)
        announced = {"item": item, "text": "同意。", **now}
        agree(item, Room(item, town.clerk).announce(), partial(services.announce_result, **announced))
        town.everyone_votes(item)


def agree(item: AgendaItem, action, act) -> None:
    try:
        rehearse(act)
        refusal = ""
    except RuleViolation as violation:
        refusal = str(violation)
    assert (action.allowed, action.reason) == (not refusal, refusal), item


# Queries -----------------------------------------------------------------------------------------


def test_the_queries_of_an_item_do_not_depend_on_what_was_entered(town, clerk, django_assert_max_num_queries):
    item = town.item_at(Phase.VOTING)
    for seat in town.able(item):
        with django_assert_max_num_queries(23):
            clerk.get(url("item", item.pk))
        vote = town.vote(item, seat)
        services.void_vote(vote=vote, reason="录错", **town.by)
        town.vote(item, seat)
    with django_assert_max_num_queries(23):
        clerk.get(url("item", item.pk))
