"""议题呈报单: who signed, what was reviewed, who talked before the meeting, who is charged with what."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from decisions.models.topics import Topic
from decisions.states import OUTSIDE, Answer, Duty, Step
from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models import Division, Official
from foundation.townships.models.people import PeriodQuerySet


class SignOff(models.Model):
    """签署: one step of a sheet, answered. Never changed: after a change of the topic somebody signs again.

    `digest` is that of what lay before him. `official` signed himself, or, with `paper`, on a sheet that the office
    has entered; `who` is his name and post, or the agency that answered.
    """

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="signatures", verbose_name=_("议题"))
    step = models.CharField(_("程序"), max_length=20, choices=Step.choices)
    official = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签署人")
    )
    who = models.CharField(_("签署人或单位"), max_length=200)
    answer = models.CharField(_("意见"), max_length=8, choices=Answer.choices)
    opinion = models.CharField(_("意见原文"), max_length=1000, blank=True)
    day = models.DateField(_("签署日期"))
    digest = models.CharField(_("所审内容的摘要"), max_length=64)
    paper = models.CharField(_("纸质件"), max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("呈报单签署")
        verbose_name_plural = _("呈报单签署")
        default_permissions = ()
        ordering = ["topic", "pk"]
        constraints = [
            models.CheckConstraint(
                name="signoff_person_or_agency",
                condition=Q(step__in=sorted(OUTSIDE), official__isnull=True)
                | (~Q(step__in=sorted(OUTSIDE)) & Q(official__isnull=False)),
            ),
            models.CheckConstraint(name="signoff_agency_on_paper", condition=Q(official__isnull=False) | ~Q(paper="")),
            models.CheckConstraint(name="signoff_no_talk", condition=~Q(step=Step.TALK)),
            models.CheckConstraint(name="signoff_refusal", condition=~Q(answer=Answer.REFUSE) | Q(step=Step.SCREENING)),
            models.CheckConstraint(name="signoff_reason", condition=Q(answer=Answer.AGREE) | ~Q(opinion="")),
            models.CheckConstraint(name="signoff_digest", condition=Q(digest__length=64)),
        ]

    def __str__(self) -> str:
        words = f"：{self.opinion}" if self.opinion else ""
        return f"{self.get_step_display()} {self.who} {self.get_answer_display()}{words}"

    @property
    def on_paper(self) -> bool:
        """Signed on paper and entered by the office, not by his own login."""
        return bool(self.paper)


class PriorTalk(models.Model):
    """酝酿: the secretary talked about a topic with a named circle. Its views are for that circle and the county."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="talks", verbose_name=_("议题"))
    day = models.DateField(_("酝酿日期"))
    views = models.TextField(_("主要意见"), max_length=5000)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("会前酝酿")
        verbose_name_plural = _("会前酝酿")
        default_permissions = ()
        ordering = ["topic", "day", "pk"]
        constraints = [models.CheckConstraint(name="priortalk_views", condition=~Q(views=""))]

    def __str__(self) -> str:
        return _("%(day)s 酝酿") % {"day": self.day}


class TalkMember(models.Model):
    """One of the circle of a talk: he may read what was said."""

    talk = models.ForeignKey(PriorTalk, models.PROTECT, related_name="circle", verbose_name=_("会前酝酿"))
    official = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("参加人"))

    class Meta:
        verbose_name = _("酝酿参加人")
        verbose_name_plural = _("酝酿参加人")
        default_permissions = ()
        ordering = ["talk", "pk"]
        constraints = [models.UniqueConstraint(fields=["talk", "official"], name="talkmember_once")]

    def __str__(self) -> str:
        return self.official.name


class Charge(Scoped):
    """委托: the secretary charges somebody with screening topics, or with their legality review, for some time."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("单位"))
    duty = models.CharField(_("受托事项"), max_length=12, choices=Duty.choices)
    official = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("受托人"))
    given_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("委托人"))
    paper = models.CharField(_("委托文件"), max_length=200)
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("结束日期"), null=True, blank=True, help_text=_("最后一天；没有期限的留空。"))

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("委托")
        verbose_name_plural = _("委托")
        default_permissions = ()
        ordering = ["division__code", "duty", "-start"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="charge_duty", condition=Q(duty__in=Duty.values)),
            models.CheckConstraint(
                name="charge_ends_after_start", condition=Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
            models.UniqueConstraint(
                fields=["division", "duty", "official"], condition=Q(end__isnull=True), name="charge_once"
            ),
        ]
        indexes = scope_indexes("start")

    def __str__(self) -> str:
        return f"{self.get_duty_display()}：{self.official.name}"
