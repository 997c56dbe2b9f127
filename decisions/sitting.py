"""An agenda item as it stands: seats, who is out, what was stated and voted. Read once, asked by rules and pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from decisions.models import AgendaItem, Seat, Statement, Vote
from decisions.states import Choice, Phase, Stage

P = TypeVar("P", Statement, Vote)


@dataclass
class Sitting:
    """The words of the rules: *due* are the voting seats less those recused on this item; absent ones stay in.

    *Able* are those due who are in the room and did not come too late for this item.
    """

    item: AgendaItem
    seats: list[Seat]
    recused: dict[int, str] = field(default_factory=dict)
    late: set[int] = field(default_factory=set)
    statements: dict[int, Statement] = field(default_factory=dict)
    votes: dict[int, Vote] = field(default_factory=dict)

    @classmethod
    def of(cls, item: AgendaItem) -> Sitting:
        """Read everything about a saved item. Five queries, however many seats."""
        return cls(
            item=item,
            seats=list(
                Seat.objects.filter(meeting=item.meeting_id).select_related("official").order_by("stage", "rank")
            ),
            recused=dict(item.recusals.values_list("seat_id", "reason")),
            late=set(item.late_arrivals.values_list("seat_id", flat=True)),
            statements=_standing(item.statements.filter(void=None)),
            votes=_standing(item.votes.filter(void=None)),
        )

    @property
    def phase(self) -> Phase:
        return Phase(self.item.phase)

    @property
    def stage(self) -> Stage:
        return Stage(self.item.stage)

    def due(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.votes and seat.pk not in self.recused]

    def able(self) -> list[Seat]:
        return [seat for seat in self.due() if seat.present and seat.pk not in self.late]

    def positions(self, phase: Phase) -> dict[int, Statement] | dict[int, Vote]:
        """What stands in a staged phase, by seat."""
        return self.statements if phase == Phase.STATING else self.votes

    def missing(self, phase: Phase, *, before: int = Stage.DONE) -> list[Seat]:
        """Who has yet to state (or vote), of all stages before the given one."""
        heard = self.positions(phase)
        return [seat for seat in self.able() if seat.pk not in heard and seat.stage < before]

    def next_stage(self, phase: Phase) -> Stage:
        """The first stage at which somebody is missing; `DONE` when nobody is."""
        return Stage(min((seat.stage for seat in self.missing(phase)), default=Stage.DONE))

    def seat(self, pk: int) -> Seat | None:
        """The seat as it is now, if it is one of this meeting."""
        return next((seat for seat in self.seats if seat.pk == pk), None)

    def later_has_acted(self, seat: Seat, phase: Phase) -> bool:
        """Whether anybody has acted on what this seat did in a phase: a later stage of it, or a later phase."""
        later = {other.pk for other in self.seats if other.stage > seat.stage}
        return bool(later & self.positions(phase).keys()) or (phase == Phase.STATING and bool(self.votes))

    def count(self, choice: Choice) -> int:
        return sum(vote.choice == choice for vote in self.votes.values())


def _standing(rows: Iterable[P]) -> dict[int, P]:
    return {row.seat_id: row for row in rows}


def names(seats: Iterable[Seat]) -> str:
    """For messages: 甲一、乙二."""
    return "、".join(seat.official.name for seat in seats)
