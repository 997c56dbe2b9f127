"""What precedes or follows the ordinary way of a topic: acted on in an emergency, or discussed once more."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from decisions.models.resolutions import Resolution
from decisions.models.topics import Topic
from decisions.states import Ground
from foundation.townships.models import Official


class Emergency(models.Model):
    """紧急处置: the one in charge acted, reported at once; the next meeting confirms it (追认) or does not."""

    topic = models.OneToOneField(Topic, models.PROTECT, related_name="emergency", verbose_name=_("议题"))
    decider = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("处置人"))
    acted_on = models.DateField(_("处置日期"))
    reason = models.TextField(_("来不及开会的原因"), max_length=1000)
    done = models.TextField(_("怎样处置"), max_length=2000)
    reported_to = models.CharField(_("向谁报告"), max_length=100)
    reported_on = models.DateField(_("报告日期"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("紧急处置")
        verbose_name_plural = _("紧急处置")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="emergency_reported_after", condition=Q(reported_on__gte=models.F("acted_on")))
        ]

    def __str__(self) -> str:
        return self.topic.title


class Reconsideration(models.Model):
    """复议: a decided matter goes back to the pool, moved by members or ordered by the county until a day."""

    resolution = models.OneToOneField(
        Resolution, models.PROTECT, related_name="reconsideration", verbose_name=_("原决定")
    )
    ground = models.CharField(_("由谁提起"), max_length=8, choices=Ground.choices)
    reason = models.TextField(_("理由"), max_length=1000)
    until = models.DateField(_("须在此前复议"), null=True, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("复议")
        verbose_name_plural = _("复议")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="county_orders_by_a_day",
                condition=Q(ground=Ground.COUNTY, until__isnull=False)
                | Q(ground__in=[Ground.CHAIR, Ground.MEMBERS], until__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.resolution.topic.title}：{self.get_ground_display()}"


class Mover(models.Model):
    """One member who signed that a decision be discussed once more."""

    reconsideration = models.ForeignKey(Reconsideration, models.PROTECT, related_name="movers", verbose_name=_("复议"))
    official = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("提议人"))

    class Meta:
        verbose_name = _("复议提议人")
        verbose_name_plural = _("复议提议人")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["reconsideration", "official"], name="one_name_per_mover")]

    def __str__(self) -> str:
        return self.official.name
