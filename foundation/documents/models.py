from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.documents.models_archive import ArchivePackage
from foundation.documents.models_attachments import Attachment
from foundation.documents.models_flow import Draft, DraftStep, PaperVoid, Receipt
from foundation.documents.models_templates import PaperTemplate
from foundation.documents.models_word import WordFile
from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models import Body

__all__ = [
    "ArchivePackage",
    "Attachment",
    "Draft",
    "DraftStep",
    "Paper",
    "PaperFile",
    "PaperTemplate",
    "PaperVoid",
    "Receipt",
    "Series",
    "WordFile",
]


class Series(models.Model):
    """The last number that a body gave to a kind of paper in a year. Locked while the next one is given.

    No ruled table: the papers carry their numbers, and a constraint keeps them apart.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="series", verbose_name=_("组织"))
    kind = models.CharField(_("文种"), max_length=30)
    year = models.PositiveSmallIntegerField(_("年份"))
    last = models.PositiveIntegerField(_("末号"), default=0)

    class Meta:
        verbose_name = _("文号序列")
        verbose_name_plural = _("文号序列")
        default_permissions = ()
        ordering = ["body", "kind", "year"]
        constraints = [models.UniqueConstraint(fields=["body", "kind", "year"], name="documents_series_once")]

    def __str__(self) -> str:
        return f"{self.kind}〔{self.year}〕{self.last}"


class Paper(Scoped):
    """An official paper as it was signed: number, title and content never change (a trigger refuses).

    `content` is canonical JSON, the same bytes on every database; `digest` is its SHA-256, printed at
    the foot of each page. `about` is the reference of the thing that the paper is about, `corrects` the paper that
    it corrects, `issued_on` the day on which it was signed (成文日期). A mistake is voided (`PaperVoid`) or corrected
    by another paper; papers of before 2026-12 have no `draft`.
    """

    kind = models.CharField(_("文种"), max_length=30)
    body = models.ForeignKey(Body, models.PROTECT, related_name="papers", verbose_name=_("发文组织"))
    year = models.PositiveSmallIntegerField(_("年份"))
    number = models.PositiveIntegerField(_("序号"), validators=[MinValueValidator(1)])
    label = models.CharField(_("文号"), max_length=200)
    title = models.CharField(_("标题"), max_length=200)
    about = models.CharField(_("事项"), max_length=120)
    content = models.TextField(_("内容"))
    digest = models.CharField(_("内容摘要"), max_length=64)
    issued_on = models.DateField(_("成文日期"))
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("更正的公文")
    )

    class Meta:
        verbose_name = _("公文")
        verbose_name_plural = _("公文")
        default_permissions = ()
        ordering = ["-issued_on", "-pk"]
        constraints = [
            *scope_constraints(),
            models.UniqueConstraint(fields=["body", "kind", "year", "number"], name="documents_paper_number"),
            models.CheckConstraint(name="documents_paper_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="documents_paper_digest", condition=Q(digest__length=64)),
        ]
        indexes = [*scope_indexes("issued_on"), models.Index(fields=["about"], name="documents_paper_about")]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("documents:paper", args=[self.pk])


class PaperFile(models.Model):
    """The PDF of a paper, made once by a job. Its own digest is not the paper's: another machine's fonts
    would give other bytes for the same content. `faces` names those that were used, with spaces between."""

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="file", verbose_name=_("公文"))
    path = models.CharField(_("文件"), max_length=120)
    digest = models.CharField(_("文件摘要"), max_length=64)
    faces = models.TextField(_("字体"), blank=True, default="")
    template = models.ForeignKey(
        PaperTemplate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所用模板")
    )
    rendered_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("公文文件")
        verbose_name_plural = _("公文文件")
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="documents_paperfile_digest", condition=Q(digest__length=64))]

    def __str__(self) -> str:
        return self.path


models.CharField.register_lookup(Length)
