from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.upkeep.states import Kind, State


class Run(models.Model):
    """One backup or drill, also one that failed. No ruled table: it decides nothing.

    `what` is the name of the backup's folder, empty while it is not known; `report` holds what was said, line by
    line, without secrets.
    """

    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    started_at = models.DateTimeField(_("开始时间"))
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.RUNNING)
    what = models.CharField(_("备份"), max_length=200, blank=True)
    report = models.TextField(_("经过"), blank=True)

    class Meta:
        verbose_name = _("备份与演练记录")
        verbose_name_plural = _("备份与演练记录")
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="upkeep_run_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="upkeep_run_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="upkeep_run_finished",
                condition=Q(state=State.RUNNING, finished_at__isnull=True)
                | Q(state__in=[State.PASSED, State.FAILED], finished_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["kind", "state"], name="upkeep_run_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.get_state_display()}）{self.what}"
