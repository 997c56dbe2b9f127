from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext_lazy as _

from foundation.rulebook.defaults import title_of
from foundation.rulebook.states import Unit
from foundation.rulebook.values import Floor, Value
from foundation.violations import Basis


class Parameter(models.Model):
    """One number of the regulations, from a day to a day, for the country, a county, a township or a village.

    Not `Scoped`: without a county it is the default of the whole country. A row is never changed but
    for its last day and for its basis, once somebody has checked it; what was decided under it keeps it.
    `floor` is what no level below may go below; without one the nearest floor above holds there too.
    """

    code = models.CharField(_("代码"), max_length=60)
    county = models.CharField(
        _("县代码"), max_length=6, blank=True, default="", validators=[RegexValidator(r"^\d{6}$")]
    )
    township = models.CharField(
        _("乡镇代码"), max_length=9, blank=True, default="", validators=[RegexValidator(r"^\d{9}$")]
    )
    village = models.CharField(
        _("村代码"), max_length=12, blank=True, default="", validators=[RegexValidator(r"^\d{12}$")]
    )
    value = models.CharField(_("数值"), max_length=20)
    unit = models.CharField(_("单位"), max_length=20, choices=Unit.choices)
    floor = models.CharField(
        _("底线"),
        max_length=20,
        blank=True,
        default="",
        help_text=_("下级不得宽于这个数值，单位与数值相同；不设底线的留空。"),
    )
    basis = models.CharField(_("依据"), max_length=300)
    confirmed = models.BooleanField(_("依据已核对"), default=False)
    start = models.DateField(_("生效日期"))
    end = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("最后一天；长期有效的留空。"))

    class Meta:
        verbose_name = _("规则参数")
        verbose_name_plural = _("规则参数")
        default_permissions = ()
        ordering = ["code", "county", "township", "village", "-start"]
        constraints = [
            models.CheckConstraint(
                name="rulebook_parameter_scope",
                condition=Q(county="", township="", village="")
                | Q(county__length=6, township="", village="")
                | Q(county__length=6, township__length=9, county=Substr("township", 1, 6), village="")
                | Q(
                    county__length=6,
                    township__length=9,
                    county=Substr("township", 1, 6),
                    village__length=12,
                    township=Substr("village", 1, 9),
                ),
                violation_error_message=_(
                    "村代码必须以乡镇代码开头，乡镇代码必须以县代码开头；没有县代码的是全国默认值。"
                ),
            ),
            models.CheckConstraint(
                name="rulebook_parameter_floor",
                condition=Q(floor="") | Q(village=""),
                violation_error_message=_("村以下没有下级，不设底线。"),
            ),
            models.CheckConstraint(name="rulebook_parameter_unit", condition=Q(unit__in=Unit.values)),
            models.CheckConstraint(
                name="rulebook_parameter_period", condition=Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
            models.UniqueConstraint(
                fields=["code", "county", "township", "village", "start"], name="rulebook_parameter_once"
            ),
            models.UniqueConstraint(
                fields=["code", "county", "township", "village"],
                condition=Q(end__isnull=True),
                name="rulebook_parameter_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}：{self.as_value()}"

    @property
    def title(self) -> str:
        return title_of(self.code)

    @property
    def level(self) -> tuple[str, str, str]:
        """Whose row it is; in the order of these, the country comes first and a village last."""
        return self.county, self.township, self.village

    def as_value(self, bound_by: Floor | None = None) -> Value:
        """What the row says; with `bound_by`, the floor that holds in its place."""
        said = bound_by or self
        text = bound_by.text if bound_by else self.value
        basis = bound_by.basis if bound_by else Basis(self.basis, self.confirmed)
        return Value(self.code, self.title, text, Unit(said.unit), basis, bound_by)

    def as_floor(self) -> Floor | None:
        """What the row forbids the levels below it to go below."""
        if not self.floor:
            return None
        return Floor(self.floor, Unit(self.unit), Basis(self.basis, self.confirmed), self.county, self.township)


models.CharField.register_lookup(Length)
