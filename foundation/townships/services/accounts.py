from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.ledger.services import act
from foundation.scope import INSTALLATION, scope_columns
from foundation.townships import grants, rules
from foundation.townships.models import Assignment, Division, FormerPassword, Official, User
from foundation.townships.services.sessions import end_sessions
from foundation.townships.states import Role
from foundation.violations import refuse_on

#: Former passwords of an account that are kept, beside the one that it has: five are not taken again.
REMEMBERED = 4


def open_account(
    *,
    username: str,
    name: str,
    password: str,
    official: Official | None,
    actor: object,
    now: datetime,
    is_demo: bool = False,
    hashed: bool = False,
) -> User:
    """Make an account. It may do nothing until a role is granted.

    `password` is known to whoever opens the account, so its owner must change it at his first login; one of the
    demonstration stays. With `hashed`, `password` is the result of Django's `make_password`: who opens
    many accounts with one password computes it once. Raises `RuleViolation` when the name is taken.
    """
    stream = official.scope.stream if official else INSTALLATION
    stored = password if hashed else make_password(password)
    today = timezone.localdate(now)
    until = password_until(today, is_demo=True) if is_demo else today - timedelta(days=1)
    with act("townships.account.open", stream=stream, actor=actor, now=now) as record:
        try:
            with transaction.atomic():
                user = User.objects.create_user(
                    username, stored, name=name, official=official, is_demo=is_demo, password_until=until
                )
        except IntegrityError:
            refuse_on(rules.username_is_free(username))
            raise
        record.touch(user)
    return user


def change_password(*, user: User, password: str, now: datetime, keep: str = "") -> User:
    """Set one's own password; returns the account as it is now. The ledger notes that it happened, nothing more.

    The old one is remembered, and the new one lives `PASSWORD_DAYS` days. Every login of the account ends
    but the one with the session key `keep`.
    """
    hashed = make_password(password)
    with act("townships.account.change_password", stream=user.stream, actor=user, now=now) as record:
        user = User.objects.select_for_update().get(pk=user.pk)
        set_password(user, hashed, until=password_until(timezone.localdate(now), is_demo=user.is_demo), now=now)
        record.touch(user)
        end_sessions(user=user, keep=keep)
    return user


def set_password(user: User, hashed: str, *, until: date | None, now: datetime) -> None:
    """Within an act, on a locked account: another password, good until the end of a day; the old one is remembered."""
    FormerPassword.objects.create(user=user, password=user.password, at=now)
    remembered = user.former_passwords.values_list("pk", flat=True)[:REMEMBERED]
    user.former_passwords.exclude(pk__in=list(remembered)).delete()
    user.password, user.password_until = hashed, until
    user.save(update_fields=["password", "password_until"])


def password_until(today: date, *, is_demo: bool = False) -> date | None:
    """The last day of a password that is set today; `None` when it lives on. Demo accounts are looked at for years."""
    return None if is_demo or not settings.PASSWORD_DAYS else today + timedelta(days=settings.PASSWORD_DAYS)


def grant_role(
    *,
    user: User,
    role: Role,
    division: Division,
    start: date,
    end: date | None = None,
    actor: object,
    now: datetime,
) -> Assignment:
    """Give a user a role in a division from `start` to `end`, both included; without `end` until revoked.

    Raises `RuleViolation` when the role is not given at that level, when it would end before it
    begins or outlast the division, when he has it already, when it would join an administrator's role
    with any other, or when the actor is that person.
    """
    stream = division.scope.stream if division.county else INSTALLATION
    with act("townships.role.grant", stream=stream, actor=actor, now=now) as record:
        # The division before the person: whoever merges it takes them in the same order.
        division = Division.objects.select_for_update(no_key=True).get(pk=division.pk)
        user = locked_person(user)
        refuse_on(
            rules.rights_of_another(user, actor),
            rules.role_fits_division(role, division),
            rules.role_ends_after_start(start, end),
            rules.division_in_force(division, end or date.max),
            rules.administrators_are_apart(user, role, start, end),
            rules.assignment_is_new(user, role, division, start, end),
        )
        assignment = Assignment.objects.create(
            user=user, role=role, division=division, start=start, end=end, **scope_columns(division.scope)
        )
        record.touch(assignment)
        grants.project(timezone.localdate(now), [user])
    return assignment


def revoke_role(*, assignment: Assignment, actor: object, now: datetime) -> Assignment:
    """Take a role back at once: yesterday becomes its last day, and the next click is refused.

    Raises `RuleViolation` when it has ended already.
    """
    with act("townships.role.revoke", stream=assignment.scope.stream, actor=actor, now=now) as record:
        user = locked_person(assignment.user)
        assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
        today = timezone.localdate(now)
        refuse_on(rules.rights_of_another(user, actor), rules.assignment_is_in_force(assignment, today))
        assignment.end = today - timedelta(days=1)
        assignment.save(update_fields=["end"])
        record.touch(assignment)
        grants.project(today, [user])
    return assignment


def rebuild_grants(*, now: datetime) -> tuple[int, int]:
    """Bring every projected row in line with the assignments of today: (added, removed).

    Assignments begin and end with the calendar, so this runs every night. The rows are a projection
    of ruled rows, hence no entry in the ledger.
    """
    with transaction.atomic():
        # Nobody is given or loses a role between the reading of his assignments and the writing of his rows.
        list(User.objects.select_for_update().order_by("pk").values_list("pk"))
        return grants.project(timezone.localdate(now))


def locked_person(user: User) -> User:
    """Within an act: the account, locked, and with it the person: his other accounts wait too."""
    if user.official_id is not None:
        Official.objects.select_for_update().get(pk=user.official_id)
    return User.objects.select_for_update().get(pk=user.pk)
