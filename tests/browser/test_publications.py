"""From the reviewer's button to the citizen's page, in a real browser."""

import pytest
from django.utils import timezone

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_house import overflow, violations
from tests.cast import JINNAN, Cast
from tests.disclosure.made import draft_of, publication_of, send_back

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "360"])
def test_pages_are_accessible_and_fit_the_screen(visit, axe, size):
    town = Cast().jinnan
    copy, waiting, returned = publication_of(town), draft_of(town), send_back(draft_of(town))
    prepared, done = waiting.get_absolute_url(), copy.draft.get_absolute_url()
    pages = {
        "": [f"/p/{copy.pk}/", f"/en/p/{copy.pk}/", f"/t/{JINNAN}/"],
        "reviewer.jinnan": ["/desk/", "/desk/publications/", prepared, done],
        "clerk.jinnan": ["/desk/", prepared, returned.get_absolute_url()],
    }
    for username, paths in pages.items():
        page = visit(username, size=size)
        for path in paths:
            page.goto(path)
            assert violations(axe, page) == [], path
            assert overflow(page) <= 0, path


def test_a_second_person_publishes_and_a_citizen_reads_it(visit):
    draft = draft_of(Cast().jinnan, title="维修示例村道路", now=timezone.now())
    clerk, reviewer, citizen = visit("clerk.jinnan"), visit("reviewer.jinnan"), visit(script=False)
    clerk.goto(draft.get_absolute_url())
    assert clerk.get_by_role("button", name="公开").is_disabled()
    assert "您没有“复核公开稿”的权限" in clerk.content()
    citizen.goto(f"/t/{JINNAN}/")
    assert "维修示例村道路" not in citizen.content()
    reviewer.goto("/desk/")
    reviewer.get_by_role("link", name="维修示例村道路").click()
    reviewer.get_by_role("button", name="公开", exact=True).click()
    assert "已公开。群众现在就能看到。" in reviewer.content()
    citizen.goto(f"/t/{JINNAN}/")
    citizen.get_by_role("link", name="维修示例村道路").click()
    assert "到示例镇党政办公室书面提出。" in citizen.content()
    assert citizen.context.cookies() == []


def test_a_reviewer_returns_a_draft_and_its_preparer_reads_why(visit):
    draft = draft_of(Cast().jinnan, title="维修示例村道路")
    clerk, reviewer = visit("clerk.jinnan"), visit("reviewer.jinnan")
    reviewer.goto(draft.get_absolute_url())
    reviewer.get_by_text("有问题，退回修改").click()
    reviewer.get_by_role("button", name="退回", exact=True).click()
    assert "请写明哪里要改、怎样改。" in reviewer.get_by_role("alert").inner_text()
    reviewer.get_by_label("退回理由").fill("请写明工期。")
    reviewer.get_by_role("button", name="退回", exact=True).click()
    assert "已退回" in reviewer.content()
    clerk.goto("/desk/")
    clerk.get_by_role("link", name="维修示例村道路").click()
    assert "请写明工期。" in clerk.content()
