from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from decisions.states import Category, Split, Way
from foundation.rulebook.states import SHARES, Unit
from foundation.rulebook.values import written
from foundation.townships.models import Body
from foundation.townships.states import BodyKind, PostKind, UnitType

_UNITS = [each for each in Unit.choices if each[0] in SHARES]


class Procedure(models.Model):
    """议事规则 (D18): how a body decides, from a day to a day. A body's own; else its county's for bodies of that
    kind (of one unit type, or of all); else the country's default, which has no county.

    Not `Scoped`, for the same reason as a parameter. Content is never changed: a new version begins, the old one
    ends the day before, and a meeting keeps the one that was in force on its day. An empty quorum means: by the
    number of the rulebook.
    """

    county = models.CharField(
        _("县代码"), max_length=6, blank=True, default="", validators=[RegexValidator(r"^\d{6}$")]
    )
    township = models.CharField(
        _("乡镇代码"), max_length=9, blank=True, default="", validators=[RegexValidator(r"^\d{9}$")]
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="procedures", verbose_name=_("组织")
    )
    kind = models.CharField(_("组织类别"), max_length=30, choices=BodyKind.choices)
    unit_type = models.CharField(_("单位类型"), max_length=20, choices=UnitType.choices, blank=True, default="")
    quorum = models.CharField(_("到会比例"), max_length=9, blank=True, default="")
    quorum_unit = models.CharField(
        _("到会比例含本数"), max_length=20, choices=_UNITS, default=Unit.SHARE_OVER, blank=True
    )
    quorum_personnel = models.CharField(_("人事议题到会比例"), max_length=9, blank=True, default="")
    quorum_personnel_unit = models.CharField(
        _("人事议题到会比例含本数"), max_length=20, choices=_UNITS, default=Unit.SHARE_AT_LEAST, blank=True
    )
    least = models.PositiveSmallIntegerField(_("至少到会人数"), default=0)
    way = models.CharField(_("决定方式"), max_length=24, choices=Way.choices)
    chair = models.CharField(_("主持人职务"), max_length=30, choices=PostKind.choices, blank=True, default="")
    acting_chair = models.CharField(
        _("代为主持的职务"), max_length=30, choices=PostKind.choices, blank=True, default=""
    )
    last_but_one = models.CharField(
        _("倒数第二位表态"), max_length=30, choices=PostKind.choices, blank=True, default=""
    )
    last = models.CharField(_("末位表态"), max_length=30, choices=PostKind.choices, blank=True, default="")
    minutes = models.PositiveSmallIntegerField(_("每人发言分钟"), default=0, help_text=_("不限的填 0。"))
    secret = models.JSONField(_("无记名投票的类别"), default=list, blank=True)
    tie = models.CharField(_("票数相等时"), max_length=12, choices=Split.choices, default=Split.MAY_DEFER)
    split = models.CharField(_("意见分歧较大"), max_length=9, blank=True, default="")
    reconsider = models.CharField(_("提议复议的成员比例"), max_length=9, blank=True, default="")
    chair_may_reconsider = models.BooleanField(_("主要负责人可以提议复议"), default=True)
    title = models.CharField(_("名称和文号"), max_length=200)
    start = models.DateField(_("生效日期"))
    end = models.DateField(_("失效日期"), null=True, blank=True)
    lodged_on = models.DateField(_("备案日期"), null=True, blank=True)
    lodged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("备案人")
    )

    class Meta:
        verbose_name = _("议事规则")
        verbose_name_plural = _("议事规则")
        default_permissions = ()
        ordering = ["kind", "county", "township", "-start"]
        constraints = [
            models.CheckConstraint(
                name="procedure_whose",
                condition=Q(county="", township="", body__isnull=True)
                | Q(county__length=6, township="", body__isnull=True)
                | Q(county__length=6, township__length=9, body__isnull=False, unit_type=""),
            ),
            models.CheckConstraint(
                name="procedure_lists",
                condition=Q(way__in=Way.values, kind__in=BodyKind.values, tie__in=Split.values),
            ),
            models.CheckConstraint(name="procedure_period", condition=Q(end__isnull=True) | Q(end__gte=F("start"))),
            models.CheckConstraint(
                name="procedure_lodged_by_somebody",
                condition=Q(lodged_on__isnull=True, lodged_by__isnull=True)
                | Q(lodged_on__isnull=False, lodged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="procedure_order", condition=Q(last="") | ~Q(last=F("last_but_one")) | Q(last_but_one="")
            ),
            models.UniqueConstraint(
                fields=["county", "kind", "unit_type", "start"],
                condition=Q(body__isnull=True),
                name="procedure_once_for_a_county",
            ),
            models.UniqueConstraint(fields=["body", "start"], name="procedure_once_for_a_body"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """The ledger stream of whoever made it; empty for the country's."""
        return self.township or self.county

    @property
    def secret_categories(self) -> list[str]:
        """By name, in the order of the list."""
        return [str(each.label) for each in Category if each.value in self.secret]

    def share(self, name: str) -> str:
        """A quorum as people read it; empty where the rulebook's number holds."""
        text = getattr(self, name)
        return written(text, Unit(getattr(self, f"{name}_unit"))) if text else ""
