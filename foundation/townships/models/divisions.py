from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from foundation.scope import Scope
from foundation.townships.states import Capability, Level, UnitType


class DivisionQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        """Those that exist on a day."""
        return self.filter(Q(start__isnull=True) | Q(start__lte=day), Q(end__isnull=True) | Q(end__gte=day))


class Division(models.Model):
    """A province, prefecture, county, township-level unit or village, by its 12-digit statistical code.

    `county` and `township` are the 6 and 9 first digits where the level has them, so that "everything
    in this county" is an equality. A parent may be missing: some prefectures have no counties, some
    cities stand as a county without a prefecture.
    """

    code = models.CharField(
        _("区划代码"), max_length=12, unique=True, validators=[RegexValidator(r"^\d{12}$", _("区划代码为 12 位数字。"))]
    )
    name = models.CharField(_("名称"), max_length=100)
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices)
    unit_type = models.CharField(_("类型"), max_length=20, choices=UnitType.choices, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    start = models.DateField(_("设立日期"), null=True, blank=True, help_text=_("第一天；一直就有的留空。"))
    end = models.DateField(_("撤销日期"), null=True, blank=True, help_text=_("最后一天；没有撤销的留空。"))
    county = models.CharField(_("县代码"), max_length=6, blank=True, default="")
    township = models.CharField(_("乡镇代码"), max_length=9, blank=True, default="")

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("区划")
        verbose_name_plural = _("区划")
        ordering = ["code"]
        default_permissions = ()
        permissions = [*Capability.choices]
        constraints = [
            models.CheckConstraint(name="division_code_length", condition=Q(code__length=12)),
            models.CheckConstraint(
                name="division_ends_after_start",
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")),
            ),
            models.CheckConstraint(name="division_level", condition=Q(level__in=Level.values)),
            models.CheckConstraint(
                name="division_scope",
                condition=Q(level__in=[Level.PROVINCE, Level.PREFECTURE], county="", township="")
                | Q(level=Level.COUNTY, county=Substr("code", 1, 6), township="")
                | Q(
                    level__in=[Level.TOWNSHIP, Level.VILLAGE],
                    county=Substr("code", 1, 6),
                    township=Substr("code", 1, 9),
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["county", "level"], name="division_county_level"),
            models.Index(fields=["township", "level"], name="division_township_level"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        """Whose records the division's own are. Raises `ValueError` above the county."""
        return Scope(self.county, self.township)

    def exists_on(self, day: date) -> bool:
        """Whether the division is in force on a day: founded by then, and not dissolved before."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    @property
    def short_code(self) -> str:
        """The digits that say something: 6 for a county, 9 for a township, 12 for a village."""
        return {Level.COUNTY: self.code[:6], Level.TOWNSHIP: self.code[:9]}.get(Level(self.level), self.code)


class Succession(models.Model):
    """撤并沿革: from `day` on, `successor` stands in the place of `predecessor`, wholly or in part.

    A merger has one row for each predecessor, a division one for each successor. Records keep the code
    of their day; a grant on a successor covers its predecessors.
    """

    predecessor = models.ForeignKey(Division, models.PROTECT, related_name="successions", verbose_name=_("原区划"))
    successor = models.ForeignKey(Division, models.PROTECT, related_name="origins", verbose_name=_("现区划"))
    day = models.DateField(_("生效日期"))

    class Meta:
        verbose_name = _("区划沿革")
        verbose_name_plural = _("区划沿革")
        default_permissions = ()
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(name="succession_of_another", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor.name} → {self.successor.name}"
