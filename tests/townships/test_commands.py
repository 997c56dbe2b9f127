"""The commands on accounts, and what a start for real use refuses."""

import io
import re

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command

from foundation.ledger.models import LedgerEntry
from foundation.townships import checks
from foundation.townships.management.commands import changepassword
from foundation.townships.models import Assignment, Division, User
from foundation.townships.states import Role
from tests.cast import PASSWORD
from tests.townships.acts import account, day, fresh, today
from tests.townships.doorway import come_in, logins_of
from tests.townships.test_administration import THREE

pytestmark = pytest.mark.django_db


# changepassword ----------------------------------------------------------------------------------


def change(monkeypatch, *typed: str, username: str = "clerk.jinnan") -> tuple[str, str]:
    answers = iter(typed)
    monkeypatch.setattr(changepassword, "getpass", lambda _prompt: next(answers))
    out, err = io.StringIO(), io.StringIO()
    call_command("changepassword", username, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_sets_a_temporary_password_with_a_proof(cast, monkeypatch):
    come_in("clerk.jinnan")
    said, _errors = change(monkeypatch, "Quite-another-2", "Quite-another-2")
    clerk = cast.user("clerk.jinnan")
    assert "丁十二" in said and "Quite" not in said
    assert clerk.check_password("Quite-another-2") and clerk.password_until == day(-1)
    assert logins_of("clerk.jinnan") == []
    entry = LedgerEntry.objects.latest("pk")
    assert (entry.act, entry.actor, entry.stream) == ("townships.account.reset_password", "命令行", "320831101")


def test_it_asks_again_and_gives_up_after_three_times(cast, monkeypatch):
    said, errors = change(monkeypatch, "Quite-another-2", "other", "short", "short", "Good-pass-3", "Good-pass-3")
    assert "不一致" in errors and "密码太短" in errors and "临时密码已设置" in said
    with pytest.raises(CommandError, match="没有改动"):
        change(monkeypatch, *["a", "b"] * 3)
    with pytest.raises(CommandError, match="没有改动"):
        change(monkeypatch, *[PASSWORD, PASSWORD] * 3)
    assert cast.user("clerk.jinnan").check_password("Good-pass-3")


def test_it_knows_no_unknown_account(cast, monkeypatch):
    with pytest.raises(CommandError, match="没有账号“nobody”"):
        change(monkeypatch, username="nobody")


# first_administrators ----------------------------------------------------------------------------

ARGUMENTS = {
    "--county": "320831",
    "--system": "zhangsan:张三",
    "--security": "lisi：李四",
    "--audit": " wangwu : 王五 ",
}


def appoint(**changed: str) -> str:
    out = io.StringIO()
    given = ARGUMENTS | {f"--{name}": value for name, value in changed.items()}
    call_command("first_administrators", *[f"{name}={value}" for name, value in given.items()], stdout=out)
    return out.getvalue()


@pytest.fixture
def empty_county(cast):
    Assignment.objects.filter(role__in=THREE).update(end=day(-1))
    return cast.county


def test_the_first_three_are_printed_with_their_passwords(empty_county):
    said = appoint()
    assert "金湖县" in said and "只显示这一次" in said
    lines = re.findall(r"^(\S+) (\S+) (\S+) (\S{14})$", said, re.MULTILINE)
    assert [line[:3] for line in lines] == [
        ("系统管理员", "张三", "zhangsan"),
        ("安全管理员", "李四", "lisi"),
        ("审计管理员", "王五", "wangwu"),
    ]
    for _role, name, username, password in lines:
        user = User.objects.get(username=username)
        assert user.check_password(password) and user.official.name == name and user.password_until < today()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"county": "999999"}, "没有县“999999”.*import_divisions"),
        ({"county": "320831101"}, "没有县"),
        ({"county": ""}, "没有县"),
        ({"system": "zhangsan"}, "--system “zhangsan”有误：应写成 用户名:姓名"),
        ({"system": ":张三"}, "--system “:张三”有误"),
        ({"system": "zhangsan:"}, "--system “zhangsan:”有误"),
        ({"audit": "wang wu:王五"}, "--audit “wang wu:王五”有误"),
        ({"audit": f"{'w' * 51}:王五"}, "--audit .*有误"),
        ({"audit": f"wangwu:{'王' * 51}"}, "--audit .*有误"),
        ({"audit": "zhangsan:王五"}, "没有开任何账号。.*三个不同的人"),
        ({"audit": "wangwu:张三"}, "没有开任何账号。.*三个不同的人"),
        ({"audit": "clerk.jinnan:王五"}, "没有开任何账号。.*已有“clerk.jinnan”"),
    ],
)
def test_what_cannot_be_appointed_is_one_line(empty_county, changed, said):
    before = User.objects.count()
    with pytest.raises(CommandError, match=said) as refused:
        appoint(**changed)
    assert "\n" not in str(refused.value) and refused.value.returncode == 1
    assert User.objects.count() == before


def test_where_there_are_administrators_the_command_appoints_nobody(cast):
    with pytest.raises(CommandError, match="没有开任何账号。三员：金湖县已有"):
        appoint()


def test_a_province_is_no_county(empty_county):
    assert Division.objects.filter(level="province").exists()
    assert Role.SYSTEM_ADMINISTRATOR in THREE
    with pytest.raises(CommandError, match="没有县"):
        appoint(county="320000")


# A start for real use ----------------------------------------------------------------------------


def found() -> list[str]:
    return [each.id for each in run_checks(tags=[Tags.database], databases=["default"])]


def test_a_production_start_refuses_demo_accounts_and_says_what_to_do(cast, settings):
    assert found() == []
    settings.PRODUCTION = True
    (error,) = run_checks(tags=[Tags.database], databases=["default"])
    assert error.is_serious() and "演示账号" in error.msg and "DATABASE_URL" in error.hint
    User.objects.filter(is_demo=True).update(is_demo=False)
    assert found() == []


def test_a_disabled_demo_account_is_one_too(cast, settings):
    settings.PRODUCTION = True
    User.objects.all().update(is_demo=False)
    account("demo")
    User.objects.filter(username="demo").update(is_active=False)
    assert found() == ["townships.E001"]
    assert not fresh(User.objects.get(username="demo")).is_active


def test_an_empty_database_and_no_database_have_no_accounts(cast, settings, monkeypatch):
    settings.PRODUCTION = True
    assert checks.check_demo_accounts(app_configs=None) == []
    monkeypatch.setattr(User._meta, "db_table", "not_there_yet")
    assert checks.check_demo_accounts(app_configs=None, databases=["default"]) == []
