"""The verbs of this room. One public function, one act, one transaction, one entry in the ledger."""

from decisions.services.again import (
    move_reconsideration,
    order_reconsideration,
    report_emergency,
)
from decisions.services.ballots import (
    count_ballots,
    void_ballots,
)
from decisions.services.deliveries import put_ad_hoc, record_consent, record_hand_over, sign_for
from decisions.services.items import (
    announce_result,
    begin_item,
    end_discussion,
    record_report,
    record_speech,
    set_aside_item,
)
from decisions.services.light import enter_light_sheet, sign_off_light_sheet, void_light_sheet
from decisions.services.meetings import (
    close_meeting,
    convene_meeting,
    deliver_meeting,
    open_meeting,
    put_on_agenda,
    reschedule_meeting,
)
from decisions.services.oversight import (
    add_observer,
    answer_stop,
    lift_stop,
    note_as_observer,
    raise_stop,
)
from decisions.services.procedures import (
    adopt_procedure,
    load_procedures,
    lodge_procedure,
    set_county_procedure,
)
from decisions.services.results import draft_minutes, note_publication, prepare_publication
from decisions.services.seats import (
    pass_chair,
    record_arrival,
    record_departure,
    recuse,
)
from decisions.services.sheets import Line, end_charge, give_charge, note_talk, record_sheet, sign_topic
from decisions.services.templates import copy_agenda, end_template, keep_template
from decisions.services.topics import Proposal, propose_topic, revise_topic, withdraw_topic
from decisions.services.voices import (
    cast_vote,
    record_hands,
    record_statement,
    record_written_opinion,
    void_statement,
    void_vote,
)

__all__ = [
    "Line",
    "Proposal",
    "add_observer",
    "adopt_procedure",
    "announce_result",
    "answer_stop",
    "begin_item",
    "cast_vote",
    "close_meeting",
    "convene_meeting",
    "copy_agenda",
    "count_ballots",
    "deliver_meeting",
    "draft_minutes",
    "end_charge",
    "end_discussion",
    "end_template",
    "enter_light_sheet",
    "give_charge",
    "keep_template",
    "lift_stop",
    "load_procedures",
    "lodge_procedure",
    "move_reconsideration",
    "note_as_observer",
    "note_publication",
    "note_talk",
    "open_meeting",
    "order_reconsideration",
    "pass_chair",
    "prepare_publication",
    "propose_topic",
    "put_ad_hoc",
    "put_on_agenda",
    "raise_stop",
    "record_arrival",
    "record_consent",
    "record_departure",
    "record_hand_over",
    "record_hands",
    "record_report",
    "record_sheet",
    "record_speech",
    "record_statement",
    "record_written_opinion",
    "recuse",
    "report_emergency",
    "reschedule_meeting",
    "revise_topic",
    "set_aside_item",
    "set_county_procedure",
    "sign_for",
    "sign_off_light_sheet",
    "sign_topic",
    "void_ballots",
    "void_light_sheet",
    "void_statement",
    "void_vote",
    "withdraw_topic",
]
