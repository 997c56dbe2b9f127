from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext_lazy as _

from foundation.scope import Scope
from foundation.townships.states import Capability, Level, UnitType


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
    county = models.CharField(_("县代码"), max_length=6, blank=True, default="")
    township = models.CharField(_("乡镇代码"), max_length=9, blank=True, default="")

    class Meta:
        verbose_name = _("区划")
        verbose_name_plural = _("区划")
        ordering = ["code"]
        default_permissions = ()
        permissions = [*Capability.choices]
        constraints = [
            models.CheckConstraint(name="division_code_length", condition=Q(code__length=12)),
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

    @property
    def short_code(self) -> str:
        """The digits that say something: 6 for a county, 9 for a township, 12 for a village."""
        return {Level.COUNTY: self.code[:6], Level.TOWNSHIP: self.code[:9]}.get(Level(self.level), self.code)


models.CharField.register_lookup(Length)
