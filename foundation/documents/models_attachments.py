from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.files import previews
from foundation.files.states import NAME_MOST, MediaType
from foundation.scope import Scoped, scope_constraints, scope_indexes


class Attachment(Scoped):
    """附件: a file that hangs on a thing of any room, and is read by whoever may read that thing.

    `about` is the reference of the thing. A row is voided once, with a reason, and never changed otherwise (a trigger
    refuses). The same file hangs on a thing once, unless it was voided.
    """

    about = models.CharField(_("事项"), max_length=120)
    name = models.CharField(_("文件名"), max_length=NAME_MOST)
    media_type = models.CharField(_("格式"), max_length=80, choices=MediaType.choices)
    size = models.PositiveIntegerField(_("字节数"))
    digest = models.CharField(_("文件摘要"), max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="attachments", verbose_name=_("上传人")
    )
    uploaded_at = models.DateTimeField(_("上传时间"))
    voided_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        default_permissions = ()
        ordering = ["uploaded_at", "pk"]
        constraints = [
            *scope_constraints(),
            models.UniqueConstraint(
                fields=["about", "digest"], condition=Q(voided_at__isnull=True), name="documents_attachment_once"
            ),
            models.CheckConstraint(name="documents_attachment_size", condition=Q(size__gte=1)),
            models.CheckConstraint(name="documents_attachment_type", condition=Q(media_type__in=MediaType.values)),
            models.CheckConstraint(name="documents_attachment_digest", condition=Q(digest__length=64)),
            models.CheckConstraint(
                name="documents_attachment_void",
                condition=Q(voided_at__isnull=True, void_reason="") | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
            ),
        ]
        indexes = [
            *scope_indexes("uploaded_at"),
            models.Index(fields=["about", "uploaded_at"], name="documents_attachment_about"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Its place in the storage: the same bytes lie there once."""
        return f"attachments/{self.digest}"

    @property
    def preview(self) -> str:
        """The place of its small picture, which may not be there yet."""
        return previews.path_of(self.digest)
