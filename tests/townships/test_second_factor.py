"""The services of the second factor: what they write, what they prove, what they refuse."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.utils import timezone

from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.townships import services, totp
from foundation.townships.models import Authenticator, RecoveryCode, User
from foundation.violations import RuleViolation
from tests.foundation.broken import broken_ledger
from tests.townships.acts import assert_says
from tests.townships.doorway import come_in, logins_of, noted

pytestmark = pytest.mark.django_db

SECRET, OTHER = totp.new_secret(), totp.new_secret()
CODES = totp.new_codes()


@pytest.fixture
def clerk(cast) -> User:
    return cast.user("clerk.jinnan")


@pytest.fixture
def bound(clerk, clock) -> User:
    """The clerk with a device whose present code is used up by having been shown."""
    enrol(clerk)
    return User.objects.get(pk=clerk.pk)


def enrol(user: User, secret: str = SECRET, code: str = "", codes: list[str] = CODES, service=services.enrol, **more):
    now = timezone.now()
    shown = code or totp.code_at(secret, now)
    return service(user=user, secret=secret, code=shown, codes=codes, actor=user, now=now, **more)


def shown(secret: str = SECRET, steps: int = 0) -> str:
    return totp.code_at(secret, timezone.now() + timedelta(seconds=30 * steps))


def entries(user: User) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(ref=str(Ref.of(user)), act__contains="second_factor").order_by("pk"))


def verify(user: User, code: str) -> bool:
    return services.verify_code(user=user, code=code, now=timezone.now())


def recover(user: User, code: str) -> bool:
    return services.use_recovery_code(user=user, code=code, now=timezone.now())


# Enrolling ---------------------------------------------------------------------------------------


def test_a_device_is_bound_with_ten_hashed_codes_and_leaves_a_proof_without_secrets(clerk, clock):
    device = enrol(clerk)
    assert (device.secret.open(), device.since, device.drift) == (SECRET, clock.now, 0)
    assert device.last_step == totp.step_at(clock.now)
    assert {row.sign for row in clerk.recovery_codes.all()} == {code[:4] for code in CODES}
    assert all(row.used_at is None and row.hashed.startswith("md5$") for row in clerk.recovery_codes.all())
    (entry,) = entries(clerk)
    assert (entry.act, entry.stream, entry.actor) == ("townships.second_factor.enrol", "320831101", str(clerk))
    body = bytes(entry.body).decode()
    assert json.loads(body)["rows"] == []
    assert not [secret for secret in (SECRET, *CODES, *(code[5:] for code in CODES)) if secret in body]


def test_the_code_that_bound_a_device_opens_nothing(bound):
    assert not verify(bound, shown())
    assert verify(bound, shown(steps=1))


def test_a_device_with_a_slow_clock_is_bound_with_its_drift(clerk, clock):
    device = enrol(clerk, code=shown(steps=-1))
    assert (device.drift, device.last_step) == (-1, totp.step_at(clock.now) - 1)
    clock.forward(seconds=90)
    assert verify(clerk, shown(steps=-2)), "one step slower than it was known to be"


def test_the_rows_say_no_secret_of_themselves(bound):
    rows = [bound.authenticator, bound.recovery_codes.first()]
    assert [str(row) for row in rows] == [str(bound.pk), f"{bound.pk}:{CODES[0][:4]}"]


def test_a_code_of_another_secret_binds_nothing(clerk):
    with pytest.raises(RuleViolation) as refused:
        enrol(clerk, code=shown(OTHER))
    assert_says(refused.value, "townships.wrong_code", "code", "验证码", "6 位数字")
    assert not Authenticator.objects.filter(user=clerk).exists() and not entries(clerk)


def test_a_second_device_is_not_bound_beside_the_first(bound):
    with pytest.raises(RuleViolation) as refused:
        enrol(bound, OTHER)
    assert_says(refused.value, "townships.enrolled_already", "", "我的账号")
    assert bound.authenticator.secret.open() == SECRET


def test_binding_a_device_ends_the_other_logins(clerk):
    here, elsewhere = come_in("clerk.jinnan"), come_in("clerk.jinnan")
    enrol(clerk, keep=here.session.session_key)
    assert [row.session_key for row in logins_of("clerk.jinnan")] == [here.session.session_key]
    assert elsewhere.get("/accounts/me/").status_code == 302


def test_nobody_elses_logins_end(clerk):
    other = come_in("clerk.taji")
    enrol(clerk)
    assert other.get("/accounts/me/").status_code == 200


# Replacing, renewing -----------------------------------------------------------------------------


def test_another_device_takes_the_place_of_the_old_one(bound, clock):
    codes = totp.new_codes()
    clock.forward(hours=1)
    enrol(bound, OTHER, codes=codes, service=services.replace_device)
    clock.forward(minutes=1)
    assert not verify(bound, shown()) and verify(bound, shown(OTHER))
    assert not recover(bound, CODES[0]) and recover(bound, codes[0])
    assert Authenticator.objects.get(user=bound).since == clock.now - timedelta(minutes=1)
    assert [entry.act.split(".")[-1] for entry in entries(bound)] == ["enrol", "replace", "use_recovery_code"]


def test_the_drift_and_last_step_of_the_old_device_do_not_bind_the_new_one(bound, clock):
    Authenticator.objects.filter(user=bound).update(drift=9, last_step=totp.step_at(clock.now) + 100)
    enrol(bound, OTHER, service=services.replace_device)
    assert verify(bound, shown(OTHER, steps=1))


def test_a_wrong_code_replaces_nothing(bound):
    with pytest.raises(RuleViolation) as refused:
        enrol(bound, OTHER, code=shown(SECRET), service=services.replace_device)
    assert refused.value.code == "townships.wrong_code"
    assert Authenticator.objects.get(user=bound).secret.open() == SECRET
    assert recover(bound, CODES[0])


@pytest.mark.parametrize("what", ["replace", "renew"])
def test_what_is_not_bound_cannot_be_replaced_or_renewed(clerk, what):
    with pytest.raises(RuleViolation) as refused:
        if what == "replace":
            enrol(clerk, service=services.replace_device)
        else:
            services.renew_codes(user=clerk, codes=CODES, actor=clerk, now=timezone.now())
    assert_says(refused.value, "townships.not_enrolled", "", "丁十二", "请先绑定")
    assert not RecoveryCode.objects.filter(user=clerk).exists()


def test_renewed_codes_void_the_old_ones_and_leave_the_device(bound):
    assert recover(bound, CODES[1])
    codes = totp.new_codes()
    services.renew_codes(user=bound, codes=codes, actor=bound, now=timezone.now())
    assert not any(recover(bound, code) for code in CODES)
    assert recover(bound, codes[9])
    assert verify(bound, shown(steps=1))


def test_the_same_codes_could_be_printed_again(bound):
    services.renew_codes(user=bound, codes=CODES, actor=bound, now=timezone.now())
    assert bound.recovery_codes.count() == 10


# Showing -----------------------------------------------------------------------------------------


def test_a_code_is_right_once(bound, clock):
    clock.forward(minutes=1)
    assert [verify(bound, shown()) for _time in range(3)] == [True, False, False]
    clock.forward(seconds=30)
    assert verify(bound, shown())


def test_an_earlier_code_is_wrong_after_a_later_one(bound, clock):
    clock.forward(minutes=5)
    earlier = shown()
    assert verify(bound, shown(steps=1)) and not verify(bound, earlier)


def test_a_drift_is_remembered_and_followed(bound, clock):
    for minutes in range(1, 6):
        clock.forward(minutes=1)
        assert verify(bound, shown(steps=minutes)), "each time one step more"
    assert Authenticator.objects.get(user=bound).drift == 5
    clock.forward(minutes=1)
    assert not verify(bound, shown(steps=2))


def test_a_wrong_code_moves_nothing(bound, clock):
    clock.forward(minutes=1)
    before = Authenticator.objects.values().get(user=bound)
    assert not verify(bound, shown(OTHER)) and not verify(bound, "") and not verify(bound, CODES[0])
    assert Authenticator.objects.values().get(user=bound) == before


def test_without_a_device_no_code_is_right(clerk):
    assert not verify(clerk, shown()) and not recover(clerk, CODES[0])


def test_the_code_of_somebody_else_is_wrong(bound, cast):
    enrol(cast.user("clerk.taji"), OTHER, codes=totp.new_codes())
    assert not verify(bound, shown(OTHER, steps=1))
    assert not recover(cast.user("clerk.taji"), CODES[0])


def test_a_printed_code_is_right_once_and_leaves_a_proof(bound, clock):
    assert [recover(bound, CODES[3].upper()) for _time in range(2)] == [True, False]
    (used,) = bound.recovery_codes.exclude(used_at=None)
    assert (used.sign, used.used_at) == (CODES[3][:4], clock.now)
    assert [entry.act for entry in entries(bound)] == [
        "townships.second_factor.enrol",
        "townships.second_factor.use_recovery_code",
    ]
    (event,) = noted("recovery_used")
    assert (event.actor, event.stream) == (str(bound), "320831101")


def test_a_wrong_printed_code_leaves_no_entry(bound):
    first, other = CODES[0], CODES[1]
    for code in (f"{first[:4]}{other[4:]}", "zzzz-zzzz-zzzz", first[:9], "", "123456"):
        assert not recover(bound, code)
    assert len(entries(bound)) == 1 and noted("recovery_used") == []
    assert bound.recovery_codes.filter(used_at=None).count() == 10


def test_a_printed_code_is_compared_with_the_row_of_its_first_group_and_costs_the_same_without_one(bound, monkeypatch):
    done: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: (done.append("hash"), encode(*args))[1])
    for code in (CODES[0][:4] + "-zzzz-zzzz", "zzzz-zzzz-zzzz", "no code"):
        done.clear()
        assert not recover(bound, code)
        assert done == ["hash"], code


# Whole or not at all -----------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["enrol", "replace_device", "renew_codes", "use_recovery_code"])
def test_without_its_entry_nothing_remains(cast, clock, what):
    user = cast.user("clerk.taji")
    login = come_in("clerk.taji")
    if what != "enrol":
        enrol(user, keep=login.session.session_key)

    def rows() -> list:
        return [list(model.objects.values()) for model in (Authenticator, RecoveryCode)]

    before = rows()
    new = totp.new_codes()
    with broken_ledger():
        match what:
            case "enrol":
                enrol(user, OTHER, codes=new)
            case "replace_device":
                enrol(user, OTHER, codes=new, service=services.replace_device)
            case "renew_codes":
                services.renew_codes(user=user, codes=new, actor=user, now=clock.now)
            case _:
                recover(user, CODES[0])
    assert rows() == before
    assert login.get("/accounts/me/").status_code == 200
