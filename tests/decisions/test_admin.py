"""What an inspector reads of a decision: everything entered, by whom; every step with its proof; nothing to change."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.urls import NoReverseMatch, reverse

from decisions import services, timeline
from decisions.models import AgendaItem, Meeting, Resolution, Topic
from decisions.states import Choice, Outcome, Phase
from disclosure.services import publish, return_draft
from foundation.ledger import labels
from foundation.ledger.models import LedgerEntry
from foundation.townships.states import Role
from tests.decisions.pages import text
from tests.townships.acts import account, grant, official

RECORDS = [Topic, Meeting, AgendaItem, Resolution]

#: Acts that belong to no single decision, or that few decisions have.
DESK_ACTS = {
    "decisions.item.consent",
    "decisions.item.put_ad_hoc",
    "decisions.light.enter",
    "decisions.light.sign_off",
    "decisions.light.void",
    "decisions.meeting.copy_agenda",
    "decisions.meeting.hand_over",
    "decisions.meeting.receipt",
    "decisions.template.end",
    "decisions.template.keep",
}


def address(row, view: str = "change") -> str:
    return reverse(f"admin:decisions_{row._meta.model_name}_{view}", args=[row.pk])


@pytest.fixture
def inspector(login):
    return login("inspector.county")


@pytest.fixture
def limited(cast, login):
    """An inspector of 塔集镇 only (分片)."""
    grant(account("limited", official("县一", cast.county)), Role.INSPECTOR, cast.taji)
    return login("limited")


@pytest.fixture
def decided(cast, town) -> Resolution:
    """A decision with all that can happen to one: absence, recusal, a voided vote, dissent, a returned copy."""
    topic = town.topic()
    first = town.item_at(Phase.DISCUSSION, topic)
    services.set_aside_item(item=first, outcome=Outcome.DEFERRED, reason="材料不齐", **town.by)
    meeting = town.convened(topic)
    services.reschedule_meeting(meeting=meeting, day=meeting.day + timedelta(days=1), **town.by)
    meeting.refresh_from_db()
    town.now += meeting.day - town.today
    people = {official.name: official for official in town.sitters()}
    meeting = services.open_meeting(
        meeting=meeting,
        chair=people["丁一"],
        recorder=town.clerk.official,
        absences={people["丁九"].pk: "堵车"},
        **town.by,
    )
    item = town.bring(meeting.items.get(), Phase.DISCUSSION)
    services.recuse(item=item, seat=town.seat(item, "丁八"), reason="亲属承建", **town.by)
    services.record_speech(item=item, seat=town.seat(item, "丁一"), text="先听大家的", **town.by)
    services.record_arrival(seat=town.seat(item, "丁九"), **town.by)
    services.end_discussion(item=item, **town.by)
    wrong = town.state(item, town.seat(item, "丁三"), Choice.OPPOSE, "念错了")
    services.void_statement(statement=wrong, reason="听错名字", **town.by)
    town.everyone_states(item)
    vote = town.vote(item, town.seat(item, "丁四"), Choice.OPPOSE)
    services.void_vote(vote=vote, reason="录反了", **town.by)
    town.everyone_votes(item, "丁四")
    resolution = town.announce(item, "同意修建。")
    services.close_meeting(meeting=meeting, **town.by)
    town.minutes(meeting)
    reviewer = cast.user("reviewer.jinnan")
    draft = services.prepare_publication(resolution=resolution, what="修广场", how_to_object="书面", **town.by)
    return_draft(draft=draft, reviewer=reviewer, reason="写明工期", now=town.now)
    draft = services.prepare_publication(
        resolution=resolution, what="三个月修好广场", how_to_object="书面", replaces=draft, **town.by
    )
    publish(draft=draft, reviewer=reviewer, now=town.now)
    return resolution


def records(resolution: Resolution) -> list:
    return [resolution.topic, resolution.item.meeting, resolution.item, resolution]


# What is shown -----------------------------------------------------------------------------------


@pytest.mark.once
def test_the_record_of_an_item_shows_what_was_voided_and_who_entered_it(inspector, decided):
    page = text(inspector.get(address(decided.item)))
    for word in ("念错了", "听错名字（丁十二", "录反了（丁十二", "亲属承建", "先听大家的", "丁四（", "第几次录入"):
        assert word in page


@pytest.mark.once
def test_the_record_of_a_meeting_shows_its_seats_and_items(inspector, decided):
    page = text(inspector.get(address(decided.item.meeting)))
    for word in ("倒数第二位", "末位", "堵车", "1. 修建文化广场"):
        assert word in page


@pytest.mark.once
def test_the_record_of_a_topic_leads_to_its_items_and_its_timeline(inspector, decided):
    page = text(inspector.get(address(decided.topic)))
    assert address(decided.item) in page and address(decided) in page
    assert reverse("admin:decisions_topic_timeline", args=[decided.topic_id]) in page


def test_the_history_says_who_changed_what_from_what_to_what(inspector, decided):
    page = text(inspector.get(address(decided.topic, "history")))
    assert "已作决定 → 已公开" in page and "待上会 → 已列入议程" in page
    assert "reviewer.jinnan" in page
    meeting = text(inspector.get(address(decided.item.meeting, "history")))
    assert "会议日期" in meeting and "→" in meeting and "会议改期" in meeting


def test_the_history_of_what_never_changes_is_its_entries_in_the_ledger(inspector, decided):
    page = text(inspector.get(address(decided.item, "history")))
    assert "宣布结果" in page and "字段变更" not in page
    entry = LedgerEntry.objects.get(act="decisions.item.announce_result")
    assert reverse("admin:ledger_ledgerentry_change", args=[entry.pk]) in page


@pytest.mark.once
@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_a_list_shows_the_records(inspector, decided, model):
    page = inspector.get(reverse(f"admin:decisions_{model._meta.model_name}_changelist"))
    assert len(page.context["cl"].result_list) == model.objects.count()


# Every step --------------------------------------------------------------------------------------


#: What happens to few decisions: `test_watching.py` and `test_again.py` look at these.
RARE = {
    "decisions.ballots.count",
    "decisions.ballots.void",
    "decisions.meeting.pass_chair",
    "decisions.observer.add",
    "decisions.observer.note",
    "decisions.opinion.record",
    "decisions.procedure.adopt",
    "decisions.procedure.lodge",
    "decisions.procedures.load",
    "decisions.seat.leave",
    "decisions.stop.answer",
    "decisions.stop.lift",
    "decisions.stop.raise",
    "decisions.topic.emergency",
    "decisions.topic.reconsider",
}


def test_the_timeline_shows_every_step_with_its_proof(inspector, decided):
    page = text(inspector.get(reverse("admin:decisions_topic_timeline", args=[decided.topic_id])))
    steps = timeline.steps_of(decided.topic)
    unused = {"decisions.meeting.issue_minutes"}  # As it was called before minutes had drafts.
    unused |= {f"decisions.topic.{verb}" for verb in ("revise", "withdraw", "sign", "note_talk")}
    unused |= {"decisions.charge.give", "decisions.charge.end", *RARE, *DESK_ACTS}
    way = {"draft.begin", "draft.submit", "draft.check", "paper.sign", "draft.issue"}
    acts = set(labels.declared("decisions", "disclosure")) - unused | {f"documents.{act}" for act in way}
    assert {step.act for step in steps} == acts
    for step in steps:
        assert step.proof in page and step.label in page
    for word in (
        "丁三 不同意：念错了（已作废：听错名字）",
        "丁四，原因：录反了",
        "丁八：亲属承建",
        "暂缓：材料不齐",
        "丁九提出",
        "告知 9 人次",
        "写明工期",
        "三个月修好广场",
    ):
        assert word in page


def test_the_steps_come_in_the_order_in_which_they_happened(decided):
    numbers = [step.number for step in timeline.steps_of(decided.topic)]
    assert numbers == sorted(numbers)


def test_the_same_act_in_a_row_is_one_step_in_short(decided):
    short = timeline.in_short(timeline.steps_of(decided.topic))
    assert all(one.act != other.act or one.actor != other.actor for one, other in pairwise(short))
    assert sum(step.times for step in short) == len(timeline.steps_of(decided.topic))


def test_nothing_of_another_decision_is_in_the_timeline(town, decided):
    other = town.resolution(town.topic("别的事"))
    entries = {step.entry_pk for step in timeline.steps_of(other.topic)}
    assert not entries & {step.entry_pk for step in timeline.steps_of(decided.topic)}


def test_every_step_has_the_name_that_its_act_has_in_the_ledger(decided):
    assert {step.act: step.label for step in timeline.steps_of(decided.topic)}.items() <= labels.declared().items()


# Nothing can be done, nothing foreign is seen ------------------------------------------------------


@pytest.mark.once
def test_nothing_can_be_changed(inspector, decided):
    for row in records(decided):
        before = list(type(row).objects.order_by("pk").values_list())
        assert inspector.post(address(row), {"title": "别的"}).status_code == 403
        assert list(type(row).objects.order_by("pk").values_list()) == before
        for word in ('name="_save"', "deletelink", "simple_history", "Revert"):
            assert word not in text(inspector.get(address(row)))
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:decisions_{row._meta.model_name}_add")
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:decisions_{row._meta.model_name}_simple_history", args=[row.pk, 1])


@pytest.mark.once
def test_another_towns_decision_is_not_found(limited, decided):
    paths = [address(row, view) for row in records(decided) for view in ("change", "history")]
    paths.append(reverse("admin:decisions_topic_timeline", args=[decided.topic_id]))
    for path in paths:
        assert limited.get(path).status_code == 404, path
    for model in RECORDS:
        page = limited.get(reverse(f"admin:decisions_{model._meta.model_name}_changelist"))
        assert not page.context["cl"].result_list


@pytest.mark.once
def test_who_may_not_see_decisions_is_told_so(login, decided):
    for path in (address(decided), reverse("admin:decisions_topic_timeline", args=[decided.topic_id])):
        answer = login("finance.county").get(path)
        assert answer.status_code == 403


@pytest.mark.once
@pytest.mark.parametrize("key", ["0", "999999999", "x", "1.0"])
def test_a_key_that_is_none_is_not_found(inspector, decided, key):
    path = reverse("admin:decisions_topic_timeline", args=[1]).replace("/1/", f"/{key}/")
    assert inspector.get(path).status_code == 404


# Queries -----------------------------------------------------------------------------------------


def test_the_queries_of_a_record_do_not_depend_on_its_rows(town, inspector, decided, django_assert_max_num_queries):
    quiet = town.opened(town.topic("静")).items.get()
    limits = {"agendaitem": 36, "meeting": 24, "topic": 20}
    for item in (quiet, decided.item):
        for row in (item, item.meeting, item.topic):
            with django_assert_max_num_queries(limits[row._meta.model_name]):
                inspector.get(address(row))
            with django_assert_max_num_queries(14):
                inspector.get(address(row, "history"))


def test_the_queries_of_the_timeline_do_not_depend_on_its_steps(
    town, inspector, decided, django_assert_max_num_queries
):
    for topic in (town.topic("静"), decided.topic):
        with django_assert_max_num_queries(40):
            inspector.get(reverse("admin:decisions_topic_timeline", args=[topic.pk]))


def test_the_queries_of_the_lists_do_not_depend_on_rows(town, inspector, decided, django_assert_num_queries):
    def lists() -> None:
        for model in RECORDS:
            with django_assert_num_queries(5):
                inspector.get(reverse(f"admin:decisions_{model._meta.model_name}_changelist"))

    lists()
    town.resolution(town.topic("又一件"))
    lists()
