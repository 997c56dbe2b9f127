"""制度汇编: regulations, their versions and articles, the files that come with them, what they stand behind."""

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from foundation.files.states import OFFICIAL
from foundation.rulebook.articles import is_heading
from foundation.rulebook.states import (
    COUNTRY_KINDS,
    COUNTY_KINDS,
    FILE_MOST,
    TOWNSHIP_KINDS,
    RegulationKind,
    Standing,
    Target,
)
from foundation.scope import INSTALLATION

_FORMATS = [kind.value for kind in OFFICIAL]
_COUNTRYS = Q(county="", township="")
_COUNTYS = Q(county__length=6, township="")
_TOWNSHIPS = Q(county__length=6, township__length=9, county=Substr("township", 1, 6))


class Regulation(models.Model):
    """A regulation under one title, for the country, a county or a township. What it says stands in its versions.

    Not `Scoped`: without a county it belongs to the whole country. A row never changes.
    """

    county = models.CharField(
        _("县代码"), max_length=6, blank=True, default="", validators=[RegexValidator(r"^\d{6}$")]
    )
    township = models.CharField(
        _("乡镇代码"), max_length=9, blank=True, default="", validators=[RegexValidator(r"^\d{9}$")]
    )
    kind = models.CharField(_("类别"), max_length=20, choices=RegulationKind.choices)
    title = models.CharField(_("名称"), max_length=120)
    issuer = models.CharField(_("发布机关"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(_("序号"))

    class Meta:
        verbose_name = _("制度")
        verbose_name_plural = _("制度汇编")
        default_permissions = ()
        ordering = ["county", "township", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rulebook_regulation_scope",
                condition=_COUNTRYS | _COUNTYS | _TOWNSHIPS,
                violation_error_message=_("乡镇代码必须以县代码开头；没有县代码的属于全国。"),
            ),
            models.CheckConstraint(
                name="rulebook_regulation_kind",
                condition=(_COUNTRYS & Q(kind__in=COUNTRY_KINDS))
                | (_COUNTYS & Q(kind__in=COUNTY_KINDS))
                | (_TOWNSHIPS & Q(kind__in=TOWNSHIP_KINDS)),
            ),
            models.CheckConstraint(name="rulebook_regulation_title", condition=~Q(title="")),
            models.UniqueConstraint(fields=["county", "township", "title"], name="rulebook_regulation_once"),
        ]

    def __str__(self) -> str:
        return f"《{self.title}》"

    @property
    def stream(self) -> str:
        """The ledger stream of its owner."""
        return self.township or self.county or INSTALLATION


class VersionQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        """Those in force on a day; one without a first day has been in force for as long as anybody knows."""
        return self.filter(Q(start__isnull=True) | Q(start__lte=day), Q(end__isnull=True) | Q(end__gte=day))


class RegulationVersion(models.Model):
    """What a regulation says from a day to a day.

    `text_known`: somebody has the text and has compared it; without it the version is 待县确认 and never
    printed as a citation. Nothing but the end is ever changed, once, and then `end_reason` says why.
    """

    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="versions", verbose_name=_("制度"))
    number = models.PositiveSmallIntegerField(_("版次"))
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    issued_on = models.DateField(_("发布日期"), null=True, blank=True)
    start = models.DateField(_("施行日期"), null=True, blank=True)
    end = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("最后一天；仍然有效的留空。"))
    end_reason = models.CharField(_("失效原因"), max_length=200, blank=True)
    text_known = models.BooleanField(_("原文已核对"))
    basis = models.CharField(_("依据和说明"), max_length=300)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("制度版本")
        verbose_name_plural = _("制度版本")
        default_permissions = ()
        ordering = ["regulation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "number"], name="rulebook_version_number"),
            models.UniqueConstraint(
                fields=["regulation"], condition=Q(end__isnull=True), name="rulebook_version_one_open"
            ),
            models.CheckConstraint(name="rulebook_version_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="rulebook_version_period",
                condition=Q(end__isnull=True) | Q(start__isnull=True) | Q(end__gte=F("start")),
            ),
            models.CheckConstraint(
                name="rulebook_version_end_reason",
                condition=Q(end__isnull=True, end_reason="") | (Q(end__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="rulebook_version_known_start", condition=Q(text_known=False) | Q(start__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regulation}{_('第%(number)d版') % {'number': self.number}}"

    def standing_on(self, day: date) -> Standing:
        if self.end is not None and self.end < day:
            return Standing.ENDED
        if self.start is not None and self.start > day:
            return Standing.COMING
        return Standing.IN_FORCE if self.text_known else Standing.UNCONFIRMED


class Article(models.Model):
    """One article, or the heading of a chapter; what stands before the first has no label."""

    version = models.ForeignKey(RegulationVersion, models.PROTECT, related_name="articles", verbose_name=_("版本"))
    position = models.PositiveSmallIntegerField(_("次序"))
    label = models.CharField(_("条"), max_length=30, blank=True)
    text = models.TextField(_("条文"), blank=True)

    class Meta:
        verbose_name = _("条文")
        verbose_name_plural = _("条文")
        default_permissions = ()
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="rulebook_article_position"),
            models.CheckConstraint(name="rulebook_article_says_something", condition=~Q(label="", text="")),
        ]

    def __str__(self) -> str:
        return self.label or str(_("序言"))

    @property
    def heads(self) -> bool:
        """Whether it is the heading of a chapter."""
        return is_heading(self.label)


class RegulationFile(models.Model):
    """The official text as a file. Its bytes lie in the storage under their digest; a row never changes."""

    version = models.ForeignKey(RegulationVersion, models.PROTECT, related_name="files", verbose_name=_("版本"))
    name = models.CharField(_("文件名"), max_length=150)
    media_type = models.CharField(_("格式"), max_length=80, choices=[(kind.value, kind.label) for kind in OFFICIAL])
    size = models.PositiveIntegerField(_("字节数"))
    digest = models.CharField(_("文件摘要"), max_length=64)

    class Meta:
        verbose_name = _("制度文件")
        verbose_name_plural = _("制度文件")
        default_permissions = ()
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "digest"], name="rulebook_file_once"),
            models.CheckConstraint(name="rulebook_file_size", condition=Q(size__gte=1, size__lte=FILE_MOST)),
            models.CheckConstraint(name="rulebook_file_media_type", condition=Q(media_type__in=_FORMATS)),
            models.CheckConstraint(name="rulebook_file_digest", condition=Q(digest__length=64)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Its place in the storage."""
        return f"regulations/{self.digest}"


class RegulationLink(models.Model):
    """A version, or one article of it, stands behind a number, a rule or a power.

    A wrong link is voided with a reason; its row stays.
    """

    version = models.ForeignKey(RegulationVersion, models.PROTECT, related_name="links", verbose_name=_("版本"))
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="links", verbose_name=_("条")
    )
    kind = models.CharField(_("对应什么"), max_length=20, choices=Target.choices)
    code = models.CharField(_("代码"), max_length=60)
    voided_on = models.DateField(_("作废日期"), null=True, blank=True)
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("制度对应")
        verbose_name_plural = _("制度对应")
        default_permissions = ()
        ordering = ["kind", "code", "pk"]
        constraints = [
            models.CheckConstraint(name="rulebook_link_kind", condition=Q(kind__in=Target.values)),
            models.CheckConstraint(
                name="rulebook_link_void_reason",
                condition=Q(voided_on__isnull=True, void_reason="") | (Q(voided_on__isnull=False) & ~Q(void_reason="")),
            ),
            models.UniqueConstraint(
                fields=["version", "kind", "code"],
                condition=Q(article__isnull=True, voided_on__isnull=True),
                name="rulebook_link_of_version_once",
            ),
            models.UniqueConstraint(
                fields=["article", "kind", "code"],
                condition=Q(article__isnull=False, voided_on__isnull=True),
                name="rulebook_link_of_article_once",
            ),
        ]
        indexes = [models.Index(fields=["kind", "code"], name="rulebook_link_target")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"
