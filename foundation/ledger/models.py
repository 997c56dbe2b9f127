"""What happened, where each stream ends, and what was said of it to the outside. Plain text names, no foreign keys."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.scope import STREAM_LENGTH


class LedgerEntry(models.Model):
    """One act. Written once by `services.act`, never changed, never deleted (a trigger refuses).

    `id` is the entry's place among those of all streams, and stands in `body` too: two acts on one row are in
    this order.
    """

    stream = models.CharField(_("日志流"), max_length=STREAM_LENGTH)
    number = models.PositiveBigIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    actor = models.CharField(_("操作人"), max_length=200)
    act = models.CharField(_("行为"), max_length=80)
    ref = models.CharField(_("对象"), max_length=120, blank=True)
    body = models.BinaryField(_("规范字节"))
    leaf = models.BinaryField(_("摘要"), max_length=32)

    class Meta:
        verbose_name = _("存证记录")
        verbose_name_plural = _("存证记录")
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="ledger_entry_number"),
            models.CheckConstraint(name="ledger_entry_from_one", condition=models.Q(number__gte=1)),
        ]
        indexes = [
            models.Index(fields=["ref"], name="ledger_entry_ref"),
            models.Index(fields=["stream", "-at", "-id"], name="ledger_entry_stream"),
            models.Index(fields=["act", "stream", "-id"], name="ledger_entry_act"),
        ]

    def __str__(self) -> str:
        return f"{self.stream}#{self.number}"


class LedgerDetail(models.Model):
    """What the digests of an entry cover, with their salts: see `details.py`. Lawful erasure may empty its lines."""

    entry = models.PositiveBigIntegerField(_("存证记录"), primary_key=True)
    body = models.BinaryField(_("明细"))

    class Meta:
        verbose_name = _("存证明细")
        verbose_name_plural = _("存证明细")

    def __str__(self) -> str:
        return str(self.entry)


class LedgerNode(models.Model):
    """The root of a complete group of leaves (256, 65,536 …), so that a proof need not read the whole stream."""

    stream = models.CharField(_("日志流"), max_length=STREAM_LENGTH)
    level = models.PositiveSmallIntegerField(_("层"))
    index = models.PositiveBigIntegerField(_("位置"))
    hash = models.BinaryField(_("摘要"), max_length=32)

    class Meta:
        verbose_name = _("日志树节点")
        verbose_name_plural = _("日志树节点")
        constraints = [models.UniqueConstraint(fields=["stream", "level", "index"], name="ledger_node_place")]

    def __str__(self) -> str:
        return f"{self.stream}/{self.level}/{self.index}"


class LedgerHead(models.Model):
    """The end of a stream: how many entries it has, and the edge of its tree.

    `hash` is fixed when the stream begins. `seal` is a MAC over all the rest, under a key that does not lie in
    the database: whoever can only write the database cannot make another end.
    """

    stream = models.CharField(_("日志流"), max_length=STREAM_LENGTH, primary_key=True)
    hash = models.CharField(_("摘要算法"), max_length=10)
    size = models.PositiveBigIntegerField(_("条数"))
    frontier = models.BinaryField(_("树的右缘"))
    seal = models.BinaryField(_("封印"), max_length=33)

    class Meta:
        verbose_name = _("日志流")
        verbose_name_plural = _("日志流")

    def __str__(self) -> str:
        return f"{self.stream}#{self.size}"


class Checkpoint(models.Model):
    """A signed note of all heads, as it was given to the outside. Never changed, never deleted (a trigger refuses)."""

    number = models.BigAutoField(_("编号"), primary_key=True)
    at = models.DateTimeField(_("时间"))
    note = models.TextField(_("内容"))

    class Meta:
        verbose_name = _("存证点")
        verbose_name_plural = _("存证点")

    def __str__(self) -> str:
        return str(self.number)
