"""The ways out of the house: who wants mail, the robots of units, and how far what goes out has come."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.keys.early_keys import EarlyKeyField
from foundation.keys.fields import EncryptedTextField
from foundation.keys.states import Audience, Mask
from foundation.reminders.states import ROBOTS, Channel, MailMode
from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models import Division


class Outgoing(models.Model):
    """What is handed over to another machine, which may fail: claimed, sent or tried again, given up in the end.

    `sending_since` is the moment of the claim: who has it may settle the row, unless another took it over since.
    """

    sent_at = models.DateTimeField(_("发出时间"), null=True, blank=True)
    sending_since = models.DateTimeField(_("开始发送的时间"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    try_at = models.DateTimeField(_("最早再试的时间"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("放弃时间"), null=True, blank=True)
    error = models.CharField(_("最近的错误"), max_length=200, blank=True, default="")

    class Meta:
        abstract = True


class MailChoice(models.Model):
    """What somebody wants by mail, and where to. `since`: nothing older is sent, or a new choice would begin with a
    flood."""

    # Known before the row is written: the address is locked to it.
    id = EarlyKeyField(primary_key=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choice", verbose_name=_("账号")
    )
    mode = models.CharField(_("邮件"), max_length=10, choices=MailMode.choices, default=MailMode.OFF)
    address = EncryptedTextField(_("邮箱"), blank=True, max_length=254, mask=Mask.EMAIL, reveals_to=Audience.NOBODY)
    since = models.DateTimeField(_("选择时间"))

    class Meta:
        verbose_name = _("通知方式")
        verbose_name_plural = _("通知方式")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="reminders_mailchoice_address",
                condition=Q(mode=MailMode.OFF, address="")
                | Q(mode__in=[MailMode.DIGEST, MailMode.AT_ONCE]) & ~Q(address=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class Robot(Scoped):
    """A robot in a group chat of a unit: whoever knows its address can speak there, so both secrets are encrypted."""

    id = EarlyKeyField(primary_key=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="robots", verbose_name=_("单位"))
    kind = models.CharField(_("类型"), max_length=10, choices=[(each.value, each.label) for each in ROBOTS])
    name = models.CharField(_("群名称"), max_length=50)
    address = EncryptedTextField(_("Webhook 地址"), max_length=500, reveals_to=Audience.NOBODY)
    secret = EncryptedTextField(_("加签密钥"), blank=True, max_length=200, reveals_to=Audience.NOBODY)
    start = models.DateField(_("登记日期"))
    end = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("群机器人")
        verbose_name_plural = _("群机器人")
        default_permissions = ()
        ordering = ["county", "township", "pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="reminders_robot_kind", condition=Q(kind__in=ROBOTS)),
            models.CheckConstraint(name="reminders_robot_address", condition=~Q(address="")),
            models.CheckConstraint(
                name="reminders_robot_secret",
                condition=Q(kind=Channel.DINGTALK) & ~Q(secret="") | Q(kind=Channel.WECOM, secret=""),
            ),
            models.CheckConstraint(name="reminders_robot_end", condition=Q(end__isnull=True) | Q(end__gte=F("start"))),
        ]
        indexes = scope_indexes("start")

    def __str__(self) -> str:
        return self.name


class Pace(models.Model):
    """When a robot spoke in the last minute, for all senders together."""

    robot = models.OneToOneField(
        Robot, models.CASCADE, primary_key=True, related_name="pace", verbose_name=_("群机器人")
    )
    times = models.JSONField(_("最近发送的时刻"), default=list, blank=True)

    class Meta:
        verbose_name = _("发送节奏")
        verbose_name_plural = _("发送节奏")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.robot_id}"


class Digest(Outgoing):
    """The one mail of a morning. Its row is there before the mail, so that no two senders send it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests", verbose_name=_("账号"))
    day = models.DateField(_("日期"))

    class Meta:
        verbose_name = _("每日汇总")
        verbose_name_plural = _("每日汇总")
        default_permissions = ()
        ordering = ["-day", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="reminders_digest_once")]
        indexes = [
            models.Index(
                fields=["day"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="reminders_digest_waiting",
            ),
            models.Index(
                fields=["given_up_at"], condition=Q(given_up_at__isnull=False), name="reminders_digest_given_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} → {self.user_id}"
