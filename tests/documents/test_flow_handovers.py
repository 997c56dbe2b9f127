"""Papers that somebody leaves behind (E06)."""

from datetime import timedelta

from foundation.documents.handovers import open_matters, still_open
from foundation.documents.states import DraftState
from foundation.refs import Ref
from foundation.townships.events import Leaving
from tests.documents.flows import AT, begun, person, town_of


def test_what_somebody_drafted_and_nobody_issued_is_handed_over(cast):
    town = town_of(cast)
    waits, issued = begun(town, title="在办的"), AT[DraftState.ISSUED](town)
    leaving = Leaving(person("clerk").official, cast.jinnan, town.today + timedelta(days=1))
    assert [(matter.ref, matter.duty) for matter in open_matters(leaving)] == [(Ref.of(waits), "拟稿人")]
    assert open_matters(Leaving(person("reviewer").official, cast.jinnan, town.today)) == []
    assert still_open(frozenset({Ref.of(waits), Ref.of(issued), Ref("decisions.topic", "1")})) == [Ref.of(waits)]
