"""The page of a paper: its PDF, or word that it is being made; nothing for strangers."""

import hashlib

import pytest
import segno
from django.core.files.storage import default_storage
from django.urls import reverse

from foundation.documents import events, marks, printing
from foundation.documents.models import PaperFile
from foundation.documents.services import render_paper
from foundation.jobs.models import Job
from foundation.jobs.states import State
from foundation.refs import Ref
from tests.disclosure.made import publication_of
from tests.documents.samples import ABOUT, issue
from tests.documents.sheets import CHECKPOINT
from tests.foundation.wording import words


@pytest.fixture
def paper(office, monkeypatch):
    monkeypatch.setattr(printing, "pdf_of", lambda paper: b"%PDF-1.7 " + paper.digest.encode())
    return issue(office)


@pytest.fixture
def printed(paper, office):
    render_paper(paper_id=paper.pk, now=office.now)
    return paper


def url(paper, name: str = "documents:paper") -> str:
    return reverse(name, args=[paper.pk])


def test_the_page_says_how_to_compare_the_sheet_and_in_which_faces_it_is(printed, login):
    PaperFile.objects.update(faces="Sunlit-Fang")
    page = words(login("clerk.jinnan").get(url(printed)).content.decode())
    assert printed.label in page and marks.grouped(printed.digest) in page and "第 " in page
    assert "所用字体:FandolFang(代仿宋_GB2312)" in page


def test_the_paper_is_downloaded_under_its_number(printed, login):
    response = login("clerk.jinnan").get(url(printed, "documents:pdf"))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E9%87%91%E5%8D%97%E9%95%87")
    assert b"".join(response.streaming_content).endswith(printed.digest.encode())
    response.close()


def test_a_download_costs_few_queries(printed, login, django_assert_num_queries):
    client = login("inspector.county")
    # The session (read, and written within a savepoint), the account, its grants, the paper with its file.
    with django_assert_num_queries(4):
        response = client.get(url(printed, "documents:pdf"))
    response.close()


def test_a_page_waits_for_the_job(paper, login):
    page = login("clerk.jinnan").get(url(paper)).content.decode()
    assert "正在生成 PDF" in page and 'http-equiv="refresh"' in page and paper.label in page


def test_a_dead_job_is_told_and_not_waited_for(paper, login, office):
    Job.objects.update(state=State.FAILED, finished_at=office.now)
    page = login("clerk.jinnan").get(url(paper)).content.decode()
    assert "系统管理员" in page and 'http-equiv="refresh"' not in page


def test_what_is_not_printed_yet_is_not_downloaded(paper, login):
    assert login("clerk.jinnan").get(url(paper, "documents:pdf")).status_code == 404


def test_a_lost_job_is_waited_for(paper, login):
    Job.objects.all().delete()
    assert "正在生成 PDF" in login("clerk.jinnan").get(url(paper)).content.decode()


def test_a_lost_file_is_told(printed, login):
    default_storage.delete(printed.file.path)
    response = login("clerk.jinnan").get(url(printed, "documents:pdf"))
    assert response.status_code == 409
    assert "请系统管理员从备份恢复" in words(response.content.decode())


@pytest.mark.parametrize(
    ("username", "answer"),
    [("", 302), ("clerk.taji", 404), ("head.jinnan", 404), ("accountant.jinnan", 403), ("system.county", 403)],
)
def test_strangers_learn_nothing(printed, login, username, answer):
    for name in ("documents:paper", "documents:pdf"):
        response = login(username).get(url(printed, name))
        assert response.status_code == answer
        assert printed.label not in response.content.decode()


# The codes at the foot ---------------------------------------------------------------------------


def test_the_code_leads_to_the_page_behind_the_login(paper, client, settings):
    address = marks.address_of(paper)
    assert address == f"{settings.SITE_URL}/papers/{paper.digest[:32]}/"
    answer = client.get(address.removeprefix(settings.SITE_URL))
    assert (answer.status_code, answer["Location"]) == (302, url(paper))
    assert client.get("/papers/" + "0" * 32 + "/").status_code == 404


def test_the_code_leads_to_what_everybody_may_read(paper, client, office):
    """Of the thing that the paper is about; what its owner cannot tell now is behind the login."""
    path = reverse("papers:check", args=[paper.digest[:32]])
    copy = publication_of(office.jinnan, source=ABOUT)
    assert client.get(path)["Location"] == f"/p/{copy.pk}/"
    other = issue(office, about=Ref.of(publication_of(office.jinnan)))
    assert (
        client.get(reverse("papers:check", args=[other.digest[:32]]))["Location"] == f"/p/{Ref.parse(other.about).pk}/"
    )
    with events.public_pages.only("tests.foundation.broken.nothing"):
        assert client.get(path)["Location"] == url(paper)


def test_the_foot_names_the_newest_checkpoint_with_its_digest(paper, settings):
    """So that every sheet is a witness of what the ledger said."""
    none = marks.marks_of(paper, None)
    assert (none.checkpoint, none.checkpoint_digest, none.checkpoint_code) == ("", "", "")
    digest = hashlib.sha256(CHECKPOINT.note.encode()).hexdigest()
    address = f"{settings.SITE_URL}/ledger/checkpoints/12.txt#{digest[:32]}"
    assert marks.checkpoint_address(CHECKPOINT) == address
    both = marks.marks_of(paper, CHECKPOINT)
    assert both.checkpoint_digest.replace(" ", "") == digest[:32]
    for code, told in ((both.code, both.address), (both.checkpoint_code, address)):
        assert code.startswith("<svg") and code.count("m") == segno.make(told, error="m").svg_inline().count("m")
