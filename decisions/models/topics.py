from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from decisions.states import Category, Step, TopicState, Track
from foundation.money import MoneyField
from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models import Body, Official
from foundation.townships.states import BodyKind
from powers.models import DirectoryEntry


class Topic(Scoped):
    """提议事项: something to be decided, from its proposal to its last body.

    `entry` is its place in the directory of its day; without one the directory does not name it. What it needs was
    asked then and stays: `track`, `route` (the bodies in their order), `steps` (before its first meeting),
    `secret_vote`, `debate`, `publishes`. `body` is whose turn it is. A classified topic has a number for a title.
    """

    title = models.CharField(_("议题名称"), max_length=120)
    entry = models.ForeignKey(
        DirectoryEntry, models.PROTECT, null=True, blank=True, related_name="topics", verbose_name=_("目录事项")
    )
    category = models.CharField(_("类别"), max_length=20, choices=Category.choices)
    track = models.CharField(_("程序"), max_length=8, choices=Track.choices, default=Track.LIGHT)
    body = models.ForeignKey(Body, models.PROTECT, related_name="topics", verbose_name=_("提请决定的组织"))
    route = models.JSONField(_("依次决定的组织"), default=list, blank=True)
    steps = models.JSONField(_("会前程序"), default=list, blank=True)
    secret_vote = models.BooleanField(_("无记名投票"), default=False)
    debate = models.BooleanField(_("会上须辩论"), default=False)
    publishes = models.BooleanField(_("决定须公开"), default=True)
    proposer = models.ForeignKey(Official, models.PROTECT, related_name="topics", verbose_name=_("提议人"))
    leader = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("分管领导")
    )
    content = models.TextField(_("主要内容"), max_length=5000)
    amount = MoneyField(_("涉及金额（元）"), null=True, blank=True)
    planned_day = models.DateField(_("计划上会日期"))
    proposed_on = models.DateField(_("提出日期"))
    state = models.CharField(_("状态"), max_length=20, choices=TopicState.choices, default=TopicState.POOL)
    state_reason = models.CharField(_("退回、不予上会或撤回的理由"), max_length=500, blank=True)
    classified_year = models.PositiveSmallIntegerField(_("涉密编号年份"), null=True, blank=True)
    classified_number = models.PositiveSmallIntegerField(_("涉密编号"), null=True, blank=True)

    history = HistoricalRecords(verbose_name=_("议题变更记录"))

    class Meta:
        verbose_name = _("议题")
        verbose_name_plural = _("议题")
        default_permissions = ()
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="topic_category", condition=Q(category__in=Category.values)),
            models.CheckConstraint(name="topic_state", condition=Q(state__in=TopicState.values)),
            models.CheckConstraint(name="topic_track", condition=Q(track__in=Track.values)),
            models.CheckConstraint(
                name="topic_kept_off_has_reason",
                condition=~Q(state__in=[TopicState.RETURNED, TopicState.REFUSED, TopicState.WITHDRAWN])
                | ~Q(state_reason=""),
            ),
            models.CheckConstraint(
                name="topic_classified",
                condition=Q(classified_year__isnull=True, classified_number__isnull=True)
                | Q(
                    classified_year__isnull=False, classified_number__isnull=False, amount__isnull=True, publishes=False
                ),
            ),
            models.UniqueConstraint(
                fields=["county", "township", "classified_year", "classified_number"], name="topic_classified_number"
            ),
        ]
        indexes = scope_indexes("proposed_on")

    def __str__(self) -> str:
        return self.title

    @property
    def classified(self) -> bool:
        """Dealt with on paper alone: the system knows its number and nothing else of it."""
        return self.classified_number is not None

    @property
    def asked(self) -> tuple[Step, ...]:
        """What it passes before its first meeting."""
        return tuple(Step(each) for each in self.steps)

    @property
    def bodies(self) -> tuple[BodyKind, ...]:
        return tuple(BodyKind(each) for each in self.route)

    @property
    def next_body(self) -> BodyKind | None:
        """Who decides after the body whose turn it is; nobody when that is the last."""
        later = self.bodies[self.bodies.index(BodyKind(self.body.kind)) + 1 :] if self.bodies else ()
        return later[0] if later else None

    @property
    def passed_a_body(self) -> bool:
        """A body has decided on it: from there on it stays as it was, at the next body and when discussed once more."""
        if self.bodies and self.bodies[0] != self.body.kind:
            return True
        # Only what is discussed once more waits in the pool with a decision.
        return self.pk is not None and self.state == TopicState.POOL and self.resolutions.exists()

    @property
    def is_personnel(self) -> bool:
        """Of these, people know the title (D05)."""
        return self.category == Category.PERSONNEL
