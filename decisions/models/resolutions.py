from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from decisions.models.meetings import AgendaItem
from decisions.models.topics import Topic
from decisions.states import RESOLVED, Outcome, Way
from foundation.scope import Scoped, scope_constraints, scope_indexes


class Resolution(Scoped):
    """决定: what a meeting decided on an item, with the count that made it. Never changed (a trigger refuses)."""

    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="resolution", verbose_name=_("上会议题"))
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="resolutions", verbose_name=_("议题"))
    outcome = models.CharField(
        _("结果"), max_length=12, choices=[each for each in Outcome.choices if each[0] in RESOLVED]
    )
    text = models.TextField(_("决定内容"), max_length=5000)
    decided_on = models.DateField(_("决定日期"))
    due = models.PositiveSmallIntegerField(_("应到"))
    present = models.PositiveSmallIntegerField(_("实到"))
    recused = models.PositiveSmallIntegerField(_("回避"))
    agree = models.PositiveSmallIntegerField(_("同意"))
    oppose = models.PositiveSmallIntegerField(_("不同意"))
    abstain = models.PositiveSmallIntegerField(_("弃权"))
    postpone = models.PositiveSmallIntegerField(_("缓议"), default=0)
    absent = models.PositiveSmallIntegerField(_("未表决"))
    needed = models.PositiveSmallIntegerField(_("通过所需票数"))
    way = models.CharField(_("决定方式"), max_length=24, choices=Way.choices, default=Way.MAJORITY_OF_DUE)
    secret = models.BooleanField(_("无记名投票"), default=False)
    #: Of a head who decides otherwise than the majority (重大行政决策程序暂行条例 §30).
    head_reason = models.TextField(_("与多数意见不一致的理由"), max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = _("决定")
        verbose_name_plural = _("决定")
        default_permissions = ()
        ordering = ["-decided_on", "-pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(
                name="resolution_adds_up",
                condition=Q(due=F("agree") + F("oppose") + F("abstain") + F("postpone") + F("absent"))
                & Q(present__lte=F("due")),
            ),
            models.CheckConstraint(
                name="resolution_follows_the_count",
                condition=Q(outcome=Outcome.ADOPTED, agree__gte=F("needed"))
                | Q(outcome=Outcome.REJECTED, agree__lt=F("needed"))
                | (Q(outcome__in=RESOLVED, way=Way.HEAD_DECIDES) & ~Q(head_reason="")),
            ),
        ]
        indexes = scope_indexes("decided_on")

    def __str__(self) -> str:
        return f"{self.topic.title}：{self.get_outcome_display()}"
