"""One table. Plain text names, no foreign keys: a row outlives whom it is about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.scope import STREAM_LENGTH
from foundation.security.states import Kind


class SecurityEvent(models.Model):
    """Something at a door. Never changed; deleted only when it is older than the months that the rule asks for."""

    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    actor = models.CharField(_("账号"), max_length=200, blank=True)
    stream = models.CharField(_("范围"), max_length=STREAM_LENGTH, blank=True)
    act = models.CharField(_("行为或网址"), max_length=200, blank=True)
    code = models.CharField(_("规则"), max_length=80, blank=True)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    network = models.CharField(_("网络地址"), max_length=45, blank=True)

    class Meta:
        verbose_name = _("安全日志")
        verbose_name_plural = _("安全日志")
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(name="security_event_kind", condition=models.Q(kind__in=Kind.values))]
        indexes = [
            models.Index(fields=["-at", "-id"], name="security_event_at"),
            models.Index(fields=["stream", "-at"], name="security_event_stream"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.actor}"
