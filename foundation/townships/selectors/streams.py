"""Whose part of the ledger and of the security log somebody reads, and where he also sees what the rows held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import DateTimeField, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from foundation.ledger.models import Checkpoint, LedgerEntry, LedgerHead
from foundation.scope import INSTALLATION, SEALED, Scope
from foundation.security.models import SecurityEvent
from foundation.townships.models import Division, User
from foundation.townships.models.accounts import Holding
from foundation.townships.states import Capability

TOWNSHIP_DIGITS, CODE_DIGITS = 9, 12


@dataclass(frozen=True)
class Reach:
    """The streams that somebody reads.

    `values`: where he holds `VIEW_LEDGER`. There he sees what the rows held; over a whole county its sealed
    stream is his too. `logs`: where he holds `READ_LOGS`, which shows that something was done and by whom, but
    neither values nor the sealed stream.
    """

    values: Holding
    logs: Holding

    def shows_values(self, stream: str) -> bool:
        scope = _scope_of(stream)
        return scope is not None and self.values.covers(scope)

    def shows(self, stream: str) -> bool:
        scope = _scope_of(stream)
        return self.shows_values(stream) or (
            scope is not None and not stream.endswith(SEALED) and self.logs.covers(scope)
        )

    def q(self) -> Q:
        """The rows of these streams, for a model with the column `stream`."""
        counties, townships = self.values.counties | self.logs.counties, self.values.townships | self.logs.townships
        sealed = {county + SEALED for county in self.values.counties}
        streams = Q(stream__in=sorted(counties | townships | sealed))
        for county in sorted(counties):
            # Its townships. The sealed stream begins with the county's code too, and is longer.
            streams |= Q(stream__startswith=county, stream__length=TOWNSHIP_DIGITS)
        return streams


def _scope_of(stream: str) -> Scope | None:
    """`None` for what is no county's and no township's."""
    try:
        return Scope.of_stream(stream)
    except ValueError:
        return None


def reach_of(user: User | AnonymousUser) -> Reach:
    """For somebody who is disabled or not logged in, nothing."""
    held = user.holdings if user.is_authenticated else {}
    return Reach(held.get(Capability.VIEW_LEDGER, Holding()), held.get(Capability.READ_LOGS, Holding()))


def visible_heads(user: User | AnonymousUser) -> QuerySet[LedgerHead]:
    """The streams that the user reads, each with `last_at`, the time of its last entry."""
    entries = LedgerEntry.objects.filter(stream=OuterRef("stream"), number=OuterRef("size"))
    last = Subquery(entries.values("at")[:1], output_field=DateTimeField(_("最后一条的时间"), null=True))
    return LedgerHead.objects.filter(reach_of(user).q()).annotate(last_at=last)


def visible_streams(user: User | AnonymousUser) -> list[str]:
    """The names of those streams, in order."""
    heads = LedgerHead.objects.filter(reach_of(user).q())
    return list(heads.order_by("stream").values_list("stream", flat=True))


def visible_entries(user: User | AnonymousUser) -> QuerySet[LedgerEntry]:
    """Asks for the streams first: equality with each of them is quick on every index of the entries."""
    return LedgerEntry.objects.filter(stream__in=visible_streams(user))


def visible_events(user: User | AnonymousUser) -> QuerySet[SecurityEvent]:
    """The audit administrator sees besides what belongs to no county: an account name that nobody has, say."""
    streams = reach_of(user).q()
    if user.is_authenticated and user.may(Capability.READ_LOGS):
        streams |= Q(stream=INSTALLATION)
    return SecurityEvent.objects.filter(streams)


def visible_checkpoints(_user: User | AnonymousUser) -> QuerySet[Checkpoint]:
    """All of them: they are given to everybody."""
    return Checkpoint.objects.all()


def stream_names(streams: Iterable[str]) -> dict[str, str]:
    """What people call these streams: whose they are. One query."""
    codes = {stream: stream.removesuffix(SEALED).ljust(CODE_DIGITS, "0") for stream in streams}
    names = dict(Division.objects.filter(code__in=set(codes.values())).values_list("code", "name"))
    return {stream: _named(stream, names.get(code, "")) for stream, code in codes.items()}


def _named(stream: str, division: str) -> str:
    if stream == INSTALLATION:
        return _("整个系统")
    name = division or stream.removesuffix(SEALED)
    return _("%(county)s（封存事项）") % {"county": name} if stream.endswith(SEALED) else name
