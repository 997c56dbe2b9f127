"""Two tables: what happened, and where each stream ends. Plain text names, no foreign keys."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LedgerEntry(models.Model):
    """One act. Written once by `services.act`, never changed, never deleted (a trigger refuses)."""

    stream = models.CharField(_("日志流"), max_length=12)
    number = models.PositiveBigIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    actor = models.CharField(_("操作人"), max_length=200)
    act = models.CharField(_("行为"), max_length=80)
    ref = models.CharField(_("对象"), max_length=120, blank=True)
    body = models.BinaryField(_("规范字节"))
    leaf = models.BinaryField(_("摘要"), max_length=32)
    chain = models.BinaryField(_("链值"), max_length=32)

    class Meta:
        verbose_name = _("存证记录")
        verbose_name_plural = _("存证记录")
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="ledger_entry_number"),
            models.CheckConstraint(name="ledger_entry_from_one", condition=models.Q(number__gte=1)),
        ]
        indexes = [models.Index(fields=["ref"], name="ledger_entry_ref")]

    def __str__(self) -> str:
        return f"{self.stream}#{self.number}"


class LedgerHead(models.Model):
    """The end of a stream: how many entries it has and the chain value of the last."""

    stream = models.CharField(_("日志流"), max_length=12, primary_key=True)
    size = models.PositiveBigIntegerField(_("条数"), default=0)
    chain = models.BinaryField(_("链值"), max_length=32)

    class Meta:
        verbose_name = _("日志流末端")
        verbose_name_plural = _("日志流末端")

    def __str__(self) -> str:
        return f"{self.stream}#{self.size}"
