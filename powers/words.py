"""How a directory reads on a page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from foundation.rulebook.selectors import InForce
from foundation.rulebook.values import Value
from foundation.townships.states import BodyKind
from foundation.violations import Basis
from foundation.web.components import Pill, Tone
from powers.models import Directory, DirectoryEntry
from powers.states import Boundary, DirectoryState, Step

TONES: dict[DirectoryState, Tone] = {
    DirectoryState.DRAFT: "amber",
    DirectoryState.ADOPTED: "blue",
    DirectoryState.LODGED: "green",
}


def state_pill(directory: Directory) -> Pill:
    if directory.is_countys and not directory.is_draft:
        return Pill(_("县级范本"), "green")
    return Pill(directory.get_state_display(), TONES[DirectoryState(directory.state)])


def bodies(kinds: Iterable[str]) -> str:
    """In their order, with an arrow between."""
    return " → ".join(str(BodyKind(each).label) for each in kinds)


def steps(asked: Iterable[Step]) -> str:
    return "、".join(str(each.label) for each in asked) or _("无")


def threshold(entry: DirectoryEntry, value: Value | None) -> str:
    """From which sum the full track holds, with the word of the boundary."""
    if value is None:
        return _("不论金额")
    return (
        _("%(sum)s以上（含本数）") % {"sum": value}
        if entry.boundary == Boundary.AT_LEAST
        else _("超过%(sum)s（不含本数）") % {"sum": value}
    )


def sums_of(entries: Iterable[DirectoryEntry], directory: Directory, today: date) -> dict[str, Value]:
    """The thresholds of some entries as they hold for their owner on a day, by code. One query."""
    codes = {entry.threshold for entry in entries if entry.threshold}
    numbers = InForce(codes, on=today)
    return {code: numbers.of(code, scope=directory.scope) for code in codes}


def basis(entry: DirectoryEntry) -> str:
    """A basis that nobody has compared with its text is never printed as a citation."""
    return str(Basis(entry.basis, entry.confirmed))


def flags(entry: DirectoryEntry) -> list[str]:
    """What holds in the meeting and after it."""
    said = [
        (entry.secret_vote, _("无记名投票")),
        (entry.debate, _("会上须辩论")),
        (entry.publication, _("决定须公开")),
    ]
    return [words for holds, words in said if holds]
