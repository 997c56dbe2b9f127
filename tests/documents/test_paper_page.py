"""The page of a paper: its PDF, or word that it is being made; nothing for strangers."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from foundation.documents import printing
from foundation.documents.services import render_paper
from foundation.jobs.models import Job
from foundation.jobs.states import State
from tests.documents.samples import issue
from tests.foundation.wording import words


@pytest.fixture
def paper(office, monkeypatch):
    monkeypatch.setattr(printing, "pdf_of", lambda paper: b"%PDF-1.7 " + paper.digest.encode())
    return issue(office)


@pytest.fixture
def printed(paper, office):
    render_paper(paper_id=paper.pk, now=office.now)
    return paper


def url(paper) -> str:
    return reverse("documents:paper", args=[paper.pk])


def test_the_paper_is_downloaded_under_its_number(printed, login):
    response = login("clerk.jinnan").get(url(printed))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E9%87%91%E5%8D%97%E9%95%87")
    assert b"".join(response.streaming_content).endswith(printed.digest.encode())
    response.close()


def test_a_download_costs_few_queries(printed, login, django_assert_num_queries):
    client = login("inspector.county")
    # The session (read, and written within a savepoint), the account, its grants, the paper with its file.
    with django_assert_num_queries(4):
        response = client.get(url(printed))
    response.close()


def test_a_page_waits_for_the_job(paper, login):
    page = login("clerk.jinnan").get(url(paper)).content.decode()
    assert "正在生成 PDF" in page and 'http-equiv="refresh"' in page and paper.label in page


def test_a_dead_job_is_told_and_not_waited_for(paper, login, office):
    Job.objects.update(state=State.FAILED, finished_at=office.now)
    page = login("clerk.jinnan").get(url(paper)).content.decode()
    assert "系统管理员" in page and 'http-equiv="refresh"' not in page


def test_a_lost_job_is_waited_for(paper, login):
    Job.objects.all().delete()
    assert "正在生成 PDF" in login("clerk.jinnan").get(url(paper)).content.decode()


def test_a_lost_file_is_told(printed, login):
    default_storage.delete(printed.file.path)
    response = login("clerk.jinnan").get(url(printed))
    assert response.status_code == 409
    assert "请系统管理员从备份恢复" in words(response.content.decode())


@pytest.mark.parametrize(
    ("username", "answer"),
    [("", 302), ("clerk.taji", 404), ("head.jinnan", 404), ("accountant.jinnan", 403), ("system.county", 403)],
)
def test_strangers_learn_nothing(printed, login, username, answer):
    response = login(username).get(url(printed))
    assert response.status_code == answer
    assert printed.label not in response.content.decode()
