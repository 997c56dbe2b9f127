"""Templates of the office: uploaded, tried, put in force from a day on, taken back; papers keep theirs."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from foundation.documents import kinds, papers, press, printing, selectors_templates, services_templates, trying
from foundation.documents.models import PaperFile, PaperTemplate
from foundation.documents.permissions_templates import can_keep_templates
from foundation.documents.services import render_paper
from foundation.documents.services_templates import end_template, try_template
from foundation.documents.services_word import write_word
from foundation.documents.specimens import DIGEST
from foundation.documents.states import SPECIMEN, Form
from foundation.documents.word.house import template_of
from foundation.documents.word.packing import WORD
from foundation.files.models import StagedFile
from foundation.jobs.models import Job
from foundation.jobs.registry import JobProblem
from foundation.jobs.services import sweep
from foundation.jobs.states import State
from foundation.ledger.models import LedgerEntry
from foundation.violations import RuleViolation
from tests.documents.office import OWN_DOCX, OWN_HTML, seen, started, uploaded
from tests.documents.samples import issue
from tests.documents.word_files import paragraphs, repacked, with_words
from tests.foundation.broken import broken_ledger
from tests.foundation.wording import words


@pytest.fixture
def quick_press(monkeypatch):
    """The page itself instead of its PDF, each sheet of it with the label."""
    monkeypatch.setattr(press, "printed", lambda html, _faces: html.encode())
    monkeypatch.setattr(printing, "pdf_from", str.encode)
    monkeypatch.setattr(trying, "_pages", lambda _pdf: [DIGEST])


@pytest.fixture
def today():
    return timezone.localdate()


def refusal(work) -> RuleViolation:
    with pytest.raises(RuleViolation) as refused:
        work()
    return refused.value


def with_part(name: str, inner: bytes) -> bytes:
    part = b'<w:x xmlns:w="%s">%s</w:x>' % (WORD.encode(), inner)
    return repacked(template_of(kinds.MINUTES), **{f"word_{name}": part})


# Upload ------------------------------------------------------------------------------------------


def test_a_template_is_kept_with_who_and_when(office, quick_press):
    html, docx = uploaded(office), uploaded(office, OWN_DOCX, note="第一版")
    assert [(row.form, row.number, row.township) for row in (html, docx)] == [
        ("html", 1, "320831101"), ("docx", 1, "320831101"),
    ]  # fmt: skip
    assert uploaded(office, OWN_HTML + "x").number == 2
    assert Path(default_storage.path(html.path)).read_text() == OWN_HTML
    assert docx.digest == hashlib.sha256(OWN_DOCX).hexdigest() and docx.uploaded_by.username == "clerk.jinnan"
    assert not StagedFile.objects.exists() and str(docx) == "Word（.docx） 模板第1版"
    entry = LedgerEntry.objects.get(act="documents.template.upload", ref=f"documents.papertemplate:{docx.pk}")
    assert entry.stream == "320831101"
    assert Job.objects.filter(kind=SPECIMEN).count() == 3


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        ("{{ content.secretary }}", "unknown"),
        ("{% load x %}", "forbidden"),
        ("<script></script>", "markup"),
        (with_words(template_of(kinds.MINUTES), "{{ content.secretary }}"), "unknown"),
        (with_words(template_of(kinds.MINUTES), "{{ ''.__class__ }}"), "forbidden"),
        (with_words(template_of(kinds.MINUTES), "{% if content.body %}"), "syntax"),
        (with_part("comments", b""), "traces"),
        (with_part("footnotes", b"{{ content.body }}"), "notes"),
        (with_part("styles", b" " * 1024 * 1024), "large"),
    ],
)
def test_a_bad_template_is_refused_and_nothing_is_kept(office, upload, code):
    before = LedgerEntry.objects.count()
    assert refusal(lambda: uploaded(office, upload)).code == f"documents.template_{code}"
    assert not PaperTemplate.objects.exists() and not Job.objects.exists() and LedgerEntry.objects.count() == before


def test_macros_and_links_are_stopped_at_the_door(office):
    macro = repacked(template_of(kinds.MINUTES), word_vbaProject=b"x")
    assert refusal(lambda: uploaded(office, macro)).code == "files.macros"


def test_an_upload_needs_a_note_and_an_owner_that_exists(office):
    assert refusal(lambda: uploaded(office, note=" ")).code == "documents.template_note"
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(type(office.jinnan), "exists_on", lambda _self, _day: False)
        assert refusal(lambda: uploaded(office)).code == "documents.template_owner"


@pytest.mark.parametrize(
    ("username", "town", "county"),
    [
        ("clerk.jinnan", True, False),
        ("office.county", False, True),
        ("clerk.taji", False, False),
        ("reviewer.jinnan", False, False),
    ],
)
def test_each_level_keeps_its_own(office, username, town, county):
    user = office.user(username)
    assert can_keep_templates(user, office.jinnan.scope) == town
    assert can_keep_templates(user, office.county.scope) == county
    for owner, allowed in ((office.jinnan, town), (office.county, county)):
        if not allowed:
            with pytest.raises(PermissionDenied):
                uploaded(office, owner=owner, actor=user)


def test_nothing_remains_when_the_ledger_fails(office, quick_press, today):
    with broken_ledger():
        uploaded(office)
    assert not PaperTemplate.objects.exists()
    row = uploaded(office)
    with broken_ledger():
        seen(row, office)
    row.refresh_from_db()
    assert row.seen_at is None
    seen(row, office)
    with broken_ledger():
        started(row, office, today)
    row.refresh_from_db()
    assert row.start is None
    started(row, office, today)
    with broken_ledger():
        end_template(template=row, until=today, reason="x", actor=office.user("clerk.jinnan"), now=office.now)
    row.refresh_from_db()
    assert row.until is None


# Sample ------------------------------------------------------------------------------------------


def test_the_job_makes_the_sample(office, quick_press):
    html, docx = uploaded(office), uploaded(office, OWN_DOCX)
    assert sweep(now=office.now) == 2
    for row in (html, docx):
        row.refresh_from_db()
        assert row.seen_at is not None and not row.trouble
    page = Path(default_storage.path(html.sample)).read_text()
    assert '<div class="specimen">样' in page and "本镇自己的版头" in page and "甲昇珺" in page
    data = Path(default_storage.path(docx.sample)).read_bytes()
    assert paragraphs(data)[0] == ("", "样　张") and ("Head", "本镇自己的样例镇党委会纪要") in paragraphs(data)
    # A second run finds it made; a lost file is made again, without another entry.
    entries = LedgerEntry.objects.count()
    default_storage.delete(html.sample)
    for _again in range(2):
        seen(html, office)
    assert default_storage.exists(html.sample) and LedgerEntry.objects.count() == entries


@pytest.mark.parametrize(("pages", "said"), [([DIGEST, DIGEST, "x"], "没有内容摘要"), ([DIGEST] * 21, "样张有 21 页")])
def test_a_sample_that_went_wrong_says_why_and_is_never_put_in_force(
    office, quick_press, monkeypatch, today, pages, said
):
    monkeypatch.setattr(trying, "_pages", lambda _pdf: pages)
    row = seen(uploaded(office), office)
    assert said in row.trouble
    assert refusal(lambda: started(row, office, today)).code == "documents.template_unseen"
    assert try_template(template_id=row.pk, now=office.now) == row


def test_a_sample_that_takes_too_long_says_so(office, quick_press, monkeypatch):
    def slow(_html, _faces):
        raise press.TooLong

    monkeypatch.setattr(press, "printed", slow)
    row = seen(uploaded(office, OWN_HTML + "<p>slow</p>"), office)
    assert "超过了时限" in row.trouble and not default_storage.exists(row.sample)


@pytest.mark.unmeasured
def test_a_real_sample_has_its_digest_on_every_page(office):
    row = seen(uploaded(office, "<style>p { page-break-after: always }</style>" + OWN_HTML), office)
    assert not row.trouble
    hidden = seen(uploaded(office, "<style>@page :right { @bottom-left { content: none } }</style>" + OWN_HTML), office)
    assert "没有内容摘要" in hidden.trouble


def test_pages_are_counted_by_what_is_read(tmp_path, monkeypatch):
    def missing(*_args, **_more):
        raise FileNotFoundError

    monkeypatch.setattr(trying.subprocess, "run", missing)
    with pytest.raises(JobProblem, match="poppler-utils"):
        trying._pages(b"%PDF-")


# In force ----------------------------------------------------------------------------------------


def test_a_paper_is_made_by_the_template_of_its_day(office, quick_press, today):
    """The township's goes before the county's; what was printed keeps what it was printed by."""
    county = office.user("office.county")
    old = issue(office, kind="minutes", day=today - timedelta(days=1))
    shared = seen(uploaded(office, "<p>全县</p>" + OWN_HTML, owner=office.county, actor=county), office)
    started(shared, office, today, county)
    own = started(seen(uploaded(office), office), office, today + timedelta(days=2))
    word = started(seen(uploaded(office, OWN_DOCX), office), office, today)

    def made(day: date) -> tuple[PaperTemplate | None, str]:
        file = render_paper(paper_id=issue(office, kind="minutes", day=day).pk, now=office.now)
        return file.template, Path(default_storage.path(file.path)).read_text()

    assert render_paper(paper_id=old.pk, now=office.now).template is None
    template, page = made(today)
    assert template == shared and "全县" in page and 'specimen"' not in page
    template, page = made(today + timedelta(days=2))
    assert template == own and "全县" not in page and "本镇自己的版头" in page
    # Another kind, another town.
    other = issue(office, kind="record", day=today)
    assert render_paper(paper_id=other.pk, now=office.now).template is None
    assert write_word(paper_id=other.pk, now=office.now).template is None
    # And the file for the word processor goes its own way.
    paper = issue(office, kind="minutes", day=today)
    file = write_word(paper_id=paper.pk, now=office.now)
    assert file.template == word
    assert ("Head", "本镇自己的金南镇党委会纪要") in paragraphs(Path(default_storage.path(file.path)).read_bytes())


def test_versions_follow_each_other_and_are_taken_back(office, quick_press, today):
    clerk = office.user("clerk.jinnan")
    first = started(seen(uploaded(office), office), office, today)
    second = seen(uploaded(office, OWN_HTML + "<p>二</p>"), office)
    for start, code in ((today - timedelta(days=1), "past"), (today, "order")):
        assert refusal(lambda start=start: started(second, office, start)).code == f"documents.template_{code}"
    second = started(second, office, today + timedelta(days=3))
    first.refresh_from_db()
    assert (first.until, first.end_reason, first.ended_by) == (today + timedelta(days=3), "由第2版代替", clerk)
    assert refusal(lambda: started(second, office, today)).code == "documents.template_started"

    def end(row, until=today + timedelta(days=3), reason="版头写错"):
        return end_template(template=row, until=until, reason=reason, actor=clerk, now=office.now)

    assert refusal(lambda: end(first)).code == "documents.template_ended"
    assert refusal(lambda: end(second, today)).code == "documents.template_end_past"
    assert refusal(lambda: end(second, reason=" ")).code == "documents.template_no_reason"
    end(second)
    held = {
        day: selectors_templates.standing("minutes", Form.HTML, office.jinnan.scope, today + timedelta(days=day))
        for day in (-1, 0, 2, 3, 9)
    }
    assert held == {-1: None, 0: first, 2: first, 3: None, 9: None}
    for act in (started, lambda row, _office, _start: end(row)):
        with pytest.raises(PermissionDenied):
            act.__call__(_of_county(office), office, today)


def _of_county(office) -> PaperTemplate:
    return seen(uploaded(office, owner=office.county, actor=office.user("office.county")), office)


@pytest.mark.parametrize(
    "change",
    [
        {"note": "改"}, {"digest": "0" * 64}, {"until": date(2026, 1, 1)}, {"start": None}, {"form": "doc"},
        {"end_reason": "x"}, {"trouble": "x"},
    ],
)  # fmt: skip
def test_the_database_refuses_by_itself(office, quick_press, today, change):
    row = started(seen(uploaded(office), office), office, today)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperTemplate.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_a_lost_template_is_said_in_words(office, quick_press, today):
    row = started(seen(uploaded(office), office), office, today)
    default_storage.delete(row.path)
    with pytest.raises(JobProblem, match="请系统管理员从备份恢复"):
        render_paper(paper_id=issue(office, kind="minutes", day=today).pk, now=office.now)
    assert not PaperFile.objects.exists()


# Pages -------------------------------------------------------------------------------------------


def url(name: str, *args) -> str:
    return reverse(f"documents:{name}", args=args)


def test_from_the_house_to_ones_own_and_back(office, quick_press, login, today, django_assert_max_num_queries):
    client = login("clerk.jinnan")
    code = office.jinnan.code
    shown = words(client.get(url("templates")).content.decode())
    assert "金南镇" in shown and shown.count("本系统的模板") == 2 * len(papers.kinds())
    house = client.get(url("template_house", "minutes", "docx"))
    data = b"".join(house.streaming_content)
    assert data == template_of(kinds.MINUTES) and "attachment" in house["Content-Disposition"]
    assert b"content.items" in b"".join(client.get(url("template_house", "minutes", "html")).streaming_content)
    assert client.get(url("template_house", "minutes", "exe")).status_code == 404
    assert client.get(url("template_kind", code, "poem")).status_code == 404

    # A wrong one keeps what was entered, and says what is wrong.
    page = client.post(
        url("template_write", code, "minutes"), {"form_token": "a" * 20, "note": "改", "text": "{{ x }}"}
    )
    assert "没有“x”这个字段" in page.content.decode() and "{{ x }}" in page.content.decode()
    file = SimpleUploadedFile("模板.docx", with_words(data, "本镇"))
    sent = {"form_token": "b" * 20, "note": "加“本镇”", "file": file}
    assert client.post(url("template_upload", code, "minutes"), sent)["Location"] == url(
        "template_kind", code, "minutes"
    )
    row = PaperTemplate.objects.get()
    waiting = client.get(url("template", row.pk)).content.decode()
    assert "样张生成中" in waiting and 'http-equiv="refresh"' in waiting
    assert client.get(url("template_sample", row.pk)).status_code == 404
    sweep(now=timezone.now())
    page = client.get(url("template", row.pk)).content.decode()
    assert "待启用" in page and url("template_start", row.pk) in page and url("template_sample", row.pk) in page
    for name in ("template_sample", "template_file"):
        answer = client.get(url(name, row.pk))
        assert answer["Content-Disposition"].endswith(".docx") and b"".join(answer.streaming_content)
    client.post(url("template_start", row.pk), {"form_token": "c" * 20, "start": today.isoformat()})
    with django_assert_max_num_queries(6):
        shown = words(client.get(url("templates")).content.decode())
    assert "本级第1版" in shown
    with django_assert_max_num_queries(7):
        shown = words(client.get(url("template_kind", code, "minutes")).content.decode())
    assert "使用中" in shown and "content.items[].title" in shown and "加“本镇”" in shown
    client.post(url("template_end", row.pk), {"form_token": "d" * 20, "until": today.isoformat(), "reason": "写错"})
    page = words(client.get(url("template", row.pk)).content.decode())
    assert "已停用" in page and "写错" in page
    assert "本系统的模板" in words(client.get(url("template_kind", code, "minutes")).content.decode())


def test_the_next_one_begins_with_what_holds(office, quick_press, login, today):
    client = login("clerk.jinnan")
    started(seen(uploaded(office), office), office, today)
    assert "本镇自己的版头" in client.get(url("template_write", office.jinnan.code, "minutes")).content.decode()
    later = started(seen(uploaded(office, OWN_HTML + "二"), office), office, today + timedelta(days=5))
    shown = words(client.get(url("template_kind", office.jinnan.code, "minutes")).content.decode())
    assert "将启用" in shown and "使用中" in shown
    page = client.get(url("template", later.pk))
    assert url("template_end", later.pk) in page.content.decode()
    # The kind of a room that is no more.
    PaperTemplate.objects.bulk_create(
        [
            PaperTemplate(
                kind="gone",
                form="html",
                number=1,
                note="x",
                size=1,
                digest="0" * 64,
                uploaded_by=office.user("clerk.jinnan"),
                uploaded_at=office.now,
                county="320831",
                township="320831101",
            )
        ]
    )
    assert client.get(url("template", PaperTemplate.objects.get(kind="gone").pk)).status_code == 404


def test_a_failed_sample_is_told(office, quick_press, login, monkeypatch):
    monkeypatch.setattr(trying, "_pages", lambda _pdf: ["x"])
    row = uploaded(office)
    Job.objects.update(state=State.FAILED, finished_at=office.now)
    client = login("clerk.jinnan")
    page = client.get(url("template", row.pk)).content.decode()
    assert "请告知系统管理员" in page and 'http-equiv="refresh"' not in page
    seen(row, office)
    page = client.get(url("template", row.pk)).content.decode()
    assert "样张有问题" in page and url("template_start", row.pk) not in page


def test_the_county_reads_its_towns_templates_and_leaves_them(office, quick_press, login):
    row = seen(uploaded(office), office)
    county = login("office.county")
    page = county.get(url("template", row.pk)).content.decode()
    assert "待启用" in page and url("template_start", row.pk) not in page
    assert county.post(url("template_start", row.pk), {}).status_code == 403
    assert county.get(url("template_kind", office.jinnan.code, "minutes")).status_code == 404
    assert office.county.name in county.get(url("templates")).content.decode()
    assert login("clerk.taji").get(url("template", row.pk)).status_code == 404
    assert "公文模板" in county.get(reverse("web:desk")).content.decode()
    assert "公文模板" not in login("reviewer.jinnan").get(reverse("web:desk")).content.decode()
    assert selectors_templates.owners_of(office.user("reviewer.jinnan"), office.now.date()) == []
    assert not selectors_templates.kept_templates(office.user("reviewer.jinnan")).exists()


def test_inspectors_see_every_version_in_the_admin(office, quick_press, login):
    row = uploaded(office)
    page = login("inspector.county").get(reverse("admin:documents_papertemplate_change", args=[row.pk]))
    assert "改版头" in page.content.decode()
    assert services_templates.upload_template.__doc__
