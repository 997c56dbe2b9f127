"""Small pictures: of photos and of the first page of a PDF; what cannot be drawn is no failure."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from foundation.files import previews, storage
from foundation.files.serving import download, picture
from foundation.files.states import MediaType
from foundation.jobs.registry import JobProblem
from foundation.violations import RuleViolation
from tests.files.samples import PDF, jpeg, pdf, png

PAGE = pdf(
    b"1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
    b"3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 400]>> endobj\ntrailer <</Root 1 0 R>>"
)


def drawn(content: bytes, kind: MediaType) -> Image.Image | None:
    storage.place("tests/came", content)
    storage.remove(previews.path_of("d" * 64))
    said = previews.make(path="tests/came", media_type=kind, digest="d" * 64)
    found = Path(default_storage.path(previews.path_of("d" * 64)))
    assert (said == previews.MADE) == found.exists()
    return Image.open(BytesIO(found.read_bytes())) if found.exists() else None


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (PAGE, MediaType.PDF, (160, 320)),
        (jpeg((960, 480), orientation=6), MediaType.JPEG, (160, 320)),
        (png(640, 320), MediaType.PNG, (320, 160)),
        (png(2, 2), MediaType.PNG, (2, 2)),
    ],
)
def test_what_is_drawn_is_small_and_upright(content, kind, size):
    assert previews.has_one(kind)
    picture = drawn(content, kind)
    assert picture.size == size and not picture.getexif()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, MediaType.PDF),
        (jpeg()[:300], MediaType.JPEG),
        (png(6000, 5000, picture=False), MediaType.PNG),
    ],
)
def test_what_cannot_be_drawn_has_no_picture(content, kind):
    assert drawn(content, kind) is None


def test_a_page_that_takes_for_ever_is_given_up(monkeypatch):
    def for_ever(*_args, **_kwargs) -> None:
        raise previews.subprocess.TimeoutExpired("pdftoppm", 30)

    monkeypatch.setattr(previews.subprocess, "run", for_ever)
    assert drawn(PAGE, MediaType.PDF) is None
    monkeypatch.setattr(previews.subprocess, "run", lambda *_args, **_kwargs: None)
    assert drawn(PAGE, MediaType.PDF) is None


def test_where_the_program_is_missing_somebody_is_told_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(JobProblem, match="poppler-utils"):
        drawn(PAGE, MediaType.PDF)


# Handed out --------------------------------------------------------------------------------------


class Row:
    name, media_type, path = '纪要"; x=.pdf', "application/pdf", "tests/handed"


def test_a_file_is_handed_out_to_be_kept(db):
    storage.place(Row.path, PDF)
    response = download(Row())
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E7%BA%AA%E8%A6%81%22%3B%20x%3D.pdf"
    assert (response["X-Content-Type-Options"], response["Content-Security-Policy"]) == (
        "nosniff",
        "default-src 'none'; sandbox",
    )
    assert b"".join(response.streaming_content) == PDF
    response.close()


def test_a_file_that_is_lost_is_told():
    storage.remove(Row.path)
    with pytest.raises(RuleViolation, match="从备份恢复"):
        download(Row())
    assert picture("tests/handed") is None
