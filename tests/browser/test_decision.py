"""One decision walks through the house, in a real browser: from the clerk's sheet to the citizen's page."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from decisions.models import AgendaItem, Resolution, Topic
from decisions.services import load_procedures
from decisions.states import Choice, Phase
from foundation.documents.models import Draft
from foundation.rulebook.services import load_defaults
from foundation.townships.models import Division
from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_house import overflow, violations
from tests.cast import JINNAN
from tests.decisions.scenes import Scene, scene

pytestmark = pytest.mark.browser

TITLE = "改造老街排水管网"
ENTRY = "工程项目的立项、预算和招标方式"
MEMBERS = ["丁三", "丁四", "丁六", "丁七", "丁八", "丁九"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Moves the clock of the server, which runs in a thread of this process."""
    real, ahead = timezone.now, timedelta()

    def now() -> datetime:
        return real() + ahead

    def move(**more: int) -> None:
        nonlocal ahead
        ahead += timedelta(**more)

    monkeypatch.setattr("django.utils.timezone.now", now)
    monkeypatch.setattr("disclosure.views_desk.now", now, raising=False)
    return move


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def go(page: Page, name: str) -> None:
    """Follow a link; one in the menu leads where its namesake on the page leads."""
    page.get_by_role("link", name=name, exact=True).first.click()


def line(page: Page, name: str):
    return page.locator("li.voice").filter(has=page.get_by_text(name, exact=True))


def enter(page: Page, name: str, choice: str = "同意") -> None:
    row = line(page, name)
    row.get_by_role("radio", name=choice, exact=True).check()
    row.get_by_role("button", name=re.compile("^录入表")).click()


def test_a_decision_walks_through_the_house(visit, server, clock):
    load_defaults(now=timezone.now())
    load_procedures(now=timezone.now())
    clerk = visit("clerk.jinnan")
    propose_and_convene(clerk)
    clock(days=2)
    clerk = visit("clerk.jinnan")
    hold_the_meeting(clerk)
    the_secretary_comes_last(clerk)
    decide_and_prepare(clerk)
    minutes_go_their_way()
    publish(visit("reviewer.jinnan"))
    a_citizen_finds_it(visit(script=False))
    an_inspector_sees_every_step(visit("inspector.county"))
    nobody_of_another_town(visit("clerk.taji"))


def town() -> Scene:
    return scene(Division.objects.get(code=JINNAN), "clerk.jinnan")


def propose_and_convene(page: Page) -> None:
    """The clerk files the topic, whose sheet is signed on paper, convenes a meeting, and tells the members."""
    go(page, "议题")
    go(page, "提出议题")
    page.get_by_label("议题名称").fill(TITLE)
    page.get_by_label("目录事项").select_option(label=ENTRY)
    page.get_by_label("提议人").select_option(index=3)
    page.get_by_label("分管领导").select_option(index=4)
    page.get_by_label("主要内容").fill("更换老街管网 600 米。")
    page.get_by_label("涉及金额").fill("412000")
    page.get_by_label("计划上会日期").fill((timezone.localdate() + timedelta(days=2)).isoformat())
    press(page, "继续，核对内容")
    expect(page.locator(".summary")).to_contain_text("¥412,000.00")
    press(page, "登记议题")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    town().sign(Topic.objects.get(title=TITLE))
    page.reload()
    go(page, "召集新的会议")
    page.get_by_label("会议日期").fill((timezone.localdate() + timedelta(days=2)).isoformat())
    page.get_by_label("地点").fill("三楼会议室")
    press(page, "召集会议")
    press(page, f"列入 {TITLE}")
    go(page, "回到会议")
    expect(page.locator(".next-step")).to_contain_text("会前告知")
    go(page, "告知成员")
    press(page, "登记今天已告知全体成员")
    expect(page.locator("table")).not_to_contain_text("未告知")


