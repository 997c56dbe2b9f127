"""What the system administrator does to accounts: with a proof, at once, and never to himself."""

import json
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.townships import services
from foundation.townships.models import (
    Assignment,
    Authenticator,
    DivisionGrant,
    FormerPassword,
    Official,
    RecoveryCode,
    User,
)
from foundation.townships.passwords import NotUsedLatelyValidator, temporary_password
from foundation.townships.states import Role
from foundation.violations import RuleViolation
from tests.cast import PASSWORD, SEED
from tests.foundation.broken import broken_ledger
from tests.test_completeness import ruled_rows
from tests.townships.acts import ACTOR, account, assert_says, day, fresh, grant, official, revoke, today
from tests.townships.doorway import come_in, is_logged_in, logins_of, noted, sign_in
from tests.townships.test_second_factor import CODES, enrol, recover

pytestmark = pytest.mark.django_db

ACTS = ["disable_account", "enable_account", "reset_password", "reset_second_factor", "unlock_account"]
THREE = {
    Role.SYSTEM_ADMINISTRATOR: ("zhangsan", "张三"),
    Role.SECURITY_ADMINISTRATOR: ("lisi", "李四"),
    Role.AUDIT_ADMINISTRATOR: ("wangwu", "王五"),
}


@pytest.fixture
def admin(cast) -> User:
    return cast.user("system.county")


@pytest.fixture
def clerk(cast, clock) -> User:
    """With a device of his own will."""
    enrol(cast.user("clerk.jinnan"), SEED)
    return cast.user("clerk.jinnan")


def act(name: str, user: User, actor: object, **more):
    if name == "reset_password":
        more.setdefault("password", "Temporary-2")
    if name == "enable_account":
        User.objects.filter(pk=user.pk).update(is_active=False)
    return getattr(services, name)(user=user, actor=actor, now=timezone.now(), **more)


def entry_of(user: User) -> LedgerEntry:
    return LedgerEntry.objects.filter(ref=str(Ref.of(user))).latest("pk")


# Disable, enable ---------------------------------------------------------------------------------


def test_a_disabled_account_is_out_and_may_nothing(clerk, admin):
    client = come_in("clerk.jinnan")
    user = act("disable_account", clerk, admin)
    assert not user.is_active and logins_of("clerk.jinnan") == []
    assert not DivisionGrant.objects.filter(user=clerk).exists() and fresh(clerk).holdings == {}
    assert client.get("/desk/").status_code == 302
    assert not sign_in(client, "clerk.jinnan").headers.get("Location")
    entry = entry_of(clerk)
    assert (entry.act, entry.stream, entry.actor) == ("townships.account.disable", "320831101", str(admin))


def test_an_enabled_account_may_what_its_assignments_say_today(clerk, admin):
    before = set(DivisionGrant.objects.filter(user=clerk).values_list("permission", "content_object"))
    act("disable_account", clerk, admin)
    gone = grant(fresh(clerk), Role.MEMBER, clerk.official.division)
    revoke(gone)
    assert services.enable_account(user=clerk, actor=admin, now=timezone.now()).is_active
    assert set(DivisionGrant.objects.filter(user=clerk).values_list("permission", "content_object")) == before
    assert entry_of(clerk).act == "townships.account.enable"


@pytest.mark.parametrize("active", [True, False])
def test_an_account_is_disabled_once_and_enabled_once(clerk, admin, active):
    if not active:
        services.disable_account(user=clerk, actor=admin, now=timezone.now())
    service = services.enable_account if active else services.disable_account
    with pytest.raises(RuleViolation) as refused:
        service(user=clerk, actor=admin, now=timezone.now())
    assert_says(refused.value, "townships.account_state", "", "丁十二", "启用" if active else "停用", "不必重复")


# Nobody does it to himself -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["disable_account", "reset_password", "reset_second_factor"])
@pytest.mark.parametrize("whose", ["his account", "his other account"])
def test_nobody_does_it_to_himself(cast, admin, name, whose):
    if whose == "his account":
        user = admin
    else:
        user = account("second", admin.official)
        enrol(user)
    with pytest.raises(RuleViolation) as refused:
        act(name, user, admin)
    assert_says(refused.value, "townships.own_account", "", "另一位管理员")
    assert fresh(user).is_active and Authenticator.objects.filter(user=user).exists()
    (event,) = noted("refused")
    assert (event.code, event.actor) == ("townships.own_account", str(admin))


def test_two_people_without_an_official_are_two_people(db):
    one, two = account("one"), account("two")
    assert not act("disable_account", one, two).is_active


def test_the_command_line_is_nobody(clerk):
    assert not act("disable_account", clerk, "命令行").is_active


# A new password ----------------------------------------------------------------------------------


