"""The tables of this room, one noun a file."""

from decisions.models.again import Emergency, Mover, Reconsideration
from decisions.models.ballots import BallotCount, BallotCountVoid
from decisions.models.deliveries import AdHocConsent, AdHocMotion, Receipt
from decisions.models.light import LightLine, LightSheet, LightSignature, LightVoid
from decisions.models.meetings import (
    AgendaItem,
    ChairChange,
    Delivery,
    Departure,
    LateArrival,
    Meeting,
    Recusal,
    Seat,
)
from decisions.models.oversight import Observer, ObserverNote, Stop, StopAnswer, StopLift
from decisions.models.procedures import Procedure
from decisions.models.resolutions import Resolution
from decisions.models.sheets import Charge, PriorTalk, SignOff, TalkMember
from decisions.models.templates import TopicTemplate
from decisions.models.topics import Topic
from decisions.models.voices import (
    Report,
    Speech,
    Statement,
    StatementVoid,
    TakenUp,
    Vote,
    VoteVoid,
    WrittenOpinion,
)

__all__ = [
    "AdHocConsent",
    "AdHocMotion",
    "AgendaItem",
    "BallotCount",
    "BallotCountVoid",
    "ChairChange",
    "Charge",
    "Delivery",
    "Departure",
    "Emergency",
    "LateArrival",
    "LightLine",
    "LightSheet",
    "LightSignature",
    "LightVoid",
    "Meeting",
    "Mover",
    "Observer",
    "ObserverNote",
    "PriorTalk",
    "Procedure",
    "Receipt",
    "Reconsideration",
    "Recusal",
    "Report",
    "Resolution",
    "Seat",
    "SignOff",
    "Speech",
    "Statement",
    "StatementVoid",
    "Stop",
    "StopAnswer",
    "StopLift",
    "TakenUp",
    "TalkMember",
    "Topic",
    "TopicTemplate",
    "Vote",
    "VoteVoid",
    "WrittenOpinion",
]
