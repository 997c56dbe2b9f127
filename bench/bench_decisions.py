"""A vote is cast: with rules, lock, triggers and proof, against a transaction that writes the same rows without any."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bench.cases import Case, register
from bench.county import seed
from decisions import services
from decisions.models import AgendaItem, Seat, Vote
from decisions.states import Choice, Phase, Stage
from demo.story import Scene
from foundation.ledger.models import LedgerEntry, LedgerHead
from foundation.townships.models import Division, User

UNIT = "320831103000"
MEETINGS = 10
#: The stream of the bare way: an end that it moves without sealing it would stop ours.
COUNTER = "990002"


@register
class CastVote(Case):
    """What the rules cost: both commit, both leave one vote, one entry and the head of the stream."""

    name = "投一票"
    rounds = 25
    goal_ratio = 5

    def setup(self) -> None:
        seed()
        LedgerHead.objects.create(stream=COUNTER, hash="sha256", size=0, frontier=b"", seal=b"")
        self.clerk = User.objects.get(username="clerk.taji")
        self.scene = Scene(Division.objects.get(code=UNIT), self.clerk)
        self.seats = iter(list(self._waiting()))

    def _waiting(self) -> Iterator[tuple[AgendaItem, Seat]]:
        """Members whose turn it is, in several meetings; the last of each is left out: no stage moves on."""
        for number in range(MEETINGS):
            self.scene.now += timedelta(hours=1)
            item = self.scene.item_at(Phase.VOTING, self.scene.topic(f"基准议题{number}"))
            members = [seat for seat in self.scene.able(item) if seat.stage == Stage.MEMBERS]
            for seat in members[:-1]:
                yield item, seat

    def ours(self) -> object:
        item, seat = next(self.seats)
        return services.cast_vote(item=item, seat=seat, choice=Choice.AGREE, actor=self.clerk, now=self.scene.now)

    def bare(self) -> object:
        item, seat = next(self.seats)
        now = timezone.now()
        with transaction.atomic():
            vote = Vote.objects.create(item=item, seat=seat, choice=Choice.AGREE, actor=self.clerk, at=now)
            head = LedgerHead.objects.select_for_update().get(stream=COUNTER)
            LedgerEntry.objects.create(
                stream=COUNTER,
                number=head.size + 1,
                at=now,
                actor=str(self.clerk),
                act="decisions.vote.cast",
                ref=f"decisions.agendaitem:{item.pk}",
                body=b"{}",
                leaf=bytes(32),
            )
            LedgerHead.objects.filter(stream=COUNTER).update(size=F("size") + 1)
        return vote
