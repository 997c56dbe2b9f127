from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.reminders.states import Channel
from foundation.scope import Scoped, scope_constraints, scope_indexes


class Reminder(Scoped):
    """Somebody is to be told about a deadline, once on each channel.

    No ruled table: it follows from ruled rows and is made anew from them at every sweep. The due day
    is no part of its key, since it may move.
    """

    rule = models.CharField(_("规则"), max_length=60)
    ref = models.CharField(_("对象"), max_length=120)
    step = models.CharField(_("步骤"), max_length=20)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders", verbose_name=_("提醒对象")
    )
    channel = models.CharField(_("方式"), max_length=10, choices=Channel.choices, default=Channel.INBOX)
    due = models.DateField(_("到期日"))
    sent_at = models.DateTimeField(_("发出时间"), null=True, blank=True)
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
        ]
        indexes = [
            *scope_indexes("due"),
            # Among a million closed rows the sweep and the desk see the open ones only.
            models.Index(
                fields=["due"], condition=Q(sent_at__isnull=True, closed_at__isnull=True), name="reminders_reminder_due"
            ),
            models.Index(
                fields=["recipient", "due"], condition=Q(closed_at__isnull=True), name="reminders_reminder_inbox"
            ),
            models.Index(fields=["rule"], condition=Q(closed_at__isnull=True), name="reminders_reminder_open"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.ref} → {self.recipient_id}"
