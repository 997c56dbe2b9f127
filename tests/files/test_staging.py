"""A file waits for its form: nothing is lost, nothing is kept for ever, and memory does not notice."""

import tracemalloc
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django import forms
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from foundation.files import services, storage
from foundation.files.forms import UploadForm
from foundation.files.models import StagedFile
from foundation.files.selectors import staged_of
from foundation.files.states import STAGED_EACH, STAGED_FOR, upload_most
from foundation.files.tasks import forget_staged
from foundation.violations import RuleViolation
from foundation.web.tokens import new_token
from tests.files.samples import PDF, jpeg, office, staged
from tests.foundation.wording import is_chinese_with_remedy

MEGABYTE = 1024 * 1024


class Poem(File):
    """An upload of any size that takes no space; `size` is what it says of itself."""

    def __init__(self, pieces: int, size: int) -> None:
        super().__init__(None, "a.pdf")
        self.pieces, self.size, self.read_pieces = pieces, size, 0

    def chunks(self, chunk_size=None):
        for _piece in range(self.pieces):
            self.read_pieces += 1
            yield bytes(chunk_size)


def lying_there() -> list[str]:
    folder = Path(default_storage.path("staged"))
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture(autouse=True)
def nothing_waits():
    """The storage is the run's: what other tests left is no matter here."""
    for name in lying_there():
        storage.remove(f"staged/{name}")


