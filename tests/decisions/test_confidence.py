"""Of a personnel matter the title: every door before, while and after it is dealt with."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from decisions import confidence, services
from decisions.models import AgendaItem, Recusal, Seat, Topic
from decisions.states import Category, Duty, Outcome, Phase
from foundation.documents.holders import may_read_files
from foundation.documents.models import Draft, Paper
from foundation.documents.selectors import readable_among
from foundation.documents.services import issue_draft
from foundation.documents.shut import shut_drafts, shut_papers
from foundation.documents.shut import shut_rows as shut_rows_of_papers
from foundation.documents.states import Step
from foundation.files import place
from foundation.ledger.models import LedgerEntry
from foundation.ledger.services import act
from foundation.refs import Ref
from foundation.townships.admin.entries import may_see_values, things_of
from foundation.townships.events import Reading, shut_rows
from foundation.townships.models import User
from foundation.townships.states import Role
from tests.decisions.pages import post, text, url
from tests.decisions.verbs import light
from tests.documents import attached
from tests.files.samples import jpeg
from tests.townships.acts import account, grant, official

CONTENT, REPORT = "拟任人选考察材料甲乙丙", "汇报人介绍了考察情况丁戊己"
#: Who tries: in the room, recused, absent, sitting nowhere, the office, the county, a stranger.
MEMBER, RECUSED, ABSENT, OUTSIDER = "member.jinnan", "finreview.jinnan", "congress.jinnan", "reviewer.jinnan"
OFFICE, INSPECTOR, STRANGER = "clerk.jinnan", "inspector.county", "member.taji"
#: Reads the decisions of the town and sits in none of its meetings.
COLLEAGUE = "colleague.jinnan"


@dataclass
class Matter:
    """A personnel item of an open meeting, with an attachment, and the clients who try its doors."""

    town: Any
    item: AgendaItem
    file: Any
    login: Any

    def at(self, phase: Phase) -> None:
        """As if it had come so far, or ended: who may read what depends on nothing else."""
        values = {"phase": phase}
        if phase == Phase.CLOSED:
            values |= {"outcome": Outcome.DEFERRED, "closed_at": self.town.now, "outcome_reason": CONTENT}
        AgendaItem.objects.filter(pk=self.item.pk).update(**values)

    def reads(self, username: str) -> dict[str, bool]:
        """Which doors show the content, the attachment, its picture, what was said."""
        client = self.login(username)
        topic, item = (text(client.get(url(name, pk))) for name, pk in self.pages())
        own = text(client.get(url("own_meeting", self.item.meeting_id)))
        return {
            "topic": CONTENT in topic,
            "name on its page": self.file.name in topic,
            "file": self.opens(client, "documents:attachment"),
            "picture": self.opens(client, "documents:preview"),
            "record": REPORT in item,
            "own page": CONTENT in own or self.file.name in own,
        }

    def opens(self, client: Any, door: str) -> bool:
        answer = client.get(reverse(door, args=[self.file.pk]))
        if answer.streaming:
            b"".join(answer.streaming_content)
        return answer.status_code == 200

    def pages(self) -> list[tuple[str, int]]:
        return [("topic", self.item.topic_id), ("item", self.item.pk)]


@pytest.fixture
def matter(town, login) -> Matter:
    """丁三 sits in the room, the deputy head is recused, the chair of the congress is absent."""
    away = User.objects.get(username=ABSENT).official
    topic = town.topic("股级干部任职", category=Category.PERSONNEL, content=CONTENT, amount=None, signed=False)
    file = attached.attach(topic)
    town.sign(topic)
    topic.refresh_from_db()
    place(file.preview, jpeg())
    absent = {away.name: "出差"} if away in town.sitters() else {}
    item = town.item_at(Phase.REPORT, topic, absent=absent)
    recused = User.objects.get(username=RECUSED).official
    if seat := Seat.objects.filter(meeting=item.meeting, official=recused).first():
        services.recuse(item=item, seat=seat, reason="近亲属", **town.by)
    services.record_report(item=item, reporter=topic.proposer, text=REPORT, **town.by)
    return Matter(town, item, file, login)


def all_of(value: bool, **more: bool) -> dict[str, bool]:
    doors = ("topic", "name on its page", "file", "picture", "record", "own page")
    return {**dict.fromkeys(doors, value), **more}


SHUT, OPEN = all_of(False), all_of(True)
#: The clerk, the reviewer and the inspector have no page of their own: the meeting is not theirs.
AT_THE_OFFICE = all_of(True, **{"own page": False})


@pytest.mark.parametrize("phase", [Phase.REPORT, Phase.VOTING])
def test_the_papers_are_open_in_the_room_while_the_item_is_dealt_with(matter, phase):
    matter.at(phase)
    assert matter.reads(MEMBER) == OPEN
    assert matter.reads(OFFICE) == AT_THE_OFFICE
    for username in (RECUSED, ABSENT, OUTSIDER, INSPECTOR, STRANGER):
        assert matter.reads(username) == SHUT, username


def test_before_it_begins_members_see_the_title(matter):
    matter.at(Phase.WAITING)
    for username in (MEMBER, RECUSED, ABSENT, OUTSIDER, INSPECTOR, STRANGER):
        assert matter.reads(username) == SHUT, username
    assert matter.reads(OFFICE) == AT_THE_OFFICE
    client = matter.login(MEMBER)
    pages = [*matter.pages(), ("own_meeting", matter.item.meeting_id), ("meeting", matter.item.meeting_id)]
    for name, pk in pages:
        assert "股级干部任职" in text(client.get(url(name, pk))), name
    assert "只显示题目" in text(client.get(url("topic", matter.item.topic_id)))


def test_after_it_has_ended_they_close_again_and_the_county_reads_them(matter):
    matter.at(Phase.CLOSED)
    assert matter.reads(MEMBER) == all_of(False, record=True)
    assert matter.reads(INSPECTOR) == AT_THE_OFFICE
    for username in (RECUSED, ABSENT, OUTSIDER, STRANGER):
        assert matter.reads(username) == SHUT, username


def test_who_proposed_it_reads_his_own_words_at_any_time(matter):
    proposer = matter.item.topic.proposer
    user = User.objects.get(username=MEMBER)
    user.official = proposer
    for phase in (Phase.WAITING, Phase.CLOSED):
        matter.at(phase)
        assert confidence.may_read_papers(user, matter.item.topic)


def test_who_has_to_sign_reads_what_he_signs_and_the_others_who_has_signed(town, login):
    """Until it is on an agenda; whoever signed keeps it in sight."""
    topic = town.topic("股级干部任职", category=Category.PERSONNEL, content=CONTENT, amount=None, signed=False)
    first, *others = topic.asked
    town.sign(topic, first)
    page = url("topic", topic.pk)
    for username in ("secretary.jinnan", "head.jinnan", "discipline.jinnan", RECUSED, OFFICE):
        assert CONTENT in text(login(username).get(page)), username
    signer = topic.leader.name
    for username in (ABSENT, OUTSIDER, INSPECTOR):
        shown = text(login(username).get(page))
        assert CONTENT not in shown and signer in shown and "只显示题目" in shown, username
    town.sign(topic, *others)
    town.convened(Topic.objects.get(pk=topic.pk))
    assert CONTENT not in text(login(RECUSED).get(page))
    assert CONTENT in text(login("secretary.jinnan").get(page))


def test_a_deputy_with_a_charge_reads_what_he_screens(town, login):
    topic = town.topic("股级干部任职", category=Category.PERSONNEL, content=CONTENT, amount=None, signed=False)
    deputy = User.objects.get(username=MEMBER)
    page = url("topic", topic.pk)
    assert (CONTENT in text(login(MEMBER).get(page))) == (deputy.official_id == topic.proposer_id)
    town.charge(deputy.official, Duty.LEGALITY)
    assert CONTENT in text(login(MEMBER).get(page))


def test_an_observer_of_the_county_is_in_the_room(matter):
    matter.at(Phase.REPORT)
    assert matter.reads(INSPECTOR) == SHUT
    inspector = User.objects.get(username=INSPECTOR)
    meeting, official = matter.item.meeting, inspector.official
    observer = services.add_observer(meeting=meeting, official=official, **matter.town.by)
    assert matter.reads(INSPECTOR) == AT_THE_OFFICE
    services.note_as_observer(observer=observer, item=None, text="列席全程。", actor=inspector, now=matter.town.now)
    shut = shut_rows.ask(Reading(User.objects.get(username=OUTSIDER), frozenset({("decisions_observernote", "1")})))
    assert shut == []


def test_who_left_keeps_the_items_on_which_he_spoke(matter):
    town, item = matter.town, matter.item
    town.bring(item, Phase.STATING)
    seat = next(seat for seat in town.able(item) if seat.official == User.objects.get(username=MEMBER).official)
    town.state(item, seat)
    Seat.objects.filter(pk=seat.pk).update(present=False, absence="离会")
    assert confidence.may_read_record(User.objects.get(username=MEMBER), item)


def test_an_account_of_nobody_and_a_disabled_one_are_not_in_the_room(matter):
    nobody, disabled = User(pk=9, username="x"), User.objects.get(username=MEMBER)
    disabled.is_active = False
    for user in (nobody, disabled):
        assert not confidence.may_read_papers(user, matter.item.topic)
        assert not confidence.may_read_record(user, matter.item)


def test_the_resolution_of_a_personnel_matter_is_for_those_who_were_there(town, login):
    topic = town.topic("任职", category=Category.PERSONNEL, content=CONTENT, amount=None)
    resolution = town.resolution(topic)
    shown = {
        name: "同意实施。" in text(login(name).get(url("resolution", resolution.pk)))
        for name in (MEMBER, OUTSIDER, OFFICE, INSPECTOR)
    }
    assert shown == {MEMBER: True, OUTSIDER: False, OFFICE: True, INSPECTOR: True}
    listed = login(MEMBER).get(url("resolutions")).context["table"]
    assert [cell for row in listed.rows for cell in row[4:6]] == [None, None]
    assert login(MEMBER).get(url("topics")).context["table"].rows[0][3] is None


# Its minutes ---------------------------------------------------------------------------------------


@pytest.fixture
def minuted(town, cast) -> Draft:
    """A draft of the minutes of a meeting with a personnel item; somebody reads the town's decisions and is no more."""
    grant(account(COLLEAGUE, official("丁廿", cast.jinnan)), Role.MEMBER, cast.jinnan)
    topic = town.topic("任职", category=Category.PERSONNEL, content=CONTENT, amount=None)
    away = User.objects.get(username=ABSENT).official
    assert away in town.sitters()
    item = town.item_at(Phase.VOTING, topic, absent={away.name: "出差"})
    town.everyone_votes(item)
    town.announce(item)
    services.close_meeting(meeting=item.meeting, **town.by)
    return services.draft_minutes(meeting=item.meeting, **town.by)


