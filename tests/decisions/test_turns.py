"""Phase × stage × who: whose word is taken when, written down by hand from D06 and D08 and compared with the rules."""

import itertools

import pytest

from decisions import rules
from decisions.models import AgendaItem, Meeting, Seat, Statement, Topic, Vote
from decisions.sitting import Sitting
from decisions.states import Choice, Phase, Stage
from foundation.townships.models import Official

#: (act, phase, stage, who): the only words that are taken. Absent, recused and attending members and who came too late
#: have none; a secret vote takes nobody's.
TAKEN = {
    ("state", "stating", 0, "member"),
    ("state", "stating", 1, "last but one"),
    ("state", "stating", 2, "last"),
    ("vote", "voting", 0, "member"),
    ("vote", "voting", 1, "last but one"),
    ("vote", "voting", 2, "last"),
}
WHO = ("member", "last but one", "last", "attending", "absent", "recused", "late", "left after voting")
PLACES = {"last but one": Stage.LAST_BUT_ONE, "last": Stage.LAST}


def sitting_at(phase: Phase, stage: int, *, secret: bool) -> tuple[Sitting, dict[str, Seat]]:
    """Everybody of an earlier stage has stated (and in the vote has voted). Nothing of it is saved."""
    item = AgendaItem(meeting=Meeting(pk=1), topic=Topic(title="修桥"), phase=phase, stage=stage, secret=secret)
    seats = {
        who: Seat(
            pk=number,
            meeting=item.meeting,
            official=Official(name=f"甲{number}"),
            stage=PLACES.get(who, Stage.MEMBERS),
            votes=who != "attending",
            present=who not in ("absent", "left after voting"),
        )
        for number, who in enumerate(WHO, start=1)
    }
    sitting = Sitting(item, sorted(seats.values(), key=lambda seat: seat.stage))
    sitting.recused[seats["recused"].pk] = "亲属"
    sitting.late.add(seats["late"].pk)
    heard = [seats[who] for who in WHO[:3] if seats[who].stage < stage or phase == Phase.VOTING]
    sitting.statements.update({seat.pk: Statement(seat=seat, choice=Choice.AGREE) for seat in heard})
    if phase == Phase.VOTING and not secret:
        voted = [seats["left after voting"], *(seats[who] for who in WHO[:3] if seats[who].stage < stage)]
        sitting.votes.update({seat.pk: Vote(seat=seat, choice=Choice.AGREE) for seat in voted})
    return sitting, seats


def is_taken(act: str, sitting: Sitting, seat: Seat) -> bool:
    """All that a service asks of a word, before it is written."""
    asked = [
        rules.in_phase(sitting.item, Phase.STATING if act == "state" else Phase.VOTING),
        rules.by_name(sitting.item) if act == "vote" else None,
        rules.has_a_voice(sitting, seat),
    ]
    if any(asked):
        return False
    return not any((rules.once_each(sitting, seat), rules.in_turn(sitting, seat)))


@pytest.mark.once
@pytest.mark.parametrize("secret", [False, True])
@pytest.mark.parametrize(("phase", "stage"), list(itertools.product(Phase, (0, 1, 2))))
def test_exactly_the_words_of_the_table_are_taken(phase, stage, secret):
    sitting, seats = sitting_at(phase, stage, secret=secret)
    taken = {
        (act, phase.value, stage, who) for act in ("state", "vote") for who in WHO if is_taken(act, sitting, seats[who])
    }
    assert taken == {each for each in TAKEN if each[1:3] == (phase.value, stage) and not (secret and each[0] == "vote")}
