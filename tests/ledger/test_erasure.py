"""Values go where the law asks for it; that they were there, and that they went, stays."""

import json

import pytest

from foundation.ledger.details import ERASED, parsed
from foundation.ledger.models import LedgerDetail, LedgerEntry, LedgerNode
from foundation.ledger.services.erasure import erase_values
from foundation.ledger.verification import verify
from foundation.townships.models import Official
from tests.foundation.broken import broken_ledger
from tests.ledger.acts import NOW, STREAM, add_official, doing, told, written
from tests.ledger.hands import detail, entry, put_first_form
from tests.ledger.test_rows import of_the_first_form

OFFICE = "990102"
SECRET = "某某甲"


@pytest.fixture
def person(db) -> Official:
    """Two entries tell his name, in two streams; one of them tells of somebody else too."""
    with doing() as record:
        official = add_official(record, SECRET)
        add_official(record, "某某乙")
    with doing(stream="990103") as record:
        official.mobile_public = True
        official.save()
        record.touch(official)
    return official


def erase(person: Official, **more: object) -> int:
    person.name = ""
    person.save()
    return erase_values(row=person, stream=OFFICE, actor="甲一", reason="依申请删除", now=NOW, **more)


def everything_told() -> str:
    bodies = [
        *LedgerDetail.objects.values_list("body", flat=True),
        *LedgerEntry.objects.values_list("body", flat=True),
    ]
    return b"\n".join(map(bytes, bodies)).decode()


def test_nothing_of_the_ledger_tells_the_value_any_more(person):
    assert SECRET in everything_told()
    leaves = list(LedgerEntry.objects.order_by("pk").values_list("leaf", flat=True))
    assert erase(person) == 2
    assert SECRET not in everything_told() and "某某乙" in everything_told()
    assert list(LedgerEntry.objects.order_by("pk").values_list("leaf", flat=True))[: len(leaves)] == leaves
    assert not LedgerNode.objects.exists()
    assert (verify().bad, verify().erased) == ([], 2)


def test_its_entry_tells_which_lines_went_and_what_the_row_is_now(person):
    erase(person)
    (act,) = LedgerEntry.objects.filter(stream=OFFICE)
    body = json.loads(bytes(act.body))
    assert (body["act"], body["ref"]) == ("ledger.detail.erase", f"townships.official:{person.pk}")
    assert body["facts"] == {
        "reason": "依申请删除",
        "table": "townships_official",
        "key": str(person.pk),
        "lines": [[STREAM, 1, 1], ["990103", 1, 1]],
    }
    assert list(told(act)) == [("townships_official", str(person.pk))]
    lines = parsed(bytes(detail(STREAM, 1).get().body))
    assert [line is None for line in lines] == [False, True, False]
    assert ERASED in bytes(detail("990103", 1).get().body).split(b"\n")


def test_twice_is_as_once_and_what_is_written_later_can_go_too(person):
    assert erase(person) == 2
    assert erase(person) == 0, "the line of the first erasure tells what the row still holds"
    person.name = SECRET
    person.save()
    with doing() as record:
        record.touch(person)
    assert erase(person) == 1
    assert SECRET not in everything_told()
    assert (verify().bad, verify().erased) == ([], 3)


def test_of_a_row_that_nothing_tells_of_there_is_nothing_to_erase(person):
    stranger = add_official(None, "某某丙")
    assert erase(stranger) == 0
    assert written(OFFICE) == []


def test_entries_of_the_first_form_keep_their_digests(db):
    person = add_official(None, SECRET)
    put_first_form(STREAM, {"rows": [of_the_first_form(person)]})
    body = bytes(entry(STREAM, 1).get().body)
    assert erase(person) == 0
    assert bytes(entry(STREAM, 1).get().body) == body


def test_without_its_entry_nothing_is_erased(person):
    before = everything_told()
    with broken_ledger():
        erase(person)
    assert everything_told() == before
    assert Official.objects.get(pk=person.pk).name == ""