def readers(login: Any, door: str) -> set[str]:
    """Who opens it; everybody else is told why he may not."""
    answers = {name: login(name).get(door) for name in (MEMBER, ABSENT, OUTSIDER, OFFICE, INSPECTOR, COLLEAGUE)}
    shut = {name for name, answer in answers.items() if answer.status_code == 403}
    assert all("人事议题" in text(answers[name]) for name in shut)
    opened = {name for name, answer in answers.items() if answer.status_code in {200, 404}}
    assert opened | shut == set(answers)
    return opened


def test_minutes_with_a_personnel_item_are_for_those_who_were_there_or_are_told(minuted, town, login):
    """The draft for the room and the office (`OUTSIDER` checks papers); the paper besides for whom it is issued to."""
    at_first = {MEMBER, OUTSIDER, OFFICE, INSPECTOR}
    assert readers(login, minuted.get_absolute_url()) == at_first
    paper = town.signed(minuted).paper
    minuted.refresh_from_db()
    for door in ("paper", "pdf", "word", "package"):
        assert readers(login, reverse(f"documents:{door}", args=[paper.pk])) == at_first, door
    issue_draft(draft=minuted, version=minuted.version, **town.by)
    assert readers(login, paper.get_absolute_url()) == {*at_first, ABSENT}
    assert readable_among(User.objects.get(username=COLLEAGUE), Paper.objects.all()) == set()


