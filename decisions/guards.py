"""The last line: what the database itself refuses, whoever writes."""

from foundation.ledger import coverage
from foundation.ledger.triggers import Trigger, append_only
from foundation.ledger.triggers import declare as declare_triggers

# Meetings transcribed afterwards keep the order as it was; their breaches become findings.
_AS_IT_HAPPENS = (
    "(SELECT m.entry FROM decisions_agendaitem i JOIN decisions_meeting m ON m.id = i.meeting_id "
    "WHERE i.id = NEW.item_id) <> 'afterwards'"
)
_IN_TURN = (
    "EXISTS (SELECT 1 FROM decisions_agendaitem i JOIN decisions_seat s ON s.meeting_id = i.meeting_id "
    "WHERE i.id = NEW.item_id AND s.id = NEW.seat_id AND i.phase = '{phase}' AND s.stage = i.stage "
    "AND s.present AND s.votes) "
    "AND NOT EXISTS (SELECT 1 FROM decisions_recusal r WHERE r.item_id = NEW.item_id AND r.seat_id = NEW.seat_id) "
    "AND NOT EXISTS (SELECT 1 FROM decisions_latearrival l WHERE l.item_id = NEW.item_id AND l.seat_id = NEW.seat_id)"
)
# A secret vote is on paper: no row says who voted how.
_BY_NAME = "NOT EXISTS (SELECT 1 FROM decisions_agendaitem i WHERE i.id = NEW.item_id AND i.secret)"
_IN_BALLOTING = (
    "EXISTS (SELECT 1 FROM decisions_agendaitem i WHERE i.id = NEW.item_id AND i.secret AND i.phase = 'voting')"
)
_TELLERS = (
    "(SELECT count(*) FROM decisions_agendaitem i JOIN decisions_seat s ON s.meeting_id = i.meeting_id "
    "WHERE i.id = NEW.item_id AND s.id IN (NEW.teller_id, NEW.second_teller_id) AND s.stage = 0 AND s.present "
    "AND NOT EXISTS (SELECT 1 FROM decisions_recusal r WHERE r.item_id = NEW.item_id AND r.seat_id = s.id)) = 2"
)
_EARLIER_COUNT_IS_VOID = (
    "NEW.attempt = 1 OR EXISTS (SELECT 1 FROM decisions_ballotcount o JOIN decisions_ballotcountvoid v "
    "ON v.count_id = o.id WHERE o.item_id = NEW.item_id AND o.attempt = NEW.attempt - 1)"
)
_SAME_MEETING = (
    "EXISTS (SELECT 1 FROM decisions_agendaitem i JOIN decisions_seat s ON s.meeting_id = i.meeting_id "
    "WHERE i.id = NEW.item_id AND s.id = NEW.seat_id)"
)
_EARLIER_IS_VOID = (
    "NEW.attempt = 1 OR EXISTS (SELECT 1 FROM {table} o JOIN {table}void v ON v.{noun}_id = o.id "
    "WHERE o.item_id = NEW.item_id AND o.seat_id = NEW.seat_id AND o.attempt = NEW.attempt - 1)"
)
_ITEM_IS_CLOSED = (
    "(SELECT i.phase FROM decisions_agendaitem i JOIN {table} o ON o.item_id = i.id "
    "WHERE o.id = NEW.{noun}_id) = 'closed'"
)


def _position_triggers(noun: str, phase: str) -> list[Trigger]:
    """Statement and vote: in the phase, at the stage, once, by a seat of that meeting."""
    model, table = f"decisions.{noun.title()}", f"decisions_{noun}"
    return [
        Trigger(
            f"{table}_in_turn",
            model,
            "BEFORE INSERT",
            f"{_AS_IT_HAPPENS} AND NOT ({_IN_TURN.format(phase=phase)})",
            f"{table}: not this seat in turn",
        ),
        Trigger(f"{table}_same_meeting", model, "BEFORE INSERT", f"NOT {_SAME_MEETING}", f"{table}: foreign seat"),
        Trigger(
            f"{table}_once",
            model,
            "BEFORE INSERT",
            f"NOT ({_EARLIER_IS_VOID.format(table=table, noun=noun)})",
            f"{table}: one position per seat",
        ),
        Trigger(
            f"{table}void_while_open",
            f"{model}Void",
            "BEFORE INSERT",
            _ITEM_IS_CLOSED.format(table=table, noun=noun),
            f"{table}: item is closed",
        ),
    ]


