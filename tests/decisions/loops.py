"""The rules of the room once more, in plain loops over the rows: the machine holds the real ones against them."""

from collections import defaultdict

from decisions.models import AgendaItem, BallotCount, Departure, LateArrival, Recusal, Seat, Statement, Stop, Vote

CURRENT = ("report", "discussion", "stating", "voting")
#: (item, phase) → the seat of each row that stands, with doubles if there are any.
Standing = dict[tuple[int, str], list[int]]


class Picture:
    """All meetings as they stand."""

    def __init__(self) -> None:
        self.items = {item.pk: item for item in AgendaItem.objects.select_related("topic", "meeting")}
        self.seats = {seat.pk: seat for seat in Seat.objects.all()}
        self.recused = set(Recusal.objects.values_list("item_id", "seat_id"))
        self.late = set(LateArrival.objects.values_list("item_id", "seat_id"))
        #: Every statement and vote with its void: what must not change any more once the item has ended.
        self.departed = set(Departure.objects.values_list("seat_id", flat=True))
        self.counts = {row.item_id: row for row in BallotCount.objects.filter(void=None)}
        self.held = {stop.item_id for stop in Stop.objects.filter(kind="stop", lift=None) if self._holds(stop)}
        self.words: dict[int, list[tuple]] = defaultdict(list)
        self.standing: Standing = defaultdict(list)
        for model, phase in ((Statement, "stating"), (Vote, "voting")):
            for row in model.objects.order_by("pk").values_list("item_id", "pk", "seat_id", "choice", "void__pk"):
                self.words[row[0]].append((phase, *row))
                if row[4] is None:
                    self.standing[row[0], phase].append(row[2])

    @staticmethod
    def _holds(stop: Stop) -> bool:
        return not hasattr(stop, "answer") or stop.answer.kind == "ends"

    def due(self, item: int) -> list[Seat]:
        meeting = self.items[item].meeting_id
        return [
            seat
            for seat in self.seats.values()
            if seat.meeting_id == meeting and seat.votes and (item, seat.pk) not in self.recused
        ]

    def able(self, item: int) -> list[Seat]:
        voted = self.standing[item, "voting"]
        return [
            seat for seat in self.due(item) if seat.pk in voted or (seat.present and (item, seat.pk) not in self.late)
        ]

    def heads(self, item: int) -> int:
        count = self.counts.get(item)
        return count.handed_out if count else len(self.able(item))

    def missing(self, item: int, phase: str) -> list[Seat]:
        if phase == "voting" and self.items[item].secret:
            return []
        return [seat for seat in self.able(item) if seat.pk not in self.standing[item, phase]]

    def quorate(self, item: int) -> bool:
        return self.heads(item) >= self.needed(item, len(self.due(item)))

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
            and item not in self.held
            and any(one.pk == seat.pk for one in missing)
            and not any(one.stage < seat.stage for one in missing)
            and (phase == "stating" or self.quorate(item))
        )

    def may_void(self, row: Statement | Vote, phase: str) -> bool:
        heard = self.standing[row.item_id, phase]
        later = any(self.seats[pk].stage > self.seats[row.seat_id].stage for pk in heard)
        voted = bool(self.standing[row.item_id, "voting"]) or row.item_id in self.counts
        followed = later or (phase == "stating" and voted)
        return self.items[row.item_id].phase != "closed" and not hasattr(row, "void") and not followed

    def may_announce(self, item: int) -> bool:
        found = self.items[item]
        done = item in self.counts if found.secret else not self.missing(item, "voting")
        return found.phase == "voting" and item not in self.held and self.quorate(item) and done

    def may_count(self, item: int, tellers: tuple[Seat, Seat]) -> bool:
        found = self.items[item]
        fit = all(
            seat.meeting_id == found.meeting_id
            and seat.present
            and seat.stage == 0
            and (item, seat.pk) not in self.recused
            for seat in tellers
        )
        return (
            found.phase == "voting"
            and found.secret
            and item not in self.counts
            and item not in self.held
            and self.quorate(item)
            and fit
            and tellers[0].pk != tellers[1].pk
        )

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
                assert seat.meeting_id == self.items[item].meeting_id
                assert (item, pk) not in self.recused
                # Who has gone had spoken before; who came back too late for the vote keeps what he had stated.
                assert seat.present or pk in self.departed
                assert (item, pk) not in self.late or (phase == "stating" and pk in self.departed)
        if self.items[item].secret:
            assert not self.standing[item, "voting"], "nobody's ballot is known"
        else:
            assert item not in self.counts

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
