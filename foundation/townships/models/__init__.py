"""The tables of this room, one noun a file."""

from foundation.townships.models.accounts import Assignment, DivisionGrant, User
from foundation.townships.models.bodies import Body, BodySeat, Post
from foundation.townships.models.divisions import Division
from foundation.townships.models.people import Official, Tenure

__all__ = ["Assignment", "Body", "BodySeat", "Division", "DivisionGrant", "Official", "Post", "Tenure", "User"]
