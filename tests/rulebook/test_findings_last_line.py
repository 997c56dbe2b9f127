"""What the database itself refuses, whoever writes."""

import pytest
from django.db import IntegrityError, connection, transaction

from foundation.rulebook.models import Finding, FindingEvidence, FindingNote
from foundation.rulebook.states import FindingState
from tests.rulebook.findings import MONDAY, finding_at, raised, user

pytestmark = pytest.mark.django_db


def refused(work) -> bool:
    try:
        with transaction.atomic():
            work()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("state", [FindingState.RAISED, FindingState.ANSWERED, FindingState.CONFIRMED])
@pytest.mark.parametrize(
    "change",
    [
        {"text": "别的"},
        {"paper": "别的"},
        {"rule": "decisions.record_untrue"},
        {"parameters": {"a": "b"}},
        {"about": "example.thing:9"},
        {"key": "x"},
        {"severity": "red"},
        {"raised_at": MONDAY.replace(hour=10)},
        {"county": "320832", "township": ""},
        {"raised_by": None, "raised_by_official": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_was_found_never_changes(cast, state, change):
    finding = finding_at(state, cast.jinnan)
    rows = Finding.objects.filter(pk=finding.pk)
    assert refused(lambda: rows.update(**change))


def test_another_unit_and_another_raiser_too(cast):
    rows = Finding.objects.filter(pk=finding_at(FindingState.RAISED, cast.jinnan).pk)
    assert refused(lambda: rows.update(division=cast.taji))
    assert refused(lambda: rows.update(raised_by=user("clerk.taji")))


@pytest.mark.parametrize("state", [FindingState.REJECTED, FindingState.CLOSED])
def test_what_is_done_stays_so(cast, state):
    finding = finding_at(state, cast.jinnan)
    assert refused(lambda: Finding.objects.filter(pk=finding.pk).update(answer_until=MONDAY.date()))


def test_nothing_is_deleted(cast):
    finding = finding_at(FindingState.RECTIFIED, cast.jinnan, evidence=[])
    assert refused(lambda: Finding.objects.all()._raw_delete("default"))
    assert refused(lambda: FindingNote.objects.filter(finding=finding)._raw_delete("default"))
    assert refused(lambda: FindingNote.objects.filter(finding=finding).update(text="别的"))


def test_evidence_is_added_only(cast, machine):
    finding = raised(cast.jinnan)
    rows = FindingEvidence.objects.filter(finding=finding)
    assert refused(lambda: rows.update(ref="example.thing:2"))
    assert refused(lambda: rows._raw_delete("default"))
    with connection.cursor() as cursor:
        assert refused(lambda: cursor.execute("DELETE FROM rulebook_findingevidence"))


#: What each state must and must not have.
BROKEN = [
    {"state": "raised", "answered_at": MONDAY},
    {"state": "answered"},
    {"state": "answered", "answered_at": MONDAY, "judged_at": MONDAY},
    {"state": "confirmed"},
    {"state": "rejected"},
    {"state": "confirmed", "judged_at": MONDAY, "rectified_at": MONDAY},
    {"state": "rectified", "judged_at": MONDAY},
    {"state": "rectified", "rectified_at": MONDAY},
    {"state": "closed", "judged_at": MONDAY, "rectified_at": MONDAY},
    {"state": "closed", "judged_at": MONDAY, "closed_at": MONDAY},
    {"state": "gone"},
    {"severity": "blue"},
    {"text": "机器不写字"},
    {"paper": "机器没有纸"},
    {"township": "320832101"},
]


def a_row(cast, **more) -> Finding:
    values = {
        "division": cast.jinnan,
        "rule": "rulebook.example",
        "about": "example.thing:1",
        "severity": "red",
        "raised_at": MONDAY,
        "answer_until": MONDAY.date(),
        "county": "320831",
        "township": "320831101",
        **more,
    }
    return Finding.objects.create(**values)


@pytest.mark.parametrize("more", BROKEN, ids=str)
def test_a_finding_is_whole(cast, more):
    assert refused(lambda: a_row(cast, **more))


def test_a_whole_one_passes(cast):
    assert a_row(cast).pk


def test_a_person_is_named_twice_and_says_something(cast):
    inspector = user("inspector.county")
    whole = {"raised_by": inspector, "raised_by_official": inspector.official, "text": "某事"}
    for lacking in whole:
        more = {**whole, lacking: "" if lacking == "text" else None}
        assert refused(lambda more=more: a_row(cast, **more)), lacking
    assert a_row(cast, **whole).pk


def test_a_machine_raises_a_thing_once_for_each_key(cast):
    a_row(cast)
    assert refused(lambda: a_row(cast))
    assert a_row(cast, key="b").pk


def note(finding: Finding, kind: str, **more) -> FindingNote:
    clerk = user("clerk.jinnan")
    values = {"text": "说", "account": clerk, "official": clerk.official, "at": MONDAY, **more}
    return FindingNote.objects.create(finding=finding, kind=kind, **values)


def test_a_note_is_whole(cast):
    finding = a_row(cast)
    assert refused(lambda: note(finding, "gone"))
    for lacking in ("text", "account", "official"):
        assert refused(lambda lacking=lacking: note(finding, "answer", **{lacking: "" if lacking == "text" else None}))
    assert refused(lambda: note(finding, "no_longer"))
    assert note(finding, "no_longer", text="", account=None, official=None).pk


@pytest.mark.parametrize("kind", ["answer", "close"])
def test_what_is_said_once_is_said_once(cast, kind):
    finding = a_row(cast)
    first = note(finding, kind)
    assert str(first) == f"{first.get_kind_display()} 说"
    assert refused(lambda: note(finding, kind))
    assert note(finding, "addition").pk != note(finding, "addition").pk


def test_it_is_judged_once(cast):
    finding = a_row(cast)
    note(finding, "confirm")
    assert refused(lambda: note(finding, "reject"))


def test_a_row_is_named_once_as_evidence(cast):
    finding = a_row(cast)
    said = note(finding, "rectify")
    for more in ({}, {"note": said}):
        row = FindingEvidence.objects.create(finding=finding, ref="example.thing:1", **more)
        assert str(row) == "example.thing:1"
        assert refused(lambda more=more: FindingEvidence.objects.create(finding=finding, ref="example.thing:1", **more))
