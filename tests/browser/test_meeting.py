"""A whole meeting of six items and nine members, kept by the clerk with the keyboard alone, and what it costs.

Every key is counted, and every page that is waited for; a Chinese character typed with an input method counts as
three keys. The measured figures stand in docs/explanation/keyboard.md.
"""

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from decisions.models import AgendaItem, Meeting, Statement, Vote
from decisions.states import Choice, MeetingState, Outcome, Phase
from foundation.townships.models import Division
from tests.browser.test_house import violations
from tests.cast import JINNAN
from tests.decisions.scenes import Scene, scene

pytestmark = pytest.mark.browser

LOG = logging.getLogger(__name__)
TITLES = ["维修敬老院", "改造老街排水管网", "修建文化广场", "更换路灯", "整治河道", "新建停车场"]
MEMBERS = ["丁三", "丁四", "丁五", "丁六", "丁七", "丁八", "丁九"]
HEAD, SECRETARY = "丁二", "丁一"
EVERYBODY = [*MEMBERS, HEAD, SECRETARY]
#: The digit of each choice.
AGREE, OPPOSE, ABSTAIN = "1", "2", "3"
#: Keys for one Chinese character: syllable and selection, phrases taken together.
KEYS_OF_A_CHARACTER = 3
#: Somebody who types every day.
SECONDS_PER_KEY = 0.25
#: A little longer than the page waits before it takes a first Enter (`CALM` in static/js/item.js).
CALM = 350
#: Seconds after which nothing will come any more.
PATIENCE = 10
HERE = "(document.activeElement.closest('.voice') || document.body).querySelector('strong')?.textContent"


class Clerk:
    """Somebody with a keyboard and no mouse, who presses nothing that he does not see focused."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.pages, self.waited = page, 0, 0, 0.0

    def open(self, path: str) -> None:
        self._arrive(lambda: self.page.goto(path))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def write(self, words: str) -> None:
        """With an input method, where the focus is."""
        # What was just opened moves the focus a moment later.
        self.wait_for("document.activeElement.matches('textarea, input[type=text]')")
        self.page.keyboard.insert_text(words)
        self.keys += KEYS_OF_A_CHARACTER * len(words)

    def send(self, *keys: str) -> None:
        """Keys of which the last leads to another page."""
        *before, last = keys
        self.press(*before)
        self._arrive(lambda: self.press(last))

    def reload(self) -> None:
        """F5, which belongs to the browser and never reaches a page that a test drives."""
        self.keys += 1
        self._arrive(self.page.reload)

    def follow(self, button: str, *, opens: bool = True) -> None:
        """Enter on the button with which the page has opened; the next one opens with a focus of its own."""
        assert button in self.focused(), self.focused()
        self.page.wait_for_timeout(CALM)
        self._arrive(lambda: self.press("Enter"), opens=opens)

    def confirm(self) -> None:
        """The last look opens at its heading; its button is one Tab away."""
        self.press("Tab")
        assert self.page.evaluate("document.activeElement.value") == "confirm"
        self.send("Enter")

    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.textContent.trim()")

    def beside(self, name: str) -> None:
        """The focus stands in this member's line, where the page has put it."""
        assert self.page.evaluate(HERE) == name

    def wait_for(self, what: str) -> None:
        """Asked from outside: the page itself evaluates nothing, so that `wait_for_function` cannot wait in it."""
        until = monotonic() + PATIENCE
        while not self.page.evaluate(what):
            assert monotonic() < until, what
            self.page.wait_for_timeout(10)

    def _arrive(self, go: Callable[[], object], *, opens: bool = True) -> None:
        begun = monotonic()
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            go()
        if opens:
            self.wait_for("document.activeElement !== document.body")
        self.waited += monotonic() - begun
        self.pages += 1

    def minutes(self) -> float:
        return (self.keys * SECONDS_PER_KEY + self.waited) / 60


@pytest.fixture
def town(server) -> Scene:
    """Two days ago: what is convened now meets today."""
    town = scene(Division.objects.get(code=JINNAN), "clerk.jinnan")
    town.now -= timedelta(days=2)
    return town


