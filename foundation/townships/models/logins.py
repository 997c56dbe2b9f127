"""What proves that somebody is who he says: the second factor and the sessions it has opened."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.keys.early_keys import EarlyKeyField
from foundation.keys.fields import EncryptedTextField
from foundation.keys.states import Audience
from foundation.townships.models.accounts import User


class Authenticator(models.Model):
    """An authenticator app that shows six digits every 30 seconds (RFC 6238). One for each account."""

    # Known before the row is written: the secret is locked to it.
    id = EarlyKeyField(primary_key=True)
    user = models.OneToOneField(User, models.CASCADE, related_name="authenticator", verbose_name=_("账号"))
    secret = EncryptedTextField(_("密钥"), reveals_to=Audience.NOBODY)
    drift = models.SmallIntegerField(_("时钟偏差（步）"), default=0)
    last_step = models.BigIntegerField(_("最近用过的一步"), default=-1)
    since = models.DateTimeField(_("绑定时间"))

    class Meta:
        verbose_name = _("动态验证码")
        verbose_name_plural = _("动态验证码")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id}"


class RecoveryCode(models.Model):
    """A printed code that stands in once for a lost authenticator. `sign` finds the row, `hashed` checks the rest."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes", verbose_name=_("账号"))
    sign = models.CharField(_("前四位"), max_length=4)
    hashed = models.CharField(_("摘要"), max_length=128)
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("备用验证码")
        verbose_name_plural = _("备用验证码")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "sign"], name="recovery_code_sign")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.sign}"


class LoginSession(AbstractBaseSession):
    """A session of the web site, with whose it is: so that somebody can see his own, and end them."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="login_sessions", verbose_name=_("账号"))
    started = models.DateTimeField(_("登录时间"), null=True)
    seen = models.DateTimeField(_("最近活动"), null=True)
    network = models.CharField(_("网络地址"), max_length=45, blank=True)
    device = models.CharField(_("设备"), max_length=60, blank=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("登录")  # type: ignore[assignment]
        verbose_name_plural = _("登录")  # type: ignore[assignment]
        default_permissions = ()
        abstract = False

    def __str__(self) -> str:
        return self.session_key
