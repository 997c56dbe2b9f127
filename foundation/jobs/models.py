from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.jobs.registry import title_of
from foundation.jobs.states import State


class Job(models.Model):
    """Work to be done after an act. No ruled table: what a job changes, it changes through an act of its own."""

    kind = models.CharField(_("类别"), max_length=60)
    ref = models.CharField(_("对象"), max_length=120, blank=True)
    payload = models.JSONField(_("参数"), default=dict, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    error = models.TextField(_("最近的错误"), blank=True)
    done_parts = models.PositiveIntegerField(_("已完成的份数"), default=0)
    all_parts = models.PositiveIntegerField(_("总份数"), default=0, help_text=_("0：尚不知道"))
    result = models.CharField(_("结果"), max_length=200, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("由谁引起"),
        help_text=_("程序自己登记的留空。"),
    )
    created_at = models.DateTimeField(_("登记时间"))
    due_at = models.DateTimeField(_("最早开始时间"))
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    seen_at = models.DateTimeField(_("最近一次有动静"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("后台任务")
        verbose_name_plural = _("后台任务")
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="jobs_job_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="jobs_job_finished",
                condition=Q(state__in=[State.DONE, State.FAILED], finished_at__isnull=False)
                | Q(state__in=[State.WAITING, State.RUNNING], finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="jobs_job_started",
                condition=~Q(state=State.RUNNING) | Q(started_at__isnull=False, seen_at__isnull=False),
            ),
            models.CheckConstraint(name="jobs_job_parts", condition=Q(done_parts__lte=F("all_parts"))),
        ]
        indexes = [
            models.Index(fields=["ref", "kind"], name="jobs_job_ref"),
            # The sweep's own: among a million finished jobs it sees the open ones only.
            models.Index(fields=["due_at"], condition=Q(state=State.WAITING), name="jobs_job_due"),
            models.Index(fields=["seen_at"], condition=Q(state=State.RUNNING), name="jobs_job_running"),
            models.Index(fields=["finished_at"], condition=Q(state=State.DONE), name="jobs_job_finished_at"),
        ]

    def __str__(self) -> str:
        return f"{title_of(self.kind)}（{self.get_state_display()}）"

    @property
    def percent(self) -> int | None:
        """How much is done, 0–100; nothing while nobody knows how much there is."""
        return 100 * self.done_parts // self.all_parts if self.all_parts else None


class Beat(models.Model):
    """When something that comes again and again was last there: one row for each. Nothing depends on it but a sign.

    `trouble`: what did not work that time, in words; empty when all did.
    """

    name = models.CharField(_("事项"), max_length=40, primary_key=True)
    at = models.DateTimeField(_("最近一次"))
    trouble = models.CharField(_("没有做成的"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("运行记录")
        verbose_name_plural = _("运行记录")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
