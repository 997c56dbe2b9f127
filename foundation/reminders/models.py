from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.reminders.duties.models import DutyReport, DutyTerm, RecurringDuty
from foundation.reminders.models_ways import Digest, MailChoice, Outgoing, Pace, Robot
from foundation.reminders.states import PERSONAL, ROBOTS, Channel
from foundation.scope import Scoped, scope_constraints, scope_indexes

__all__ = [
    "CalendarFeed",
    "Digest",
    "DutyReport",
    "DutyTerm",
    "Lease",
    "MailChoice",
    "Pace",
    "RecurringDuty",
    "Reminder",
    "Robot",
]


class Reminder(Scoped, Outgoing):
    """Somebody is to be told of one step of a deadline, once on each channel.

    No ruled table: it follows from ruled rows and is made anew from them at every sweep. The days are no part
    of its key, since they may move: `due` is the legal day, which is shown, `tell_on` the day from which this
    step is told. `upward`: it is not the recipient's own deadline. `confidential`: outside of the desk nothing
    is said but that there is something. `sequence` grows when the day of this thing moves for this recipient,
    and when it comes back. The recipient is a person, or the `robot` of a unit's group.
    """

    rule = models.CharField(_("规则"), max_length=60)
    ref = models.CharField(_("对象"), max_length=120)
    step = models.CharField(_("步骤"), max_length=20)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("提醒对象"),
    )
    # No index of its own: the constraint below has one of the few rows that name a robot.
    robot = models.ForeignKey(
        Robot,
        models.CASCADE,
        null=True,
        blank=True,
        db_index=False,
        related_name="reminders",
        verbose_name=_("群机器人"),
    )
    channel = models.CharField(_("方式"), max_length=10, choices=Channel.choices, default=Channel.INBOX)
    due = models.DateField(_("到期日"))
    tell_on = models.DateField(_("提醒日"))
    upward = models.BooleanField(_("逐级报告"), default=False)
    provisional = models.BooleanField(_("到期日暂定"), default=False)
    confidential = models.BooleanField(_("对外不显示内容"), default=False)
    sequence = models.PositiveIntegerField(_("第几次变动"), default=0)
    closed_at = models.DateTimeField(_("了结时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("提醒")
        verbose_name_plural = _("提醒")
        default_permissions = ()
        ordering = ["due", "pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="reminders_reminder_channel", condition=Q(channel__in=Channel.values)),
            models.UniqueConstraint(
                fields=["rule", "ref", "step", "recipient", "channel"], name="reminders_reminder_once"
            ),
            models.UniqueConstraint(
                fields=["robot", "rule", "ref", "step"],
                condition=Q(robot__isnull=False),
                name="reminders_reminder_once_a_robot",
            ),
            models.CheckConstraint(
                name="reminders_reminder_recipient",
                condition=Q(channel__in=PERSONAL, recipient__isnull=False, robot__isnull=True)
                # Whoever writes the row: a group never hears of what is confidential, nor of others' deadlines.
                | Q(
                    channel__in=ROBOTS,
                    recipient__isnull=True,
                    robot__isnull=False,
                    confidential=False,
                    upward=False,
                ),
            ),
        ]
        indexes = [
            *scope_indexes("due"),
            # Among a million closed rows the sweep and the desk see the open ones only.
            models.Index(
                fields=["channel", "tell_on"],
                condition=Q(sent_at__isnull=True, closed_at__isnull=True, given_up_at__isnull=True),
                name="reminders_reminder_out",
            ),
            models.Index(
                fields=["given_up_at"], condition=Q(given_up_at__isnull=False), name="reminders_reminder_given_up"
            ),
            models.Index(
                fields=["recipient", "due"], condition=Q(closed_at__isnull=True), name="reminders_reminder_inbox"
            ),
            models.Index(
                fields=["recipient", "closed_at"], condition=Q(closed_at__isnull=False), name="reminders_reminder_past"
            ),
            models.Index(fields=["rule"], condition=Q(closed_at__isnull=True), name="reminders_reminder_open"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.ref} → {self.recipient_id or self.robot_id}"


class Lease(models.Model):
    """Who does something that only one process should do at a time. Runs out by itself when its holder dies."""

    name = models.CharField(_("事项"), max_length=40, primary_key=True)
    holder = models.CharField(_("持有者"), max_length=64)
    until = models.DateTimeField(_("有效至"))

    class Meta:
        verbose_name = _("占用")
        verbose_name_plural = _("占用")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class CalendarFeed(models.Model):
    """The address at which somebody's calendar app reads his deadlines. Of its token only the hash is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed", verbose_name=_("账号")
    )
    digest = models.CharField(_("地址摘要"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("日历订阅")
        verbose_name_plural = _("日历订阅")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id}"
