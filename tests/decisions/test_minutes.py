"""会议纪要: what is printed is what happened, word for word, once, under the next number."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Q

from decisions import papers, selectors, services
from decisions.deadlines import papers_to_receive
from decisions.sitting import Sitting
from decisions.states import Choice, Outcome, Phase
from foundation.documents import services as papers_room
from foundation.documents.subjects import signers_of
from foundation.jobs.models import Job
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.townships.models import User
from tests.decisions.refusals import refused

RESERVATION = "先修排水，再铺地面；\n资金来源要写清。"


def closed(scene, *topics, **more):
    """A closed meeting in which everything was adopted."""
    meeting = scene.opened(*topics, **more)
    for item in meeting.items.order_by("position"):
        scene.bring(item, Phase.VOTING)
        scene.everyone_votes(item)
        scene.announce(item, f"同意{item.topic.title}。")
    return services.close_meeting(meeting=meeting, **scene.by)


@pytest.fixture
def minutes(town):
    """A meeting with one item decided against two voices, one deferred, an absence, a guest, a latecomer."""
    meeting = town.opened(
        town.topic("修建文化广场"), town.topic("租赁设备"), absent={"丁九": "住院", "丁八": "堵车"}, chair="丁一"
    )
    first, second = meeting.items.order_by("position")
    town.bring(first, Phase.DISCUSSION)
    services.record_speech(item=first, seat=town.seat(first, "丁五"), text="群众多次提出。", **town.by)
    services.record_speech(item=first, seat=town.seat(first, "丁三"), text="应当办。", **town.by)
    services.end_discussion(item=first, **town.by)
    services.void_statement(
        statement=town.state(first, town.seat(first, "丁五"), Choice.OPPOSE, "录错的话"), reason="听错", **town.by
    )
    town.state(first, town.seat(first, "丁三"), Choice.OPPOSE, RESERVATION)
    town.state(first, town.seat(first, "丁四"), Choice.ABSTAIN)
    town.everyone_states(first)
    services.record_arrival(seat=town.seat(first, "丁八"), **town.by)
    town.vote(first, town.seat(first, "丁三"), Choice.OPPOSE)
    town.vote(first, town.seat(first, "丁四"), Choice.ABSTAIN)
    town.everyone_votes(first)
    town.announce(first, "同意修建，总投资控制在 86 万元以内。")
    services.set_aside_item(item=second, outcome=Outcome.DEFERRED, reason="承租方未答复", **town.by)
    services.close_meeting(meeting=meeting, **town.by)
    return papers.minutes_of(meeting, town.today + timedelta(days=1))


def test_the_head_of_the_minutes_says_when_where_and_who(minutes, town):
    assert minutes["body"] == "金南镇党委会"
    assert (minutes["day"], minutes["date"]) == (town.today, town.today + timedelta(days=1))
    assert (minutes["place"], minutes["chair"], minutes["recorder"]) == ("三楼会议室", "丁一", "丁十二")
    assert minutes["present"] == ["丁一", "丁二", "丁三", "丁四", "丁五", "丁六", "丁七", "丁八"]
    assert minutes["absent"] == [{"name": "丁九", "reason": "住院"}]
    assert minutes["observers"] == []


def test_an_item_is_printed_as_it_went(minutes):
    item = minutes["items"][0]
    assert item["title"] == "修建文化广场"
    assert (item["reporter"], item["summary"]) == ("丁九", "已作说明。")
    assert item["discussion"] == ["丁五：群众多次提出。", "丁三：应当办。"]
    decided, *answers = item["resolution"].splitlines()
    assert decided == "同意修建，总投资控制在 86 万元以内。"
    assert answers == [f"对{name}意见的采纳情况：已说明，部分采纳。" for name in ("丁三", "丁四")]


def test_dissent_is_printed_word_for_word_and_what_was_voided_is_not(minutes):
    assert minutes["items"][0]["dissent"] == [f"丁三（不同意）：{RESERVATION}", "丁四（弃权）：未说明理由"]
    assert "录错的话" not in str(minutes)


def test_the_count_is_one_sentence(minutes):
    assert minutes["items"][0]["counts"] == (
        "应到 9 人，实到 7 人；同意 5 票，不同意 1 票，弃权 1 票，未表决 2 人；同意票应达 5 票，通过。"
    )


def test_an_item_that_was_set_aside_says_how_and_why(minutes):
    item = minutes["items"][1]
    assert item["resolution"] == "本议题暂缓：承租方未答复"
    assert (item["reporter"], item["summary"], item["counts"]) == ("", "", "")
    assert (item["discussion"], item["dissent"]) == ([], [])


def test_who_votes_otherwise_than_he_stated_is_named_with_both(town):
    """His statement said yes, his vote no: the minutes must not count a voice that they do not name."""
    item = town.item_at(Phase.STATING)
    town.state(item, town.seat(item, "丁四"), Choice.OPPOSE, "太贵")
    town.everyone_states(item)
    town.vote(item, town.seat(item, "丁三"), Choice.OPPOSE)
    town.everyone_votes(item)
    town.announce(item, "同意")
    sitting = Sitting.of(item)
    lines = {seat.official.name: papers.dissent(sitting, seat) for seat in sitting.seats}
    assert lines["丁三"] == "丁三（表态同意，表决不同意）：未说明理由"
    assert lines["丁四"] == "丁四（表态不同意，表决同意）：太贵"
    assert {lines[name] for name in ("丁一", "丁二", "丁五")} == {""}


def test_who_dissented_before_the_item_was_set_aside_is_named_as_well(town):
    item = town.item_at(Phase.STATING)
    town.state(item, town.seat(item, "丁三"), Choice.OPPOSE, "没有预算")
    services.set_aside_item(item=item, outcome=Outcome.DEFERRED, reason="分歧较大", **town.by)
    (printed,) = papers.minutes_of(item.meeting, town.today)["items"]
    assert printed["dissent"] == ["丁三（不同意）：没有预算"]


def test_a_guest_is_printed_as_attending(town):
    town.kind = "head_meeting"
    meeting = closed(town, town.topic(proposer=town.sitters()[0]))
    printed = papers.minutes_of(meeting, town.today)
    assert printed["observers"] == ["丁五"]
    assert "丁五" not in printed["present"]


def test_a_rejected_item_says_so(town):
    item = town.item_at(Phase.VOTING)
    town.everyone_votes(item, "丁三", "丁四", "丁五", "丁六", "丁七")
    resolution = town.announce(item, "不予通过。")
    assert papers.counts(resolution).endswith("同意票应达 5 票，未通过。")


# Drafting ----------------------------------------------------------------------------------------


def test_minutes_are_drafted_of_a_closed_meeting_only(town):
    meeting = town.convened()
    with refused("decisions.meeting_not_closed", "尚未散会", untouched=True):
        services.draft_minutes(meeting=meeting, **town.by)
    meeting = town.opened(town.topic("二"))
    with refused("decisions.meeting_not_closed"):
        services.draft_minutes(meeting=meeting, **town.by)


def test_minutes_and_record_are_drafted_once_each(town):
    meeting = closed(town)
    services.draft_minutes(meeting=meeting, **town.by)
    with refused("documents.drafted_already", "会议纪要", untouched=True):
        services.draft_minutes(meeting=meeting, **town.by)
    assert services.draft_minutes(meeting=meeting, kind="record", **town.by).title == "金南镇党委会会议记录"


def test_the_paper_holds_what_was_printed_and_is_proven(town):
    meeting = closed(town)
    paper = town.minutes(meeting)
    assert (paper.kind, paper.about, paper.issued_on) == ("minutes", str(Ref.of(meeting)), town.today)
    assert paper.title == "金南镇党委会会议纪要"
    content = json.loads(paper.content)
    assert content["items"][0]["resolution"] == "同意修建文化广场。"
    assert (content["number"], content["date"]) == (f"〔{town.today.year}〕1号", town.today.isoformat())
    acts = LedgerEntry.objects.filter(stream="320831101").order_by("-number").values_list("act", flat=True)[:6]
    assert list(acts) == [
        "documents.draft.issue",
        "documents.paper.sign",
        "documents.draft.check",
        "documents.draft.submit",
        "documents.draft.begin",
        "decisions.meeting.draft_minutes",
    ]
    assert Job.objects.get(ref=str(Ref.of(paper))).kind == "documents.render"


def test_the_chair_or_the_principal_signs(town):
    """丁二 presided in the absence of 丁一, the secretary. Nobody else of the nine."""
    meeting = closed(town, chair="丁二", absent={"丁一": "出差"})
    draft = town.checked(services.draft_minutes(meeting=meeting, **town.by))
    assert [one.name for one in signers_of(draft.thing, draft.body, town.today)] == ["丁二", "丁一"]
    with pytest.raises(PermissionDenied, match="签发由丁二、丁一办理"):
        papers_room.sign_draft(
            draft=draft, version=draft.version, actor=User.objects.get(username="discipline.jinnan"), now=town.now
        )
    paper = papers_room.sign_draft(
        draft=draft, version=draft.version, actor=User.objects.get(username="head.jinnan"), now=town.now
    )
    assert paper.draft.signer.name == "丁二"


def test_members_and_the_office_are_told(town):
    """D11: also the member who was absent; each once, the clerk and the reviewer of the office too."""
    meeting = closed(town, absent={"丁九": "住院"})
    paper = town.minutes(meeting)
    told = [receipt.official.name for receipt in paper.receipts.select_related("official")]
    assert told[:9] == ["丁一", "丁二", "丁三", "丁四", "丁五", "丁六", "丁七", "丁八", "丁九"]
    office = {User.objects.get(username=f"{word}.jinnan").official.name for word in ("clerk", "reviewer")}
    assert set(told[9:]) == office and len(told) == len(set(told))


def test_who_was_told_is_reminded_until_he_has_received_it(town):
    paper = town.minutes(closed(town))
    (wanted,) = papers_to_receive(town.today)
    secretary = User.objects.get(username="secretary.jinnan")
    # Told on a Thursday: three working days.
    due = town.today + timedelta(days=5)
    assert (wanted.ref, wanted.due, wanted.confidential) == (Ref.of(paper), due, True)
    assert secretary.pk in wanted.owners
    papers_room.receive_paper(paper=paper, actor=secretary, now=town.now)
    (wanted,) = papers_to_receive(town.today)
    assert secretary.pk not in wanted.owners
    papers_room.void_paper(paper=paper, reason="错", actor=secretary, now=town.now)
    assert list(papers_to_receive(town.today)) == []


def test_numbers_run_by_body_kind_and_year(town, other):
    town.now = town.now.replace(month=3, day=10)
    meeting = closed(town)
    assert town.minutes(meeting).label == f"金南镇党委会纪要〔{town.today.year}〕1号"
    assert town.minutes(meeting, "record").label == f"金南镇党委会记录〔{town.today.year}〕1号"
    assert _number(town) == f"〔{town.today.year}〕2号"
    other.now = town.now
    assert _number(other) == f"〔{other.today.year}〕1号"
    town.now = town.now.replace(year=town.now.year + 1)
    assert _number(town) == f"〔{town.today.year}〕1号"


def _number(scene) -> str:
    return scene.minutes(closed(scene, scene.topic())).label[-8:]


def test_voided_minutes_are_drafted_anew_and_wait_again(town):
    meeting = closed(town)
    paper = town.minutes(meeting)
    assert selectors.minutes_of(meeting) == paper
    secretary = User.objects.get(username="secretary.jinnan")
    papers_room.void_paper(paper=paper, reason="漏记一项", actor=secretary, now=town.now)
    assert selectors.minutes_of(meeting) is None
    assert meeting in selectors.meetings_to_minute(Q())
    draft = papers_room.begin_replacement(paper=paper, **town.by)
    assert (selectors.minutes_draft_of(meeting), list(selectors.meetings_to_minute(Q()))) == (draft, [])
    assert town.issued(draft).paper.number == 2
