"""The last line: hand-written SQL out of order, for an empty chair, twice, or over what is written; both databases."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from decisions import services
from decisions.models import Meeting, PriorTalk, Statement, Topic, Vote
from decisions.states import Choice, Outcome, Phase, Stage
from foundation.ledger.triggers import declared, installed_names
from foundation.townships.states import BodyKind
from tests.decisions.crowds import add_member
from tests.decisions.refusals import stopped
from tests.decisions.verbs import SMALL, VERBS, actor_of, light

#: The database is asked; the services that come before are measured where they are tested.
pytestmark = pytest.mark.unmeasured

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
APPEND_ONLY = (
    *("ballotcount", "ballotcountvoid", "chairchange", "delivery", "departure", "emergency", "latearrival", "mover"),
    *("observer", "observernote", "priortalk", "recusal", "reconsideration", "report", "resolution", "signoff"),
    *("speech", "statement", "statementvoid", "stop", "stopanswer", "stoplift", "takenup", "talkmember", "vote"),
    *("votevoid", "writtenopinion", "adhocconsent", "adhocmotion", "lightline", "lightsheet", "lightsignature"),
    *("lightvoid", "receipt"),
)
#: Tried in `test_voting.py` and `test_procedures.py`.
OTHERS = {
    "decisions_agendaitem_secret_is_fixed",
    "decisions_ballotcount_in_voting",
    "decisions_ballotcount_once",
    "decisions_ballotcount_tellers",
    "decisions_ballotcountvoid_while_open",
    "decisions_meeting_entry_is_fixed",
    "decisions_meeting_procedure_is_fixed",
    "decisions_procedure_content_is_fixed",
    "decisions_vote_by_name",
}
STAGED = pytest.mark.parametrize("phase", [Phase.STATING, Phase.VOTING])


def table_of(phase: Phase) -> str:
    return "decisions_statement" if phase == Phase.STATING else "decisions_vote"


def execute(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def insert(scene, phase, item, *names, attempt: int = 1, seats: list | None = None) -> None:
    """Straight into the table, for these names, in one statement."""
    seats = seats or [scene.seat(item, name) for name in names]
    columns = "item_id, seat_id, choice, attempt, actor_id, at"
    text, mark = (", text", ", ''") if phase == Phase.STATING else ("", "")
    rows = ", ".join(f"(%s, %s, 'agree', %s, %s, %s{mark})" for _seat in seats)
    values = [value for seat in seats for value in (item.pk, seat.pk, attempt, scene.clerk.pk, scene.now.isoformat())]
    execute(f"INSERT INTO {table_of(phase)} ({columns}{text}) VALUES {rows}", *values)


def test_every_declared_trigger_stands():
    """So a missing one cannot hide behind a rule of the services."""
    ours = {trigger.name for trigger in declared() if trigger.model.startswith("decisions.")}
    names = {f"decisions_{model}_no_{verb}" for model in APPEND_ONLY for verb in ("update", "delete", "truncate")}
    for noun in ("statement", "vote"):
        names |= {f"decisions_{noun}_{what}" for what in ("in_turn", "same_meeting", "once")}
        names.add(f"decisions_{noun}void_while_open")
    names |= {"decisions_topic_class_of_its_entry", "decisions_topic_stands"}
    assert ours == names | OTHERS


def test_every_declared_trigger_is_in_the_database(db):
    ours = {
        each.name for each in declared() if each.model.startswith("decisions.") and each.statements(connection.vendor)
    }
    assert ours <= installed_names("default")


# In turn -----------------------------------------------------------------------------------------


@STAGED
@pytest.mark.parametrize("names", [("丁一",), ("丁二",), ("丁三", "丁一"), ("丁三", "丁四", "丁二")])
def test_a_principal_before_a_member_is_refused(town, phase, names):
    """Also in one statement together with some of those who should have come first: none of them is written."""
    item = town.item_at(phase)
    stopped(lambda: insert(town, phase, item, *names), "not this seat in turn")
    assert not (Statement if phase == Phase.STATING else Vote).objects.filter(item=item).exists()


@STAGED
def test_a_temporary_table_of_the_same_name_deceives_nobody(town, phase):
    """Temporary tables stand first in PostgreSQL's path, and everybody may make them."""
    item = town.item_at(phase)
    seats = [town.seat(item, "丁一")]
    execute("CREATE TEMPORARY TABLE decisions_agendaitem AS SELECT * FROM decisions_agendaitem")
    try:
        execute("UPDATE decisions_agendaitem SET stage = %s", Stage.LAST)
        stopped(lambda: insert(town, phase, item, "丁一", seats=seats), "not this seat in turn")
    finally:
        execute(f"DROP TABLE {'pg_temp' if ON_POSTGRESQL else 'temp'}.decisions_agendaitem")


