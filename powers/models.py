"""集体决策事项目录: its versions, classes and entries, and what the county says of them."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.rulebook.defaults import title_of
from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models import Division
from foundation.townships.states import BodyKind
from powers.states import LISTED, REVIEWS, THRESHOLDS, Boundary, Category, DirectoryState, Step


class DirectoryQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        """Those in force on a day."""
        adopted = Q(state__in=[DirectoryState.ADOPTED, DirectoryState.LODGED])
        return self.filter(adopted, Q(end__isnull=True) | Q(end__gte=day), start__lte=day)


class Directory(Scoped):
    """One version of the directory of a township, or of the county's model (without township)."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="directories", verbose_name=_("单位"))
    number = models.PositiveSmallIntegerField(_("版次"))
    state = models.CharField(_("状态"), max_length=12, choices=DirectoryState.choices, default=DirectoryState.DRAFT)
    drafted_on = models.DateField(_("起草日期"))
    adopted_on = models.DateField(_("通过日期"), null=True, blank=True)
    adopted_by = models.CharField(_("由哪次会议通过"), max_length=200, blank=True)
    start = models.DateField(_("施行日期"), null=True, blank=True)
    end = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("最后一天；仍在施行的留空。"))
    lodged_on = models.DateField(_("报备日期"), null=True, blank=True)

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("集体决策事项目录")
        verbose_name_plural = _("集体决策事项目录")
        default_permissions = ()
        ordering = ["county", "township", "-number"]
        constraints = [
            *scope_constraints(),
            models.UniqueConstraint(fields=["division", "number"], name="directory_number"),
            models.UniqueConstraint(
                fields=["division"], condition=Q(state=DirectoryState.DRAFT), name="directory_one_draft"
            ),
            models.UniqueConstraint(
                fields=["division"],
                condition=~Q(state=DirectoryState.DRAFT) & Q(end__isnull=True),
                name="directory_one_open",
            ),
            models.CheckConstraint(
                name="directory_state_and_days",
                condition=Q(
                    state=DirectoryState.DRAFT,
                    adopted_on__isnull=True,
                    start__isnull=True,
                    end__isnull=True,
                    lodged_on__isnull=True,
                )
                | Q(
                    state=DirectoryState.ADOPTED,
                    adopted_on__isnull=False,
                    start__isnull=False,
                    lodged_on__isnull=True,
                )
                | Q(
                    state=DirectoryState.LODGED,
                    adopted_on__isnull=False,
                    start__isnull=False,
                    lodged_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="directory_period", condition=Q(end__isnull=True) | Q(start__isnull=True) | Q(end__gte=F("start"))
            ),
        ]
        indexes = scope_indexes("drafted_on")

    def __str__(self) -> str:
        return _("%(unit)s集体决策事项目录（第%(number)d版）") % {"unit": self.division.name, "number": self.number}

    @property
    def is_countys(self) -> bool:
        """The model from which the townships make their own."""
        return not self.township

    @property
    def is_draft(self) -> bool:
        return self.state == DirectoryState.DRAFT


class DirectoryClass(models.Model):
    """大类: one class of a version, and which of the four it belongs to."""

    directory = models.ForeignKey(Directory, models.PROTECT, related_name="classes", verbose_name=_("目录"))
    position = models.PositiveSmallIntegerField(_("序号"))
    name = models.CharField(_("大类"), max_length=60)
    category = models.CharField(_("类别"), max_length=20, choices=[(each.value, each.label) for each in LISTED])

    class Meta:
        verbose_name = _("目录大类")
        verbose_name_plural = _("目录大类")
        default_permissions = ()
        ordering = ["directory", "position"]
        constraints = [
            models.UniqueConstraint(fields=["directory", "position"], name="directoryclass_position"),
            models.CheckConstraint(name="directoryclass_category", condition=Q(category__in=LISTED)),
        ]

    def __str__(self) -> str:
        return self.name


class DirectoryEntry(models.Model):
    """事项: one matter of the directory, and what it needs before, in and after its meeting.

    `code` stays the same through all versions; a county's entry keeps it in the townships. `bodies` and
    `reviews` are lists of words of `BodyKind` and `Step`, in their order.
    """

    directory = models.ForeignKey(Directory, models.PROTECT, related_name="entries", verbose_name=_("目录"))
    kind = models.ForeignKey(DirectoryClass, models.PROTECT, related_name="entries", verbose_name=_("大类"))
    code = models.CharField(_("事项代码"), max_length=40)
    position = models.PositiveSmallIntegerField(_("序号"))
    name = models.CharField(_("事项名称"), max_length=120)
    bodies = models.JSONField(_("依次决定的组织"))
    light_body = models.CharField(_("未达到起点时的组织"), max_length=30, choices=BodyKind.choices, blank=True)
    reviews = models.JSONField(_("会前程序"), default=list, blank=True)
    threshold = models.CharField(_("金额起点"), max_length=60, blank=True)
    boundary = models.CharField(_("起点的写法"), max_length=12, choices=Boundary.choices, default=Boundary.AT_LEAST)
    secret_vote = models.BooleanField(_("无记名投票"), default=False)
    debate = models.BooleanField(_("会上须辩论"), default=False)
    publication = models.BooleanField(_("决定须公开"), default=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    confirmed = models.BooleanField(_("依据已核对"), default=False)
    dropped = models.BooleanField(_("起草时删去"), default=False)

    class Meta:
        verbose_name = _("目录事项")
        verbose_name_plural = _("目录事项")
        default_permissions = ()
        ordering = ["directory", "kind__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["directory", "code"], name="directoryentry_code"),
            models.CheckConstraint(
                name="directoryentry_threshold",
                condition=Q(threshold="", light_body="") | (Q(threshold__in=THRESHOLDS) & ~Q(light_body="")),
            ),
            models.CheckConstraint(name="directoryentry_boundary", condition=Q(boundary__in=Boundary.values)),
            models.CheckConstraint(name="directoryentry_basis", condition=Q(confirmed=False) | ~Q(basis="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def category(self) -> Category:
        """Which of the four it belongs to: said by its class alone."""
        return Category(self.kind.category)

    @property
    def route(self) -> tuple[BodyKind, ...]:
        return tuple(BodyKind(each) for each in self.bodies)

    @property
    def asked(self) -> tuple[Step, ...]:
        """The reviews that it needs, in the order of the sheet."""
        return in_order(self.reviews)

    @property
    def threshold_name(self) -> str:
        return title_of(self.threshold) if self.threshold else ""


def in_order(reviews: Iterable[str]) -> tuple[Step, ...]:
    """Reviews in the order of the sheet, each once; what is none is left out."""
    wanted = set(reviews)
    return tuple(each for each in REVIEWS if each.value in wanted)


class DirectoryNote(models.Model):
    """What the county's office says is missing in a township's directory."""

    directory = models.ForeignKey(Directory, models.PROTECT, related_name="notes", verbose_name=_("目录"))
    text = models.CharField(_("意见"), max_length=1000)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    at = models.DateTimeField(_("提出时间"))

    class Meta:
        verbose_name = _("县里的意见")
        verbose_name_plural = _("县里的意见")
        default_permissions = ()
        ordering = ["directory", "at", "pk"]
        constraints = [models.CheckConstraint(name="directorynote_text", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text