def hold_the_meeting(page: Page) -> None:
    """Two days later: sign-in with one member absent, report, discussion, everybody states."""
    page.goto("/desk/")
    page.locator(".work-list").get_by_role("link", name=re.compile("党委会")).click()
    go(page, "签到开会")
    line(page, "丁五").get_by_label("缺席", exact=True).check()
    press(page, "继续，核对签到")
    expect(page.locator(".error-summary")).to_contain_text("请写明缺席原因")
    line(page, "丁五").get_by_label("缺席原因").fill("在县里开会")
    press(page, "继续，核对签到")
    expect(page.locator(".summary")).to_contain_text("丁五（在县里开会）")
    press(page, "开会")
    go(page, f"议决：{TITLE}")
    press(page, "开始议这一项")
    page.get_by_label("汇报要点").fill("老街每逢大雨积水，管网已用二十年。")
    press(page, "汇报完毕，开始讨论")
    page.get_by_label("发言人").select_option(label="丁四")
    page.get_by_label("发言要点").fill("请避开集市的日子施工。")
    press(page, "录入发言")
    press(page, "结束讨论，开始表态")
    for name in MEMBERS:
        expect(page.locator("#next")).to_contain_text(name)
        line(page, name).locator("textarea").fill("施工避开集市。" if name == "丁四" else "")
        enter(page, name)
    expect(page.locator("#next")).to_contain_text("丁二")
    expect(page.locator("#next").get_by_role("radio").first).to_be_focused()
    enter(page, "丁二")
    enter(page, "丁一")
    expect(page.locator("[aria-current=step]")).to_have_text("表决")


def the_secretary_comes_last(page: Page) -> None:
    """He may try: the answer says why not, and who is missing. A wrong vote is voided, and the turn goes back."""
    enter(page, "丁三")
    enter(page, "丁一")
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("丁一须在其他成员之后表决")
    for name in [*MEMBERS[1:], "丁二"]:
        expect(summary).to_contain_text(name)
    expect(line(page, "丁一").get_by_role("radio", name="同意", exact=True)).to_be_checked()
    enter(page, "丁四", "不同意")
    line(page, "丁四").get_by_text("作废表决").click()
    line(page, "丁四").locator("input[id^=void-vote][type=text]").fill("看错了行")
    line(page, "丁四").get_by_role("button", name="作废", exact=True).click()
    expect(line(page, "丁四")).to_contain_text("已作废：看错了行")
    for name in [*MEMBERS[1:], "丁二", "丁一"]:
        expect(page.locator("#next")).to_contain_text(name)
        enter(page, name)
    expect(page.locator(".turn")).to_have_text("到会成员已全部表决。")


def decide_and_prepare(page: Page) -> None:
    """The result is announced, the citizens' copy goes to review, the meeting closes, its minutes are drafted."""
    go(page, "宣布结果")
    page.get_by_label("决定内容").fill("同意改造老街排水管网，避开集市的日子施工。")
    press(page, "继续，核对结果")
    expect(page.locator(".summary")).to_contain_text("同意 8 票")
    press(page, "宣布结果")
    expect(page.get_by_role("button", name="散会")).to_be_focused()
    go(page, "查看决定")
    go(page, "拟制公开稿")
    page.get_by_label("办什么事").fill("老街更换排水管网，雨天不再积水。")
    press(page, "继续，预览公开稿")
    expect(page.locator(".preview")).to_contain_text("避开集市的日子施工")
    press(page, "送复核")
    expect(page.locator(".pill-blue")).to_have_text("待复核")
    page.locator(".crumbs").get_by_role("link", name=re.compile("党委会")).click()
    press(page, "散会")
    go(page, "起草纪要")
    page.get_by_label("会议纪要").check()
    press(page, "起草")
    expect(page.locator(".turn")).to_be_visible()
    expect(page.locator("main")).to_contain_text("避开集市的日子施工")


def minutes_go_their_way() -> None:
    """Checked by the second person, signed by the chair, issued by the office."""
    draft = town().issued(Draft.objects.get(about__startswith="decisions.meeting"))
    assert re.search(r"纪要〔\d{4}〕1号$", draft.paper.label)


def publish(page: Page) -> None:
    """The second person finds it on his desk and publishes it."""
    page.locator(".work-list").get_by_role("link", name=TITLE).click()
    press(page, "公开")
    expect(page.locator(".notice-success")).to_contain_text("已公开")


def a_citizen_finds_it(page: Page) -> None:
    """By the page of the town, and by its feed; without script, without a cookie, without anybody's vote."""
    page.goto("/")
    page.get_by_role("link", name=re.compile("^金南镇")).first.click()
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    shown = page.inner_text("main")
    assert "老街更换排水管网，雨天不再积水。" in shown and "同意改造老街排水管网" in shown
    assert "丁一" not in shown and "不同意" not in shown and "看错了行" not in shown
    assert page.context.cookies() == []
    feed = page.request.get(f"/t/{JINNAN}/feed.atom").text()
    assert TITLE in feed
    address = re.search(r"/p/[0-9a-z]{16}/", feed)
    assert address and page.goto(address[0]).status == 200


