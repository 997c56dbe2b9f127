"""A robot speaks, and not faster than its host lets it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from foundation.reminders import webhooks
from foundation.reminders.models import Pace, Robot
from foundation.reminders.states import MESSAGES_A_MINUTE

_MINUTE = 60


@dataclass
class Turn:
    """The robot's last minute, locked until the end of the transaction.

    By the real clock, whatever time a sweep is told to take for now: the host of the robot has no other.
    """

    row: Pace
    now: float

    @property
    def is_free(self) -> bool:
        """Whether it may speak once more."""
        return len(self._lately) < MESSAGES_A_MINUTE

    @property
    def _lately(self) -> list[float]:
        return [moment for moment in self.row.times if abs(self.now - moment) < _MINUTE]

    def speak(self) -> None:
        """It does."""
        self.row.times = [*self._lately, self.now]
        self.row.save(update_fields=["times"])


def pace_of(robot: Robot) -> Turn:
    """All senders ask here, one after the other."""
    return Turn(Pace.objects.select_for_update().get(robot=robot), timezone.now().timestamp())


def speak(robot: Robot, text: str) -> None:
    """Raises `Undelivered` with the reason, `KeyTrouble` when its address does not open."""
    secret = robot.secret.open() if robot.secret else ""
    webhooks.post(robot.address.open(), secret, text)