def test_whoever_may_sign_reads_what_he_signs_and_has_signed(minuted, town):
    """Who presided is asked to sign; here the principal, who may sign as well, was recused on the item."""
    signer, item = town.signer(minuted), AgendaItem.objects.get(meeting=Ref.parse(minuted.about).pk)
    with act("test.recuse", stream=town.body.scope.stream, actor="test", now=town.now) as record:
        seat = item.meeting.seats.get(official=signer.official)
        record.touch(Recusal.objects.create(item=item, seat=seat, reason="近亲属"))
    assert not confidence.may_read_record(signer, item)
    assert shut_drafts(signer, [minuted]) == set()
    paper = town.signed(minuted).paper
    assert shut_papers(signer, [paper]) == set()


def test_the_ledger_does_not_show_what_shut_minutes_say(minuted, town):
    draft = town.signed(minuted)
    step = draft.steps.get(step=Step.CHECKED)
    rows = {
        *{("documents_draft", str(draft.pk)), ("documents_paper", str(draft.paper_id))},
        *{("documents_draftstep", str(step.pk)), ("documents_series", "1")},
    }
    said = {
        name: set(shut_rows_of_papers(Reading(User.objects.get(username=name), frozenset(rows))))
        for name in (COLLEAGUE, INSPECTOR)
    }
    assert said == {COLLEAGUE: rows - {("documents_series", "1")}, INSPECTOR: set()}


