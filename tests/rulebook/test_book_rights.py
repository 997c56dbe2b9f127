"""The book of rules: who keeps what, what the database refuses by itself, and two at once."""

from datetime import date
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation import refs
from foundation.refs import Ref
from foundation.rulebook import services
from foundation.rulebook.models import Article, Regulation, RegulationFile, RegulationLink, RegulationVersion
from foundation.rulebook.permissions_book import can_keep, check_can_keep
from foundation.rulebook.services import load_book
from foundation.rulebook.states import FILE_MOST
from foundation.townships.models import Division
from foundation.violations import RuleViolation
from tests.cast import Cast
from tests.foundation.broken import broken_ledger
from tests.foundation.threads import at_once
from tests.rulebook import books
from tests.rulebook.books import START, days
from tests.rulebook.refusing import BOOK

# Who keeps what ----------------------------------------------------------------------------------


def test_each_level_keeps_its_own(cast, regulation, countrys):
    countys = books.enter(cast.county)
    keepers = {
        "clerk.jinnan": (True, False, False),
        "office.county": (False, True, False),
        "clerk.taji": (False, False, False),
        "inspector.county": (False, False, False),
    }
    for username, wanted in keepers.items():
        user = cast.user(username)
        assert tuple(can_keep(user, each) for each in (regulation, countys, countrys)) == wanted
        for each, may in zip((regulation, countys, countrys), wanted, strict=True):
            if may:
                check_can_keep(user, each)
            else:
                with pytest.raises(PermissionDenied) as refusal:
                    check_can_keep(user, each)
                assert "请" in str(refusal.value)


def test_nobody_keeps_without_an_account(regulation):
    assert not can_keep(AnonymousUser(), regulation)
    with pytest.raises(PermissionDenied):
        check_can_keep(AnonymousUser(), regulation)


def test_others_name_and_open_a_regulation(cast, regulation):
    ref = Ref.of(regulation)
    assert refs.title_of(ref) == "《议事办法》"
    assert refs.link_for(ref, cast.user("member.jinnan")) == f"/desk/rules/book/{regulation.pk}/"
    assert refs.link_for(ref, cast.user("member.taji")) is None


# The last line -----------------------------------------------------------------------------------


def works(version, today):
    """Every verb of the book, once."""
    regulation = version.regulation
    owner = Division.objects.get(code="320831103000")
    link = books.link(version, 1)
    return [
        lambda: books.enter(owner),
        lambda: books.revise(regulation, today),
        lambda: services.end_version(version=version, end=today, reason="废止", **books.by()),
        lambda: books.attach(version),
        lambda: books.link(version, 2),
        lambda: services.void_link(link=link, reason="错", **books.by()),
        lambda: load_book(county=None, now=timezone.now()),
        lambda: load_book(county=owner.parent, now=timezone.now()),
    ]


def test_nothing_remains_when_the_ledger_fails(version, today):
    def state():
        return [list(model.objects.order_by("pk").values()) for model in BOOK]

    verbs = works(version, today)
    before = state()
    for work in verbs:
        with broken_ledger():
            work()
        assert state() == before


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Regulation, {"title": "另一个名称"}),
        (Article, {"text": "另一句话"}),
        (RegulationFile, {"name": "x.pdf"}),
        (RegulationVersion, {"basis": "别的"}),
        (RegulationVersion, {"text_known": False}),
        (RegulationVersion, {"start": date(2020, 1, 1)}),
        (RegulationVersion, {"issued_on": None}),
        (RegulationVersion, {"end": date(2026, 12, 31), "end_reason": "x", "number": 9}),
        (RegulationVersion, {"end_reason": "只有原因"}),
        (RegulationLink, {"code": "decisions.quorum"}),
        (RegulationLink, {"article": None}),
        (RegulationLink, {"voided_on": date(2026, 12, 31), "void_reason": "x", "article": None}),
    ],
)
def test_the_database_lets_nobody_change_what_was_entered(version, model, change):
    books.attach(version)
    books.link(version)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**change)


