"""What somebody wants by mail, and the robots of a unit."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from foundation.keys.confidential import Secret
from foundation.ledger.services import act
from foundation.reminders import rules
from foundation.reminders.letters import trial_message
from foundation.reminders.models import MailChoice, Pace, Robot
from foundation.reminders.robots import pace_of, speak
from foundation.reminders.states import MailMode
from foundation.scope import scope_columns
from foundation.security import services as security
from foundation.security.states import Kind
from foundation.townships.models import Division, User
from foundation.townships.rules import division_in_force
from foundation.violations import refuse_on


def choose_mail(*, user: User, mode: str, address: str | Secret, actor: object, now: datetime) -> MailChoice:
    """What somebody wants by mail from now on. His address is forgotten when he wants nothing.

    Raises `RuleViolation` when there is no mail here, or no address.
    """
    wanted = mode != MailMode.OFF
    if wanted:
        refuse_on(rules.mail_is_on(), rules.address_is_given(address))
    with transaction.atomic():
        MailChoice.objects.get_or_create(user=user, defaults={"since": now})
        choice = MailChoice.objects.select_for_update().get(user=user)
        if choice.mode != mode:
            choice.since = now
        choice.mode, choice.address = mode, address if wanted else ""
        choice.save()
    security.note(Kind.WAYS_CHOSEN, at=now, actor=actor, stream=user.stream, reason=str(choice.get_mode_display()))
    return choice


def add_robot(
    *, division: Division, kind: str, name: str, address: str, secret: str, actor: object, now: datetime
) -> Robot:
    """A robot in a group of a county or unit, which from today on is told of what is due there.

    Raises `RuleViolation` for an address outside of the allowed hosts, one that the unit has already, a secret that
    does not suit the kind, and a division that has ended.
    """
    today = timezone.localdate(now)
    with act("reminders.robot.add", stream=division.scope.stream, actor=actor, now=now) as record:
        division = Division.objects.select_for_update(no_key=True).get(pk=division.pk)
        refuse_on(
            division_in_force(division, today),
            rules.webhook_is_allowed(address),
            rules.secret_is_given(kind, secret),
            rules.secret_is_of_use(kind, secret),
            rules.robot_is_new(address, division.robots.filter(end__isnull=True)),
        )
        robot = Robot.objects.create(
            division=division,
            kind=kind,
            name=name,
            address=address,
            secret=secret,
            start=today,
            **scope_columns(division.scope),
        )
        Pace.objects.create(robot=robot)
        record.touch(robot)
    return robot


def stop_robot(*, robot: Robot, actor: object, now: datetime) -> Robot:
    """The robot says nothing from now on. Raises `RuleViolation` when it was stopped already."""
    with act("reminders.robot.stop", stream=robot.scope.stream, actor=actor, now=now) as record:
        robot = Robot.objects.select_for_update().get(pk=robot.pk)
        refuse_on(rules.robot_speaks(robot))
        robot.end = timezone.localdate(now)
        robot.save(update_fields=["end"])
        record.touch(robot)
    return robot


def try_robot(*, robot: Robot) -> bool:
    """Let a robot say that it works. Returns whether it had its turn: a robot that has just said much waits a minute.

    Not inside a transaction. Raises `RuleViolation` when it was stopped, `Undelivered` and `KeyTrouble` when it did
    not work, with the reason.
    """
    refuse_on(rules.robot_speaks(robot))
    with transaction.atomic():
        turn = pace_of(robot)
        if not turn.is_free:
            return False
        turn.speak()
    speak(robot, trial_message())
    return True
