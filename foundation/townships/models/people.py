from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.keys.early_keys import EarlyKeyField
from foundation.keys.fields import BlindIndexField, EncryptedTextField
from foundation.keys.states import Audience, Mask
from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models.bodies import Post
from foundation.townships.models.divisions import Division


class PeriodQuerySet(models.QuerySet):
    """Rows with `start` (first day) and `end` (last day, empty while it goes on)."""

    def on(self, day: date) -> Self:
        """Those in force on a day."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)

    def overlapping(self, start: date, end: date | None) -> Self:
        """Those in force on any day from `start` to `end` (without end: from `start` on).

        A row that ends before its own start was taken back before it began: it was never in force.
        """
        rows = self.filter(Q(end__isnull=True) | Q(end__gte=start) & Q(end__gte=F("start")))
        return rows if end is None else rows.filter(start__lte=end)


class Official(Scoped):
    """Somebody who holds, or held, a post: a leader, a member of staff, a village cadre."""

    # Known before the row is written: what is encrypted is locked to it.
    id = EarlyKeyField(primary_key=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="officials", verbose_name=_("所在单位"))
    name = models.CharField(_("姓名"), max_length=50)
    office_phone = models.CharField(_("办公电话"), max_length=30, blank=True, default="", help_text=_("向社会公开。"))
    mobile = EncryptedTextField(_("手机号码"), blank=True, max_length=11, mask=Mask.MOBILE, reveals_to=Audience.PERSON)
    mobile_public = models.BooleanField(_("本人同意公开手机号码"), default=False)
    id_number = EncryptedTextField(
        _("身份证号码"), blank=True, max_length=18, mask=Mask.ID_NUMBER, reveals_to=Audience.PERSON
    )
    id_number_index = BlindIndexField("id_number")

    class Meta:
        verbose_name = _("干部")
        verbose_name_plural = _("干部")
        default_permissions = ()
        ordering = ["division__code", "pk"]
        constraints = scope_constraints()
        indexes = [models.Index(fields=["county", "township"], name="official_scope")]

    def __str__(self) -> str:
        return self.name


class Tenure(Scoped):
    """An official holds a post from a day to a day, in full or acting (主持工作)."""

    official = models.ForeignKey(Official, models.PROTECT, related_name="tenures", verbose_name=_("干部"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures", verbose_name=_("职务"))
    start = models.DateField(_("任职日期"))
    end = models.DateField(_("离任日期"), null=True, blank=True, help_text=_("最后一天；仍在任的留空。"))
    acting = models.BooleanField(_("主持工作"), default=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        default_permissions = ()
        ordering = ["post__rank", "-start"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(
                name="tenure_ends_after_start", condition=Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
            models.UniqueConstraint(fields=["post"], condition=Q(end__isnull=True), name="one_holder_of_a_post"),
        ]
        indexes = scope_indexes("start")

    def __str__(self) -> str:
        return f"{self.official.name}（{self.title}）"

    @property
    def title(self) -> str:
        """The post's name; an acting holder's says so."""
        return f"{self.post.name}（主持工作）" if self.acting else self.post.name
