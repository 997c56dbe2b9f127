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


_ENTRY_IS_FIXED = Trigger(
    "decisions_meeting_entry_is_fixed",
    "decisions.Meeting",
    "BEFORE UPDATE",
    "OLD.state <> 'convened' AND NEW.entry <> OLD.entry",
    "decisions_meeting: entry is fixed when the meeting opens",
)
_APPEND_ONLY = (
    "Delivery",
    "LateArrival",
    "Recusal",
    "Report",
    "Resolution",
    "Speech",
    "Statement",
    "StatementVoid",
    "Vote",
    "VoteVoid",
)


def declare() -> None:
    for model in _APPEND_ONLY:
        declare_triggers(*append_only(f"decisions.{model}"))
    declare_triggers(_ENTRY_IS_FIXED)
    declare_triggers(*_position_triggers("statement", "stating"), *_position_triggers("vote", "voting"))
    for model in ("HistoricalMeeting", "HistoricalTopic"):
        coverage.free(f"decisions.{model}", "field history for comfortable reading, written with its ruled row")