def test_a_reset_password_is_good_for_one_login(clerk, admin):
    Authenticator.objects.all().delete()
    elsewhere = come_in("clerk.jinnan")
    password = temporary_password()
    user = act("reset_password", clerk, admin, password=password)
    assert user.password_until == today() - timedelta(days=1)
    assert elsewhere.get("/desk/").status_code == 302 and logins_of("clerk.jinnan") == []
    old, client = Client(), Client()
    sign_in(old, "clerk.jinnan")
    sign_in(client, "clerk.jinnan", password)
    assert not is_logged_in(old) and client.get("/desk/")["Location"] == "/accounts/password/"
    entry = entry_of(clerk)
    assert (entry.act, entry.actor) == ("townships.account.reset_password", str(admin))
    assert password.encode() not in bytes(entry.body)


def test_a_password_that_was_reset_is_remembered(clerk, admin):
    act("reset_password", clerk, admin)
    with pytest.raises(Exception, match="最近 5 个密码"):
        NotUsedLatelyValidator().validate(PASSWORD, fresh(clerk))


def test_four_former_passwords_are_remembered_and_no_more(clerk, clock):
    for number in range(7):
        clock.forward(days=1)
        services.change_password(user=clerk, password=f"Number-{number}", now=clock.now)
    assert FormerPassword.objects.filter(user=clerk).count() == 4
    validator = NotUsedLatelyValidator()
    for number in range(7):
        if number < 2:
            validator.validate(f"Number-{number}", fresh(clerk))
        else:
            with pytest.raises(Exception, match="最近 5 个密码"):
                validator.validate(f"Number-{number}", fresh(clerk))


def test_without_an_account_there_are_no_former_passwords(clerk, admin):
    for nobody in (None, User()):
        NotUsedLatelyValidator().validate(PASSWORD, nobody)
    assert "最近 5 个密码" in NotUsedLatelyValidator().get_help_text()
    act("reset_password", clerk, admin)
    assert str(FormerPassword.objects.get(user=clerk)) == str(clerk.pk)


def test_only_ones_own_passwords_are_forgotten(clerk, cast, clock):
    other = cast.user("clerk.taji")
    services.change_password(user=other, password="Other-1234", now=clock.now)
    for number in range(6):
        services.change_password(user=clerk, password=f"Number-{number}", now=clock.now)
    assert FormerPassword.objects.filter(user=other).count() == 1


@pytest.mark.parametrize(("days", "until"), [(90, 90), (1, 1), (0, None)])
def test_a_password_of_ones_own_lives_as_long_as_the_county_says(cast, clock, settings, days, until):
    settings.PASSWORD_DAYS = days
    user = account("real", official("子一", cast.jinnan), is_demo=False)
    services.change_password(user=user, password="Quite-another-2", now=clock.now)
    assert fresh(user).password_until == (None if until is None else day(until))


# The second factor, the lock ---------------------------------------------------------------------


def test_a_reset_second_factor_is_gone_with_its_codes_and_logins(clerk, admin):
    client = come_in("clerk.jinnan")
    act("reset_second_factor", clerk, admin)
    assert (
        not Authenticator.objects.filter(user=clerk).exists() and not RecoveryCode.objects.filter(user=clerk).exists()
    )
    assert client.get("/desk/").status_code == 302 and not recover(clerk, CODES[0])
    entry = entry_of(clerk)
    assert (entry.act, entry.stream) == ("townships.second_factor.reset", "320831101")


def test_whoever_needs_one_sets_up_a_new_device_after_the_reset(cast, admin, client):
    act("reset_second_factor", cast.user("inspector.county"), admin)
    sign_in(client, "inspector.county")
    assert client.get("/accounts/second-factor/")["Location"] == "/accounts/enrol/"


def test_there_must_be_something_to_reset(cast, admin):
    with pytest.raises(RuleViolation) as refused:
        act("reset_second_factor", cast.user("clerk.taji"), admin)
    assert refused.value.code == "townships.not_enrolled"


def test_an_unlocked_account_may_try_again_from_everywhere(clerk, admin):
    for network in ("127.0.0.1", "198.51.100.7"):
        for _time in range(5):
            sign_in(Client(REMOTE_ADDR=network), "clerk.jinnan", "wrong")
            sign_in(Client(REMOTE_ADDR=network), "clerk.taji", "wrong")
    assert act("unlock_account", clerk, admin) == 2
    for network, name, code in (("127.0.0.1", "clerk.jinnan", 302), ("127.0.0.1", "clerk.taji", 429)):
        assert sign_in(Client(REMOTE_ADDR=network), name).status_code == code
    (event,) = noted("unlocked")
    assert (event.actor, event.stream, event.reason) == (str(admin), "320831101", "clerk.jinnan")
    assert entry_of(clerk).act == "townships.account.unlock"


# A name that is taken ----------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["clerk.jinnan", "ｃｌｅｒｋ.jinnan"])
def test_a_name_that_is_taken_is_refused_in_words(cast, username):
    before = User.objects.count(), LedgerEntry.objects.count()
    with pytest.raises(RuleViolation) as refused:
        account(username)
    assert_says(refused.value, "townships.account_taken", "username", "账号", "clerk.jinnan", "请换一个")
    assert (User.objects.count(), LedgerEntry.objects.count()) == before
    assert noted("refused")[0].code == "townships.account_taken"


