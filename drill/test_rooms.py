"""Anything a clerk may try, in any order, for long: tests/decisions/machine.py."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import django_db_setup, quick_passwords, watched  # noqa: F401 - the cast is in the database
from tests.decisions.machine import Room

pytestmark = pytest.mark.drill
LONG = settings(max_examples=500, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck))


def test_whatever_is_tried_the_room_stays_in_order(db):
    run_state_machine_as_test(Room, settings=LONG)


@pytest.mark.postgres
def test_whatever_is_tried_the_room_stays_in_order_on_postgresql(db):
    run_state_machine_as_test(Room, settings=LONG)
