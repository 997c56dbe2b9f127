"""Every act of a paper's way leaves one proof that names all it touched, or nothing of it remains."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from foundation.documents import services
from foundation.documents.services import flow
from foundation.documents.states import ACTS, DraftState
from foundation.ledger.models import LedgerEntry
from tests.decisions.rows import changed, everything, ruled
from tests.documents.flows import AT, begun, on, paper_of, person, recorded, town_of, voided
from tests.files.samples import PDF, staged
from tests.foundation.broken import broken_ledger

Act = Callable[[], Any]


def _at(state: DraftState, who: str, service: Callable[..., Any], **more: Any) -> Callable[[Any], Act]:
    def ready(town: Any) -> Act:
        draft = AT[state](town)
        return lambda: service(**on(draft, town, person(who)), **more)

    return ready


def _recorded(town: Any) -> Act:
    draft = AT[DraftState.CHECKED](town)
    scan = staged("签批单.pdf", PDF, town.clerk.username)
    return lambda: recorded(draft, town, town.clerk, scan=scan)


def _of_paper(service: Callable[..., Any], who: str, **more: Any) -> Callable[[Any], Act]:
    def ready(town: Any) -> Act:
        paper = paper_of(town)
        return lambda: service(paper=paper, actor=person(who), now=town.now, **more)

    return ready


def _replaced(town: Any) -> Act:
    paper = voided(town).paper
    return lambda: services.begin_replacement(paper=paper, **town.by)


#: Verb → how it is made ready, and the entries it leaves.
VERBS = {
    "begin_draft": (lambda town: lambda: begun(town), ["documents.draft.begin"]),
    "begin_correction": (_of_paper(services.begin_correction, "clerk"), ["documents.draft.begin"]),
    "begin_replacement": (_replaced, ["documents.draft.begin"]),
    "edit_draft": (
        _at(DraftState.DRAFT, "clerk", services.edit_draft, title="改", words={}),
        ["documents.draft.edit"],
    ),
    "submit_draft": (_at(DraftState.DRAFT, "clerk", services.submit_draft), ["documents.draft.submit"]),
    "recall_draft": (_at(DraftState.CHECKED, "clerk", services.recall_draft), ["documents.draft.recall"]),
    "check_draft": (_at(DraftState.SUBMITTED, "reviewer", services.check_draft), ["documents.draft.check"]),
    "return_draft": (
        _at(DraftState.CHECKED, "secretary", services.return_draft, reason="改"),
        ["documents.draft.send_back"],
    ),
    "withdraw_draft": (
        _at(DraftState.RETURNED, "clerk", services.withdraw_draft, reason="不办"),
        ["documents.draft.withdraw"],
    ),
    "sign_draft": (_at(DraftState.CHECKED, "secretary", services.sign_draft), ["documents.paper.sign"]),
    "record_signature": (_recorded, ["documents.paper.sign", "documents.attachment.attach"]),
    "issue_draft": (_at(DraftState.SIGNED, "clerk", services.issue_draft), ["documents.draft.issue"]),
    "void_paper": (_of_paper(services.void_paper, "secretary", reason="错"), ["documents.paper.void"]),
    "receive_paper": (_of_paper(services.receive_paper, "reviewer"), ["documents.paper.receive"]),
}


def test_every_verb_is_tried_and_every_act_has_its_words():
    public = {name for name in services.__all__ if getattr(flow, name, None) is not None and hasattr(flow, name)}
    assert public - {"attach", "number_paper"} == set(VERBS)
    assert {act for _ready, acts in VERBS.values() for act in acts} <= set(ACTS)


@pytest.mark.parametrize("name", VERBS)
def test_an_act_leaves_its_entry_with_every_row_or_nothing(cast, name):
    town = town_of(cast)
    ready, acts = VERBS[name]
    do = ready(town)
    before, number = everything(), LedgerEntry.objects.filter(stream="320831101").latest("number").number
    with broken_ledger():
        do()
    assert everything() == before
    do()
    entries = list(LedgerEntry.objects.filter(stream="320831101", number__gt=number).order_by("number"))
    assert [entry.act for entry in entries] == acts
    named = {(row["table"], row["key"]) for entry in entries for row in json.loads(bytes(entry.body))["rows"]}
    touched = ruled(changed(before, everything()))
    unnamed = {table for table, _key in touched - named}
    batches = {batch["table"] for entry in entries for batch in json.loads(bytes(entry.body))["batches"]}
    assert named <= touched
    assert unnamed == batches
