"""Reads: who has looked at what. Which of them a user may see, the room that knows accounts decides."""

from django.db.models import QuerySet

from foundation.keys.models import Reading
from foundation.refs import Ref
from foundation.scope import Scope


def readings_of(thing: Ref) -> QuerySet[Reading]:
    """Of the encrypted values of one row, newest first."""
    return Reading.objects.filter(thing=str(thing))


def readings_in(scope: Scope) -> QuerySet[Reading]:
    """For the inspector of a township, or of a county with all its townships; newest first."""
    if scope.township:
        return Reading.objects.filter(township=scope.township)
    return Reading.objects.filter(county=scope.county)


def readings_about(person: Ref) -> QuerySet[Reading]:
    """For the person concerned, newest first: only those that the kind of the value opens to him."""
    return Reading.objects.filter(about=str(person), told=True)