@STAGED
def test_a_member_in_his_turn_passes(town, phase):
    insert(town, phase, town.item_at(phase), "丁三", "丁九")


@STAGED
def test_the_secretary_before_the_head_is_refused(town, phase):
    item = town.item_at(phase)
    speak = town.state if phase == Phase.STATING else town.vote
    for seat in town.able(item)[:7]:
        speak(item, seat)
    stopped(lambda: insert(town, phase, item, "丁一"), "not this seat in turn")
    insert(town, phase, item, "丁二")


@STAGED
@pytest.mark.parametrize("now", [Phase.WAITING, Phase.REPORT, Phase.DISCUSSION, Phase.STATING, Phase.VOTING])
def test_a_word_outside_its_phase_is_refused(town, phase, now):
    if phase != now:
        item = town.item_at(now)
        stopped(lambda: insert(town, phase, item, "丁三", attempt=1), "not this seat in turn|one position per seat")


def test_a_vote_after_the_result_is_refused(town):
    item = town.item_at(Phase.VOTING, absent={"丁九": "出差"})
    town.everyone_votes(item)
    services.announce_result(item=item, text="同意", **town.by)
    services.record_arrival(seat=town.seat(item, "丁九"), **town.by)
    stopped(lambda: insert(town, Phase.VOTING, item, "丁九"), "not this seat in turn")


# Whose ------------------------------------------------------------------------------------------


@STAGED
def test_an_empty_chair_does_not_speak(town, phase):
    item = town.item_at(phase, absent={"丁九": "出差"})
    stopped(lambda: insert(town, phase, item, "丁九"), "not this seat in turn")


@STAGED
def test_who_is_recused_does_not_speak(town, phase):
    item = town.item_at(Phase.DISCUSSION)
    services.recuse(item=item, seat=town.seat(item, "丁九"), reason="亲属", **town.by)
    town.bring(item, phase)
    stopped(lambda: insert(town, phase, item, "丁九"), "not this seat in turn")


def test_who_came_too_late_for_the_item_does_not_speak(town):
    item = town.item_at(Phase.VOTING, absent={"丁九": "堵车"})
    services.record_arrival(seat=town.seat(item, "丁九"), **town.by)
    stopped(lambda: insert(town, Phase.VOTING, item, "丁九"), "not this seat in turn")


@STAGED
def test_who_only_attends_does_not_speak(town, phase):
    town.kind = BodyKind.HEAD_MEETING
    item = town.item_at(phase, town.topic(proposer=town.sitters()[0]))
    stopped(lambda: insert(town, phase, item, "丁五"), "not this seat in turn")


@STAGED
def test_a_seat_of_another_meeting_does_not_speak(town, other, phase):
    item, foreign = town.item_at(phase), other.item_at(phase)
    stopped(
        lambda: insert(town, phase, item, seats=[other.seat(foreign, "戊三")]), "not this seat in turn|foreign seat"
    )


# Once -------------------------------------------------------------------------------------------


@STAGED
def test_a_second_word_needs_the_first_to_be_void(town, phase):
    item = town.item_at(phase)
    noun = "statement" if phase == Phase.STATING else "vote"
    speak = town.state if phase == Phase.STATING else town.vote
    first = speak(item, town.seat(item, "丁三"))
    stopped(lambda: insert(town, phase, item, "丁三", attempt=1), "UNIQUE constraint failed|duplicate key")
    for attempt in (2, 3, 7):
        stopped(lambda attempt=attempt: insert(town, phase, item, "丁三", attempt=attempt), "one position per seat")
    getattr(services, f"void_{noun}")(**{noun: first}, reason="错", **town.by)
    stopped(lambda: insert(town, phase, item, "丁三", attempt=3), "one position per seat")
    insert(town, phase, item, "丁三", attempt=2)
    stopped(lambda: insert(town, phase, item, "丁三", attempt=3), "one position per seat")


