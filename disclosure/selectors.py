"""Reads of this room. The open site reads publications only; the desk reads drafts, by what the user may see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from disclosure.models import Draft, Publication, PublicationQuerySet
from disclosure.states import State
from foundation.refs import Ref
from foundation.townships.models import Division, Official, User
from foundation.townships.selectors import scope_q
from foundation.townships.states import Capability, Level
from foundation.web.paging import KeysetPage, keyset_page

#: How many rows a page of a list shows.
PAGE = 20
#: Who may read a draft before it is published: those who decide, prepare or review in its division.
READERS = (Capability.VIEW_DECISIONS, Capability.PREPARE_PUBLICATION, Capability.REVIEW_PUBLICATION)

# The open site -----------------------------------------------------------------------------------


def published(day: date) -> PublicationQuerySet:
    """All that citizens may read on a day, newest first."""
    return Publication.objects.live(day).order_by("-published_at", "-pk")


def published_for(division: Division, day: date) -> PublicationQuerySet:
    """A county's own and all its units'; a unit's own and its villages'; a village's own."""
    match division.level:
        case Level.COUNTY:
            return published(day).filter(county=division.county)
        case Level.TOWNSHIP:
            return published(day).filter(township=division.township)
    return published(day).filter(division=division)


def page_for(division: Division, day: date, before: str = "") -> KeysetPage[Publication]:
    """A page of a division's list. One query, two with `before`. Raises `ObjectDoesNotExist` for a wrong one."""
    rows = published_for(division, day).select_related("division__parent").defer("content")
    return keyset_page(rows, "published_at", before, PAGE)


def newest_for(division: Division, day: date) -> QuerySet[Publication]:
    """The first page with its texts, for the feed."""
    return published_for(division, day).select_related("division__parent")[:PAGE]


def newest(limit: int, day: date) -> list[Publication]:
    """The newest of all counties served here."""
    return list(published(day).select_related("division__parent").defer("content")[:limit])


# The desk ----------------------------------------------------------------------------------------


def drafts_visible_to(user: User | AnonymousUser) -> QuerySet[Draft]:
    """For staff of the division and for its inspectors."""
    return Draft.objects.filter(_readers_q(user))


def publications_visible_to(user: User | AnonymousUser) -> QuerySet[Publication]:
    """For the admin: also what has been taken down from the open site."""
    return Publication.objects.filter(_readers_q(user))


def drafts_to_review(user: User | AnonymousUser) -> QuerySet[Draft]:
    """What waits for this reviewer, oldest first; what he prepared himself is not his to review."""
    official = _official(user)
    if official is None:
        return Draft.objects.none()
    waiting = Draft.objects.filter(scope_q(user, Capability.REVIEW_PUBLICATION), state=State.PREPARED)
    return waiting.exclude(preparer_official=official).order_by("prepared_at", "pk")


def drafts_of(user: User | AnonymousUser) -> QuerySet[Draft]:
    """What this person prepared under any account and what is not done: waiting, or returned and not prepared anew."""
    own = drafts_visible_to(user).filter(preparer_official=_official(user))
    return own.filter(Q(state=State.PREPARED) | _unmended()).order_by("-prepared_at", "-pk")


def drafts_returned_to(user: User | AnonymousUser) -> QuerySet[Draft]:
    """What this person must prepare anew, oldest first."""
    own = drafts_visible_to(user).filter(preparer_official=_official(user))
    return own.filter(_unmended()).order_by("reviewed_at", "pk")


def drafts_reviewed(user: User | AnonymousUser, before: str = "") -> KeysetPage[Draft]:
    """A page of what has been published or returned. Raises `ObjectDoesNotExist` for a wrong `before`."""
    rows = drafts_visible_to(user).exclude(state=State.PREPARED)
    rows = rows.select_related("division__parent", "reviewer_official")
    return keyset_page(rows, "prepared_at", before, PAGE)


def latest_draft_of(source: Ref, kind: str) -> Draft | None:
    """The last draft about a thing: for the room that wants to prepare it anew, or to show how far it is."""
    return Draft.objects.filter(source=str(source), kind=kind).order_by("-prepared_at", "-pk").first()


def _readers_q(user: User | AnonymousUser) -> Q:
    readable = Q()
    for capability in READERS:
        readable |= scope_q(user, capability, village="division__code")
    return readable


def _unmended() -> Q:
    return Q(state=State.RETURNED, replaced_by__isnull=True)


def _official(user: Any) -> Official | None:
    found: Official | None = user.official if user.is_authenticated else None
    return found