def an_inspector_sees_every_step(page: Page) -> None:
    page.goto("/admin/decisions/topic/")
    row = page.get_by_role("row").filter(has_text=TITLE)
    row.get_by_role("link", name="时间线").click()
    shown = page.inner_text("main")
    for word in (
        "提出议题",
        "召集会议",
        "列入议程",
        "会前告知",
        "签到开会",
        "丁四：请避开集市的日子施工。",
        "丁四 同意：施工避开集市。",
        "丁四 不同意（已作废：看错了行）",
        "丁一 同意",
        "宣布结果",
        "散会",
        "起草公文",
        "核稿通过",
        "签发编号",
        "印发公文",
        "拟制公开稿",
        "复核并公开",
        "决定已公开",
    ):
        assert word in shown, word
    assert shown.index("丁九 同意") < shown.index("丁二 同意") < shown.index("丁一 同意")


def nobody_of_another_town(page: Page) -> None:
    resolution = Resolution.objects.get(topic__title=TITLE)
    for path in (
        f"topics/{resolution.topic_id}",
        f"meetings/{resolution.item.meeting_id}",
        f"items/{resolution.item_id}",
        f"resolutions/{resolution.pk}",
        f"resolutions/{resolution.pk}/publication",
    ):
        assert page.goto(f"/desk/{path}/").status == 404
    page.goto("/desk/topics/")
    assert TITLE not in page.content()


# Every page, wide and narrow -----------------------------------------------------------------------


@pytest.fixture
def stages(server) -> list[str]:
    """The addresses of pages in every phase of a decision."""
    town = scene(Division.objects.get(code=JINNAN), "clerk.jinnan")
    town.now -= timedelta(days=4)
    split = resolved(town)
    town.now = timezone.now() - timedelta(days=2)
    waiting = town.convened(town.topic("待议的事"), town.topic("迟告知的事"), deliver=False)
    item = town.item_at(Phase.VOTING, town.topic("正在表决的事"), town.topic("下一件"), absent={"丁八": "出差"})
    vote = town.vote(item, town.able(item)[0], Choice.OPPOSE)
    following = AgendaItem.objects.get(meeting=item.meeting, position=2)
    meetings = [waiting.pk, item.meeting_id, split.item.meeting_id]
    assert vote.pk
    return [
        "/desk/",
        "/desk/topics/",
        "/desk/topics/new/",
        f"/desk/topics/{split.topic_id}/",
        "/desk/meetings/",
        "/desk/meetings/new/",
        *(f"/desk/meetings/{pk}/" for pk in meetings),
        f"/desk/meetings/{waiting.pk}/agenda/",
        f"/desk/meetings/{waiting.pk}/delivery/",
        f"/desk/meetings/{waiting.pk}/day/",
        f"/desk/meetings/{waiting.pk}/open/",
        f"/desk/meetings/{split.item.meeting_id}/minutes/",
        *(f"/desk/items/{pk}/" for pk in (item.pk, following.pk, split.item_id)),
        f"/desk/items/{item.pk}/result/",
        f"/desk/items/{item.pk}/aside/",
        f"/desk/resolutions/{split.pk}/",
        f"/desk/resolutions/{split.pk}/publication/",
    ]


def resolved(town: Scene) -> Resolution:
    item = town.item_at(Phase.STATING, town.topic("有不同意见的事"))
    town.state(item, town.able(item)[0], Choice.OPPOSE, "应当先修排水。")
    town.everyone_states(item)
    town.everyone_votes(item, "丁三")
    return town.announce(item, "同意。")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "360"])
def test_the_pages_of_a_decision_are_accessible_and_fit_the_screen(visit, axe, stages, size):
    clerk = visit("clerk.jinnan", size=size)
    for path in stages:
        assert clerk.goto(path).status == 200, path
        assert violations(axe, clerk) == [], path
        assert overflow(clerk) <= 0, path


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "360"])
def test_the_pages_of_an_inspector_are_accessible_and_fit_the_screen(visit, axe, stages, size):
    inspector = visit("inspector.county", size=size)
    resolution = Resolution.objects.get()
    for path in (
        f"topic/{resolution.topic_id}/change",
        f"topic/{resolution.topic_id}/history",
        f"topic/{resolution.topic_id}/timeline",
        f"meeting/{resolution.item.meeting_id}/change",
        f"agendaitem/{resolution.item_id}/change",
        f"resolution/{resolution.pk}/change",
    ):
        assert inspector.goto(f"/admin/decisions/{path}/").status == 200, path
        assert violations(axe, inspector) == [], path
        assert overflow(inspector) <= 0, path
