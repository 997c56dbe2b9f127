"""The three faces of the house, in a real browser."""

import pytest

from foundation.ledger.models import LedgerEntry
from foundation.ledger.services.checkpoints import make_checkpoint
from tests.browser.conftest import NARROW, WIDE
from tests.cast import JINNAN, Cast
from tests.upkeep.lights import a_dead_job

pytestmark = pytest.mark.browser

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
OPEN_PAGES = ["/", f"/t/{JINNAN}/", "/report/", "/accounts/login/", "/en/", "/en/report/", "/nowhere/"]
DESK_PAGES = [
    "/desk/",
    "/desk/components/",
    f"/desk/people/{JINNAN}/",
    "/desk/rules/",
    "/accounts/me/",
    "/accounts/password/",
    "/desk/calendar/",
    "/desk/calendar/2026/",
    "/desk/work/",
    "/desk/work/month/2026-11/",
    "/desk/work/duties/",
    "/desk/rules/book/",
    "/desk/jobs/",
]


def violations(axe, page):
    found = axe.run(page, options=WCAG).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "360"])
def test_pages_are_accessible_and_fit_the_screen(visit, axe, size):
    nobody, clerk, keeper = visit(size=size), visit("clerk.jinnan", size=size), visit("system.county", size=size)
    keeping = ["/desk/health/", f"/desk/health/jobs/{a_dead_job(Cast().now).pk}/"]
    for page, paths in ((nobody, OPEN_PAGES), (clerk, DESK_PAGES), (keeper, keeping)):
        for path in paths:
            page.goto(path)
            assert violations(axe, page) == [], path
            assert overflow(page) <= 0, path


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "360"])
def test_the_pages_of_the_ledger_are_accessible_and_fit_the_screen(visit, axe, size):
    make_checkpoint(now=Cast().now)
    entry = LedgerEntry.objects.filter(stream="320831101", act="townships.unit.set_up").first()
    page = visit("inspector.county", size=size)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    paths = [f"ledgerentry/{entry.pk}/change/", "ledgerentry/", "ledgerhead/320831101/change/", "checkpoint/1/change/"]
    for path in paths:
        page.goto(f"/admin/ledger/{path}")
        page.wait_for_load_state("networkidle")
        assert complaints == [], path
        assert overflow(page) <= 0, path
        assert violations(axe, page) == [], path
        # The checker itself tries to add styles.
        complaints.clear()


def test_an_inspector_unfolds_the_bytes_and_takes_the_proof_home(visit):
    make_checkpoint(now=Cast().now)
    page = visit("inspector.county")
    page.goto("/admin/ledger/ledgerentry/?q=320831101%231")
    page.locator("#result_list a").first.click()
    page.get_by_text("规范字节").click()
    assert page.get_by_text('"stream":"320831101"').is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载证明").click()
    assert download.value.suggested_filename == "sunlit-proof-320831101-1.json"


def test_nothing_breaks_the_content_policy(visit):
    complaints = []
    page = visit("inspector.county")
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for path in ["/", "/desk/", "/admin/", "/admin/townships/official/", "/admin/ledger/ledgerentry/"]:
        page.goto(path)
        page.wait_for_load_state("networkidle")
    assert complaints == []


def test_a_citizen_finds_the_leaders_of_a_town_without_script(visit):
    page = visit(script=False)
    page.goto("/")
    page.get_by_role("link", name="金南镇").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("金南镇")
    assert "丁一" in page.content()
    assert "党委书记" in page.content()
    assert page.context.cookies() == []


def test_a_wrong_password_keeps_the_account_name_and_says_what_to_do(visit):
    page = visit()
    page.goto("/accounts/login/")
    page.get_by_label("账号").fill("clerk.jinnan")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    assert page.get_by_label("账号").input_value() == "clerk.jinnan"
    assert "账号或密码不正确" in page.content()


def test_a_clerk_logs_in_works_and_leaves(visit):
    page = visit("clerk.jinnan")
    assert page.url.endswith("/desk/")
    page.goto("/desk/people/")
    assert page.url.endswith(f"/desk/people/{JINNAN}/")
    page.goto("/admin/")
    assert "监督后台只对" in page.content()
    page.goto("/desk/")
    page.get_by_role("button", name="退出").click()
    page.goto("/desk/")
    assert "/accounts/login/" in page.url


def test_an_inspector_reads_the_admin_and_changes_nothing(visit):
    page = visit("inspector.county")
    page.goto("/admin/townships/official/")
    page.get_by_role("link", name="丁一", exact=True).click()
    assert page.get_by_role("button", name="保存").count() == 0
    assert "丁一" in page.content()


def test_a_clerk_changes_the_password(visit):
    page = visit("clerk.taji")
    page.goto("/accounts/password/")
    page.get_by_label("现用密码").fill("wrong")
    page.locator("#id_new").fill("short")
    page.get_by_label("再输一次新密码").fill("other")
    page.locator("main form button[type=submit]").click()
    assert "现用密码不正确" in page.content()
    page.get_by_label("现用密码").fill("Cast-secret-1")
    page.locator("#id_new").fill("New-secret-2")
    page.get_by_label("再输一次新密码").fill("New-secret-2")
    page.locator("main form button[type=submit]").click()
    assert page.url.endswith("/accounts/me/")
    assert "密码已修改" in page.content()
