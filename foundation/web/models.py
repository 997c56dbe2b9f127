from django.db import models
from django.utils.translation import gettext_lazy as _


class FormToken(models.Model):
    """A form that was sent: the act it made and the page that showed the result."""

    token = models.CharField(_("表单标识"), max_length=64, unique=True)
    actor = models.CharField(_("提交人"), max_length=200)
    result = models.CharField(_("结果页"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("已用表单")
        verbose_name_plural = _("已用表单")
        default_permissions = ()
        indexes = [models.Index(fields=["at"], name="form_token_at")]

    def __str__(self) -> str:
        return self.token
