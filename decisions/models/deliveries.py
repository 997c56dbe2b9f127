"""会前告知 in full: who has signed for it, and what came too late for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from decisions.models.meetings import AgendaItem, Delivery


class Receipt(models.Model):
    """签收: a member says that topic and papers have reached him.

    He signs with his own login; or the clerk records that he signed on paper: then `handed_on` is the day on which the
    papers were handed over, and `actor` is not the member.
    """

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="receipt", verbose_name=_("会前告知"))
    handed_on = models.DateField(_("纸质材料交付日期"), null=True, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("签收")
        verbose_name_plural = _("签收")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.delivery)

    @property
    def on_paper(self) -> bool:
        """Signed on paper, and recorded by the office."""
        return self.handed_on is not None


class AdHocMotion(models.Model):
    """临时动议: an item that came too late to be delivered in time, and why it cannot wait."""

    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="ad_hoc", verbose_name=_("上会议题"))
    reason = models.CharField(_("临时动议的理由"), max_length=500)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("临时动议")
        verbose_name_plural = _("临时动议")
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.reason


class AdHocConsent(models.Model):
    """The members in the room agree that it is dealt with all the same; without this row it cannot begin."""

    motion = models.OneToOneField(AdHocMotion, models.PROTECT, related_name="consent", verbose_name=_("临时动议"))
    agree = models.PositiveSmallIntegerField(_("同意临时上会的成员"))
    present = models.PositiveSmallIntegerField(_("到会成员"))
    needed = models.PositiveSmallIntegerField(_("至少须同意"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("同意临时动议")
        verbose_name_plural = _("同意临时动议")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="ad_hoc_consent_is_enough", condition=Q(agree__gte=F("needed"), agree__lte=F("present"))
            )
        ]

    def __str__(self) -> str:
        return _now("到会 %(present)d 人，同意 %(agree)d 人") % {"present": self.present, "agree": self.agree}
