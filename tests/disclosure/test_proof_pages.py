"""Citizens check what they read: each published page leads to a proof that says nothing but the page."""

import base64
import json
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosure import proofs
from foundation.jobs.models import Job
from foundation.jobs.services import run
from foundation.ledger import notes
from foundation.ledger.canonical import row_bytes
from foundation.ledger.merkle import SHA256, Tree
from foundation.ledger.models import Checkpoint, LedgerEntry
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.ledger.tasks import daily_checkpoint
from foundation.refs import Ref
from tests.disclosure.made import day, publication_of
from tests.ledger.acts import doing

pytestmark = pytest.mark.django_db


def get(address: str):
    return Client().get(address)


@pytest.fixture
def copy(cast):
    return publication_of(cast.jinnan)


@pytest.fixture
def proven(copy):
    make_checkpoint(now=timezone.now())
    return copy


def test_a_published_page_shows_its_digest_and_leads_to_its_proof(copy):
    page = get(f"/p/{copy.pk}/").content.decode()
    assert copy.digest in page
    assert f'href="/p/{copy.pk}/proof/"' in page


def test_a_publication_has_a_checkpoint_signed_by_a_job(copy):
    job = Job.objects.get(kind="disclosure.checkpoint", ref=str(Ref.of(copy)))
    assert proofs.standing_of(copy).checkpoint is None
    run(job_id=job.pk, now=timezone.now())
    standing = proofs.standing_of(copy)
    assert notes.signed_by_us(standing.checkpoint.note)
    assert proofs.size_under(standing.checkpoint, standing.entry.stream) == standing.entry.number
    assert Checkpoint.objects.count() == 1


def test_every_night_brings_a_checkpoint_even_when_nothing_happened(proven, monkeypatch):
    later = timezone.now() + timedelta(days=1)
    monkeypatch.setattr("foundation.ledger.tasks.timezone.now", lambda: later)
    daily_checkpoint()
    assert Checkpoint.objects.count() == 2


def test_the_page_says_where_it_stands_and_what_to_download(proven):
    standing = proofs.standing_of(proven)
    page = get(f"/p/{proven.pk}/proof/").content.decode()
    assert f"第 {standing.entry.number} 条" in page
    for address in (
        f"/p/{proven.pk}/proof.json",
        f"/ledger/checkpoints/{standing.checkpoint.number}.txt",
        "/static/ledger/sunlit_verify.py",
    ):
        assert f'href="{address}"' in page
    assert proven.digest in page


def test_before_a_checkpoint_the_page_asks_for_patience(copy):
    page = get(f"/p/{copy.pk}/proof/").content.decode()
    assert "请稍后再打开这一页" in page and "sunlit_verify.py" not in page
    assert get(f"/p/{copy.pk}/proof.json").status_code == 404


def test_the_proof_holds_the_row_and_leads_to_the_noted_root(proven):
    answer = get(f"/p/{proven.pk}/proof.json")
    assert answer["Content-Disposition"] == f'attachment; filename="proof-{proven.pk}.json"'
    proof = json.loads(answer.content)
    standing = proofs.standing_of(proven)
    assert proof["lines"] == {str(standing.line): proof["lines"][str(standing.line)]}
    assert proof["lines"][str(standing.line)].split(" ", 1)[1] == row_bytes(proven).decode()
    leaves = [bytes(each.leaf) for each in LedgerEntry.objects.filter(stream=proof["stream"]).order_by("number")]
    tree = Tree(SHA256, len(leaves), lambda level, at: SHA256.root(leaves[at << level : (at + 1) << level]))
    path = [base64.b64decode(each) for each in proof["path"]]
    assert path == tree.inclusion(proof["number"] - 1, proof["size"])
    (head,) = [head for head in notes.parse(standing.checkpoint.note).heads if head.stream == proof["stream"]]
    assert (head.size, head.root) == (proof["size"], tree.root(proof["size"]))


