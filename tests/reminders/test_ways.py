"""People choose for themselves, the office of a unit for its groups. Addresses and secrets stay secret."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from foundation.keys.confidential import Secret
from foundation.keys.trouble import KeyTrouble, Trouble
from foundation.reminders.forms import RobotForm, ordinary_address
from foundation.reminders.models import MailChoice, Pace, Robot
from foundation.reminders.selectors_ways import divisions_with_groups, kept_robots, robots_of_units
from foundation.reminders.services import choose_mail, stop_robot, try_robot
from foundation.reminders.states import MESSAGES_A_MINUTE, Channel, MailMode
from foundation.security.models import SecurityEvent
from foundation.security.states import Kind
from foundation.townships.models import Division
from foundation.violations import RuleViolation
from tests.reminders.sink import ADDRESS, SECRET, robot_of, wants
from tests.townships.pages import TOKEN

MAIL, ROBOTS, ADD = (reverse(f"ways:{name}") for name in ("mail", "robots", "add"))


def stored(*models) -> str:
    """All that the database holds of these tables."""
    found = []
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            found += cursor.fetchall()
    return str(found)


def words(response) -> str:
    return response.content.decode()


# One's own mail ----------------------------------------------------------------------------------


def test_somebody_chooses_mail_and_is_shown_no_more_than_the_mask(cast, login):
    client, clerk = login("clerk.jinnan"), cast.user("clerk.jinnan")
    page = client.get(MAIL)
    assert page.context["form"]["mode"].value() == MailMode.OFF and "22:00—07:30" in words(page)
    wrong = client.post(MAIL, {"form_token": TOKEN, "mode": "digest", "address": "canary"})
    assert "请填写一个邮箱" in words(wrong)
    client.post(MAIL, {"form_token": TOKEN, "mode": "digest", "address": ADDRESS})
    page = client.get(MAIL)
    assert "c****@example.com" in words(page) and ADDRESS not in words(page)
    first = MailChoice.objects.get(user=clerk)
    # What is shown comes back as it is; another mode begins anew.
    client.post(MAIL, {"form_token": TOKEN[::-1], "mode": "at_once", "address": "c****@example.com"})
    choice = MailChoice.objects.get(user=clerk)
    assert (choice.mode, choice.address.open(), str(choice)) == (MailMode.AT_ONCE, ADDRESS, str(clerk.pk))
    assert choice.since > first.since
    assert "canary" not in stored(MailChoice, SecurityEvent)
    notes = SecurityEvent.objects.filter(kind=Kind.WAYS_CHOSEN).order_by("pk")
    assert [note.reason for note in notes] == ["每个工作日早上8:00汇总成一封", "每件事到提醒的时候发一封"]


@pytest.mark.parametrize(
    "address",
    [
        "a@b.cn\r\nBcc: c@d.cn",
        "a@b.cn,c@d.cn",
        "甲 <a@b.cn>",
        "a@[169.254.169.254]",
        "a@exa\u202emple.com",
        # From a page on which the address was still known.
        "c****@example.com",
    ],
)
def test_what_is_no_ordinary_address(address):
    with pytest.raises(ValidationError, match="请填写一个邮箱"):
        ordinary_address(address)


@pytest.mark.once
def test_an_address_may_be_in_chinese():
    ordinary_address("zhang@例子.中国")


def test_the_same_choice_goes_on_and_the_address_is_forgotten_with_it(cast):
    clerk = cast.user("clerk.jinnan")
    since = wants(clerk).since
    assert wants(clerk, now=cast.now + timedelta(days=1), address="other@example.com").since == since
    assert wants(clerk, MailMode.OFF).address == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        MailChoice.objects.update(mode=MailMode.DIGEST)


def test_mail_wants_an_address_and_a_server(cast, login, settings):
    clerk = cast.user("clerk.jinnan")
    with pytest.raises(RuleViolation) as refused:
        wants(clerk, address="")
    assert (refused.value.code, refused.value.field) == ("reminders.no_address", "address")
    settings.MAIL_ON, settings.QUIET_HOURS = False, None
    assert "还没有接通发信服务器" in words(login("clerk.jinnan").get(MAIL))
    with pytest.raises(RuleViolation) as refused:
        wants(clerk)
    assert (refused.value.code, refused.value.field) == ("reminders.no_mail", "mode")
    # Nobody is kept from wanting nothing.
    assert choose_mail(user=clerk, mode=MailMode.OFF, address="", actor=clerk, now=cast.now).mode == MailMode.OFF


# The groups of a unit ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"address": "http://169.254.169.254/"}, "reminders.webhook", "address"),
        ({"kind": Channel.DINGTALK, "secret": ""}, "reminders.no_secret", "secret"),
        ({"kind": Channel.WECOM, "secret": SECRET}, "reminders.no_use_of_secret", "secret"),
        ({}, "reminders.robot_known", "address"),
    ],
)
def test_a_robot_that_is_refused(cast, given, code, field):
    robot_of(cast.jinnan)
    with pytest.raises(RuleViolation) as refused:
        robot_of(cast.jinnan, **given)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert "canary" not in str(refused.value)


def test_a_stopped_robot_is_entered_anew(cast):
    robot = stop_robot(robot=robot_of(cast.jinnan), actor="县办一", now=cast.now)
    for act in (lambda: stop_robot(robot=robot, actor="县办一", now=cast.now), lambda: try_robot(robot=robot)):
        with pytest.raises(RuleViolation, match="已经停用") as refused:
            act()
        assert refused.value.code == "reminders.robot_stopped"
    assert robot_of(cast.jinnan, kind=Channel.DINGTALK).end is None
    robot_of(cast.taji)


def test_of_a_unit_that_is_no_more_no_robot_speaks(cast):
    """Who kept its groups has gone with it: nobody could stop them."""
    robot_of(cast.jinnan)
    today = cast.now.date()
    assert list(robots_of_units(today)) == [cast.jinnan.scope]
    Division.objects.filter(pk=cast.jinnan.pk).update(end=today - timedelta(days=1))
    assert robots_of_units(today) == {}


@pytest.mark.parametrize(
    "change", [{"kind": "mail"}, {"kind": "dingtalk"}, {"end": "2020-01-01"}, {"county": "1"}], ids=str
)
def test_the_database_refuses_by_itself(cast, change):
    robot = robot_of(cast.jinnan)
    with pytest.raises(IntegrityError), transaction.atomic():
        Robot.objects.filter(pk=robot.pk).update(**change)


def test_whoever_keeps_the_rules_of_a_level_keeps_its_groups(cast):
    town, county = robot_of(cast.jinnan), robot_of(cast.county)
    robot_of(cast.taji)
    for who, division, own in (("clerk.jinnan", cast.jinnan, town), ("office.county", cast.county, county)):
        assert list(kept_robots(cast.user(who))) == [own]
        assert list(divisions_with_groups(cast.user(who), cast.now.date())) == [division]
    # An office that has taken over another keeps the groups of both, and says which it means.
    assert not RobotForm(Division.objects.filter(level="township")).fields["division"].widget.is_hidden
    clerk = cast.user("clerk.jinnan")
    clerk.is_active = False
    assert not kept_robots(clerk).exists() and not kept_robots(cast.user("reviewer.jinnan")).exists()


def test_entering_trying_and_stopping(cast, login, host, clock):
    client = login("clerk.jinnan")
    assert "还没有登记" in words(client.get(ROBOTS)) and "qyapi.weixin.qq.com" in words(client.get(ADD))
    given = {"form_token": TOKEN, "division": cast.jinnan.pk, "kind": "dingtalk", "name": "金南镇工作群"}
    refused = client.post(ADD, {**given, "address": "https://example.com/", "secret": SECRET})
    assert "不是允许的地址" in words(refused)
    client.post(ADD, {**given, "address": host.address, "secret": SECRET})
    robot = Robot.objects.get()
    page = words(client.get(ROBOTS))
    assert "金南镇工作群" in page and "canary" not in page + stored(Robot)
    assert (str(robot), str(robot.pace), repr(robot.secret).count("canary")) == ("金南镇工作群", str(robot.pk), 0)
    trial, stop = (reverse(f"ways:{name}", args=[robot.pk]) for name in ("trial", "stop"))
    assert "测试消息已发出" in words(client.post(trial, follow=True))
    assert "测试消息" in host.texts[0]
    host.answers = [(200, '{"errcode": 310000, "errmsg": "sign not match"}')]
    assert "sign not match" in words(client.post(trial, follow=True))
    Pace.objects.update(times=[clock.now.timestamp()] * MESSAGES_A_MINUTE)
    assert "请过一分钟再试" in words(client.post(trial, follow=True))
    assert "表单不完整" in words(client.post(stop, follow=True))
    page = words(client.post(stop, {"form_token": TOKEN[::-1]}, follow=True))
    assert "不再发消息" in page and "已停用" in page
    assert "已经停用" in words(client.post(trial, follow=True))
    assert len(host.requests) == 2


def test_a_robot_whose_key_is_lost_says_so(cast, login, host, monkeypatch):
    robot = robot_of(cast.jinnan, address=host.address)

    def lost(_secret):
        raise KeyTrouble(Trouble.MISSING, "缺少密钥。")

    monkeypatch.setattr(Secret, "open", lost)
    page = login("clerk.jinnan").post(reverse("ways:trial", args=[robot.pk]), follow=True)
    assert "缺少密钥" in words(page)
