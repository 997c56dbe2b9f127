"""Files of a regulation: what is taken by what is inside, kept under its digest, handed out to those who may read."""

import hashlib
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation import files
from foundation.rulebook.models import RegulationFile
from foundation.rulebook.rules.files import media_type_of
from foundation.rulebook.states import FILE_MOST, MediaType
from foundation.violations import RuleViolation
from tests.foundation.broken import broken_ledger
from tests.foundation.wording import is_chinese_with_remedy, words
from tests.rulebook import books
from tests.townships.pages import TOKEN


@pytest.fixture
def version(cast):
    return books.enter(cast.jinnan).versions.get()


def zipped(*names: str) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


EXE = b"MZ\x90\x00" + b"\x00" * 200
BIG = b"%PDF-1.7\n" + b"0" * FILE_MOST + b"%%EOF"


def test_a_file_is_kept_under_its_digest(cast, version):
    file = books.attach(version, " 议事办法.PDF ")
    digest = hashlib.sha256(books.PDF).hexdigest()
    assert (str(file), file.media_type, file.size, file.digest) == (
        "议事办法.PDF",
        MediaType.PDF,
        len(books.PDF),
        digest,
    )
    assert Path(default_storage.path(file.path)).read_bytes() == books.PDF
    assert file.path == f"regulations/{digest}"
    assert cast.entry_of("320831101").act == "rulebook.file.attach"


def test_word_is_taken_too_and_may_be_the_same_in_two_versions(version):
    word = books.docx()
    assert books.attach(version, "a.docx", word).media_type == MediaType.DOCX
    later = books.revise(version.regulation, books.START + books.days(9))
    assert books.attach(later, "a.docx", word).digest == version.files.get().digest


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "rulebook.file_empty"),
        ("a.pdf", BIG, "rulebook.file_too_big"),
        ("virus.pdf", EXE, "rulebook.file_kind"),
        ("virus.docx", EXE, "rulebook.file_kind"),
        ("a.docx", books.PDF, "rulebook.file_kind"),
        ("a.pdf", books.docx(), "rulebook.file_kind"),
        ("a.exe", books.PDF, "rulebook.file_kind"),
        ("a", books.PDF, "rulebook.file_kind"),
        ("a.pdf", b"%PDF-1.7 cut short", "rulebook.file_kind"),
        ("a.pdf", b"GIF89a %PDF-1.7 %%EOF", "rulebook.file_kind"),
        ("a.docx", zipped("readme.txt"), "rulebook.file_kind"),
        ("a.docx", zipped("word/document.xml"), "rulebook.file_kind"),
        ("a.docx", zipped("xl/workbook.xml", "[Content_Types].xml"), "rulebook.file_kind"),
        ("a.docx", b"PK\x03\x04 and nothing behind it", "rulebook.file_kind"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 512, "rulebook.file_kind"),
        ("a.docx", books.docx(word___vbaProject__bin=b"Sub AutoOpen()"), "rulebook.file_macros"),
        ("a.docx", books.docx(elsewhere___VBAPROJECT__BIN=b"Sub AutoOpen()"), "rulebook.file_macros"),
        ("a.docx", books.docx(word___media___1__bmp=bytes(FILE_MOST)), "rulebook.file_bomb"),
        ("a.docm", books.docx(word___vbaProject__bin=b"Sub AutoOpen()"), "rulebook.file_kind"),
    ],
)
def test_what_is_not_taken(version, name, content, code):
    with pytest.raises(RuleViolation) as caught:
        books.attach(version, name, content)
    assert (caught.value.code, caught.value.field) == (code, "file")
    assert is_chinese_with_remedy(caught.value.message)
    assert not RegulationFile.objects.exists()


def test_a_document_that_opens_to_what_a_file_may_be_is_taken(version):
    most = FILE_MOST - 2 * len(b"<x/>")
    assert books.attach(version, "a.docx", books.docx(word___media___1__bmp=bytes(most))).size < most // 100


def test_the_biggest_file_is_taken(version):
    content = b"%PDF-1.7\n".ljust(FILE_MOST - 5, b"0") + b"%%EOF"
    assert books.attach(version, content=content).size == FILE_MOST


def test_a_file_is_attached_once(version):
    books.attach(version)
    with pytest.raises(RuleViolation) as caught:
        books.attach(version, "又一次.pdf")
    assert caught.value.code == "rulebook.file_known"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/办法.pdf", "办法.pdf"), ("长" * 300 + ".pdf", "长" * 146 + ".pdf")],
)
def test_a_name_is_a_name_and_no_path(version, given, kept):
    assert books.attach(version, given).name == kept


def test_what_is_inside_counts():
    assert media_type_of(b"") is media_type_of(b"text") is None
    assert media_type_of(books.PDF) == MediaType.PDF
    assert media_type_of(books.docx()) == MediaType.DOCX


def test_a_row_without_its_entry_is_no_row(version):
    with broken_ledger():
        books.attach(version)
    assert not RegulationFile.objects.exists()
    assert books.attach(version).pk


def test_a_file_that_cannot_be_written_is_no_row(version, monkeypatch):
    def crash(*_args) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(files.os, "replace", crash)
    content = books.PDF + b"%%EOF other"
    with pytest.raises(OSError, match="disk full"):
        books.attach(version, content=content)
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
    assert b"".join(response.streaming_content) == books.PDF
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
        response = upload(client, version, "议事办法.pdf", books.PDF)
        assert (response.status_code, response["Location"]) == (302, here)
    assert version.files.count() == 1
    page = client.get(here).content.decode()
    assert "议事办法.pdf" in page and "PDF，" in page and "文件已保存" in page


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("a.pdf", EXE, "不是 PDF 或者 Word"), ("a.pdf", b"", "空"), ("a.docx", books.PDF, "后缀不符")],
)
def test_a_bad_upload_is_told_beside_its_field(version, login, name, content, said):
    page = upload(login("clerk.jinnan"), version, name, content).content.decode()
    assert said in page and 'href="#id_file"' in page
    assert not RegulationFile.objects.exists()
