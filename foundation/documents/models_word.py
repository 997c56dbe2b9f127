from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WordFile(models.Model):
    """The .docx of a paper, made once by the job that makes its PDF. The same content gives the same bytes."""

    paper = models.OneToOneField("documents.Paper", models.PROTECT, related_name="word", verbose_name=_("公文"))
    path = models.CharField(_("文件"), max_length=120)
    digest = models.CharField(_("文件摘要"), max_length=64)
    template = models.ForeignKey(
        "documents.PaperTemplate", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所用模板")
    )
    rendered_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("公文 Word 文件")
        verbose_name_plural = _("公文 Word 文件")
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="documents_wordfile_digest", condition=Q(digest__length=64))]

    def __str__(self) -> str:
        return self.path
