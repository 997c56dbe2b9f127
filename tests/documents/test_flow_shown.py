"""What others may say about papers and their drafts: title, address, who reads them; what numbers are read for."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser

from foundation import refs
from foundation.documents import archive, numbers
from foundation.documents.models import Draft
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.townships.states import Capability
from tests.documents import flows


@pytest.fixture
def draft(cast) -> Draft:
    return flows.written(flows.town_of(cast))


def test_a_draft_from_scratch_is_read_by_whoever_sees_decisions_there(cast, draft):
    ref = Ref.of(draft)
    here, there = cast.user("secretary.jinnan"), cast.user("clerk.taji")
    assert refs.title_of(ref) == draft.title
    assert refs.link_for(ref, here) == draft.get_absolute_url() and refs.link_for(ref, there) is None
    assert refs.needs_of(ref) == (Capability.VIEW_DECISIONS, draft.scope.stream)
    assert refs.shown_to(here, [ref])[ref].url and not refs.shown_to(there, [ref])[ref].url
    assert not refs.shown_to(None, [ref])[ref].url and refs.link_for(ref, AnonymousUser()) is None
    gone = Ref("documents.draft", "99999999")
    assert refs.needs_of(gone) is None and refs.link_for(gone, here) is None


def test_a_paper_about_a_thing_is_read_by_whoever_reads_the_thing(cast):
    paper = flows.paper_of(flows.town_of(cast))
    ref = Ref.of(paper)
    here, there = cast.user("secretary.jinnan"), cast.user("clerk.taji")
    assert refs.title_of(ref) == paper.label and refs.needs_of(ref) == (Capability.VIEW_DECISIONS, paper.scope.stream)
    assert bool(refs.shown_to(here, [ref])[ref].url) == bool(refs.link_for(ref, here))
    assert not refs.shown_to(there, [ref])[ref].url and not refs.shown_to(None, [ref])[ref].url
    assert refs.needs_of(Ref("documents.paper", "99999999")) is None


def test_the_numbers_of_the_archive_say_what_for():
    assert numbers.readers("papers.transfer_months") == ["归档：公文成文多久以后移交县档案馆"]
    assert numbers.readers("papers.retention_other") == ["归档：公文的保管期限，写在公文页面和归档包里"]
    assert numbers.readers("decisions.quorum") == []


def test_of_an_entry_without_details_no_line_is_told():
    """As entries were written before they could be proven line by line."""
    old = LedgerEntry(body=json.dumps({"v": 1, "rows": [{"table": "documents_paper"}]}).encode())
    assert archive._lines(old) == []