def test_a_whole_meeting_by_keyboard(visit, town):
    meeting = town.convened(*(town.topic(title) for title in TITLES))
    items = list(meeting.items.order_by("position"))
    clerk = Clerk(visit("clerk.jinnan"))
    sign_in(clerk, meeting)
    plainly(clerk)
    with_an_early_principal(clerk)
    with_a_recusal(clerk)
    with_a_stop(clerk, visit("discipline.jinnan"), items[3])
    with_a_tie(clerk)
    with_a_dissent(clerk)
    clerk.follow("散会", opens=False)
    expect(clerk.page.locator(".notice-success")).to_contain_text("已散会")
    what_the_rows_say(meeting, items)
    LOG.info("%d keys, %d pages, %.2f s a page", clerk.keys, clerk.pages, clerk.waited / clerk.pages)
    LOG.info("%.1f minutes", clerk.minutes())
    # Keys and pages are the same on every machine; how long a page takes is not.
    assert clerk.keys <= 900
    assert clerk.pages <= 150


def sign_in(clerk: Clerk, meeting: Meeting) -> None:
    """Everybody is there."""
    clerk.open(f"/desk/meetings/{meeting.pk}/open/")
    clerk.send("Enter")
    clerk.confirm()
    clerk.follow(f"议决：{TITLES[0]}")


def begin(clerk: Clerk, report: str) -> None:
    clerk.follow("开始议这一项")
    clerk.write(report)
    clerk.send("Control+Enter")


def end_discussion(clerk: Clerk) -> None:
    clerk.press("0")
    assert clerk.focused() == "结束讨论，开始表态"
    clerk.send("Enter")


def say(clerk: Clerk, names: list[str], **others: tuple[str, str]) -> None:
    """Each in turn, agreeing; `others` with another choice and, when stating, their words."""
    for name in names:
        clerk.beside(name)
        digit, words = others.get(name, (AGREE, ""))
        if not words:
            clerk.send(digit, "Enter")
            continue
        clerk.press(digit, "Enter")
        clerk.write(words)
        clerk.send("Control+Enter")


def raise_hands(clerk: Clerk, names: list[str]) -> None:
    """Marked one by one, entered together."""
    clerk.press("5")
    for number, name in enumerate(names):
        clerk.press(*["Tab"] * bool(number), "Space")
        assert clerk.page.evaluate("document.activeElement.parentElement.textContent.trim()") == name
    clerk.send("Enter")


def announce(clerk: Clerk, decision: str, *answers: str) -> None:
    clerk.follow("宣布结果")
    clerk.write(decision)
    for answer in answers:
        clerk.press("Tab")
        clerk.write(answer)
    clerk.send("Control+Enter")
    clerk.confirm()


def plainly(clerk: Clerk) -> None:
    """One member speaks, all agree."""
    begin(clerk, "房顶漏雨，已请人看过。")
    clerk.press("ArrowDown", "ArrowDown", "Tab")
    clerk.write("请在雨季前完工。")
    clerk.send("Control+Enter")
    end_discussion(clerk)
    say(clerk, EVERYBODY)
    say(clerk, EVERYBODY)
    announce(clerk, "同意维修敬老院，雨季前完工。")
    clerk.follow(f"下一项：2. {TITLES[1]}")


def with_an_early_principal(clerk: Clerk) -> None:
    """The secretary's word is tried before anybody else has spoken: the page refuses and says who is missing."""
    begin(clerk, "老街积水，管网已用二十年。")
    end_discussion(clerk)
    clerk.press("-")
    clerk.beside(SECRETARY)
    clerk.send(AGREE, "Enter")
    expect(clerk.page.locator(".error-summary")).to_contain_text(f"{SECRETARY}须在其他成员之后表态")
    assert "有以下问题" in clerk.focused()
    # The digit goes to whose turn it is.
    clerk.press(AGREE)
    say(clerk, EVERYBODY)
    raise_hands(clerk, MEMBERS)
    say(clerk, [HEAD, SECRETARY])
    announce(clerk, "同意改造老街排水管网。")
    clerk.follow(f"下一项：3. {TITLES[2]}")


