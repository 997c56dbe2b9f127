"""The tables of this room, one noun a file."""

from foundation.townships.models.accounts import Assignment, DivisionGrant, FormerPassword, User
from foundation.townships.models.bodies import Body, BodySeat, Post
from foundation.townships.models.divisions import Division, Succession
from foundation.townships.models.handovers import HandOver, HandOverLine
from foundation.townships.models.logins import Authenticator, LoginSession, RecoveryCode
from foundation.townships.models.people import Official, Tenure

__all__ = [
    "Assignment",
    "Authenticator",
    "Body",
    "BodySeat",
    "Division",
    "DivisionGrant",
    "FormerPassword",
    "HandOver",
    "HandOverLine",
    "LoginSession",
    "Official",
    "Post",
    "RecoveryCode",
    "Succession",
    "Tenure",
    "User",
]
