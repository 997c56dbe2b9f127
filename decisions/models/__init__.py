"""The tables of this room, one noun a file."""

from decisions.models.meetings import AgendaItem, Delivery, LateArrival, Meeting, Recusal, Seat
from decisions.models.resolutions import Resolution
from decisions.models.topics import Topic
from decisions.models.voices import Report, Speech, Statement, StatementVoid, Vote, VoteVoid

__all__ = [
    "AgendaItem",
    "Delivery",
    "LateArrival",
    "Meeting",
    "Recusal",
    "Report",
    "Resolution",
    "Seat",
    "Speech",
    "Statement",
    "StatementVoid",
    "Topic",
    "Vote",
    "VoteVoid",
]
