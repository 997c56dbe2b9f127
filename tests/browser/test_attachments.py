"""附件 in the browser: chosen, refused, chosen once only, shown small; wide and on a telephone."""

import pytest
from django.utils import timezone

from decisions.states import Category
from foundation.jobs.services import sweep
from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_house import overflow, violations
from tests.cast import Cast
from tests.decisions.scenes import scene
from tests.documents.attached import attach, void
from tests.files.samples import PDF, jpeg, office

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "360"])
def test_a_clerk_hangs_papers_on_a_topic(visit, axe, size):
    town = scene(Cast().jinnan, "clerk.jinnan")
    topic = town.topic("班子成员任职建议", category=Category.PERSONNEL)
    attach(topic, "现场照片.jpg", jpeg((900, 600), orientation=6))
    attach(topic, "关于金南镇2026年农村道路维修工程立项的可行性研究报告（征求意见稿）.docx", office())
    void(attach(topic, "预算草案.pdf", PDF), "传错了版本")
    sweep(now=timezone.now())
    page = visit("clerk.jinnan", size=size)
    page.goto(f"/desk/topics/{topic.pk}/")
    assert page.locator(".file img").count() == 1 and violations(axe, page) == [] and overflow(page) <= 0
    page.get_by_role("link", name="上传附件").click()
    page.locator("#id_file").set_input_files({"name": "纪要.pdf", "mimeType": "application/pdf", "buffer": b"MZ"})
    page.get_by_role("button", name="上传").click()
    assert "后缀不符" in page.inner_text("main") and violations(axe, page) == [] and overflow(page) <= 0
    paper = PDF + b"%%EOF"
    page.locator("#id_file").set_input_files({"name": "纪要.pdf", "mimeType": "application/pdf", "buffer": paper})
    page.get_by_role("button", name="上传").click()
    assert "已收到“纪要.pdf”" in page.inner_text("main")
    page.get_by_label("已看过上面的提醒").check()
    page.get_by_role("button", name="上传").click()
    assert "附件已上传" in page.inner_text("main") and "纪要.pdf" in page.inner_text("#attachments")
    page.locator(".file-void").last.click()
    assert violations(axe, page) == [] and overflow(page) <= 0