# The admin, and the ledger behind it ----------------------------------------------------------------


def admin(matter: Matter, model: str, pk: int, view: str = "change") -> str:
    return text(matter.login(INSPECTOR).get(reverse(f"admin:decisions_{model}_{view}", args=[pk])))


def test_the_admin_shows_the_county_what_it_may_read_and_no_more(matter):
    topic, item = matter.item.topic_id, matter.item.pk
    entries = {
        "topic": LedgerEntry.objects.get(act="decisions.topic.propose"),
        "report": LedgerEntry.objects.get(act="decisions.item.report"),
        "file": LedgerEntry.objects.get(act="documents.attachment.attach"),
    }

    def doors() -> list[bool]:
        client = matter.login(INSPECTOR)
        pages = {
            name: text(client.get(reverse("admin:ledger_ledgerentry_change", args=[entry.pk])))
            for name, entry in entries.items()
        }
        return [
            CONTENT in admin(matter, "topic", topic),
            CONTENT in admin(matter, "topic", topic, "history"),
            REPORT in admin(matter, "topic", topic, "timeline"),
            REPORT in admin(matter, "agendaitem", item),
            CONTENT in pages["topic"],
            REPORT in pages["report"],
            matter.file.name in pages["file"],
        ]

    matter.at(Phase.WAITING)
    assert doors() == [False] * 7
    matter.at(Phase.VOTING)
    assert doors() == [False] * 7
    matter.at(Phase.CLOSED)
    assert doors() == [True] * 7


def test_what_is_no_personnel_matter_stays_open_in_the_ledger(town):
    topic = town.topic()
    rows = frozenset({("decisions_topic", str(topic.pk)), ("decisions_seat", "1"), ("documents_attachment", "0")})
    assert confidence.shut_rows(Reading(User.objects.get(username=INSPECTOR), rows)) == []


def test_files_of_things_without_a_holder_go_with_the_thing():
    assert may_read_files(None, Ref("nobody.thing", "1"))


def test_a_list_of_the_admin_says_the_title_alone(matter, town):
    town.topic("修路")
    page = text(matter.login(INSPECTOR).get(reverse("admin:decisions_topic_changelist")))
    assert "股级干部任职" in page and "860,000.00" in page and CONTENT not in page


def test_the_keeper_is_told_before_he_uploads(matter):
    matter.at(Phase.WAITING)
    page = matter.login(OFFICE).get(reverse("documents:attach", args=["decisions.topic", matter.item.topic_id]))
    assert "议完即关闭" in text(page)


def test_a_shut_topic_is_no_pattern_for_a_new_one(matter):
    matter.at(Phase.CLOSED)
    assert matter.login(OFFICE).get(url("propose"), {"from": matter.item.topic_id}).status_code == 200
    assert post(matter.login(MEMBER), url("propose")).status_code == 403


def broken(_reading: Reading) -> list[tuple[str, str]]:
    raise ZeroDivisionError


def test_while_somebody_does_not_answer_the_ledger_shows_no_values(town):
    """A sheet of small matters, which nobody presents: its name stays unsaid, and what its rows held."""
    services.enter_light_sheet(meeting=town.opened(), lines=[light(town)], **town.by)
    entry = LedgerEntry.objects.get(act="decisions.light.enter")
    inspector = User.objects.get(username=INSPECTOR)
    assert may_see_values(entry, inspector) and "一般事项单" in things_of([entry], inspector)[entry.pk].title
    with shut_rows.only("tests.decisions.test_confidence.broken"):
        assert not may_see_values(entry, inspector)
        assert things_of([entry], inspector)[entry.pk].title == f"一般事项单 {entry.ref.split(':')[1]}"
    assert not may_see_values(entry, User.objects.get(username=OFFICE))