@STAGED
def test_the_first_word_is_the_first_attempt(town, phase):
    item = town.item_at(phase)
    for attempt in (0, -1):
        stopped(lambda attempt=attempt: insert(town, phase, item, "丁三", attempt=attempt))


@STAGED
def test_a_void_of_somebody_elses_word_makes_no_room(town, phase):
    item = town.item_at(phase)
    noun = "statement" if phase == Phase.STATING else "vote"
    speak = town.state if phase == Phase.STATING else town.vote
    speak(item, town.seat(item, "丁三"))
    wrong = speak(item, town.seat(item, "丁四"))
    getattr(services, f"void_{noun}")(**{noun: wrong}, reason="错", **town.by)
    stopped(lambda: insert(town, phase, item, "丁三", attempt=2), "one position per seat")


@pytest.mark.parametrize("noun", ["statement", "vote"])
def test_nothing_is_voided_after_the_result(town, noun):
    item = town.resolution().item
    row = getattr(item, f"{noun}s").latest("pk")
    sql = f"INSERT INTO decisions_{noun}void ({noun}_id, reason, actor_id, at) VALUES (%s, '错', %s, %s)"
    stopped(lambda: execute(sql, row.pk, town.clerk.pk, town.now.isoformat()), "item is closed")


# Transcribed afterwards --------------------------------------------------------------------------


def transcribed(scene, phase):
    """A meeting whose paper is typed in later: how it is written down is settled before it opens."""
    add_member(scene, "丁席", votes=False)
    meeting = scene.convened(days_ahead=0)
    Meeting.objects.filter(pk=meeting.pk).update(entry="afterwards")
    chair = scene.sitters()[0]
    away = scene.sitters()[8]
    services.open_meeting(meeting=meeting, chair=chair, recorder=chair, absences={away.pk: "出差"}, **scene.by)
    item = meeting.items.get()
    type(item).objects.filter(pk=item.pk).update(phase=phase, stage=Stage.MEMBERS)
    return item


@STAGED
def test_a_transcribed_meeting_keeps_the_order_as_it_was(town, phase):
    """Its breaches become findings: refusing them would only teach people to write fiction."""
    item = transcribed(town, phase)
    insert(town, phase, item, "丁一")
    insert(town, phase, item, "丁三", "丁九")


@STAGED
def test_a_transcribed_meeting_still_knows_its_seats_and_counts_once(town, other, phase):
    item, foreign = transcribed(town, phase), other.item_at(phase)
    stopped(lambda: insert(town, phase, item, seats=[other.seat(foreign, "戊三")]), "foreign seat")
    insert(town, phase, item, "丁一")
    stopped(lambda: insert(town, phase, item, "丁一", attempt=2), "one position per seat")


@pytest.mark.parametrize("entry", ["afterwards", "device"])
def test_how_a_meeting_is_written_down_is_fixed_when_it_opens(town, entry):
    """Else one UPDATE would switch the order off."""
    meeting = town.opened()
    stopped(lambda: Meeting.objects.filter(pk=meeting.pk).update(entry=entry), "entry is fixed")
    stopped(lambda: execute("UPDATE decisions_meeting SET entry = 'afterwards', state = 'convened'"))
    assert Meeting.objects.get(pk=meeting.pk).entry == "room"


# Over what is written ----------------------------------------------------------------------------


@pytest.fixture
def written(town):
    """At least one row in each of the tables that only grow."""
    meeting = town.opened(town.topic("一"), town.topic("二"), absent={"丁九": "堵车"})
    first, second = meeting.items.order_by("position")
    town.bring(first, Phase.DISCUSSION)
    services.record_speech(item=first, seat=town.seat(first, "丁三"), text="说", **town.by)
    services.recuse(item=first, seat=town.seat(first, "丁八"), reason="亲属", **town.by)
    town.bring(first, Phase.STATING)
    services.void_statement(statement=town.state(first, town.seat(first, "丁三")), reason="错", **town.by)
    town.state(first, town.seat(first, "丁四"), Choice.OPPOSE, "太贵")
    town.bring(first, Phase.VOTING)
    services.record_arrival(seat=town.seat(first, "丁九"), **town.by)
    services.void_vote(vote=town.vote(first, town.seat(first, "丁三")), reason="错", **town.by)
    town.everyone_votes(first)
    town.announce(first)
    services.set_aside_item(item=second, outcome=Outcome.DEFERRED, reason="再议", **town.by)
    town.talk(second.topic)
    PriorTalk.objects.create(topic=second.topic, day=town.today, views="同意", actor=town.clerk, at=town.now)
    late = services.put_ad_hoc(meeting=meeting, topic=town.topic("临时"), reason="汛情", **town.by)
    services.record_consent(item=late, agree=9, **town.by)
    member = town.sitters()[1]
    services.record_hand_over(meeting=meeting, official=member, handed_on=town.today, **town.by)
    wrong = services.enter_light_sheet(meeting=meeting, lines=[light(town)], **town.by)
    services.void_light_sheet(sheet=wrong, reason="录错", **town.by)
    sheet = services.enter_light_sheet(meeting=meeting, lines=[light(town)], **town.by)
    services.sign_off_light_sheet(sheet=sheet, **town.by)


