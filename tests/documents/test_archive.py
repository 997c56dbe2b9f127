"""归档包: everything that is kept of a paper, whole, checkable without this house, the same for the same state."""

import hashlib
import json
import subprocess
import sys
import tracemalloc
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation import refs
from foundation.documents import archive, printing, selectors_archive
from foundation.documents.models import ArchivePackage, Attachment
from foundation.documents.services_archive import make_package, order_package
from foundation.documents.states import PACKAGE
from foundation.jobs.models import Job
from foundation.jobs.registry import JobProblem
from foundation.jobs.services import sweep
from foundation.ledger.models import LedgerEntry
from foundation.ledger.services import act
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.refs import Ref
from foundation.rulebook.services import set_parameter
from foundation.rulebook.states import Unit
from foundation.scope import scope_columns, sealed_stream
from foundation.violations import Basis
from tests.documents.samples import ABOUT, issue
from tests.foundation.broken import broken_ledger
from tests.foundation.wording import words


@pytest.fixture
def paper(office, monkeypatch):
    """Minutes with an attachment of their meeting, one that is void, and a scan of the signatures."""
    monkeypatch.setattr(printing, "pdf_of", lambda paper: b"%PDF-1.7 " + paper.digest.encode())
    found = issue(office, kind="minutes")
    attached(office, str(ABOUT), "预算.xlsx", b"budget")
    attached(office, str(ABOUT), "旧稿.pdf", b"old", void_reason="版本不对", voided_at=office.now)
    attached(office, str(Ref.of(found)), "签名扫描.PDF", b"signed")
    return found


def attached(office, about: str, name: str, data: bytes, **more) -> Attachment:
    row = Attachment(
        about=about,
        name=name,
        media_type="application/pdf",
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        uploaded_by=office.user("clerk.jinnan"),
        uploaded_at=office.now,
        **scope_columns(office.jinnan.scope),
        **more,
    )
    with act("documents.attachment.attach", stream="320831101", actor="x", now=office.now) as record:
        row.save()
        record.touch(row)
    if not default_storage.exists(row.path):
        default_storage.save(row.path, ContentFile(data))
    return row


def packed(paper, office) -> ArchivePackage:
    return make_package(paper_id=paper.pk, ordered_by=office.user("clerk.jinnan").pk, now=office.now)


def unpacked(row: ArchivePackage) -> dict[str, bytes]:
    with default_storage.open(row.path) as stream, ZipFile(BytesIO(stream.read())) as found:
        assert found.testzip() is None
        assert {each.date_time for each in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: found.read(name) for name in found.namelist()}


def test_it_holds_the_paper_what_is_known_of_it_and_what_was_done(paper, office):
    meeting: Any = SimpleNamespace(_meta=SimpleNamespace(label_lower=ABOUT.label), pk=ABOUT.pk)
    with act("tests.meeting.close", stream="320831101", actor="x", now=office.now) as record:
        record.about(meeting)
        record.touch(paper.body)
    with act("tests.meeting.seal", stream=sealed_stream("320831"), actor="x", now=office.now) as record:
        record.about(meeting)
        record.touch(paper.body)
    make_checkpoint(now=office.now)
    row = packed(paper, office)
    files = unpacked(row)
    assert row.files == len(files) and str(row) == row.digest and row.ordered_by.username == "clerk.jinnan"
    assert hashlib.sha256(files["content.json"]).hexdigest() == paper.digest
    assert files["paper.pdf"].startswith(b"%PDF") and files["paper.docx"].startswith(b"PK")
    told = json.loads(files["metadata.json"])
    assert (
        told["fields"].items()
        >= {
            "题名": "2026年3月5日党委会",
            "文号": "金南镇党委会纪要〔2026〕1号",
            "责任者": "金南镇党委会",
            "保管期限": "永久",
            "归档年度": "2026",
            "件号": "1",
            "移交县档案馆的年度": "2036",
        }.items()
    )
    assert told["fields"]["保管期限的依据"] == "按本县规定（待县确认）"
    assert [(each["name"], each["file"], each["void"]) for each in told["attachments"]] == [
        ("签名扫描.PDF", "attachments/001.pdf", ""),
        ("预算.xlsx", "attachments/002.xlsx", ""),
        ("旧稿.pdf", "", "版本不对"),
    ]
    assert files["attachments/001.pdf"] == b"signed" and files["attachments/002.xlsx"] == b"budget"
    steps = json.loads(files["process.json"])["steps"]
    assert [(step["act"], step["about"]) for step in steps][:5] == [
        ("documents.paper.sign", "本公文"),
        *[("documents.attachment.attach", "附件")] * 3,
        ("tests.meeting.close", "所办事项"),
    ]
    # What happened since the checkpoint has no proof yet; sealed streams are not everybody's.
    assert [step["act"] for step in steps if not step["proof"]] == [
        "documents.paper.render",
        "documents.paper.write_word",
    ]
    assert "tests.meeting.seal" not in files["process.json"].decode()
    shown = words(files["metadata.html"].decode())
    assert "签名扫描.PDF" in shown and "已作废:版本不对" in shown and "尚无存证点覆盖" in shown
    assert "sha256sum -c" in files["README.txt"].decode()


