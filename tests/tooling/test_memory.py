"""The memory of stories: what is remembered is what would have been told."""

import pytest
from django.apps import apps
from django.db import connection, transaction

from decisions.models import Topic
from decisions.services import put_on_agenda
from decisions.states import Phase
from foundation.ledger.verification import verify
from foundation.townships.models import Division
from tests.cast import JINNAN
from tests.decisions.scenes import scene
from tests.memory import MEMORY

pytestmark = [pytest.mark.django_db, pytest.mark.unmeasured]
#: Told by this test alone, whatever others of this worker have told before.
TITLE = "记忆里的事项"


@pytest.fixture
def town():
    return scene(Division.objects.get(code=JINNAN), "clerk.jinnan")


def again():
    """Go back to the cast, as if the next test began, and say what there was."""
    point = transaction.savepoint()

    def back() -> dict[str, list]:
        rows = everything()
        transaction.savepoint_rollback(point)
        MEMORY.begin(MEMORY.measured)
        return rows

    return back


def everything() -> dict[str, list]:
    return {model._meta.label: list(model.objects.order_by("pk").values_list()) for model in apps.get_models()}


def stories(town):
    """A meeting from its topic to its result: it begins anew, with a clock that has gone on."""
    town = scene(town.division, town.clerk.username)
    item = town.item_at(Phase.VOTING, town.topic(TITLE), absent={"丁九": "住院"})
    town.everyone_votes(item, "丁三")
    return town, town.announce(item)


def test_what_is_remembered_is_to_the_byte_what_was_told(town):
    back = again()
    first, told = stories(town)
    rows, used = back(), MEMORY.used
    second, remembered = stories(town)
    assert MEMORY.used - used == 4  # topic, item_at, everyone_votes, announce
    assert everything() == rows
    assert (second.now, remembered, remembered.item.phase) == (first.now, told, Phase.CLOSED)
    assert verify().bad == []


def test_it_goes_on_from_what_is_remembered(town):
    back = again()
    stories(town)
    back()
    town, _remembered = stories(town)
    other = town.topic("又一件")
    assert town.resolution(other).item.topic == other
    assert verify().bad == []


def test_an_argument_becomes_what_the_story_made_of_it(town):
    for _time in range(2):
        back = again()
        item = town.item_at(Phase.DISCUSSION)
        assert town.bring(item, Phase.STATING) is item
        assert item.phase == Phase.STATING
        back()
        town = scene(town.division, town.clerk.username)


def write(town):
    Topic.objects.update(title="别的")


def act(town):
    put_on_agenda(meeting=town.convened(), topic=town.topic("再一件"), actor=town.clerk, now=town.now)


def patch(town):
    pytest.MonkeyPatch().setattr(Topic, "unknown", None, raising=False)


@pytest.mark.parametrize("other", [write, act, patch])
def test_after_anything_else_all_is_told(town, other):
    back = again()
    stories(town)
    back()
    other(town)
    used = MEMORY.used
    stories(town)
    assert MEMORY.used == used


def test_another_clock_is_another_story(town):
    back = again()
    stories(town)
    back()
    used = MEMORY.used
    town.now = town.now.replace(hour=8)
    town.topic(TITLE)
    assert MEMORY.used == used


def test_a_refused_story_is_told_each_time(town):
    for _time in range(2):
        with pytest.raises(Exception, match="人"), transaction.atomic():
            town.item_at(Phase.VOTING, absent=dict.fromkeys(("丁五", "丁六", "丁七", "丁八", "丁九"), "住院"))
        town = scene(town.division, town.clerk.username)
    assert connection.in_atomic_block


def test_the_measured_do_not_live_on_what_was_not_measured(town):
    back = again()
    stories(town)
    back()
    used, MEMORY.measured = MEMORY.used, not MEMORY.measured
    stories(town)
    assert MEMORY.used == used
