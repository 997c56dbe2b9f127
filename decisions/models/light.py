"""一般事项 (E03): what is below every threshold and not on the list takes one sheet a meeting."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from decisions.models.meetings import Meeting
from decisions.states import LightKind
from foundation.money import MoneyField
from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models import Official
from powers.models import DirectoryEntry


class LightSheet(Scoped):
    """一般事项单: several small matters, decided at one meeting and entered at once. Never changed: a wrong one is
    voided while it is not signed, and entered anew with the next `number`."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="light_sheets", verbose_name=_("会议"))
    number = models.PositiveSmallIntegerField(_("第几份"))
    day = models.DateField(_("会议日期"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        verbose_name = _("一般事项单")
        verbose_name_plural = _("一般事项单")
        default_permissions = ()
        ordering = ["-day", "-pk"]
        constraints = [
            *scope_constraints(),
            models.UniqueConstraint(fields=["meeting", "number"], name="one_light_sheet_per_number"),
        ]
        indexes = scope_indexes("day")

    def __str__(self) -> str:
        return _now("%(meeting)s一般事项单") % {"meeting": self.meeting}


class LightLine(models.Model):
    """One matter of a sheet: how much, who handles it, what was decided. `entry` is its place in the directory, if it
    has one."""

    sheet = models.ForeignKey(LightSheet, models.PROTECT, related_name="lines", verbose_name=_("一般事项单"))
    position = models.PositiveSmallIntegerField(_("序号"))
    matter = models.CharField(_("事项"), max_length=120)
    kind = models.CharField(_("种类"), max_length=12, choices=LightKind.choices)
    entry = models.ForeignKey(
        DirectoryEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("目录事项")
    )
    amount = MoneyField(_("金额（元）"), null=True, blank=True)
    handler = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    decision = models.CharField(_("决定"), max_length=500)

    class Meta:
        verbose_name = _("一般事项")
        verbose_name_plural = _("一般事项")
        default_permissions = ()
        ordering = ["sheet", "position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="one_light_line_per_position"),
            models.CheckConstraint(name="light_line_kind", condition=models.Q(kind__in=LightKind.values)),
            models.CheckConstraint(
                name="light_line_entry",
                condition=models.Q(kind=LightKind.LISTED, entry__isnull=False)
                | (~models.Q(kind=LightKind.LISTED) & models.Q(entry__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.matter

    @property
    def sort(self) -> str:
        """What it is, in words."""
        return self.entry.name if self.entry else self.get_kind_display()


class LightSignature(models.Model):
    """The chair signs a sheet off: by his own login, or on paper, which the clerk records (`on_paper`)."""

    sheet = models.OneToOneField(LightSheet, models.PROTECT, related_name="signature", verbose_name=_("一般事项单"))
    official = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("签批人"))
    on_paper = models.BooleanField(_("纸质签批"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("签批时间"))

    class Meta:
        verbose_name = _("一般事项签批")
        verbose_name_plural = _("一般事项签批")
        default_permissions = ()

    def __str__(self) -> str:
        return self.official.name


class LightVoid(models.Model):
    """A sheet that was entered wrongly and not signed."""

    sheet = models.OneToOneField(LightSheet, models.PROTECT, related_name="void", verbose_name=_("一般事项单"))
    reason = models.CharField(_("作废原因"), max_length=200)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("作废时间"))

    class Meta:
        verbose_name = _("作废的一般事项单")
        verbose_name_plural = _("作废的一般事项单")
        default_permissions = ()

    def __str__(self) -> str:
        return self.reason
