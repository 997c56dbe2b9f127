from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from foundation.calendar.states import FIRST_YEAR, LAST_YEAR, NAME_LENGTH, Kind, Standing


class ArrangementQuerySet(models.QuerySet["Arrangement"]):
    def current(self) -> "ArrangementQuerySet":
        """Of each year the arrangement that holds: the one entered last."""
        later = Arrangement.objects.filter(year=OuterRef("year"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


class Arrangement(models.Model):
    """The holidays and make-up days of one year, as the State Council's office announced them.

    No county column: the country arranges them, so they are the same for every county, and every change
    stands in the stream of the whole installation. Rows are added and never changed: who corrects a year
    enters it anew under the next number, and what was counted over the old one can still be explained.
    """

    year = models.PositiveSmallIntegerField(_("年份"))
    number = models.PositiveSmallIntegerField(_("第几次录入"))
    standing = models.CharField(_("状态"), max_length=10, choices=Standing.choices)
    source = models.CharField(_("依据"), max_length=200)
    entered_at = models.DateTimeField(_("录入时间"))

    objects = ArrangementQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度放假安排")
        verbose_name_plural = _("年度放假安排")
        default_permissions = ()
        ordering = ["-year", "-number"]
        constraints = [
            models.CheckConstraint(
                name="calendar_arrangement_year", condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR)
            ),
            models.CheckConstraint(name="calendar_arrangement_number", condition=Q(number__gte=1)),
            models.CheckConstraint(name="calendar_arrangement_standing", condition=Q(standing__in=Standing.values)),
            models.CheckConstraint(name="calendar_arrangement_source", condition=~Q(source="")),
            models.UniqueConstraint(fields=["year", "number"], name="calendar_arrangement_once"),
        ]

    def __str__(self) -> str:
        return _now("%(year)d年放假安排") % {"year": self.year}


class SpecialDay(models.Model):
    """A day that differs from its weekday: a holiday, or a Saturday or Sunday that is worked in exchange.

    Which days of a break are the legal festival and which are moved there is not kept: the notice does not
    say it, and for the end of a period it makes no difference. `day` may lie in the December before.
    """

    arrangement = models.ForeignKey(Arrangement, models.PROTECT, related_name="days", verbose_name=_("年度放假安排"))
    day = models.DateField(_("日期"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("节日"), max_length=NAME_LENGTH, blank=True, default="")

    class Meta:
        verbose_name = _("放假和调休上班的日子")
        verbose_name_plural = _("放假和调休上班的日子")
        default_permissions = ()
        ordering = ["arrangement", "day"]
        constraints = [
            models.CheckConstraint(name="calendar_specialday_kind", condition=Q(kind__in=Kind.values)),
            models.UniqueConstraint(fields=["arrangement", "day"], name="calendar_specialday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()} {self.name}".rstrip()
