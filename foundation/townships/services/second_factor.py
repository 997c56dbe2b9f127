"""The second factor of an account: bound, replaced, shown. Whoever replaces or renews it has proved himself before."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from foundation.ledger.services import act
from foundation.security import services as security
from foundation.security.states import Kind
from foundation.townships import rules, totp
from foundation.townships.models import Authenticator, RecoveryCode, User
from foundation.townships.services.sessions import end_sessions
from foundation.violations import refuse_on


def enrol(
    *, user: User, secret: str, code: str, codes: Sequence[str], actor: object, now: datetime, keep: str = ""
) -> Authenticator:
    """Bind an authenticator app with `secret` (base32) to an account, and print `codes` for the day when it is lost.

    `code` is what the app shows now. Ends every login of the account but the one with the session key `keep`.
    Raises `RuleViolation` when the account has one already and when `code` is not of that secret.
    """
    printed = _hashed(codes)
    with act("townships.second_factor.enrol", stream=user.stream, actor=actor, now=now) as record:
        user = User.objects.select_for_update().get(pk=user.pk)
        record.about(user)
        refuse_on(rules.has_no_authenticator(user))
        authenticator = Authenticator.objects.create(user=user, **_taken(secret, code, now))
        _print(user, printed)
        end_sessions(user=user, keep=keep)
    return authenticator


def replace_device(
    *, user: User, secret: str, code: str, codes: Sequence[str], actor: object, now: datetime, keep: str = ""
) -> Authenticator:
    """Another device takes the place of the one that an account has; the old recovery codes are void.

    Arguments and refusals as for `enrol`; raises `RuleViolation` when there is nothing to replace.
    """
    printed = _hashed(codes)
    with act("townships.second_factor.replace", stream=user.stream, actor=actor, now=now) as record:
        user = User.objects.select_for_update().get(pk=user.pk)
        record.about(user)
        refuse_on(rules.has_authenticator(user))
        authenticator = Authenticator.objects.select_for_update().get(user=user)
        for field, value in _taken(secret, code, now).items():
            setattr(authenticator, field, value)
        authenticator.save()
        _print(user, printed)
        end_sessions(user=user, keep=keep)
    return authenticator


def renew_codes(*, user: User, codes: Sequence[str], actor: object, now: datetime) -> None:
    """Print `codes` anew; the old ones are void. Raises `RuleViolation` when the account has no device."""
    printed = _hashed(codes)
    with act("townships.second_factor.renew_codes", stream=user.stream, actor=actor, now=now) as record:
        user = User.objects.select_for_update().get(pk=user.pk)
        record.about(user)
        refuse_on(rules.has_authenticator(user))
        _print(user, printed)


def verify_code(*, user: User, code: str, now: datetime) -> bool:
    """Whether the device of the account shows `code` now. Right once: the same code is wrong the second time."""
    with transaction.atomic():
        device = Authenticator.objects.select_for_update().filter(user=user).first()
        if device is None:
            return False
        secret = device.secret.open()
        match = totp.match(secret, code, now, drift=device.drift, last_step=device.last_step)
        if match is None:
            return False
        device.drift, device.last_step = match.drift, match.step
        device.save(update_fields=["drift", "last_step"])
    return True


def use_recovery_code(*, user: User, code: str, now: datetime) -> bool:
    """Whether `code` is an unused recovery code of the account. Right once; a wrong one leaves no entry."""
    parts = totp.sign_and_rest(code)
    with act("townships.second_factor.use_recovery_code", stream=user.stream, actor=user, now=now) as record:
        record.about(user)
        sign, rest = parts or ("", "")
        printed = RecoveryCode.objects.select_for_update().filter(user=user, sign=sign, used_at=None).first()
        if printed is None:
            # Costs what a comparison costs: time does not tell which first groups there are.
            make_password(rest)
        if printed is None or not check_password(rest, printed.hashed):
            record.drop()
            return False
        printed.used_at = now
        printed.save(update_fields=["used_at"])
    security.note(Kind.RECOVERY_USED, at=now, actor=user, stream=user.stream)
    return True


def _taken(secret: str, code: str, now: datetime) -> dict[str, object]:
    """The columns of a device with this secret, which shows this code. Raises `RuleViolation` when it does not."""
    match = totp.match(secret, code, now)
    refuse_on(rules.code_is_shown(matches=match is not None))
    step, drift = (match.step, match.drift) if match else (-1, 0)
    return {"secret": secret, "drift": drift, "last_step": step, "since": now}


def _hashed(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Slow on purpose, so it is done before the act, which others wait for."""
    parts = [totp.sign_and_rest(code) for code in codes]
    return [(part[0], make_password(part[1])) for part in parts if part]


def _print(user: User, printed: Sequence[tuple[str, str]]) -> None:
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, sign=sign, hashed=hashed) for sign, hashed in printed)
