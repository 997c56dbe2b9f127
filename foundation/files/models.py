from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from foundation.files.states import NAME_MOST, MediaType


class StagedFile(models.Model):
    """A file that was looked at and waits for the form that it came with; nobody but its owner can use it.

    No record: a form keeps it, or the night forgets it.
    """

    token = models.CharField(_("标识"), max_length=64, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    name = models.CharField(_("文件名"), max_length=NAME_MOST)
    media_type = models.CharField(_("格式"), max_length=80, choices=MediaType.choices)
    size = models.PositiveIntegerField(_("字节数"))
    digest = models.CharField(_("文件摘要"), max_length=64)
    staged_at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("待提交的文件")
        verbose_name_plural = _("待提交的文件")
        default_permissions = ()
        ordering = ["-staged_at", "-pk"]
        constraints = [models.CheckConstraint(name="files_stagedfile_digest", condition=Q(digest__length=64))]
        indexes = [models.Index(fields=["staged_at"], name="files_stagedfile_at")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Its place in the storage, which is its own: the same file of somebody else lies elsewhere."""
        return f"staged/{self.token}"


models.CharField.register_lookup(Length)
