"""A paper's way: what each act writes, what it refuses, and what the database refuses by itself."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from foundation import refs
from foundation.documents import drafting, services, subjects
from foundation.documents import selectors_flow as selectors
from foundation.documents.models import Draft, DraftStep, Paper, PaperVoid, Receipt, Series
from foundation.documents.states import DraftState, SignedBy
from foundation.documents.subjects import Subject, principals, signers_of
from foundation.files.models import StagedFile
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.townships.models import Post, Tenure
from foundation.townships.services import end_tenure
from foundation.townships.states import BodyKind
from tests.decisions.refusals import refused
from tests.documents.flows import AT, WORDS, begun, on, paper_of, person, recorded, town_of, voided, written
from tests.documents.samples import ABOUT, issue, printing_office
from tests.foundation.broken import broken_ledger


@pytest.fixture
def town(cast):
    return town_of(cast)


# Drafting ----------------------------------------------------------------------------------------


def test_a_draft_begins_with_the_name_of_the_organ(town):
    draft = begun(town)
    assert (draft.state, draft.version, draft.drafter.name) == ("draft", 1, person("clerk").official.name)
    assert draft.content["body"] == draft.content["signer"] == "中共金南镇委员会"
    assert draft.content["printer"] == "金南镇党政办公室"
    assert draft.thing == Ref.of(draft)
    table = begun(town, kind="table", title="经费支出情况表")
    assert (table.content["columns"], table.content["rows"]) == ([], [])


@pytest.mark.parametrize(
    ("place", "kind", "name"),
    [
        ("jinnan", BodyKind.HEAD_MEETING, "金南镇人民政府"),
        ("jinnan", BodyKind.JOINT_MEETING, "金南镇党政联席会"),
        ("zone", BodyKind.PARTY_COMMITTEE, "中共%s工作委员会"),
    ],
)
def test_a_body_issues_under_the_name_of_its_organ(cast, place, kind, name):
    division = getattr(cast, place)
    organ = drafting.organ_of(cast.body(division, kind))
    assert organ == (name % division.name if "%s" in name else name)


def test_only_wording_is_edited(town):
    draft = written(town, {**WORDS, "signer": "别的机关", "body": "别的机关"})
    assert draft.version == 2
    assert draft.content["signer"] == "中共金南镇委员会"
    assert draft.content["blocks"] == [
        {"level": 0, "text": "现通知如下："},
        {"level": 1, "text": "时间"},
        {"level": 0, "text": "三月起。"},
    ]
    assert (draft.content["copies"], draft.content["title"]) == (["县农业农村局"], draft.title)


def test_a_draft_needs_its_office_its_title_and_its_text(town):
    with pytest.raises(PermissionDenied, match="党政办经办"):
        begun(town, actor=person("reviewer"))
    clerk = person("clerk")
    clerk.official = None
    with pytest.raises(PermissionDenied, match="没有对应的干部"):
        begun(town, actor=clerk)
    with refused("documents.no_title", untouched=True):
        begun(town, title="  ")
    draft = begun(town)
    with refused("documents.no_title"):
        services.edit_draft(**on(draft, town, town.clerk), title=" ", words={})
    with refused("documents.incomplete", "正文", untouched=True):
        services.submit_draft(**on(draft, town, town.clerk))


def test_a_table_has_a_cell_for_each_column(town):
    draft = begun(town, kind="table", title="支出表")
    words = {"columns": "项目 | 金额", "rows": "接待 | 12.00\n会议"}
    with refused("documents.uneven_row", "第 2 行有 1 格", untouched=True) as refusal:
        services.edit_draft(**on(draft, town, town.clerk), title="支出表", words=words)
    assert refusal.field == "rows"


def test_who_acts_on_an_old_page_is_told(town):
    draft = written(town)
    old = {**on(draft, town, town.clerk), "version": 1}
    for act in (
        lambda: services.edit_draft(**old, title="改", words={}),
        lambda: services.submit_draft(**old),
        lambda: services.withdraw_draft(**old, reason="不办"),
    ):
        with refused("documents.changed_meanwhile", untouched=True):
            act()


def test_what_is_submitted_is_not_edited_until_it_is_taken_back(town):
    draft = AT[DraftState.CHECKED](town)
    with refused("documents.not_editable", "收回", untouched=True):
        services.edit_draft(**on(draft, town, town.clerk), title="改", words={})
    draft = services.recall_draft(**on(draft, town, town.clerk))
    assert (draft.state, draft.checker) == (DraftState.DRAFT, None)
    assert services.edit_draft(**on(draft, town, town.clerk), title="改", words={}).title == "改"


def test_a_thing_has_one_paper_of_a_kind(town, cast):
    with printing_office():
        begun(town, about=ABOUT)
        with refused("documents.drafted_already", "通知", untouched=True):
            begun(town, about=ABOUT)
        begun(town, kind="letter", about=ABOUT)
        paper = issue(cast, kind="opinion")
        with refused("documents.drafted_already", paper.label):
            begun(town, kind="opinion", about=ABOUT)


# The second and the third person ------------------------------------------------------------------


def test_whoever_wrote_in_it_does_not_check_it(town):
    """By official: another account of the drafter is the same person, and a reviewer who edits is no second person."""
    draft = AT[DraftState.SUBMITTED](town)
    reviewer = person("reviewer")
    reviewer.official = person("clerk").official
    with pytest.raises(PermissionDenied, match="另一个人核稿"):
        services.check_draft(**on(draft, town, reviewer))
    assert selectors.names_of_checkers(draft, town.today) == [person("reviewer").official.name]
    assert list(selectors.drafts_to_check(person("reviewer"))) == [draft]
    assert list(selectors.drafts_to_check(reviewer)) == []


def test_the_database_wants_two_people_a_signer_a_sheet_and_a_day(town):
    draft = AT[DraftState.SIGNED](town)
    broken = [
        {"checker": draft.drafter},
        {"checker": None},
        {"signer": None},
        {"signed_by": ""},
        {"signed_by": SignedBy.PAPER},
        {"state": "other"},
        {"state": DraftState.ISSUED},
        {"issued_on": town.today},
        {"state": DraftState.CHECKED},
        {"version": 0},
        {"paper": None},
        {"title": "改"},
        {"content": {}},
        {"signer": draft.drafter},
    ]
    for change in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            Draft.objects.filter(pk=draft.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        DraftStep.objects.filter(draft=draft).update(reason="改")
    with pytest.raises(IntegrityError), transaction.atomic():
        DraftStep.objects.create(
            draft=draft, step="returned", version=1, official=draft.drafter, user=town.clerk, at=town.now
        )


def test_a_reason_is_given(town):
    draft = AT[DraftState.SUBMITTED](town)
    with refused("documents.reason_missing", untouched=True) as refusal:
        services.return_draft(**on(draft, town, person("reviewer")), reason=" ")
    assert refusal.field == "reason"
    draft = services.return_draft(**on(draft, town, person("reviewer")), reason="数字不对")
    assert selectors.last_reason(draft) == f"{person('reviewer').official.name}：数字不对"
    assert selectors.last_reason(written(town)) == ""


def test_signing_numbers_the_paper_and_dates_it(town):
    draft = AT[DraftState.SIGNED](town)
    paper = draft.paper
    assert paper.label == f"金南镇党委会通知〔{town.today.year}〕1号"
    content = json.loads(paper.content)
    assert content["date"] == content["printed"] == town.today.isoformat()
    assert (draft.signer.name, draft.signed_by, draft.scan) == ("丁一", SignedBy.CLICK, None)
    assert paper.about == str(Ref.of(draft)) and draft.thing == Ref.of(draft)
    entry = LedgerEntry.objects.filter(stream="320831101").latest("number")
    assert (entry.act, entry.ref) == ("documents.paper.sign", str(Ref.of(paper)))


def test_a_sign_that_fails_takes_no_number(town):
    draft = AT[DraftState.CHECKED](town)
    with broken_ledger():
        services.sign_draft(**on(draft, town, person("secretary")))
    assert not (Paper.objects.exists() or Series.objects.exists())
    assert services.sign_draft(**on(draft, town, person("secretary"))).number == 1


def test_the_same_click_twice_signs_once(town):
    draft = AT[DraftState.CHECKED](town)
    services.sign_draft(**on(draft, town, person("secretary")))
    with refused("documents.changed_meanwhile", untouched=True):
        services.sign_draft(**on(draft, town, person("secretary")))


def test_an_acting_holder_signs_and_nobody_while_the_post_is_vacant(town):
    body = town.body
    tenure = Tenure.objects.get(official=person("secretary").official, end=None)
    assert [one.name for one in principals(body, town.today)] == ["丁一"]
    draft = AT[DraftState.CHECKED](town)
    end_tenure(tenure=tenure, end=town.today, actor="县组一", now=town.now)
    later = town.today + timedelta(days=1)
    assert signers_of(draft.thing, body, later) == []
    town.now += timedelta(days=1)
    with pytest.raises(PermissionDenied, match="主要负责人空缺"):
        services.sign_draft(**on(draft, town, person("secretary")))
    acting = Post.objects.get(pk=tenure.post_id).tenures.create(
        official=person("head").official, start=later, acting=True, county="320831", township="320831101"
    )
    assert signers_of(draft.thing, body, later) == [acting.official]


def test_a_room_answers_for_its_things_once():
    one = Subject(lambda _pks: {}, lambda _pk: [], lambda _user, _pks: [])
    subjects.register("tests.things", one)
    try:
        subjects.register("tests.things", one)
        with pytest.raises(ValueError, match=r"tests\.things"):
            subjects.register("tests.things", Subject(lambda _pks: {}, lambda _pk: [], lambda _user, _pks: []))
    finally:
        del subjects._subjects["tests.things"]


# Signed by hand ----------------------------------------------------------------------------------


def test_a_sheet_that_was_signed_by_hand_is_recorded_with_its_scan(town):
    draft = AT[DraftState.CHECKED](town)
    paper = recorded(draft, town, town.clerk)
    draft.refresh_from_db()
    assert (draft.signed_by, draft.signer.name, draft.scan.name) == (SignedBy.PAPER, "丁一", "签批单.pdf")
    assert draft.scan.about == str(Ref.of(paper))
    step = draft.steps.get(step="signed")
    assert step.official == town.clerk.official
    assert not StagedFile.objects.exists()


def test_the_sheet_was_signed_by_who_may_on_a_day_that_can_be(town):
    draft = AT[DraftState.CHECKED](town)
    with refused("documents.other_signer", "请选择：丁一", untouched=False) as refusal:
        recorded(draft, town, town.clerk, signer=person("head").official)
    assert refusal.field == "signer"
    for days in (-1, 1):
        with refused("documents.signed_when") as refusal:
            recorded(draft, town, town.clerk, signed_on=town.today + timedelta(days=days))
        assert refusal.field == "signed_on"
    assert not Paper.objects.exists()


# Issuing and receiving ---------------------------------------------------------------------------


def test_an_issued_paper_reaches_the_office_and_whoever_else_is_named(town):
    draft = AT[DraftState.SIGNED](town)
    head = person("head").official
    draft = services.issue_draft(**on(draft, town, town.clerk), also=[head, town.clerk.official])
    told = [receipt.official for receipt in draft.paper.receipts.select_related("official")]
    assert {one.pk for one in told} == {head.pk, person("clerk").official_id, person("reviewer").official_id}
    assert (len(told), draft.issued_on) == (3, town.today)
    assert head in selectors.people_to_tell(draft.body, town.today)


def test_a_paper_is_received_once_by_who_was_told(town):
    paper = paper_of(town)
    reviewer = person("reviewer")
    assert [receipt.paper for receipt in selectors.papers_to_receive(reviewer)] == [paper]
    receipt = services.receive_paper(paper=paper, actor=reviewer, now=town.now)
    assert receipt.received_at == town.now
    for user in (reviewer, person("head")):
        with refused("documents.received_already", untouched=True):
            services.receive_paper(paper=paper, actor=user, now=town.now)
    assert list(selectors.papers_to_receive(reviewer)) == []
    reviewer.official = None
    assert selectors.receipt_of(paper, reviewer) is None


# Void, replaced, corrected -----------------------------------------------------------------------


def test_a_voided_paper_keeps_its_number_and_its_bytes(town):
    paper = paper_of(town)
    before = Paper.objects.filter(pk=paper.pk).values().get()
    services.void_paper(paper=paper, reason=" 发错了 ", actor=person("secretary"), now=town.now)
    void = PaperVoid.objects.get()
    assert (void.paper, void.reason, void.voided_on, void.official.name) == (paper, "发错了", town.today, "丁一")
    assert Paper.objects.filter(pk=paper.pk).values().get() == before
    assert paper_of(town).number == 2
    assert Receipt.objects.filter(paper=paper).exists() and not selectors.papers_to_receive(person("head"))
    with refused("documents.paper_void", paper.label, untouched=True):
        services.void_paper(paper=paper, reason="再", actor=person("secretary"), now=town.now)
    with refused("documents.paper_void"):
        services.begin_correction(paper=paper, **town.by)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperVoid.objects.update(reason="改")


def test_a_paper_of_before_there_were_drafts_is_voided_too(town, cast):
    with printing_office():
        paper = issue(cast, kind="minutes")
        with refused("documents.reason_missing"):
            services.void_paper(paper=paper, reason="", actor=person("secretary"), now=town.now)
        services.void_paper(paper=paper, reason="错", actor=person("secretary"), now=town.now)
        assert services.begin_replacement(paper=paper, **town.by).content["items"]


def test_a_voided_paper_is_drafted_anew_once(town):
    draft = voided(town)
    paper = draft.paper
    again = services.begin_replacement(paper=paper, **town.by)
    assert again.replaces == paper
    assert json.loads(paper.content) == {
        **again.content,
        "heading": "金南镇党委会通知",
        "number": f"〔{town.today.year}〕1号",
    }
    with refused("documents.replaced_already", untouched=True):
        services.begin_replacement(paper=paper, **town.by)
    assert selectors.successor_of(paper) is None
    new = town.issued(again).paper
    assert (selectors.successor_of(paper), new.number) == (new, 2)
    with refused("documents.not_voided"):
        services.begin_replacement(paper=new, **town.by)


def test_a_correction_is_a_paper_that_names_what_it_corrects(town):
    paper = paper_of(town)
    before = Paper.objects.filter(pk=paper.pk).values().get()
    draft = services.begin_correction(paper=paper, **town.by)
    draft = services.edit_draft(
        **on(draft, town, town.clerk), title=draft.title, words={"blocks": "“三月起”应为“四月起”。"}
    )
    correction = town.issued(draft).paper
    assert correction.label == f"金南镇党委会更正〔{town.today.year}〕1号"
    assert (correction.corrects, correction.about) == (paper, paper.about)
    told = json.loads(correction.content)["corrects"]
    assert (told["label"], told["digest"]) == (paper.label, paper.digest)
    assert list(selectors.standing_corrections(paper)) == [correction]
    assert Paper.objects.filter(pk=paper.pk).values().get() == before
    second = services.begin_correction(paper=paper, **town.by)
    services.void_paper(paper=paper, reason="错", actor=person("secretary"), now=town.now)
    second = services.edit_draft(**on(second, town, town.clerk), title="更正", words={"blocks": "改"})
    checked = town.checked(second)
    with refused("documents.paper_void"):
        services.sign_draft(**on(checked, town, person("secretary")))


def test_each_row_says_what_it_is_and_who_may_read_it(town):
    draft = voided(town)
    step, receipt = draft.steps.first(), Receipt.objects.first()
    assert [str(row) for row in (draft, step, PaperVoid.objects.get(), receipt)] == [
        draft.title,
        "起草",
        "发错了",
        f"{receipt.paper_id} → {receipt.official_id}",
    ]
    assert refs.needs_of(Ref.of(draft)) == ("view_decisions", "320831101")
    assert refs.needs_of(Ref("documents.draft", "0")) is None
