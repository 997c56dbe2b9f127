"""Anything a clerk may try, in any order: the room never gets out of order. The long form is `make drill`."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.decisions.machine import Room

SHORT = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@pytest.mark.once
@pytest.mark.unmeasured
def test_whatever_is_tried_the_room_stays_in_order(db):
    run_state_machine_as_test(Room, settings=SHORT)