def test_every_file_is_in_the_manifests_with_its_digest(paper, office):
    make_checkpoint(now=office.now)
    files = unpacked(packed(paper, office))
    listed = json.loads(files["manifest.json"])["files"]
    assert set(listed) == set(files) - {"manifest.json", "manifest-sha256.txt"}
    for name, told in listed.items():
        assert told == {"sha256": hashlib.sha256(files[name]).hexdigest(), "size": len(files[name])}
    lines = dict(reversed(line.split("  ")) for line in files["manifest-sha256.txt"].decode().splitlines())
    assert lines == {name: told["sha256"] for name, told in listed.items()}


def test_the_verifier_in_it_says_true_and_after_a_changed_byte_not(paper, office, tmp_path):
    make_checkpoint(now=office.now)
    for name, data in unpacked(packed(paper, office)).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (proof, *_others) = sorted((tmp_path / "proofs").iterdir())

    def verdict() -> tuple[int, str]:
        command = [sys.executable, "sunlit_verify.py", str(proof), "checkpoint.txt", "key.txt"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    code, said = verdict()
    assert code == 0 and paper.digest in said and "属实" in said.splitlines()[-1]
    data = bytearray(proof.read_bytes())
    data[data.index(paper.digest.encode())] ^= 1
    proof.write_bytes(data)
    assert verdict()[0] == 1 and "不属实" in verdict()[1]
    sums = subprocess.run(
        ["sha256sum", "-c", "manifest-sha256.txt"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert sums.returncode == 1 and sums.stdout.count("FAILED") == 1


def test_the_same_state_gives_the_same_package(paper, office):
    first = packed(paper, office)
    again = packed(paper, office)
    assert again == first and ArchivePackage.objects.count() == 1
    assert LedgerEntry.objects.filter(act="documents.package.make").count() == 1
    attached(office, str(ABOUT), "补充.pdf", b"more")
    assert packed(paper, office).digest != first.digest
    # What was given out stays.
    assert default_storage.exists(first.path)


def test_nothing_remains_when_the_ledger_fails(paper, office):
    packed(paper, office)
    attached(office, str(ABOUT), "补充.pdf", b"more")
    with broken_ledger():
        packed(paper, office)
    assert ArchivePackage.objects.count() == 1
    folder = default_storage.path("packages")
    assert not list(Path(folder).glob("draft-*"))


def test_a_lost_file_is_said_in_words(paper, office):
    default_storage.delete(Attachment.objects.get(name="预算.xlsx").path)
    with pytest.raises(JobProblem, match="请系统管理员从备份恢复"):
        packed(paper, office)


def test_a_package_never_changes(paper, office):
    row = packed(paper, office)
    for change in (lambda: row.delete(), lambda: ArchivePackage.objects.update(size=1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.unmeasured
def test_memory_does_not_grow_with_attachments(paper, office, monkeypatch):
    """20 MB go through in pieces of 64 KB."""
    packed(paper, office)
    attached(office, str(ABOUT), "大.pdf", bytes(20 * 1024 * 1024))
    tracemalloc.start()
    row = packed(paper, office)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert row.size > 20 * 1024 * 1024 and most < 8 * 1024 * 1024


def test_queries_do_not_grow_with_what_was_done(paper, office):
    packed(paper, office)

    def counted() -> int:
        make_checkpoint(now=office.now)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            archive.write(ArchivePackage.objects.first().paper, BytesIO())
        return len(queries)

    few = counted()
    for number in range(5):
        attached(office, str(ABOUT), f"{number}.pdf", bytes([number]))
    # Each entry's detail is read for its lines.
    assert counted() - few <= 5


# How long ----------------------------------------------------------------------------------------


def test_retention_is_a_dated_number_of_the_county(paper, office):
    assert str(selectors_archive.kept(paper).retention) == "永久"
    letter, other = issue(office, kind="letter"), issue(office)
    assert [str(selectors_archive.kept(each).retention) for each in (letter, other)] == ["10年", "30年"]
    today = timezone.localdate()
    set_parameter(
        code="papers.retention_letter", value="30年", unit=Unit.RETENTION, scope=office.county.scope, start=today,
        basis=Basis("县档案馆审定的期限表", True), actor=office.user("office.county"), now=office.now,
    )  # fmt: skip
    assert str(selectors_archive.kept(letter).retention) == "10年"
    later = selectors_archive.kept(issue(office, kind="letter", day=today))
    assert (str(later.retention), str(later.retention.basis)) == ("30年", "县档案馆审定的期限表")


def test_what_is_due_for_the_countys_archive(paper, office, login, django_assert_num_queries):
    today = timezone.localdate()
    due = [issue(office, kind=kind, day=date(2016 - back, 5, 1)) for back, kind in enumerate(("minutes", "letter"))]
    issue(office, kind="minutes", day=date(2017, 1, 1))
    user = office.user("clerk.jinnan")
    assert [row.paper for row in selectors_archive.due(user, today)] == [due[1], due[0]]
    assert [row.transfer_year for row in selectors_archive.due(user, today)] == [2025, 2026]
    assert not selectors_archive.due(office.user("clerk.taji"), today)
    client = login("clerk.jinnan")
    # The session (read, and written within a savepoint), the account, its grants, what is due to it, numbers, papers.
    with django_assert_num_queries(6):
        page = words(client.get(reverse("documents:due")).content.decode())
    assert due[0].label in page and "永久" in page and "只列出前" not in page
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(selectors_archive, "SHOWN_MOST", 1)
        assert "只列出前" in client.get(reverse("documents:due")).content.decode()
    assert "今年没有到移交期的公文" in login("clerk.taji").get(reverse("documents:due")).content.decode()


# The page ----------------------------------------------------------------------------------------


def test_the_page_of_a_paper_gives_its_package(paper, office, login):
    client = login("clerk.jinnan")
    page, make, package = (
        reverse(f"documents:{name}", args=[paper.pk]) for name in ("paper", "make_package", "package")
    )
    sweep(now=office.now)
    shown = words(client.get(page).content.decode())
    assert "永久(按本县规定(待县确认))" in shown and "2036年" in shown and "生成归档包" in shown
    assert client.get(package).status_code == 404
    assert client.post(make)["Location"] == f"{page}#archive"
    assert order_package(paper=paper, actor=office.user("clerk.jinnan"), now=office.now).kind == PACKAGE
    assert Job.objects.filter(kind=PACKAGE).count() == 1
    assert "归档包正在生成" in client.get(page).content.decode()
    sweep(now=timezone.now())
    row = ArchivePackage.objects.get()
    assert Job.objects.get(kind=PACKAGE).result == f"归档包有 {row.files} 个文件"
    shown = words(client.get(page).content.decode())
    assert row.digest in shown and "重新生成归档包" in shown
    answer = client.get(package)
    assert answer["Content-Type"] == "application/zip"
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == row.digest
    assert login("clerk.taji").get(package).status_code == 404
    assert refs.title_of(Ref.of(paper)) == paper.label
