"""An agenda item as it stands: seats, who is out, what was stated and voted. Read once, asked by rules and pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from decisions.models import AgendaItem, BallotCount, Seat, Statement, Stop, Vote, WrittenOpinion
from decisions.states import Choice, Phase, Stage, StopAnswerKind, StopKind

P = TypeVar("P", Statement, Vote)


@dataclass
class Sitting:
    """The words of the rules: *due* are the voting seats less those recused on this item; absent ones stay in.

    *Able* are those due who are in the room and did not come too late for this item, and who has voted on it before
    he left. Of a secret item nobody knows who voted how: `ballots` is the count of the paper ballots.
    """

    item: AgendaItem
    seats: list[Seat]
    recused: dict[int, str] = field(default_factory=dict)
    late: set[int] = field(default_factory=set)
    statements: dict[int, Statement] = field(default_factory=dict)
    votes: dict[int, Vote] = field(default_factory=dict)
    written: dict[int, WrittenOpinion] = field(default_factory=dict)
    stops: list[Stop] = field(default_factory=list)
    ballots: BallotCount | None = None

    @classmethod
    def of(cls, item: AgendaItem) -> Sitting:
        """Read everything about a saved item. Seven queries, however many seats, and one more for a secret vote."""
        return cls(
            item=item,
            seats=list(
                Seat.objects.filter(meeting=item.meeting_id).select_related("official").order_by("stage", "rank")
            ),
            recused=dict(item.recusals.values_list("seat_id", "reason")),
            late=set(item.late_arrivals.values_list("seat_id", flat=True)),
            statements=_standing(item.statements.filter(void=None)),
            votes=_standing(item.votes.filter(void=None)),
            written={row.seat_id: row for row in item.written.all()},
            stops=list(item.stops.select_related("answer", "lift", "actor").order_by("pk")),
            ballots=item.ballot_counts.filter(void=None).order_by("pk").last() if item.secret else None,
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
        return [seat for seat in self.due() if (seat.present and seat.pk not in self.late) or seat.pk in self.votes]

    def heads(self) -> int:
        """How many take part: those able to or, once paper ballots are counted, those who were given one."""
        return self.ballots.handed_out if self.ballots else len(self.able())

    def positions(self, phase: Phase) -> dict[int, Statement] | dict[int, Vote]:
        """What stands in a staged phase, by seat."""
        return self.statements if phase == Phase.STATING else self.votes

    def missing(self, phase: Phase, *, before: int = Stage.DONE) -> list[Seat]:
        """Who has yet to state (or vote by name), of all stages before the given one."""
        if phase == Phase.VOTING and self.item.secret:
            return []
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
        voted = bool(self.votes) or self.ballots is not None
        return bool(later & self.positions(phase).keys()) or (phase == Phase.STATING and voted)

    def differing(self) -> list[Seat]:
        """Whose opinion differs and wants an answer: who did not agree when stating, and who wrote though absent."""
        against = {pk for pk, row in self.statements.items() if row.choice != Choice.AGREE}
        return [seat for seat in self.seats if seat.pk in against | self.written.keys()]

    def standing_stop(self) -> Stop | None:
        """A stop that holds the item: nobody has lifted it, and the chair has not answered that he goes on."""
        return next((stop for stop in self.stops if stop.kind == StopKind.STOP and _holds(stop)), None)

    def count(self, choice: Choice) -> int:
        if self.item.secret:
            return int(getattr(self.ballots, choice.value, 0))
        return sum(vote.choice == choice for vote in self.votes.values())


def _holds(stop: Stop) -> bool:
    answer = getattr(stop, "answer", None)
    return not hasattr(stop, "lift") and (answer is None or answer.kind != StopAnswerKind.GOES_ON)


def _standing(rows: Iterable[P]) -> dict[int, P]:
    return {row.seat_id: row for row in rows}


def names(seats: Iterable[Seat]) -> str:
    """For messages: 甲一、乙二."""
    return "、".join(seat.official.name for seat in seats)
