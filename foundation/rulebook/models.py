from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext_lazy as _

from foundation.rulebook.defaults import title_of
from foundation.rulebook.states import Unit
from foundation.rulebook.values import Value
from foundation.violations import Basis


class Parameter(models.Model):
    """One number of the regulations, from a day to a day, for the country, a county or a township.

    Not `Scoped`: without a county it is the default of the whole country. A row is never changed but
    for its last day; what was decided under it keeps it.
    """

    code = models.CharField(_("代码"), max_length=60)
    county = models.CharField(
        _("县代码"), max_length=6, blank=True, default="", validators=[RegexValidator(r"^\d{6}$")]
    )
    township = models.CharField(
        _("乡镇代码"), max_length=9, blank=True, default="", validators=[RegexValidator(r"^\d{9}$")]
    )
    value = models.CharField(_("数值"), max_length=20)
    unit = models.CharField(_("单位"), max_length=20, choices=Unit.choices)
    basis = models.CharField(_("依据"), max_length=300)
    confirmed = models.BooleanField(_("依据已核对"), default=False)
    start = models.DateField(_("生效日期"))
    end = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("最后一天；长期有效的留空。"))

    class Meta:
        verbose_name = _("规则参数")
        verbose_name_plural = _("规则参数")
        default_permissions = ()
        ordering = ["code", "county", "township", "-start"]
        constraints = [
            models.CheckConstraint(
                name="rulebook_parameter_scope",
                condition=Q(county="", township="")
                | Q(county__length=6, township="")
                | Q(county__length=6, township__length=9, county=Substr("township", 1, 6)),
                violation_error_message=_("乡镇代码必须以县代码开头；没有县代码的是全国默认值。"),
            ),
            models.CheckConstraint(name="rulebook_parameter_unit", condition=Q(unit__in=Unit.values)),
            models.CheckConstraint(
                name="rulebook_parameter_period", condition=Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
            models.UniqueConstraint(fields=["code", "county", "township", "start"], name="rulebook_parameter_once"),
            models.UniqueConstraint(
                fields=["code", "county", "township"],
                condition=Q(end__isnull=True),
                name="rulebook_parameter_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}：{self.as_value()}"

    @property
    def title(self) -> str:
        return title_of(self.code)

    def as_value(self) -> Value:
        return Value(self.code, self.title, self.value, Unit(self.unit), Basis(self.basis, self.confirmed))


models.CharField.register_lookup(Length)