def test_digest_and_size_are_those_of_what_is_stored(cast):
    photo = staged("照片.jpg", jpeg(orientation=6))
    stored = Path(default_storage.path(photo.path)).read_bytes()
    assert b"Secret" not in stored
    assert (photo.size, photo.digest, str(photo)) == (len(stored), storage.digest_of(BytesIO(stored)), "照片.jpg")
    assert lying_there() == [photo.token]


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (Poem(0, 0), "empty"),
        (Poem(9, 200 * MEGABYTE), "too_big"),
        (Poem(2000, 9), "too_big"),
        (SimpleUploadedFile("x", jpeg()[:300]), "damaged"),
    ],
)
def test_what_is_refused_leaves_nothing(cast, upload, code):
    with pytest.raises(RuleViolation) as caught:
        services.stage(name="a.jpg", upload=upload, owner=cast.user("clerk.jinnan"), now=cast.now)
    assert caught.value.code == f"files.{code}" and is_chinese_with_remedy(caught.value.message)
    assert not StagedFile.objects.exists() and not lying_there()
    if code == "too_big":
        # What says that it is too large is not read; what lies is read up to the limit.
        assert upload.read_pieces in (0, upload_most() // storage.PIECE + 1)


def memory_of(work) -> int:
    """The most that Python held at once while it worked."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


class Endless:
    """The body of a request, made as it is read: words, or a number of zeros. Of lines it has none."""

    def __init__(self, *parts: bytes | int) -> None:
        self.parts = list(parts)

    def read(self, size: int = -1) -> bytes:
        if not self.parts:
            return b""
        part = self.parts.pop(0)
        whole = part if isinstance(part, bytes) else bytes(part if size < 0 else min(size, part))
        rest = part[size:] if isinstance(part, bytes) else part - len(whole)
        if rest and size >= 0:
            self.parts.insert(0, rest)
        return whole[:size] if size >= 0 else whole

    readline = read


def test_an_upload_of_200_megabytes_takes_no_memory_and_no_disk(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    size = 200 * MEGABYTE
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    tail = b'\r\n--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\nwhy\r\n--x--\r\n'
    request = RequestFactory().post("/", content_type="multipart/form-data; boundary=x")
    request.META["CONTENT_LENGTH"] = str(len(head) + size + len(tail))
    request._stream = Endless(head, size, tail)
    request._read_started = False
    assert memory_of(lambda: request.POST) < 4 * MEGABYTE
    upload = request.FILES["file"]
    assert upload.size == size and request.POST["reason"] == "why"
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 0
    request.close()


def test_the_largest_files_are_looked_at_without_being_read_into_memory(cast):
    most = upload_most()
    pdf = b"%PDF-1.7\n".ljust(most - 5, b"0") + b"%%EOF"
    for name, content in (("a.pdf", pdf), ("a.docx", office(word___media___1__bmp=bytes(most - 100)))):
        upload = SimpleUploadedFile("x", content)
        assert memory_of(lambda name=name, upload=upload: staged_as(cast, name, upload)) < 3 * MEGABYTE
    assert StagedFile.objects.filter(size=most).exists()


def staged_as(cast, name, upload) -> StagedFile:
    return services.stage(name=name, upload=upload, owner=cast.user("clerk.jinnan"), now=cast.now)


@pytest.fixture
def parse():
    """What a request with these files becomes."""
    requests = []

    def parsed(*files: bytes):
        data = {f"file{number}": SimpleUploadedFile("a.pdf", content) for number, content in enumerate(files)}
        requests.append(RequestFactory().post("/", data))
        return requests[-1].FILES

    yield parsed
    for request in requests:
        request.close()


def test_a_request_of_several_megabytes_goes_to_the_disk_whole(parse, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    content = bytes(range(256)) * 1000
    upload = parse(content)["file0"]
    assert upload.size == len(content) and b"".join(upload.chunks()) == content
    assert Path(upload.temporary_file_path()).parent == settings.FILE_UPLOAD_TEMP_DIR
    assert parse(b"small")["file0"].read() == b"small"


def test_many_files_are_no_way_round_the_limit(parse, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE, settings.UPLOAD_MOST = 1000, 100_000
    first, second = parse(bytes(80_000), bytes(80_000)).values()
    assert first.size == 80_000 and second.size > 100_000 and not second.read()


def test_a_request_that_is_cut_leaves_nothing(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + bytes(100_000)
    for part, in_memory in ((body, 10), (body, 10**6)):
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = in_memory
        request = RequestFactory().post("/", part, content_type="multipart/form-data; boundary=x")
        list(request.FILES)
        request.close()
    assert not list(tmp_path.iterdir())


# The form ----------------------------------------------------------------------------------------


class Letter(UploadForm):
    subject = forms.CharField()


def letter(owner, subject="", upload=None, waits="", **more) -> Letter:
    data = QueryDict(mutable=True)
    data.update({"form_token": new_token(), "subject": subject, "staged": waits, **more})
    return Letter(owner, data, MultiValueDict({"file": [upload]} if upload else {}))


@pytest.fixture
def clerk(cast):
    return cast.user("clerk.jinnan")


def test_a_form_that_is_wrong_elsewhere_does_not_lose_its_file(clerk):
    form = letter(clerk, upload=SimpleUploadedFile("纪&要.pdf", PDF))
    assert list(form.errors) == ["subject"]
    waits = StagedFile.objects.get()
    page = str(form)
    assert waits.token in page and "已收到“纪&amp;要.pdf”" in page
    again = letter(clerk, "有题目了", waits=waits.token)
    assert again.is_valid() and again.cleaned_data["file"] == waits
    # Another file takes the place of the first.
    other = letter(clerk, "有题目了", SimpleUploadedFile("照片.jpg", jpeg()), waits.token)
    assert other.is_valid() and other.cleaned_data["file"].name == "照片.jpg"


@pytest.mark.parametrize("waits", ["", "nobody's"])
def test_a_form_without_a_file_says_so(clerk, waits):
    form = letter(clerk, "有题目", waits=waits)
    assert list(form.errors) == ["file"] and ("重新选择" in str(form)) == bool(waits)
    assert form["staged"].value() == ""


def test_a_form_asks_for_a_file_that_is_one(clerk):
    form = letter(clerk, "有题目", SimpleUploadedFile("x" * 9, b"MZ"))
    assert "不是这里可以上传的格式" in str(form.errors["file"])


def test_nobody_uses_what_another_has_sent(cast, clerk):
    waits = staged(owner="clerk.taji")
    assert "已经过期或者已经用过" in str(letter(clerk, "有题目", waits=waits.token).errors["file"])


# Kept or forgotten -------------------------------------------------------------------------------


def test_what_is_kept_waits_no_longer(clerk, django_capture_on_commit_callbacks):
    waits = staged()
    with django_capture_on_commit_callbacks(execute=True):
        services.keep(waits, "tests/kept")
    assert Path(default_storage.path("tests/kept")).read_bytes() == PDF
    assert not lying_there() and not StagedFile.objects.exists()
    with pytest.raises(RuleViolation, match="已经用过"):
        services.keep(waits, "tests/kept")


def test_what_is_lost_meanwhile_is_told(clerk):
    waits = staged()
    storage.remove(waits.path)
    with pytest.raises(RuleViolation, match="重新选择"):
        services.keep(waits, "tests/kept")


def test_after_a_day_nothing_waits(clerk, django_capture_on_commit_callbacks):
    old, new = staged(now=timezone.now() - STAGED_FOR - timedelta(minutes=1)), staged()
    assert staged_of(clerk, old.token, timezone.now()) is None
    assert staged_of(clerk, new.token, timezone.now()) == new
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_staged() == 1
    assert lying_there() == [new.token]
    services._forget(old)


def test_few_files_of_one_person_wait(clerk):
    first = staged()
    for _more in range(STAGED_EACH):
        last = staged()
    assert StagedFile.objects.filter(owner=clerk).count() == STAGED_EACH
    assert not StagedFile.objects.filter(pk=first.pk).exists() and StagedFile.objects.filter(pk=last.pk).exists()
