"""The rules of the room once more, in plain loops over the rows: the machine holds the real ones against them."""

from collections import defaultdict

from decisions.models import AgendaItem, LateArrival, Recusal, Seat, Statement, Vote

CURRENT = ("report", "discussion", "stating", "voting")
#: (item, phase) → the seat of each row that stands, with doubles if there are any.
Standing = dict[tuple[int, str], list[int]]


class Picture:
    """All meetings as they stand. Six queries."""

    def __init__(self) -> None:
        self.items = {item.pk: item for item in AgendaItem.objects.select_related("topic", "meeting")}
        self.seats = {seat.pk: seat for seat in Seat.objects.all()}
        self.recused = set(Recusal.objects.values_list("item_id", "seat_id"))
        self.late = set(LateArrival.objects.values_list("item_id", "seat_id"))
        #: Every statement and vote with its void: what must not change any more once the item has ended.
        self.words: dict[int, list[tuple]] = defaultdict(list)
        self.standing: Standing = defaultdict(list)
        for model, phase in ((Statement, "stating"), (Vote, "voting")):
            for row in model.objects.order_by("pk").values_list("item_id", "pk", "seat_id", "choice", "void__pk"):
                self.words[row[0]].append((phase, *row))
                if row[4] is None:
                    self.standing[row[0], phase].append(row[2])

    def due(self, item: int) -> list[Seat]:
        meeting = self.items[item].meeting_id
        return [
            seat
            for seat in self.seats.values()
            if seat.meeting_id == meeting and seat.votes and (item, seat.pk) not in self.recused
        ]

    def able(self, item: int) -> list[Seat]:
        return [seat for seat in self.due(item) if seat.present and (item, seat.pk) not in self.late]

    def missing(self, item: int, phase: str) -> list[Seat]:
        return [seat for seat in self.able(item) if seat.pk not in self.standing[item, phase]]

    def quorate(self, item: int) -> bool:
        return len(self.able(item)) >= self.needed(item, len(self.due(item)))

    def needed(self, item: int, due: int) -> int:
        """To be there: 三分之二以上 for personnel, 过半数 for the rest. A third more is written without fractions."""
        if self.items[item].topic.category == "personnel":
            return max(1, -(-2 * due // 3))
        return due // 2 + 1

    # What may be done -----------------------------------------------------------------------------

    def may_take(self, item: int, seat: Seat, phase: str) -> bool:
        missing = self.missing(item, phase)
        return (
            self.items[item].phase == phase
            and any(one.pk == seat.pk for one in missing)
            and not any(one.stage < seat.stage for one in missing)
            and (phase == "stating" or self.quorate(item))
        )

    def may_void(self, row: Statement | Vote, phase: str) -> bool:
        heard = self.standing[row.item_id, phase]
        later = any(self.seats[pk].stage > self.seats[row.seat_id].stage for pk in heard)
        followed = later or (phase == "stating" and bool(self.standing[row.item_id, "voting"]))
        return self.items[row.item_id].phase != "closed" and not hasattr(row, "void") and not followed

    def may_announce(self, item: int) -> bool:
        return self.items[item].phase == "voting" and self.quorate(item) and not self.missing(item, "voting")

    def may_recuse(self, item: int, seat: Seat) -> bool:
        found = self.items[item]
        return (
            found.meeting.state == "open"
            and found.phase not in ("voting", "closed")
            and seat.meeting_id == found.meeting_id
            and (item, seat.pk) not in self.recused
            and seat.pk not in self.standing[item, "stating"]
        )

    # What must hold -------------------------------------------------------------------------------

    def check(self) -> None:
        for pk, item in self.items.items():
            self.check_voices(pk)
            if item.phase != "closed":
                self.check_turn(pk)
        for meeting in {item.meeting_id for item in self.items.values()}:
            items = [item for item in self.items.values() if item.meeting_id == meeting]
            phases = {item.phase for item in items}
            assert sum(item.phase in CURRENT for item in items) <= 1
            state = items[0].meeting.state
            assert state == "open" or phases == {"waiting" if state == "convened" else "closed"}

    def check_voices(self, item: int) -> None:
        """One standing word for each seat, none of a seat that is recused, late, attending or of another meeting."""
        for phase in ("stating", "voting"):
            heard = self.standing[item, phase]
            assert len(heard) == len(set(heard))
            for pk in heard:
                seat = self.seats[pk]
                assert seat.votes
                assert seat.present
                assert seat.meeting_id == self.items[item].meeting_id
                assert (item, pk) not in self.recused | self.late

    def check_turn(self, item: int) -> None:
        """Nobody has spoken before somebody of an earlier stage, and the stage shows who is missing first."""
        for phase in ("stating", "voting"):
            first = min((seat.stage for seat in self.missing(item, phase)), default=3)
            assert all(self.seats[pk].stage <= first for pk in self.standing[item, phase])
        found = self.items[item]
        if found.phase not in ("stating", "voting"):
            assert found.stage == 0
            assert not self.standing[item, "voting"]
            return
        missing = self.missing(item, found.phase)
        assert found.stage == min((seat.stage for seat in missing), default=3)
        if found.phase == "voting":
            assert not self.missing(item, "stating")
        else:
            assert missing or not self.able(item)
            assert not self.standing[item, "voting"]