def test_the_proof_names_nobody(proven):
    """Its preparer and its reviewer have names of these signs, and so have their accounts."""
    draft = proven.draft
    people = {draft.preparer.username, draft.reviewer.username, draft.preparer.name, draft.reviewer.name}
    people |= {draft.preparer_official.name, draft.reviewer_official.name}
    told = get(f"/p/{proven.pk}/proof.json").content.decode() + get(f"/p/{proven.pk}/proof/").content.decode()
    assert [name for name in people if name in told] == []


def test_a_proof_follows_the_newest_checkpoint(proven):
    first = json.loads(get(f"/p/{proven.pk}/proof.json").content)
    with doing(stream=first["stream"]):
        pass
    make_checkpoint(now=timezone.now())
    second = json.loads(get(f"/p/{proven.pk}/proof.json").content)
    assert second["size"] == first["size"] + 1 and second["checkpoint"] > first["checkpoint"]


def test_what_was_taken_down_is_not_proven_either(cast):
    copy = publication_of(cast.jinnan, take_down_on=day(30), now=timezone.now())
    make_checkpoint(now=timezone.now())
    with_later = timezone.localdate() + timedelta(days=31)
    with patch("disclosure.views_proof.timezone.localdate", return_value=with_later):
        for ending in ("proof/", "proof.json"):
            answer = get(f"/p/{copy.pk}/{ending}")
            assert answer.status_code == 410
            assert "维修示例村" not in answer.content.decode()


def test_an_entry_of_the_first_form_is_not_given_out(copy, monkeypatch):
    monkeypatch.setattr("foundation.ledger.proofs.FIRST_PROVABLE", 3)
    make_checkpoint(now=timezone.now())
    assert "那时的存证格式不能单独出具证明" in get(f"/p/{copy.pk}/proof/").content.decode()
    assert get(f"/p/{copy.pk}/proof.json").status_code == 404


# The ledger itself --------------------------------------------------------------------------------


def test_the_newest_note_is_given_to_everybody(proven):
    answer = get("/ledger/checkpoint.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == Checkpoint.objects.latest("number").note
    assert "public" in answer["Cache-Control"] and "Cookie" not in answer.get("Vary", "")
    assert get("/ledger/key.txt").content.decode() == notes.vkeys()


def test_an_older_note_stays_where_it_was(proven):
    first = Checkpoint.objects.latest("number")
    make_checkpoint(now=timezone.now(), always=True)
    assert get(f"/ledger/checkpoints/{first.number}.txt").content.decode() == first.note
    for number in (0, 10**6, 10**30):
        assert get(f"/ledger/checkpoints/{number}.txt").status_code == 404


def test_before_the_first_checkpoint_there_is_none():
    assert get("/ledger/checkpoint.txt").status_code == 404
    assert "还没有签发存证点" in get("/ledger/").content.decode()


def test_growth_is_proven_for_every_stream(cast):
    head = LedgerEntry.objects.filter(stream="320831").count()
    assert head > 3
    proof = json.loads(get(f"/ledger/consistency/320831/2/{head}.json").content)
    leaves = [bytes(each.leaf) for each in LedgerEntry.objects.filter(stream="320831").order_by("number")]
    tree = Tree(SHA256, head, lambda level, at: SHA256.root(leaves[at << level : (at + 1) << level]))
    assert [base64.b64decode(each) for each in proof["path"]] == tree.consistency(2, head)
    for path in (f"320831/2/{head + 1}", "320831/0/2", "320831/2/2", "320831/3/2", "999999/1/2", f"320831/1/{10**30}"):
        assert get(f"/ledger/consistency/{path}.json").status_code == 404


def test_the_page_of_the_ledger_lists_every_stream_by_its_name(proven):
    page = get("/ledger/").content.decode()
    for word in ("金南镇", "金湖县", "整个系统", "sunlit_witness.py", reverse("ledger:checkpoint"), "/en/ledger/"):
        assert word in page


def test_a_sealed_stream_is_named_as_what_it_is(cast):
    with doing(stream="320831-sealed"):
        pass
    make_checkpoint(now=timezone.now())
    assert "金湖县（封存事项）" in get("/ledger/").content.decode()
