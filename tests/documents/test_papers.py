"""Papers: numbered by body, kind and year without gaps, never changed, printed once."""

import hashlib
import json
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from foundation import refs
from foundation.documents import fonts, papers, printing, services
from foundation.documents.models import Paper, PaperFile, Series
from foundation.documents.papers import PaperKind
from foundation.documents.selectors import papers_about, visible_papers
from foundation.documents.services import render_paper
from foundation.documents.states import RENDER
from foundation.files import storage
from foundation.jobs.models import Job
from foundation.jobs.selectors import latest_job
from foundation.jobs.services import run, sweep
from foundation.jobs.states import State
from foundation.ledger.models import LedgerEntry
from foundation.ledger.selectors import entries_about
from foundation.ledger.services import act
from foundation.refs import Ref
from foundation.townships.states import BodyKind
from tests.documents.samples import ABOUT, KIND, issue, minutes, printing_office
from tests.foundation.broken import broken_ledger
from tests.foundation.threads import at_once


@pytest.fixture
def quick_press(monkeypatch):
    """Printing without the library: the tests that look at the PDF use the real one."""
    monkeypatch.setattr(printing, "pdf_of", lambda paper: b"%PDF-1.7 " + paper.digest.encode())


# Numbers -----------------------------------------------------------------------------------------


def test_a_paper_gets_its_number_name_and_digest(office):
    paper = issue(office)
    assert (paper.year, paper.number, str(paper)) == (2026, 1, "金南镇党委会纪要〔2026〕1号")
    content = json.loads(paper.content)
    assert (content["heading"], content["number"], content["day"]) == ("金南镇党委会纪要", "〔2026〕1号", "2026-03-05")
    assert paper.digest == hashlib.sha256(paper.content.encode()).hexdigest()
    assert paper.scope == office.jinnan.scope
    entry = office.entry_of("320831101")
    assert (entry.act, entry.ref) == ("documents.paper.sign", str(Ref.of(paper)))
    assert latest_job(RENDER, Ref.of(paper)).state == State.WAITING


def test_what_the_issuer_says_of_the_number_does_not_count(office):
    paper = issue(office, content={**minutes(), "number": "〔2026〕99号", "heading": "中央文件"})
    assert json.loads(paper.content)["number"] == "〔2026〕1号"
    assert json.loads(paper.content)["heading"] == "金南镇党委会纪要"


def test_each_body_kind_and_year_counts_for_itself(office):
    joint = office.body(office.jinnan, BodyKind.JOINT_MEETING)
    taji = office.body(office.taji, BodyKind.PARTY_COMMITTEE)
    papers.register(KIND)
    papers._kinds["tests.record"] = PaperKind("tests.record", "会议记录", "记录", "documents/minutes.html")
    labels = [
        issue(office, **more).label
        for more in (
            {},
            {},
            {"kind": "tests.record"},
            {"body": joint},
            {"body": taji},
            {"day": date(2027, 1, 4)},
            {"day": date(2026, 12, 31)},
        )
    ]
    assert labels == [
        "金南镇党委会纪要〔2026〕1号",
        "金南镇党委会纪要〔2026〕2号",
        "金南镇党委会记录〔2026〕1号",
        "金南镇党政联席会纪要〔2026〕1号",
        "塔集镇党委会纪要〔2026〕1号",
        "金南镇党委会纪要〔2027〕1号",
        "金南镇党委会纪要〔2026〕3号",
    ]
    assert {str(row) for row in Series.objects.filter(body=joint)} == {"tests.minutes〔2026〕1"}


def test_a_rolled_back_act_leaves_no_gap(office):
    issue(office)
    with pytest.raises(ZeroDivisionError), act("tests.meeting.close", stream="320831101", actor="x", now=office.now):
        assert issue(office).number == 2
        raise ZeroDivisionError
    assert issue(office).number == 2


def test_nothing_remains_when_the_ledger_fails(office, quick_press):
    with broken_ledger():
        issue(office)
    assert not (Paper.objects.exists() or Series.objects.exists() or Job.objects.exists())
    paper = issue(office)
    with broken_ledger():
        render_paper(paper_id=paper.pk, now=office.now)
    assert not PaperFile.objects.exists()


def test_only_known_kinds_are_issued(office):
    with pytest.raises(LookupError, match=r"tests\.poem"):
        issue(office, kind="tests.poem")
    with pytest.raises(ValueError, match=r"tests\.minutes"):
        papers.register(PaperKind(KIND.code, "别的", "别的", "x.html"))


def test_content_without_one_fixed_form_is_refused(office):
    with pytest.raises(TypeError):
        issue(office, content={"share": 0.1})
    assert not Series.objects.exists()


@pytest.mark.postgres
def test_twenty_clerks_get_twenty_numbers_without_gaps(copied_db):
    """Every fourth act fails after it has taken its number."""
    from tests.cast import Cast

    cast = Cast()

    def close(number: int) -> int:
        with act("tests.meeting.close", stream="320831101", actor="x", now=cast.now):
            paper = issue(cast)
            if number % 4 == 0:
                raise ZeroDivisionError
            return paper.number

    with printing_office():
        outcomes = at_once(*[partial(close, number) for number in range(20)])
    given = sorted(outcome for outcome in outcomes if isinstance(outcome, int))
    assert given == list(range(1, 16))
    assert len([outcome for outcome in outcomes if isinstance(outcome, ZeroDivisionError)]) == 5
    assert Series.objects.get().last == 15