def rows(table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return cursor.fetchall()


#: The rare ones: what brings a row into the table.
RARE = {
    "ballotcount": "count_ballots",
    "ballotcountvoid": "void_ballots",
    "chairchange": "pass_chair",
    "departure": "record_departure",
    "emergency": "report_emergency",
    "mover": "move_reconsideration",
    "observer": "add_observer",
    "observernote": "note_as_observer",
    "reconsideration": "order_reconsideration",
    "stop": "raise_stop",
    "stopanswer": "answer_stop",
    "stoplift": "lift_stop",
    "writtenopinion": "record_written_opinion",
}


def perform(town, name: str) -> None:
    verb = VERBS[name]
    town.kind = SMALL
    verb.ready(town)(actor_of(town, verb))


@pytest.mark.parametrize("model", APPEND_ONLY)
def test_what_is_written_stays_as_it_is(town, request, model):
    if model in RARE:
        perform(town, RARE[model])
    else:
        request.getfixturevalue("written")
    found = apps.get_model("decisions", model)
    table, row = found._meta.db_table, found.objects.latest("pk")
    before = rows(table)
    assert before
    column = found._meta.concrete_fields[-1]
    for attempt in (
        row.save,
        row.delete,
        lambda: found.objects.update(**{column.name: getattr(row, column.attname)}),
        lambda: found.objects.all()._raw_delete("default"),
        lambda: execute(f"UPDATE {table} SET {column.column} = {column.column}"),
        lambda: execute(f"DELETE FROM {table}"),
    ):
        # What other rows name, Django refuses to delete before it asks the database.
        stopped(attempt, f"{table} is append-only|protected foreign keys")
    if ON_POSTGRESQL:
        # What waits for the end of the transaction would be in the way of the statement itself.
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        stopped(lambda: execute(f"TRUNCATE {table} CASCADE"), "is append-only")
    else:
        stopped(lambda: execute(f"REPLACE INTO {table} SELECT * FROM {table}"))
    assert rows(table) == before


def test_a_vote_is_not_changed_by_an_upsert(town):
    item = town.item_at(Phase.VOTING)
    vote = town.vote(item, town.seat(item, "丁三"))
    stopped(
        lambda: execute(
            "INSERT INTO decisions_vote (item_id, seat_id, choice, attempt, actor_id, at) "
            "SELECT item_id, seat_id, 'oppose', attempt, actor_id, at FROM decisions_vote WHERE id = %s "
            "ON CONFLICT (item_id, seat_id, attempt) DO UPDATE SET choice = 'oppose'",
            vote.pk,
        )
    )
    vote.refresh_from_db()
    assert vote.choice == Choice.AGREE


# Topics ------------------------------------------------------------------------------------------


def test_the_class_of_a_topic_is_that_of_its_entry(town):
    topic = town.topic()
    topic.pk, topic.category = None, "personnel"
    stopped(topic.save, "the class comes from the directory")
    topic.category = "project"
    topic.save()


def test_what_is_on_an_agenda_stands_as_it_was_signed(town):
    topic = town.topic()
    town.convened(topic)
    for change in ({"title": "别的"}, {"content": "别的"}, {"amount": 1}, {"entry": None}):
        stopped(lambda change=change: Topic.objects.filter(pk=topic.pk).update(**change), "its words stand")
    assert Topic.objects.filter(pk=topic.pk).update(state="pool") == 1
    assert Topic.objects.filter(pk=topic.pk).update(title="别的") == 1
