"""A right from its giving to its taking, in real browsers: three administrators' work, a newcomer, an inspector."""

import re

import pytest

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_house import overflow, violations

pytestmark = pytest.mark.browser

OWN = "My-own-word-7"


def test_a_clerk_is_made_works_and_is_revoked_between_two_clicks(visit):
    # The system administrator opens the account of somebody who holds no post; its word is shown once.
    system = visit("system.county")
    system.get_by_role("link", name="账号管理").first.click()
    system.get_by_role("link", name="开通账号").click()
    system.get_by_role("link", name="登记并开通账号").click()
    system.get_by_label("姓名").fill("丁新文")
    system.get_by_label("所在单位").select_option(label="金南镇")
    system.locator("#id_username").fill("newcomer.jinnan")
    system.get_by_role("button", name="开通账号").click()
    word = system.locator("code.secret").inner_text()
    assert re.fullmatch(r"[\w-]{10,}", word)
    system.reload()
    assert word not in system.content()

    # Without a role the newcomer finds nothing, after he has chosen a word of his own.
    newcomer = visit()
    newcomer.goto("/accounts/login/")
    newcomer.get_by_label("账号").fill("newcomer.jinnan")
    newcomer.get_by_label("密码").fill(word)
    newcomer.get_by_role("button", name="登录").click()
    assert newcomer.url.endswith("/accounts/password/")
    newcomer.goto("/desk/")
    assert newcomer.url.endswith("/accounts/password/")
    newcomer.get_by_label("现用密码").fill(word)
    newcomer.locator("#id_new").fill(OWN)
    newcomer.get_by_label("再输一次新密码").fill(OWN)
    newcomer.locator("main form button[type=submit]").click()
    newcomer.goto("/desk/")
    assert "工作台只对" in newcomer.content()
    newcomer.get_by_role("link", name="我能看到什么，为什么").click()
    assert "党政办经办" in newcomer.content()

    # The security administrator gives a role; the next click opens the desk.
    security = visit("security.county")
    security.get_by_role("link", name="账号和角色").first.click()
    security.get_by_label("姓名或账号").fill("newcomer")
    security.get_by_role("button", name="查找").click()
    security.get_by_role("link", name="newcomer.jinnan").click()
    security.get_by_role("link", name="授予角色").click()
    security.get_by_label("角色").select_option(label="党政办经办")
    security.get_by_label("范围").select_option(label="金南镇")
    security.get_by_role("button", name="继续，核对内容").click()
    security.get_by_role("button", name="确认授予").click()
    assert "起任“党政办经办”" in security.content()
    newcomer.goto("/desk/topics/")
    newcomer.get_by_role("link", name="提出议题").click()
    assert newcomer.get_by_role("heading", level=1).inner_text() == "提出议题"

    # He takes it back while the clerk writes; the clerk's next click is refused, and the refusal is on record.
    security.get_by_role("link", name="收回").click()
    security.get_by_role("button", name="确认收回").click()
    assert "没有角色" in security.content()
    newcomer.get_by_label("议题名称").fill("修路")
    newcomer.get_by_role("button", name="继续").click()
    newcomer.get_by_role("heading", name="您不能进行这项操作").wait_for()
    audit = visit("logs.county")
    audit.get_by_role("link", name="安全日志").first.click()
    rows = audit.locator("#result_list").inner_text()
    assert "没有权限\t丁新文（newcomer.jinnan）" in rows and "/desk/topics/new/" in rows


def test_an_inspector_comes_in_with_a_second_factor_only(visit):
    stranger = visit()
    stranger.goto("/accounts/login/?next=/admin/")
    stranger.get_by_label("账号").fill("inspector.county")
    stranger.get_by_label("密码").fill("Cast-secret-1")
    stranger.get_by_role("button", name="登录").click()
    assert "/accounts/second-factor/" in stranger.url
    stranger.get_by_label("动态验证码").fill("000000")
    stranger.get_by_role("button", name="登录", exact=True).click()
    assert "/accounts/second-factor/" in stranger.url
    stranger.goto("/admin/")
    assert "/accounts/login/" in stranger.url or "/accounts/second-factor/" in stranger.url
    inspector = visit("inspector.county")
    inspector.goto("/admin/townships/official/")
    assert inspector.get_by_role("link", name="丁一", exact=True).count()
    inspector.goto("/accounts/sessions/")
    assert inspector.get_by_text("本次登录").count()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "360"])
def test_the_pages_of_administrators_and_accounts_are_accessible_and_fit(visit, axe, size):
    pages = {
        "system.county": [
            "/desk/",
            "/desk/office/accounts/",
            "/desk/office/accounts/people/?q=丁",
            "/accounts/sessions/",
        ],
        "security.county": ["/desk/office/grants/", "/accounts/why/"],
        "clerk.jinnan": ["/accounts/enrol/", "/accounts/why/", "/desk/people/320831101000/hand-overs/"],
    }
    for username, paths in pages.items():
        page = visit(username, size=size)
        for path in paths:
            page.goto(path)
            assert violations(axe, page) == [], path
            assert overflow(page) <= 0, path
    page = visit("security.county", size=size)
    page.goto("/desk/office/grants/?q=clerk.jinnan")
    page.get_by_role("link", name="clerk.jinnan").click()
    for _step in range(2):
        assert violations(axe, page) == [], page.url
        assert overflow(page) <= 0, page.url
        if page.get_by_role("link", name="授予角色").count():
            page.get_by_role("link", name="授予角色").click()
