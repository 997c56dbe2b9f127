"""Who watches a meeting: the discipline secretary who stops it, and the county's observers. Rows are added only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from decisions.models.meetings import AgendaItem, Meeting
from decisions.models.voices import Voice
from decisions.states import StopAnswerKind, StopKind
from foundation.townships.models import Official


class Stop(Voice):
    """提醒、制止 (D10): said by the discipline secretary from his own login while the item goes on."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="stops", verbose_name=_("上会议题"))
    kind = models.CharField(_("方式"), max_length=8, choices=StopKind.choices)
    reason = models.TextField(_("理由"), max_length=1000)

    class Meta(Voice.Meta):
        verbose_name = _("提醒和制止")
        verbose_name_plural = _("提醒和制止")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="stop_kind", condition=Q(kind__in=StopKind.values))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.reason}"


class StopAnswer(Voice):
    """What the chair answered, on record; once."""

    stop = models.OneToOneField(Stop, models.PROTECT, related_name="answer", verbose_name=_("提醒和制止"))
    kind = models.CharField(_("答复"), max_length=8, choices=StopAnswerKind.choices)
    chair = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("主持人"))
    text = models.TextField(_("答复内容"), max_length=1000)

    class Meta(Voice.Meta):
        verbose_name = _("主持人答复")
        verbose_name_plural = _("主持人答复")
        constraints = [models.CheckConstraint(name="stop_answer_kind", condition=Q(kind__in=StopAnswerKind.values))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.text}"


class StopLift(Voice):
    """The discipline secretary takes his stop back: what he objected to has been put right."""

    stop = models.OneToOneField(Stop, models.PROTECT, related_name="lift", verbose_name=_("提醒和制止"))
    reason = models.TextField(_("撤销理由"), max_length=1000)

    class Meta(Voice.Meta):
        verbose_name = _("撤销制止")
        verbose_name_plural = _("撤销制止")

    def __str__(self) -> str:
        return self.reason


class Observer(models.Model):
    """县里列席人员 (E07): somebody whom the county has sent into a meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="observers", verbose_name=_("会议"))
    official = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("列席人员"))

    class Meta:
        verbose_name = _("县里列席人员")
        verbose_name_plural = _("县里列席人员")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["meeting", "official"], name="one_observer_per_meeting")]

    def __str__(self) -> str:
        return self.official.name


class ObserverNote(models.Model):
    """An observer's own note, written from his own login; the unit neither writes nor changes it."""

    observer = models.ForeignKey(Observer, models.PROTECT, related_name="notes", verbose_name=_("列席人员"))
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="observer_notes", verbose_name=_("上会议题")
    )
    text = models.TextField(_("记录"), max_length=5000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("县里列席人员记录")
        verbose_name_plural = _("县里列席人员记录")
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
