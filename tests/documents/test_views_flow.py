"""The desk's pages of a paper's way, as each person of the town sees them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from decisions.services import close_meeting, draft_minutes
from foundation.documents import printing, services, waiting
from foundation.documents.models import Draft, Paper, PaperVoid, Receipt
from foundation.documents.services import render_paper
from foundation.documents.states import DraftState
from foundation.web.events import Visit
from tests.decisions.pages import errors, post, text
from tests.documents.flows import AT, WORDS, begun, on, paper_of, person, town_of, voided, written
from tests.documents.samples import ABOUT, issue, printing_office
from tests.files.samples import PDF


@pytest.fixture
def town(cast):
    return town_of(cast)


@pytest.fixture
def clerk(login):
    return login("clerk.jinnan")


def url(name, *args):
    return reverse(f"documents:{name}", args=args)


def step(draft, name):
    return url("move", draft.pk, name)


# Drafting ----------------------------------------------------------------------------------------


def test_a_paper_is_begun_worded_and_submitted(town, clerk):
    page = text(clerk.get(url("begin"), {"kind": "letter"}))
    assert re.search(r'value="letter"[^>]* checked', page) and 'value="minutes"' not in page
    answer = post(clerk, url("begin"), {"kind": "circular", "body": town.body.pk, "title": "关于清理的通知"})
    draft = Draft.objects.get()
    assert answer["Location"] == url("edit", draft.pk)
    page = text(clerk.get(draft.get_absolute_url()))
    assert "还没有写正文" in page and "草稿" in page and "修改文字" in page
    given = {"version": draft.version, "title": draft.title, **WORDS}
    assert post(clerk, url("edit", draft.pk), given)["Location"] == draft.get_absolute_url()
    page = text(clerk.get(draft.get_absolute_url()))
    assert '<p class="sheet-1">时间</p>' in page and "各村（居）民委员会：" in page and "还没有写" not in page
    draft.refresh_from_db()
    assert post(clerk, step(draft, "submit"), {"version": draft.version})["Location"] == draft.get_absolute_url()
    page = text(clerk.get(draft.get_absolute_url()))
    assert f"等{person('reviewer').official.name}核稿" in page
    assert "送核以后要改的，请先收回" in text(clerk.get(url("edit", draft.pk)))


def test_what_is_wrong_is_said_and_nothing_is_lost(town, clerk):
    assert "没有填写" in errors(post(clerk, url("begin"), {"kind": "circular", "body": town.body.pk, "title": ""}))
    draft = written(town)
    stale = {"version": 1, "title": "改了", **WORDS, "note": "此件公开"}
    page = post(clerk, url("edit", draft.pk), stale)
    assert "不是最新的一版" in errors(page) and 'value="此件公开"' in text(page)
    table = begun(town, kind="table", title="支出表")
    uneven = {"version": table.version, "title": "支出表", "columns": "甲|乙", "rows": "一", "unit": "", "note": ""}
    assert "第 1 行有 1 格" in errors(post(clerk, url("edit", table.pk), uneven))
    assert post(clerk, step(draft, "withdraw"), {"version": draft.version}).status_code == 200
    assert clerk.get(step(draft, "burn")).status_code == 404


def test_the_same_form_twice_acts_once(town, clerk):
    token = "t" * 24
    given = {"kind": "circular", "body": town.body.pk, "title": "关于清理的通知", "form_token": token}
    first, second = (clerk.post(url("begin"), given)["Location"] for _again in range(2))
    assert first == second
    assert Draft.objects.count() == 1


def test_each_kind_of_content_has_its_look_and_its_sheet(town, clerk):
    table = begun(town, kind="table", title="支出表")
    assert "sheet-table" not in text(clerk.get(url("look", table.pk)))
    words = {"columns": "项目 | 金额", "rows": "接待 | 12.00", "unit": "单位：元", "note": "注：无"}
    services.edit_draft(**on(table, town, town.clerk), title="支出表", words=words)
    page = text(clerk.get(url("look", table.pk)))
    assert "<td>接待</td>" in page and "单位：元" in page and "草稿" in page
    item = town.resolution().item
    draft = draft_minutes(meeting=close_meeting(meeting=item.meeting, **town.by), **town.by)
    page = text(clerk.get(url("look", draft.pk)))
    assert "同意实施。" in page and "丁一主持" in page and "〔" not in page
    assert "来自登记的事项" in text(clerk.get(url("edit", draft.pk)))
    sheet = text(clerk.get(url("sheet", draft.pk)))
    assert "公文签批单" in sheet and "签发意见" in sheet and "起草" in sheet and "第 1 版" in sheet
    assert f'href="/desk/meetings/{item.meeting_id}/"' in text(clerk.get(draft.get_absolute_url()))


# The second and the third person ------------------------------------------------------------------


def test_each_sees_the_buttons_of_his_turn_and_no_others(town, login):
    draft = AT[DraftState.CHECKED](town)
    shown = {
        word: {
            name for name in ("sign", "return", "record", "recall", "withdraw", "check") if step(draft, name) in page
        }
        for word in ("clerk", "reviewer", "secretary", "member")
        for page in [text(login(f"{word}.jinnan").get(draft.get_absolute_url()))]
    }
    assert shown == {
        "clerk": {"record", "recall", "withdraw"},
        "reviewer": set(),
        "secretary": {"sign", "return"},
        "member": set(),
    }
    assert "等丁一签发" in text(login("member.jinnan").get(draft.get_absolute_url()))


def test_it_is_checked_signed_and_issued_by_clicks(town, login):
    draft = AT[DraftState.SUBMITTED](town)
    reviewer = login("reviewer.jinnan")
    assert "请逐项核对" in text(reviewer.get(step(draft, "check")))
    assert post(reviewer, step(draft, "check"), {"version": draft.version}).status_code == 302
    assert "还不能办" in text(reviewer.get(step(draft, "check")))
    draft.refresh_from_db()
    secretary = login("secretary.jinnan")
    page = text(secretary.get(step(draft, "sign")))
    assert "不是《中华人民共和国电子签名法》所称的电子签名" in page and "现通知如下" in page
    paper_url = post(secretary, step(draft, "sign"), {"version": draft.version})["Location"]
    paper = Paper.objects.get()
    assert paper_url == paper.get_absolute_url()
    page = text(secretary.get(paper_url))
    assert "本人登录点击确认" in page and "正在生成 PDF" in page and "待印发" in page
    clerk = login("clerk.jinnan")
    draft.refresh_from_db()
    assert step(draft, "issue") in text(clerk.get(paper_url))
    assert "等党政办经办印发" in text(clerk.get(draft.get_absolute_url()))
    page = text(clerk.get(step(draft, "issue")))
    assert person("reviewer").official.name in page and "县农业农村局" in page
    head = person("head").official
    given = {"version": draft.version, "also": [head.pk]}
    assert post(clerk, step(draft, "issue"), given)["Location"] == draft.get_absolute_url()
    assert Receipt.objects.filter(official=head).exists()
    for word in ("clerk", "member"):
        assert "已印发" in text(login(f"{word}.jinnan").get(draft.get_absolute_url()))


def test_a_draft_comes_back_with_its_reason(town, login):
    draft = AT[DraftState.CHECKED](town)
    secretary = login("secretary.jinnan")
    given = {"version": draft.version, "reason": "依据写错了"}
    assert post(secretary, step(draft, "return"), given)["Location"] == draft.get_absolute_url()
    page = text(login("clerk.jinnan").get(draft.get_absolute_url()))
    assert "丁一：依据写错了" in page and step(draft, "submit") in page


def test_a_sheet_signed_by_hand_comes_with_its_scan(town, clerk):
    draft = AT[DraftState.CHECKED](town)
    given = {
        "version": draft.version,
        "signer": person("secretary").official_id,
        "signed_on": town.today,
        "file": SimpleUploadedFile("签批单.pdf", PDF),
    }
    assert "签批单扫描件" in text(clerk.get(step(draft, "record")))
    paper_url = post(clerk, step(draft, "record"), given)["Location"]
    paper = Paper.objects.get()
    attach = url("attach", "documents.paper", paper.pk)
    assert "扫描件不能代替更正" in text(clerk.get(attach))
    page = text(clerk.get(paper_url))
    assert attach in page
    assert "在纸质签批单上签名，由经办录入" in page and "签批单.pdf" in page
    assert "电子签名" not in page


def test_nobody_can_sign_while_the_post_is_vacant(town, clerk, monkeypatch):
    draft = AT[DraftState.CHECKED](town)
    monkeypatch.setattr("foundation.documents.shown_flow.signers_of", lambda *_args: [])
    assert "主要负责人空缺" in text(clerk.get(draft.get_absolute_url()))


# Papers ------------------------------------------------------------------------------------------


def test_whoever_was_told_receives_it_on_its_page(town, login):
    paper = paper_of(town)
    reviewer = login("reviewer.jinnan")
    page = text(reviewer.get(paper.get_absolute_url()))
    assert url("receive", paper.pk) in page and "未签收" in page
    assert post(reviewer, url("receive", paper.pk))["Location"] == paper.get_absolute_url()
    assert url("receive", paper.pk) not in text(reviewer.get(paper.get_absolute_url()))
    assert "不必重复" in text(reviewer.post(url("receive", paper.pk), {"form_token": "x" * 24}, follow=True))
    assert Receipt.objects.filter(received_at__isnull=False).count() == 1


def test_a_voided_paper_says_so_and_is_still_downloaded(town, login, monkeypatch, cast, client):
    monkeypatch.setattr(printing, "pdf_of", lambda paper: b"%PDF-1.7 " + paper.digest.encode())
    paper = paper_of(town)
    render_paper(paper_id=paper.pk, now=town.now)
    secretary = login("secretary.jinnan")
    assert url("void_paper", paper.pk) in text(secretary.get(paper.get_absolute_url()))
    assert "没有填写" in errors(post(secretary, url("void_paper", paper.pk), {"reason": ""}))
    post(secretary, url("void_paper", paper.pk), {"reason": "发错了对象"})
    void = PaperVoid.objects.get()
    assert "不能作废" in text(secretary.get(url("void_paper", paper.pk)))
    page = text(login("member.jinnan").get(paper.get_absolute_url()))
    assert "由丁一作废：发错了对象" in page and "下载 PDF" in page
    pdf = login("member.jinnan").get(url("pdf", paper.pk))
    assert pdf.status_code == 200
    door = reverse("papers:check", args=[paper.digest[:32]])
    said = client.get(door)
    assert (said.status_code, said.headers.get("Set-Cookie")) == (200, None)
    page = text(said)
    assert "作废，不能再作为依据" in page and paper.label in page and "发错了对象" not in page
    clerk = login("clerk.jinnan")
    assert url("redo", paper.pk) in text(clerk.get(paper.get_absolute_url()))
    answer = post(clerk, url("redo", paper.pk))
    again = Draft.objects.get(replaces=paper)
    assert answer["Location"] == url("edit", again.pk)
    assert "不必重复" in text(clerk.get(url("redo", paper.pk)))
    assert paper.label in text(clerk.get(again.get_absolute_url()))
    new = town.issued(again).paper
    assert new.label in text(client.get(door)) and new.label in text(clerk.get(paper.get_absolute_url()))
    assert void.voided_on == town.today
    pdf.close()


def test_a_corrected_paper_leads_to_its_corrections(town, login, client):
    paper = paper_of(town)
    door = reverse("papers:check", args=[paper.digest[:32]])
    assert client.get(door).status_code == 302
    clerk = login("clerk.jinnan")
    assert "一个字也不改" in text(clerk.get(url("correct", paper.pk)))
    post(clerk, url("correct", paper.pk))
    draft = Draft.objects.get(corrects=paper)
    draft = services.edit_draft(**on(draft, town, town.clerk), title=draft.title, words={"blocks": "应为四月。"})
    page = text(clerk.get(draft.get_absolute_url()))
    assert "有误，现更正如下" in page and paper.get_absolute_url() in page
    assert client.get(door).status_code == 302
    correction = town.issued(draft).paper
    page = text(client.get(door))
    assert correction.label in page and reverse("papers:check", args=[correction.digest[:32]]) in page
    assert correction.label in text(clerk.get(paper.get_absolute_url()))
    assert paper.label in text(clerk.get(correction.get_absolute_url()))
    assert "没有作废" in text(clerk.get(url("redo", paper.pk)))


def test_a_paper_of_before_there_were_drafts_has_its_page(cast, login):
    with printing_office():
        paper = issue(cast)
        page = text(login("clerk.jinnan").get(paper.get_absolute_url()))
        assert "已印发" in page and "签发方式" not in page
        listed = text(login("clerk.jinnan").get(url("papers"), {"state": "issued"}))
        assert paper.label in listed
        draft = begun(town_of(cast), about=ABOUT)
        assert login("clerk.jinnan").get(draft.get_absolute_url()).status_code == 200
        for name in ("draft", "look", "sheet"):
            assert login("head.jinnan").get(url(name, draft.pk)).status_code == 404
        for name in ("void_paper", "correct"):
            assert login("head.jinnan").get(url(name, paper.pk)).status_code == 404


# Lists and work ----------------------------------------------------------------------------------


def test_lists_are_filtered_by_kind_state_and_year_and_turned_by_keys(town, clerk, django_assert_max_num_queries):
    letter = begun(town, kind="letter", title="关于商请支持的函")
    drafts = [begun(town, title=f"第{number}件") for number in range(21)]
    paper, gone = paper_of(town), voided(town).paper
    with django_assert_max_num_queries(9):
        page = clerk.get(url("drafts"))
    assert len(page.context["table"].rows) == 20
    older = clerk.get(page.context["older"])
    assert len(older.context["table"].rows) == 2 and older.context["newer"] == url("drafts")
    assert clerk.get(url("drafts"), {"before": "x"}).status_code == 404
    assert letter.title in text(clerk.get(url("drafts"), {"kind": "letter", "year": town.today.year}))
    assert not clerk.get(url("drafts"), {"kind": "letter", "state": "submitted"}).context["table"].rows
    assert not clerk.get(url("drafts"), {"year": 2001}).context["table"].rows
    assert clerk.get(url("drafts"), {"year": "二〇"}).status_code == 200
    labels = {
        state: [row[0].label for row in clerk.get(url("papers"), {"state": state}).context["table"].rows]
        for state in ("", "signed", "issued", "voided")
    }
    assert labels == {"": [gone.label, paper.label], "signed": [], "issued": [paper.label], "voided": [gone.label]}
    assert not clerk.get(url("papers"), {"kind": "letter", "year": 2001}).context["table"].rows
    assert drafts[0].title in text(older) and "起草公文" in text(page)


def test_what_waits_is_on_the_desk_of_whose_turn_it_is(town, cast):
    def panels(word):
        visit = Visit(person(word), town.today)
        return {panel.title: [item.title for item in panel.items] for panel in waiting.panels(visit)}

    AT[DraftState.SUBMITTED](town)
    AT[DraftState.CHECKED](town)
    paper = paper_of(town)
    title = paper.title
    assert panels("secretary") == {"等您签发的公文": [title]}
    assert panels("reviewer") == {"等您签收的公文": [paper.label], "等您核稿的公文": [title]}
    assert panels("clerk") == {"等您签收的公文": [paper.label]}
    begun(town, title="还没写的")
    assert panels("clerk")["在办的公文"] == ["还没写的"]
    assert panels("accountant") == {} == panels("head")
    nobody = person("secretary")
    nobody.official = None
    assert waiting.panels(Visit(nobody, town.today)) == []
    assert [link.url for link in waiting.links(Visit(person("head"), town.today))] == [url("papers")]
    assert waiting.links(Visit(person("accountant"), town.today)) == []


def test_inspectors_read_the_process(town, login):
    draft = AT[DraftState.ISSUED](town)
    inspector = login("inspector.county")
    page = text(inspector.get(reverse("admin:documents_draft_change", args=[draft.pk])))
    assert "核稿通过" in page and "丁一" in page and draft.get_absolute_url() in page
    page = text(inspector.get(reverse("admin:documents_paper_change", args=[draft.paper_id])))
    assert draft.get_absolute_url() in page and draft.paper.label in page
    assert draft.paper.label in text(inspector.get(reverse("admin:documents_paper_changelist")))
    assert draft.title in text(inspector.get(reverse("admin:documents_draft_changelist")))