def test_another_fault_of_the_database_is_not_called_a_taken_name(cast):
    with pytest.raises(IntegrityError):
        account("new", name=None)


# The first three ---------------------------------------------------------------------------------


@pytest.fixture
def empty_county(cast):
    """The county without its administrators: their roles ended yesterday."""
    Assignment.objects.filter(role__in=THREE).update(end=day(-1))
    return cast.county


def appoint(county, people=THREE) -> dict[User, str]:
    return services.appoint_first_administrators(county=county, people=people, actor=ACTOR, now=timezone.now())


def test_the_first_three_get_a_role_each_and_a_password_for_one_login(empty_county):
    made = appoint(empty_county)
    assert [(user.username, user.name) for user in made] == list(THREE.values())
    for (user, password), role in zip(made.items(), THREE, strict=True):
        assert fresh(user).check_password(password) and not user.is_demo
        assert user.password_until < today() and user.official.division == empty_county
        assert [(each.role, each.division) for each in user.assignments.all()] == [(role, empty_county)]
        assert fresh(user).may("second_factor", empty_county.scope)
    assert len(set(made.values())) == 3
    acts = list(LedgerEntry.objects.order_by("-pk").values_list("act", flat=True)[:10])[::-1]
    assert (
        acts
        == ["townships.administrators.appoint"]
        + [
            "townships.official.record",
            "townships.account.open",
            "townships.role.grant",
        ]
        * 3
    )


def nobody_was_made(before: tuple[int, int, int]) -> bool:
    return before == (User.objects.count(), Official.objects.count(), Assignment.objects.count())


@pytest.mark.parametrize("start", [0, 5])
@pytest.mark.parametrize("role", THREE)
def test_where_there_is_one_the_others_are_appointed_by_him(empty_county, role, start):
    grant(account("somebody"), role, empty_county, start=day(start))
    before = User.objects.count(), Official.objects.count(), Assignment.objects.count()
    with pytest.raises(RuleViolation) as refused:
        appoint(empty_county)
    assert_says(refused.value, "townships.administrators_exist", "", "金湖县", str(role.label), "安全管理员")
    assert nobody_was_made(before)


@pytest.mark.parametrize(
    "second", [("zhangsan", "李四"), ("lisi", "张三"), ("ｚhangsan", "李四"), ("zhangsan", "张三")]
)
def test_three_administrators_are_three_people(empty_county, second):
    before = User.objects.count(), Official.objects.count(), Assignment.objects.count()
    with pytest.raises(RuleViolation) as refused:
        appoint(empty_county, THREE | {Role.SECURITY_ADMINISTRATOR: second})
    assert_says(refused.value, "townships.not_three_people", "", "三个不同的人")
    assert nobody_was_made(before)


def test_a_taken_name_makes_none_of_the_three(empty_county):
    before = User.objects.count(), Official.objects.count(), Assignment.objects.count()
    with pytest.raises(RuleViolation) as refused:
        appoint(empty_county, THREE | {Role.AUDIT_ADMINISTRATOR: ("clerk.jinnan", "王五")})
    assert refused.value.code == "townships.account_taken"
    assert nobody_was_made(before)


def test_another_county_has_its_own_administrators(cast):
    other = type(cast.county).objects.create(code="320830000000", name="盱眙县", level="county", county="320830")
    assert len(appoint(other)) == 3


# Whole or not at all -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTS)
def test_without_its_entry_nothing_remains(clerk, admin, name):
    client = come_in("clerk.jinnan")
    sign_in(Client(), "clerk.jinnan", "wrong")
    if name == "enable_account":
        User.objects.filter(pk=clerk.pk).update(is_active=False)

    def rows() -> list:
        tables = (User, Authenticator, RecoveryCode, FormerPassword, DivisionGrant, AccessAttempt)
        return [list(model.objects.values()) for model in tables]

    before = rows()
    with broken_ledger():
        act(name, clerk, admin)
    assert rows() == before
    assert len(logins_of("clerk.jinnan")) == 1 and noted("unlocked") == []
    assert name == "enable_account" or client.get("/desk/").status_code == 200


@pytest.mark.parametrize("name", ACTS)
def test_the_entry_names_every_ruled_row_that_changed(clerk, admin, name):
    if name == "enable_account":
        act("disable_account", clerk, admin)
    before, last = ruled_rows(), LedgerEntry.objects.latest("pk").pk
    getattr(services, name)(
        user=clerk, actor=admin, now=timezone.now(), **({"password": "Temporary-2"} if name == "reset_password" else {})
    )
    (entry,) = LedgerEntry.objects.filter(pk__gt=last)
    named = {(row["table"], row["key"]) for row in json.loads(bytes(entry.body))["rows"]}
    after = ruled_rows()
    assert {key for key in after if after[key] != before.get(key)} <= named
    assert entry.ref == str(Ref.of(clerk))


def test_without_their_entry_none_of_the_three_remains(empty_county):
    before = User.objects.count(), Official.objects.count(), Assignment.objects.count()
    with broken_ledger():
        appoint(empty_county)
    assert nobody_was_made(before)