_BALLOTS = (
    Trigger(
        "decisions_vote_by_name",
        "decisions.Vote",
        "BEFORE INSERT",
        f"NOT ({_BY_NAME})",
        "decisions_vote: this item is voted on in secret",
    ),
    Trigger(
        "decisions_ballotcount_in_voting",
        "decisions.BallotCount",
        "BEFORE INSERT",
        f"NOT ({_IN_BALLOTING})",
        "decisions_ballotcount: not a secret item that is voted on",
    ),
    Trigger(
        "decisions_ballotcount_tellers",
        "decisions.BallotCount",
        "BEFORE INSERT",
        f"NOT ({_TELLERS})",
        "decisions_ballotcount: not two tellers",
    ),
    Trigger(
        "decisions_ballotcount_once",
        "decisions.BallotCount",
        "BEFORE INSERT",
        f"NOT ({_EARLIER_COUNT_IS_VOID})",
        "decisions_ballotcount: one count stands",
    ),
    Trigger(
        "decisions_ballotcountvoid_while_open",
        "decisions.BallotCountVoid",
        "BEFORE INSERT",
        _ITEM_IS_CLOSED.format(table="decisions_ballotcount", noun="count"),
        "decisions_ballotcount: item is closed",
    ),
    Trigger(
        "decisions_agendaitem_secret_is_fixed",
        "decisions.AgendaItem",
        "BEFORE UPDATE",
        "OLD.phase <> 'waiting' AND NEW.secret <> OLD.secret",
        "decisions_agendaitem: how an item is voted on is fixed when it begins",
    ),
)
#: All that a version of the rules of procedure says; only its last day and its lodging come later.
_CONTENT = (
    *("county", "township", "kind", "unit_type", "quorum", "quorum_unit", "quorum_personnel", "quorum_personnel_unit"),
    *("least", "way", "chair", "acting_chair", "last_but_one", "last", "minutes", "secret", "tie", "split"),
    *("reconsider", "chair_may_reconsider", "title", "start"),
)
_PROCEDURES = (
    Trigger(
        "decisions_procedure_content_is_fixed",
        "decisions.Procedure",
        "BEFORE UPDATE",
        " OR ".join(f"CAST(NEW.{column} AS text) <> CAST(OLD.{column} AS text)" for column in _CONTENT)
        + " OR COALESCE(NEW.body_id, 0) <> COALESCE(OLD.body_id, 0)"
        + " OR (OLD.lodged_on IS NOT NULL AND (NEW.lodged_on IS NULL OR NEW.lodged_on <> OLD.lodged_on))",
        "decisions_procedure: a version never changes",
    ),
    Trigger(
        "decisions_meeting_procedure_is_fixed",
        "decisions.Meeting",
        "BEFORE UPDATE",
        "OLD.procedure_id IS NOT NULL AND (NEW.procedure_id IS NULL OR NEW.procedure_id <> OLD.procedure_id)",
        "decisions_meeting: keeps the rules of procedure of its day",
    ),
)
_ENTRY_IS_FIXED = Trigger(
    "decisions_meeting_entry_is_fixed",
    "decisions.Meeting",
    "BEFORE UPDATE",
    "OLD.state <> 'convened' AND NEW.entry <> OLD.entry",
    "decisions_meeting: entry is fixed when the meeting opens",
)
_CLASS_OF_ITS_ENTRY = Trigger(
    "decisions_topic_class_of_its_entry",
    "decisions.Topic",
    "BEFORE INSERT",
    "NEW.entry_id IS NOT NULL AND NEW.category <> (SELECT c.category FROM powers_directoryentry e "
    "JOIN powers_directoryclass c ON c.id = e.kind_id WHERE e.id = NEW.entry_id)",
    "decisions_topic: the class comes from the directory",
)
# What is on an agenda, decided or public stays with the words that were signed.
_WORDS_STAND = Trigger(
    "decisions_topic_stands",
    "decisions.Topic",
    "BEFORE UPDATE",
    "OLD.state IN ('on_agenda', 'decided', 'published') AND (NEW.title <> OLD.title OR NEW.content <> OLD.content "
    "OR COALESCE(NEW.amount, -1) <> COALESCE(OLD.amount, -1) "
    "OR COALESCE(NEW.entry_id, 0) <> COALESCE(OLD.entry_id, 0))",
    "decisions_topic: its words stand",
)
_APPEND_ONLY = (
    "BallotCount",
    "BallotCountVoid",
    "ChairChange",
    "AdHocConsent",
    "AdHocMotion",
    "Delivery",
    "Departure",
    "Emergency",
    "LateArrival",
    "Mover",
    "Observer",
    "ObserverNote",
    "LightLine",
    "LightSheet",
    "LightSignature",
    "LightVoid",
    "Receipt",
    "Recusal",
    "Reconsideration",
    "Report",
    "PriorTalk",
    "Resolution",
    "SignOff",
    "Speech",
    "Statement",
    "StatementVoid",
    "TalkMember",
    "Stop",
    "StopAnswer",
    "StopLift",
    "TakenUp",
    "Vote",
    "VoteVoid",
    "WrittenOpinion",
)


def declare() -> None:
    for model in _APPEND_ONLY:
        declare_triggers(*append_only(f"decisions.{model}"))
    declare_triggers(_ENTRY_IS_FIXED, _CLASS_OF_ITS_ENTRY, _WORDS_STAND, *_BALLOTS, *_PROCEDURES)
    declare_triggers(*_position_triggers("statement", "stating"), *_position_triggers("vote", "voting"))
    for model in ("HistoricalMeeting", "HistoricalTopic"):
        coverage.free(f"decisions.{model}", "field history for comfortable reading, written with its ruled row")
