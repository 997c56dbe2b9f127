"""What the system administrator does to accounts, and how the first three administrators come into a county."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from foundation.ledger.services import act
from foundation.security import services as security
from foundation.security.states import Kind
from foundation.townships import grants, rules
from foundation.townships.models import Authenticator, Division, RecoveryCode, User
from foundation.townships.passwords import temporary_password
from foundation.townships.services.accounts import grant_role, locked_person, open_account, set_password
from foundation.townships.services.people import record_official
from foundation.townships.services.sessions import end_sessions
from foundation.townships.states import Role
from foundation.violations import refuse_on


def disable_account(*, user: User, actor: object, now: datetime) -> User:
    """The account opens nothing any more: its logins end, its rights are gone with the next click.

    Raises `RuleViolation` for one's own account and for one that is disabled already.
    """
    with act("townships.account.disable", stream=user.stream, actor=actor, now=now) as record:
        user = locked_person(user)
        refuse_on(rules.not_ones_own_account(user, actor), rules.account_changes(user, active=False))
        user.is_active = False
        user.save(update_fields=["is_active"])
        record.touch(user)
        grants.project(timezone.localdate(now), [user])
        end_sessions(user=user)
    return user


def enable_account(*, user: User, actor: object, now: datetime) -> User:
    """The account opens again what its assignments say today. Raises `RuleViolation` when it is not disabled."""
    with act("townships.account.enable", stream=user.stream, actor=actor, now=now) as record:
        user = locked_person(user)
        refuse_on(rules.not_ones_own_account(user, actor), rules.account_changes(user, active=True))
        user.is_active = True
        user.save(update_fields=["is_active"])
        record.touch(user)
        grants.project(timezone.localdate(now), [user])
    return user


def reset_password(*, user: User, password: str, actor: object, now: datetime) -> User:
    """A temporary password for somebody who has lost his: the next login must change it, and every login ends.

    Raises `RuleViolation` for one's own account, whose password is changed by whoever knows the old one.
    """
    hashed = make_password(password)
    with act("townships.account.reset_password", stream=user.stream, actor=actor, now=now) as record:
        user = User.objects.select_for_update().get(pk=user.pk)
        refuse_on(rules.not_ones_own_account(user, actor))
        set_password(user, hashed, until=timezone.localdate(now) - timedelta(days=1), now=now)
        record.touch(user)
        end_sessions(user=user)
    return user


def reset_second_factor(*, user: User, actor: object, now: datetime) -> User:
    """Device and printed codes are lost: both are void, every login ends, the next one sets up a new device.

    Raises `RuleViolation` for one's own account and when there is nothing to reset.
    """
    with act("townships.second_factor.reset", stream=user.stream, actor=actor, now=now) as record:
        user = User.objects.select_for_update().get(pk=user.pk)
        record.about(user)
        refuse_on(rules.not_ones_own_account(user, actor), rules.has_authenticator(user))
        Authenticator.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        end_sessions(user=user)
    return user


def unlock_account(*, user: User, actor: object, now: datetime) -> int:
    """Whoever has guessed too often may try again, from every network. Returns how many counters were cleared."""
    with act("townships.account.unlock", stream=user.stream, actor=actor, now=now) as record:
        record.about(user)
        cleared: int = AxesProxyHandler.reset_attempts(username=user.username)
    security.note(Kind.UNLOCKED, at=now, actor=actor, stream=user.stream, reason=user.username)
    return cleared


def appoint_first_administrators(
    *, county: Division, people: Mapping[Role, tuple[str, str]], actor: object, now: datetime
) -> dict[User, str]:
    """The three administrators of a county in which nobody could give them their roles yet: all of them or none.

    `people` says for each role the name of the account and of the person. Returns the accounts with their
    temporary passwords. Raises `RuleViolation` when the county has an administrator already, when two of
    them are one person or account, and when an account is taken.
    """
    usernames = [username for username, _name in people.values()]
    names = [name for _username, name in people.values()]
    with act("townships.administrators.appoint", stream=county.scope.stream, actor=actor, now=now) as record:
        county = Division.objects.select_for_update().get(pk=county.pk)
        record.about(county)
        today = timezone.localdate(now)
        refuse_on(rules.county_has_no_administrator(county, today), rules.three_people(usernames, names))
        made = {}
        for role, (username, name) in people.items():
            password = temporary_password()
            official = record_official(name=name, division=county, actor=actor, now=now)
            user = open_account(
                username=username, name=name, password=password, official=official, actor=actor, now=now
            )
            grant_role(user=user, role=role, division=county, start=today, actor=actor, now=now)
            made[user] = password
    return made
