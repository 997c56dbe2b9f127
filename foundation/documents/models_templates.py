from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _said
from django.utils.translation import gettext_lazy as _

from foundation.documents.states import Form
from foundation.scope import Scoped, scope_constraints, scope_indexes


class PaperTemplate(Scoped):
    """What an office has put in the place of the house's template of a kind: of a county for all its units, of a
    township for itself, where it goes before the county's.

    `number` counts the versions of one owner, kind and form. A version is tried on a sample (`seen_at`; `trouble` is
    what went wrong there), put in force from `start`, and ends before `until`, the first day without it. Its file and
    words never change; `start` and `until` are set once (a trigger refuses the rest). With `until` = `start` it never
    held.
    """

    kind = models.CharField(_("文种"), max_length=30)
    form = models.CharField(_("格式"), max_length=4, choices=Form.choices)
    number = models.PositiveIntegerField(_("版次"))
    note = models.CharField(_("说明"), max_length=200)
    size = models.PositiveIntegerField(_("字节数"))
    digest = models.CharField(_("文件摘要"), max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    uploaded_at = models.DateTimeField(_("上传时间"))
    seen_at = models.DateTimeField(_("样张生成时间"), null=True, blank=True)
    trouble = models.CharField(_("样张的问题"), max_length=300, blank=True)
    start = models.DateField(_("启用日期"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("启用人")
    )
    started_at = models.DateTimeField(_("启用登记时间"), null=True, blank=True)
    until = models.DateField(_("停用日期"), null=True, blank=True, help_text=_("从这一天起不再使用。"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("停用人")
    )
    ended_at = models.DateTimeField(_("停用登记时间"), null=True, blank=True)
    end_reason = models.CharField(_("停用原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("公文模板")
        verbose_name_plural = _("公文模板")
        default_permissions = ()
        ordering = ["kind", "form", "-number"]
        constraints = [
            *scope_constraints(),
            models.UniqueConstraint(
                fields=["county", "township", "kind", "form", "number"], name="documents_template_number"
            ),
            models.UniqueConstraint(
                fields=["county", "township", "kind", "form"],
                condition=Q(start__isnull=False, until__isnull=True),
                name="documents_template_one_open",
            ),
            models.CheckConstraint(name="documents_template_form", condition=Q(form__in=Form.values)),
            models.CheckConstraint(name="documents_template_digest", condition=Q(digest__length=64)),
            models.CheckConstraint(
                name="documents_template_start",
                condition=Q(start__isnull=True, started_by__isnull=True, started_at__isnull=True)
                | Q(start__isnull=False, started_by__isnull=False, started_at__isnull=False)
                & Q(seen_at__isnull=False, trouble=""),
            ),
            models.CheckConstraint(
                name="documents_template_until",
                condition=Q(until__isnull=True, ended_by__isnull=True, ended_at__isnull=True, end_reason="")
                | Q(until__gte=F("start"), ended_by__isnull=False, ended_at__isnull=False) & ~Q(end_reason=""),
            ),
        ]
        indexes = [*scope_indexes("uploaded_at")]

    def __str__(self) -> str:
        return _said("%(form)s 模板第%(number)d版") % {"form": self.get_form_display(), "number": self.number}

    @property
    def path(self) -> str:
        """Its place in the storage: the same bytes lie there once."""
        return f"templates/{self.digest}"

    @property
    def sample(self) -> str:
        """The place of what the sample came out as: a PDF by HTML, a .docx by .docx."""
        return f"samples/{self.digest}-{self.kind}.{Form(self.form).file_ending}"
