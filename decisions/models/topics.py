from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from decisions.states import Category, TopicState
from foundation.money import MoneyField
from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models import Body, Official


class Topic(Scoped):
    """提议事项: something to be decided, from its proposal to its last body."""

    title = models.CharField(_("议题名称"), max_length=120)
    category = models.CharField(_("类别"), max_length=20, choices=Category.choices)
    body = models.ForeignKey(Body, models.PROTECT, related_name="topics", verbose_name=_("提请决定的组织"))
    proposer = models.ForeignKey(Official, models.PROTECT, related_name="topics", verbose_name=_("提议人"))
    content = models.TextField(_("主要内容"), max_length=5000)
    amount = MoneyField(_("涉及金额（元）"), null=True, blank=True)
    planned_day = models.DateField(_("计划上会日期"))
    proposed_on = models.DateField(_("提出日期"))
    state = models.CharField(_("状态"), max_length=20, choices=TopicState.choices, default=TopicState.POOL)

    history = HistoricalRecords(verbose_name=_("议题变更记录"))

    class Meta:
        verbose_name = _("议题")
        verbose_name_plural = _("议题")
        default_permissions = ()
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="topic_category", condition=models.Q(category__in=Category.values)),
            models.CheckConstraint(name="topic_state", condition=models.Q(state__in=TopicState.values)),
        ]
        indexes = scope_indexes("proposed_on")

    def __str__(self) -> str:
        return self.title
