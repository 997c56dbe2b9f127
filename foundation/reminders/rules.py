"""The rules of this room. Each reads, never writes, and returns what it objects to, or nothing."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.reminders.models import Robot
from foundation.reminders.states import Channel
from foundation.reminders.webhooks import place_of
from foundation.violations import RuleViolation


def mail_is_on() -> RuleViolation | None:
    """Nobody chooses what the installation cannot do."""
    if settings.MAIL_ON:
        return None
    return RuleViolation(
        "reminders.no_mail", _("邮件：本系统还没有接通发信服务器，不能选择。请联系运维人员。"), field="mode"
    )


def address_is_given(address: object) -> RuleViolation | None:
    """Mail goes somewhere."""
    if address:
        return None
    return RuleViolation(
        "reminders.no_address", _("邮箱：没有填写。请填写收提醒的邮箱，或者选择“不发邮件”。"), field="address"
    )


def webhook_is_allowed(address: str) -> RuleViolation | None:
    """The system calls nothing but the robots of the hosts that the operators allow: else it could be made to speak
    to machines that trust it."""
    if place_of(address):
        return None
    hosts = "、".join(settings.ROBOT_HOSTS)
    return RuleViolation(
        "reminders.webhook",
        _("Webhook 地址：不是允许的地址。请从群机器人的设置里完整复制，以 https:// 开头，主机只能是：%(hosts)s。")
        % {"hosts": hosts},
        field="address",
    )


def secret_is_given(kind: str, secret: str) -> RuleViolation | None:
    """DingTalk's robots sign what they say: whoever knows the address alone cannot speak."""
    if secret or kind != Channel.DINGTALK:
        return None
    return RuleViolation(
        "reminders.no_secret",
        _("加签密钥：没有填写。请在钉钉机器人的安全设置里选“加签”，把 SEC 开头的密钥复制到这里。"),
        field="secret",
    )


def secret_is_of_use(kind: str, secret: str) -> RuleViolation | None:
    """WeCom's robots know no secret: somebody has chosen the wrong kind."""
    if not secret or kind != Channel.WECOM:
        return None
    return RuleViolation(
        "reminders.no_use_of_secret",
        _("加签密钥：企业微信机器人没有密钥。请留空，或者把类型改为钉钉。"),
        field="secret",
    )


def robot_is_new(address: str, others: Iterable[Robot]) -> RuleViolation | None:
    """A group hears everything once."""
    if all(robot.address.open() != address for robot in others):
        return None
    return RuleViolation(
        "reminders.robot_known",
        _("Webhook 地址：本单位已经登记过这个机器人。请先停用原来的，再重新登记。"),
        field="address",
    )


def robot_speaks(robot: Robot) -> RuleViolation | None:
    """What was stopped stays so."""
    if robot.end is None:
        return None
    return RuleViolation("reminders.robot_stopped", _("群机器人：已经停用。请重新登记一个。"))
