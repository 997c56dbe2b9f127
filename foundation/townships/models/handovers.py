from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models.people import Official, Tenure

#: How many letters the frozen names take.
TITLE, DUTY, NOTE, WITNESS = 300, 100, 300, 50


class HandOver(Scoped):
    """离任交接: what was open in an official's hands on the day his tenure ended."""

    tenure = models.OneToOneField(Tenure, models.PROTECT, related_name="hand_over", verbose_name=_("任职"))
    day = models.DateField(_("离任日期"))
    witness = models.CharField(_("监交人"), max_length=WITNESS, blank=True)
    completed_on = models.DateField(_("交接完成日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("离任交接")
        verbose_name_plural = _("离任交接")
        default_permissions = ()
        ordering = ["-day", "-pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(
                name="hand_over_has_a_witness", condition=Q(completed_on__isnull=True) | ~Q(witness="")
            ),
        ]
        indexes = scope_indexes("day")

    def __str__(self) -> str:
        return f"{self.tenure.official.name}（{self.tenure.post.name}）"


class HandOverLine(Scoped):
    """One open matter, as it was called on that day, and who has taken it over."""

    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="lines", verbose_name=_("离任交接"))
    ref = models.CharField(_("事项"), max_length=120)
    title = models.CharField(_("名称"), max_length=TITLE)
    duty = models.CharField(_("承担的工作"), max_length=DUTY)
    due = models.DateField(_("期限"), null=True, blank=True)
    receiver = models.ForeignKey(
        Official,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="received_matters",
        verbose_name=_("接收人"),
    )
    note = models.CharField(_("说明"), max_length=NOTE, blank=True)
    received_on = models.DateField(_("接收日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("交接事项")
        verbose_name_plural = _("交接事项")
        default_permissions = ()
        ordering = ["hand_over", "pk"]
        constraints = [
            *scope_constraints(),
            models.UniqueConstraint(fields=["hand_over", "ref", "duty"], name="hand_over_line_once"),
            models.CheckConstraint(
                name="hand_over_line_received_by_somebody",
                condition=Q(receiver__isnull=True, received_on__isnull=True)
                | Q(receiver__isnull=False, received_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["county", "township"], name="handoverline_scope")]

    def __str__(self) -> str:
        return self.title
