"""Files of a regulation: what is taken by what is inside, kept under its digest, handed out to those who may read."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.files import storage
from foundation.files.states import MediaType
from foundation.rulebook import services
from foundation.rulebook.models import RegulationFile
from foundation.rulebook.states import FILE_MOST
from foundation.violations import RuleViolation
from tests.files.samples import PDF, office, png, staged
from tests.foundation.broken import broken_ledger
from tests.foundation.wording import words
from tests.rulebook import books
from tests.townships.pages import TOKEN


@pytest.fixture
def version(cast):
    return books.enter(cast.jinnan).versions.get()


EXE = b"MZ\x90\x00" + b"\x00" * 200
BIG = b"%PDF-1.7\n" + b"0" * FILE_MOST + b"%%EOF"


def test_a_file_is_kept_under_its_digest(cast, version):
    file = books.attach(version, " 议事办法.PDF ")
    digest = hashlib.sha256(PDF).hexdigest()
    assert (str(file), file.media_type, file.size, file.digest) == (
        "议事办法.PDF",
        MediaType.PDF,
        len(PDF),
        digest,
    )
    assert Path(default_storage.path(file.path)).read_bytes() == PDF
    assert file.path == f"regulations/{digest}"
    assert cast.entry_of("320831101").act == "rulebook.file.attach"


def test_word_is_taken_too_and_may_be_the_same_in_two_versions(version):
    word = office()
    assert books.attach(version, "a.docx", word).media_type == MediaType.DOCX
    later = books.revise(version.regulation, books.START + books.days(9))
    assert books.attach(later, "a.docx", word).digest == version.files.get().digest


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", BIG, "files.too_big"),
        ("virus.docx", EXE, "files.kind"),
        ("a.png", png(), "files.kind"),
        ("a.docx", office(word___vbaProject__bin=b"Sub AutoOpen()"), "files.macros"),
    ],
)
def test_what_is_not_taken(version, name, content, code):
    """Of these checks more in `tests/files`: here only that they are asked."""
    with pytest.raises(RuleViolation) as caught:
        books.attach(version, name, content)
    assert (caught.value.code, caught.value.field) == (code, "file")
    assert not RegulationFile.objects.exists()


def test_a_file_is_attached_once(version):
    books.attach(version)
    with pytest.raises(RuleViolation) as caught:
        books.attach(version, "又一次.pdf")
    assert caught.value.code == "rulebook.file_known"


def test_a_long_name_is_shortened_to_its_column(version):
    assert books.attach(version, "长" * 300 + ".pdf").name == "长" * 146 + ".pdf"


def test_a_row_without_its_entry_is_no_row(version):
    with broken_ledger():
        books.attach(version)
    assert not RegulationFile.objects.exists()
    assert books.attach(version).pk


def test_a_file_that_cannot_be_written_is_no_row(version, monkeypatch):
    def crash(*_args) -> None:
        raise OSError("disk full")

    content = PDF + b"%%EOF other"
    waiting = staged("a.pdf", content)
    monkeypatch.setattr(storage.os, "replace", crash)
    with pytest.raises(OSError, match="disk full"):
        services.attach_file(version=version, staged=waiting, **books.by())
    assert not RegulationFile.objects.exists()
    assert not default_storage.exists(f"regulations/{hashlib.sha256(content).hexdigest()}")


# At the door -------------------------------------------------------------------------------------


def url(file) -> str:
    return reverse("book:file", args=[file.pk])


def test_the_file_is_handed_out_as_a_file(version, login, django_assert_num_queries):
    file = books.attach(version)
    client = login("village.jinnan")
    # The session (read, and written within a savepoint), the account, its grants, the file.
    with django_assert_num_queries(4):
        response = client.get(url(file))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%AE%AE")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == PDF
    response.close()


def test_a_lost_file_is_told(version, login):
    file = books.attach(version)
    default_storage.delete(file.path)
    response = login("clerk.jinnan").get(url(file))
    assert response.status_code == 409
    assert "请系统管理员从备份恢复" in words(response.content.decode())


@pytest.mark.parametrize(("username", "answer"), [("clerk.taji", 404), ("system.county", 403), ("", 302)])
def test_strangers_get_nothing(version, login, username, answer):
    response = login(username).get(url(books.attach(version)))
    assert response.status_code == answer
    assert "议事办法" not in response.content.decode()


def upload(client, version, name: str, content: bytes):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("book:attach", args=[version.pk]), {"form_token": TOKEN, "file": file})


def test_the_office_uploads_a_file_once(version, login):
    client = login("clerk.jinnan")
    here = f"/desk/rules/book/{version.regulation_id}/?version=1"
    for _again in range(2):
        response = upload(client, version, "议事办法.pdf", PDF)
        assert (response.status_code, response["Location"]) == (302, here)
    assert version.files.count() == 1
    page = client.get(here).content.decode()
    assert "议事办法.pdf" in page and "PDF，" in page and "文件已保存" in page


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("a.pdf", EXE, "不是这里可以上传的格式"), ("a.pdf", b"", "空"), ("a.docx", PDF, "后缀不符")],
)
def test_a_bad_upload_is_told_beside_its_field(version, login, name, content, said):
    page = upload(login("clerk.jinnan"), version, name, content).content.decode()
    assert said in page and 'href="#id_file"' in page
    assert not RegulationFile.objects.exists()