# Never changed -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda pk: Paper.objects.filter(pk=pk).update(title="改"),
        lambda pk: Paper.objects.filter(pk=pk).delete(),
        lambda pk: _sql(f"UPDATE documents_paper SET number = 7 WHERE id = {pk}"),
    ],
)
def test_an_issued_paper_never_changes(office, change):
    paper = issue(office)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(paper.pk)


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("change", [{"number": 1}, {"number": 0}, {"digest": "x"}, {"county": "320830"}])
def test_the_database_refuses_by_itself(office, change):
    paper = issue(office)
    columns = {name: getattr(paper, name) for name in ("kind", "body_id", "year", "about", "content", "issued_on")}
    columns |= {"county": paper.county, "township": paper.township, "digest": paper.digest, "number": 2, **change}
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.create(**columns)


def test_a_counter_exists_once(office):
    issue(office)
    series = Series.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Series.objects.create(body=series.body, kind=series.kind, year=series.year)


# Printed once ------------------------------------------------------------------------------------


def test_the_job_prints_the_paper(office, quick_press):
    paper = issue(office)
    assert sweep(now=office.now) == 1
    file = PaperFile.objects.get(paper=paper)
    data = Path(default_storage.path(file.path)).read_bytes()
    assert file.path == str(file) == f"papers/{paper.digest}.pdf"
    assert file.digest == hashlib.sha256(data).hexdigest()
    entries = entries_about(Ref.of(paper)).values_list("act", "actor")
    assert list(entries)[1:] == [("documents.paper.render", "系统"), ("documents.paper.write_word", "系统")]


def test_a_paper_is_printed_from_its_row_and_says_in_which_faces(office, monkeypatch):
    monkeypatch.setattr(printing, "pdf_from", str.encode)
    monkeypatch.setattr(fonts, "used_in", lambda _pdf: ["FangSong_GB2312", "Sunlit-Hei"])
    paper = issue(office)
    file = render_paper(paper_id=paper.pk, now=office.now)
    assert paper.digest[:8] in Path(default_storage.path(file.path)).read_text()
    assert file.faces == "FangSong_GB2312 Sunlit-Hei"


def test_the_second_run_finds_it_printed(office, quick_press, monkeypatch):
    paper = issue(office)
    first = render_paper(paper_id=paper.pk, now=office.now)
    monkeypatch.setattr(printing, "pdf_of", lambda _paper: pytest.fail("printed twice"))
    entries = LedgerEntry.objects.count()
    assert render_paper(paper_id=paper.pk, now=office.now) == first
    assert LedgerEntry.objects.count() == entries


def test_two_workers_who_print_at_the_same_moment(office, quick_press, monkeypatch):
    """The one who comes second leaves the first one's file alone."""
    paper = issue(office)

    def overtaken(_paper) -> bytes:
        monkeypatch.setattr(printing, "pdf_of", lambda _paper: b"first")
        render_paper(paper_id=paper.pk, now=office.now)
        return b"second"

    monkeypatch.setattr(printing, "pdf_of", overtaken)
    file = render_paper(paper_id=paper.pk, now=office.now)
    assert Path(default_storage.path(file.path)).read_bytes() == b"first"
    assert LedgerEntry.objects.filter(act="documents.paper.render").count() == 1


def test_a_half_written_file_is_none(office, quick_press, monkeypatch):
    paper = issue(office)

    def crash(*_args) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(storage.os, "replace", crash)
    with pytest.raises(OSError, match="disk full"):
        render_paper(paper_id=paper.pk, now=office.now)
    folder = Path(default_storage.path("papers"))
    assert not [path for path in folder.iterdir() if path.suffix not in (".pdf", ".docx")]
    assert not PaperFile.objects.exists()


def test_missing_libraries_are_said_in_words(office, monkeypatch):
    import builtins

    real = builtins.__import__

    def without_weasyprint(name, *args, **more):
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **more)

    paper = issue(office)
    job = latest_job(RENDER, Ref.of(paper))
    monkeypatch.setattr(builtins, "__import__", without_weasyprint)
    assert not run(job.pk, now=office.now)
    monkeypatch.undo()
    job.refresh_from_db()
    assert "libpango" in job.error and "请系统管理员安装" in job.error
    assert services.render_paper  # the room itself still works


# Who reads ---------------------------------------------------------------------------------------


def test_papers_are_seen_where_decisions_are(office):
    issue(office)

    def seen(username: str) -> int:
        return visible_papers(office.user(username)).count()

    assert [seen(name) for name in ("clerk.jinnan", "inspector.county", "clerk.taji", "accountant.jinnan")] == [
        1,
        1,
        0,
        0,
    ]


def test_a_paper_is_a_thing_with_a_name_and_an_address(office):
    paper = issue(office)
    ref = Ref.of(paper)
    assert refs.title_of(ref) == paper.label
    assert refs.title_of(Ref("documents.paper", "0")) == "documents.paper:0"
    assert refs.link_for(ref, office.user("clerk.jinnan")) == f"/desk/papers/{paper.pk}/"
    for username in ("clerk.taji", "head.jinnan"):
        assert refs.link_for(ref, office.user(username)) is None
    assert list(papers_about(ABOUT)) == [paper]
