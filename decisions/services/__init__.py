"""The verbs of this room. One public function, one act, one transaction, one entry in the ledger."""

from decisions.services.items import (
    announce_result,
    begin_item,
    cast_vote,
    end_discussion,
    record_arrival,
    record_report,
    record_speech,
    record_statement,
    recuse,
    set_aside_item,
    void_statement,
    void_vote,
)
from decisions.services.meetings import (
    close_meeting,
    convene_meeting,
    deliver_meeting,
    open_meeting,
    put_on_agenda,
    reschedule_meeting,
)
from decisions.services.results import issue_minutes, note_publication, prepare_publication
from decisions.services.topics import propose_topic

__all__ = [
    "announce_result",
    "begin_item",
    "cast_vote",
    "close_meeting",
    "convene_meeting",
    "deliver_meeting",
    "end_discussion",
    "issue_minutes",
    "note_publication",
    "open_meeting",
    "prepare_publication",
    "propose_topic",
    "put_on_agenda",
    "record_arrival",
    "record_report",
    "record_speech",
    "record_statement",
    "recuse",
    "reschedule_meeting",
    "set_aside_item",
    "void_statement",
    "void_vote",
]