def with_a_recusal(clerk: Clerk) -> None:
    """One member's brother wants the contract; the others raise their hands together."""
    begin(clerk, "广场选址在集镇东侧。")
    clerk.press("+", "+", "+")
    clerk.beside("丁五")
    clerk.press("Tab", "Enter")
    clerk.write("兄弟投标。")
    clerk.send("Enter")
    end_discussion(clerk)
    others = [name for name in EVERYBODY if name != "丁五"]
    say(clerk, others)
    raise_hands(clerk, [name for name in MEMBERS if name != "丁五"])
    say(clerk, [HEAD, SECRETARY])
    announce(clerk, "同意修建文化广场。")
    clerk.follow(f"下一项：4. {TITLES[3]}")


def with_a_stop(clerk: Clerk, overseer: Page, item: AgendaItem) -> None:
    """From his own login the discipline secretary stops the item; the chair answers, what was missing is shown, and
    he lets it go on."""
    begin(clerk, "路灯已坏三十盏。")
    overseer.goto(f"/desk/items/{item.pk}/")
    overseer.get_by_text("提醒或者制止", exact=True).click()
    overseer.get_by_role("radio", name="制止").check()
    overseer.get_by_label("理由").fill("没有附财政意见。")
    overseer.get_by_role("button", name="记录", exact=True).click()
    end_discussion_in_vain(clerk)
    clerk.press("0", "Space", "Tab")
    clerk.write("接受，当场补上。")
    clerk.send("Control+Enter")
    assert clerk.focused() == "暂缓、撤回或人数不足"
    overseer.reload()
    overseer.get_by_text("问题已纠正，撤销制止").click()
    overseer.locator("textarea[id^=lift-]").fill("财政意见已补。")
    overseer.get_by_role("button", name="撤销制止").click()
    expect(overseer.locator("#stops")).to_contain_text("已撤销")
    clerk.reload()
    end_discussion(clerk)
    say(clerk, EVERYBODY)
    raise_hands(clerk, MEMBERS)
    say(clerk, [HEAD, SECRETARY])
    announce(clerk, "同意更换路灯。")
    clerk.follow(f"下一项：5. {TITLES[4]}")


def end_discussion_in_vain(clerk: Clerk) -> None:
    clerk.press("0")
    clerk.send("Enter")
    expect(clerk.page.locator(".error-summary")).to_contain_text("制止")


def with_a_tie(clerk: Clerk) -> None:
    """Four against four: put off until the design has been changed."""
    begin(clerk, "河道淤积，拟清淤两公里。")
    end_discussion(clerk)
    against = dict.fromkeys(MEMBERS[:4], (OPPOSE, "先修桥。"))
    say(clerk, EVERYBODY, **against)
    without_words = dict.fromkeys(MEMBERS[:4], (OPPOSE, ""))
    say(clerk, EVERYBODY, **without_words, **{"丁九": (ABSTAIN, "")})
    clerk.press("Tab")
    assert clerk.focused() == "暂缓、撤回或人数不足"
    clerk.send("Enter")
    clerk.press("Space", "Tab")
    clerk.write("票数相等，改方案后再议。")
    clerk.send("Control+Enter")
    clerk.confirm()
    clerk.follow(f"下一项：6. {TITLES[5]}")


def with_a_dissent(clerk: Clerk) -> None:
    """A dissent is kept word for word and answered; one wrong entry is voided before the next line."""
    begin(clerk, "停车场六十个车位。")
    end_discussion(clerk)
    say(clerk, EVERYBODY, 丁四=(OPPOSE, "应当先征求居民意见。"))
    say(clerk, ["丁三"])
    clerk.send(AGREE, "Enter")
    clerk.press("Shift+Tab")
    assert clerk.focused() == "作废表决丁四"
    clerk.press("Enter")
    clerk.write("录错一行。")
    clerk.send("Enter")
    say(clerk, EVERYBODY[1:], 丁四=(OPPOSE, ""))
    announce(clerk, "同意新建停车场，先公示。", "采纳，先公示七天。")


