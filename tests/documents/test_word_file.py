"""The .docx of a paper is made once, by the job that makes its PDF, and lies beside it on the page."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from foundation.documents import printing, services_word
from foundation.documents.models import WordFile
from foundation.documents.services import render_paper
from foundation.documents.services_word import order_word, write_word
from foundation.documents.states import RENDER
from foundation.jobs.models import Job
from foundation.jobs.services import sweep
from foundation.jobs.states import State
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from tests.documents.samples import issue
from tests.documents.word_files import paragraphs
from tests.foundation.broken import broken_ledger
from tests.foundation.wording import words


@pytest.fixture
def paper(office, monkeypatch):
    monkeypatch.setattr(printing, "pdf_of", lambda paper: b"%PDF-1.7 " + paper.digest.encode())
    return issue(office)


def test_one_job_makes_both(paper, office):
    assert sweep(now=office.now) == 1
    file = paper.word
    data = Path(default_storage.path(file.path)).read_bytes()
    assert file.path == str(file) == f"papers/{paper.digest}.docx"
    assert file.digest == hashlib.sha256(data).hexdigest()
    assert ("Head", "金南镇党委会纪要") in paragraphs(data)
    entry = office.entry_of("320831101")
    assert (entry.act, entry.actor, entry.ref) == ("documents.paper.write_word", "系统", str(Ref.of(paper)))
    # And a second run finds it made.
    entries = LedgerEntry.objects.count()
    assert write_word(paper_id=paper.pk, now=office.now) == file and LedgerEntry.objects.count() == entries


def test_nothing_remains_when_the_ledger_fails(paper, office):
    with broken_ledger():
        write_word(paper_id=paper.pk, now=office.now)
    assert not WordFile.objects.exists()


def test_two_workers_who_write_at_the_same_moment(paper, office, monkeypatch):
    """The one who comes second leaves the first one's file alone."""

    def overtaken(_paper, _template) -> bytes:
        monkeypatch.setattr(services_word, "docx_of", lambda _paper, _template: b"first")
        write_word(paper_id=paper.pk, now=office.now)
        return b"second"

    monkeypatch.setattr(services_word, "docx_of", overtaken)
    file = write_word(paper_id=paper.pk, now=office.now)
    assert Path(default_storage.path(file.path)).read_bytes() == b"first"
    assert LedgerEntry.objects.filter(act="documents.paper.write_word").count() == 1


def test_the_page_of_a_paper_offers_it(paper, office, login, django_assert_num_queries):
    client = login("clerk.jinnan")
    page, make = (reverse(f"documents:{name}", args=[paper.pk]) for name in ("paper", "make_word"))
    render_paper(paper_id=paper.pk, now=office.now)
    assert "Word 版正在生成" in client.get(page).content.decode()
    # One that was issued before there were such files.
    Job.objects.update(state=State.DONE, finished_at=office.now)
    assert make in client.get(page).content.decode()
    assert client.get(reverse("documents:word", args=[paper.pk])).status_code == 404
    assert client.post(make)["Location"] == page
    assert order_word(paper=paper, actor=office.user("clerk.jinnan"), now=office.now).state == State.WAITING
    assert Job.objects.filter(kind=RENDER).count() == 2
    sweep(now=office.now)
    shown = words(client.get(page).content.decode())
    assert "下载 Word 版" in shown and "方正小标宋简体、仿宋_GB2312、楷体_GB2312、黑体、宋体" in shown
    # The session (read, and written within a savepoint), the account, its grants, the paper with its files.
    with django_assert_num_queries(4):
        response = client.get(reverse("documents:word", args=[paper.pk]))
    assert response["Content-Disposition"].endswith(".docx") and response["Content-Type"].endswith(
        "wordprocessingml.document"
    )
    assert hashlib.sha256(b"".join(response.streaming_content)).hexdigest() == paper.word.digest
    response.close()
