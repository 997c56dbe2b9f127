from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ArchivePackage(models.Model):
    """归档包: all that is kept of a paper in one ZIP, as it was on a day. Added when it says something
    new; the same state gives the same bytes."""

    paper = models.ForeignKey("documents.Paper", models.PROTECT, related_name="packages", verbose_name=_("公文"))
    digest = models.CharField(_("文件摘要"), max_length=64)
    size = models.PositiveBigIntegerField(_("字节数"))
    files = models.PositiveIntegerField(_("文件数"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("由谁生成")
    )
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("归档包")
        verbose_name_plural = _("归档包")
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "digest"], name="documents_package_once"),
            models.CheckConstraint(name="documents_package_digest", condition=Q(digest__length=64)),
        ]

    def __str__(self) -> str:
        return self.digest

    @property
    def path(self) -> str:
        """Its place in the storage."""
        return f"packages/{self.digest}.zip"