@pytest.mark.parametrize("model", BOOK)
def test_the_database_lets_nobody_delete(version, model):
    books.attach(version)
    books.link(version)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_an_end_stays_as_it_is(version, today):
    link = books.link(version)
    services.void_link(link=link, reason="错", **books.by())
    services.end_version(version=version, end=today, reason="废止", **books.by())
    for rows, change in (
        (RegulationVersion.objects, {"end": today + days(1)}),
        (RegulationVersion.objects, {"end": None, "end_reason": ""}),
        (RegulationLink.objects, {"voided_on": None, "void_reason": ""}),
        (RegulationLink.objects, {"void_reason": "别的"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


@pytest.mark.parametrize(
    "columns",
    [
        {"county": "", "township": "320831101"},
        {"county": "320830", "township": "320831101"},
        {"county": "32083"},
        {"township": ""},
        {"county": "", "township": ""},
        {"kind": "law"},
        {"kind": "poem"},
        {"title": ""},
        {"title": "议事办法"},
    ],
)
def test_the_database_refuses_a_regulation(regulation, columns):
    row = {"county": "320831", "township": "320831101", "kind": "township", "title": "x", "position": 1, **columns}
    with pytest.raises(IntegrityError), transaction.atomic():
        Regulation.objects.create(**row)


@pytest.mark.parametrize(
    "columns",
    [
        {"number": 1},
        {"number": 0},
        {"end": None},
        {"end": START - days(1)},
        {"end_reason": ""},
        {"end": None, "end_reason": "x"},
        {"start": None},
    ],
)
def test_the_database_refuses_a_version(regulation, columns):
    row = {"number": 2, "start": START, "end": START, "end_reason": "x", "text_known": True, "basis": "x", **columns}
    with pytest.raises(IntegrityError), transaction.atomic():
        RegulationVersion.objects.create(regulation=regulation, **row)


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Article, {"position": 1, "label": "第九条"}),
        (Article, {"position": 9}),
        (RegulationFile, {"size": 0}),
        (RegulationFile, {"size": FILE_MOST + 1}),
        (RegulationFile, {"media_type": "text/html"}),
        (RegulationFile, {"digest": "abc"}),
        (RegulationLink, {"kind": "poem"}),
        (RegulationLink, {"voided_on": date(2026, 1, 1)}),
        (RegulationLink, {"void_reason": "x"}),
    ],
)
def test_the_database_refuses_what_belongs_to_a_version(version, model, columns):
    rows = {
        Article: {},
        RegulationFile: {"name": "x.pdf", "media_type": "application/pdf", "size": 9, "digest": "0" * 64},
        RegulationLink: {"kind": "parameter", "code": "x"},
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(version=version, **{**rows[model], **columns})


@pytest.mark.parametrize("place", [2, None])
def test_the_database_refuses_a_second_standing_link(version, place):
    link = books.link(version, place)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegulationLink.objects.create(version=version, article=link.article, kind=link.kind, code=link.code)


def test_the_database_refuses_the_same_file_twice(version):
    file = books.attach(version)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegulationFile.objects.create(
            version=version, name="y.pdf", media_type=file.media_type, size=1, digest=file.digest
        )


def test_a_preamble_has_a_name(cast):
    version = books.enter(
        cast.jinnan, wording=books.wording(text="某某办法\n第一章　总则\n第一条　甲。")
    ).versions.get()
    assert [(str(row), row.heads) for row in version.articles.order_by("position")] == [
        ("序言", False),
        ("第一章", True),
        ("第一条", False),
    ]


# Two at once -------------------------------------------------------------------------------------


@pytest.mark.postgres
def test_two_clerks_revise_one_regulation_one_after_the_other(copied_db):
    cast = Cast()
    regulation = books.enter(cast.jinnan)
    outcomes = at_once(*[partial(books.revise, regulation, START + days(30)) for _ in range(6)])
    refused = [outcome.code for outcome in outcomes if isinstance(outcome, RuleViolation)]
    assert refused == ["rulebook.version_not_latest"] * 5
    assert list(regulation.versions.order_by("number").values_list("number", "end")) == [
        (1, START + days(29)),
        (2, None),
    ]


@pytest.mark.postgres
def test_two_clerks_enter_one_title_and_one_link_once(copied_db):
    cast = Cast()
    outcomes = at_once(*[partial(books.enter, cast.jinnan) for _ in range(4)])
    assert sorted(getattr(each, "code", "") for each in outcomes) == ["", *["rulebook.title_taken"] * 3]
    version = RegulationVersion.objects.get()
    outcomes = at_once(*[partial(books.link, version) for _ in range(4)])
    assert sorted(isinstance(each, RuleViolation) for each in outcomes) == [False, True, True, True]
    outcomes = at_once(*[partial(books.attach, version) for _ in range(4)])
    assert sorted(getattr(each, "code", "") for each in outcomes) == ["", *["rulebook.file_known"] * 3]