def what_the_rows_say(meeting: Meeting, items: list[AgendaItem]) -> None:
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CLOSED
    outcomes = [AgendaItem.objects.get(pk=item.pk).outcome for item in items]
    assert outcomes == [Outcome.ADOPTED] * 4 + [Outcome.DEFERRED, Outcome.ADOPTED]
    assert items[2].recusals.get().seat.official.name == "丁五"
    assert items[3].stops.get().lift
    assert items[5].taken_up.get().text == "采纳，先公示七天。"
    assert items[5].resolution.oppose == 1
    votes = Vote.objects.filter(item=items[2], void=None)
    assert [vote.seat.official.name for vote in votes.order_by("pk")][-2:] == [HEAD, SECRETARY]
    assert votes.count() == 8


# What a key does not do --------------------------------------------------------------------------------


@pytest.fixture
def stating(town) -> AgendaItem:
    return town.item_at(Phase.STATING)


def said(item: AgendaItem) -> list[tuple[str, str]]:
    return [(row.seat.official.name, row.choice) for row in Statement.objects.filter(item=item).order_by("pk")]


def chosen(page: Page) -> list[str]:
    return page.evaluate("Array.from(document.querySelectorAll('.voice-row :checked'), (one) => one.value)")


def test_no_key_fires_while_somebody_writes_composes_or_holds_another(visit, stating):
    clerk = Clerk(visit("clerk.jinnan"))
    clerk.open(f"/desk/items/{stating.pk}/")
    clerk.beside(MEMBERS[0])
    clerk.press("Control+2", "Alt+2", "Meta+2")
    assert chosen(clerk.page) == []
    composing = "new KeyboardEvent('keydown', {key: '2', isComposing: true, bubbles: true})"
    clerk.page.evaluate(f"document.activeElement.dispatchEvent({composing})")
    assert chosen(clerk.page) == []
    clerk.press("2", "Enter")
    assert clerk.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    clerk.press("1", "0", "5", "-")
    assert clerk.page.evaluate("document.activeElement.value") == "105-"
    assert chosen(clerk.page) == [Choice.OPPOSE]
    assert said(stating) == []


def test_a_held_or_a_double_enter_enters_one_member(visit, stating):
    page = visit("clerk.jinnan")
    clerk = Clerk(page)
    clerk.open(f"/desk/items/{stating.pk}/")
    clerk.press("1")
    with page.expect_navigation():
        for _time in range(5):
            page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    expect(page.locator(".voice-next")).to_contain_text(MEMBERS[1])
    clerk.press("1")
    with page.expect_navigation():
        page.keyboard.press("Enter", delay=0)
        page.keyboard.press("Enter", delay=0)
    expect(page.locator(".voice-next")).to_contain_text(MEMBERS[2])
    assert said(stating) == [(MEMBERS[0], Choice.AGREE), (MEMBERS[1], Choice.AGREE)]
    assert page.locator(".error-summary").count() == 0


def test_the_single_keys_can_be_switched_off(visit, axe, stating):
    clerk = Clerk(visit("clerk.jinnan"))
    clerk.open(f"/desk/items/{stating.pk}/")
    switch = clerk.page.get_by_role("button", name="停用单键")
    expect(clerk.page.locator(".keys li").first).to_be_visible()
    clerk.page.wait_for_timeout(CALM)
    switch.press("Enter")
    clerk.open(f"/desk/items/{stating.pk}/")
    expect(clerk.page.get_by_role("button", name="启用单键")).to_be_visible()
    clerk.press("1")
    assert chosen(clerk.page) == []
    assert violations(axe, clerk.page) == []


def test_without_script_the_arrows_tab_and_enter_do_the_same(visit, stating):
    page = visit("clerk.jinnan", script=False)
    page.goto(f"/desk/items/{stating.pk}/")
    next_line = page.locator(".voice-next")
    expect(next_line.get_by_role("radio").first).to_be_focused()
    expect(page.locator(".keys")).to_be_hidden()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(next_line).to_contain_text(MEMBERS[1])
    expect(next_line.get_by_role("radio").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("先修路。")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert re.search("先修路。", page.inner_text(".voices"))
    assert said(stating) == [(MEMBERS[0], Choice.AGREE), (MEMBERS[1], Choice.OPPOSE)]
