"""无记名投票: paper ballots, counted by two tellers. Whose ballot is whose nobody can say: no row has a seat."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from decisions.models.meetings import AgendaItem, Seat
from decisions.models.voices import Voice, Void


class BallotCount(Voice):
    """One count of the ballots of an item. A wrong one is voided by a row, and counted again."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="ballot_counts", verbose_name=_("上会议题"))
    attempt = models.PositiveSmallIntegerField(_("第几次录入"), default=1)
    handed_out = models.PositiveSmallIntegerField(_("发出票数"))
    returned = models.PositiveSmallIntegerField(_("收回票数"))
    valid = models.PositiveSmallIntegerField(_("有效票数"))
    agree = models.PositiveSmallIntegerField(_("同意"))
    oppose = models.PositiveSmallIntegerField(_("不同意"))
    abstain = models.PositiveSmallIntegerField(_("弃权"))
    postpone = models.PositiveSmallIntegerField(_("缓议"), default=0)
    teller = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name=_("监票人"))
    second_teller = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name=_("计票人"))

    class Meta(Voice.Meta):
        verbose_name = _("纸票清点")
        verbose_name_plural = _("纸票清点")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "attempt"], name="one_ballot_count_per_attempt"),
            models.CheckConstraint(
                name="ballots_add_up",
                condition=Q(returned__lte=F("handed_out"))
                & Q(valid__lte=F("returned"))
                & Q(valid=F("agree") + F("oppose") + F("abstain") + F("postpone")),
            ),
            models.CheckConstraint(name="ballots_two_tellers", condition=~Q(teller=F("second_teller"))),
            models.CheckConstraint(name="ballots_attempt", condition=Q(attempt__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.item}"


class BallotCountVoid(Void):
    count = models.OneToOneField(BallotCount, models.PROTECT, related_name="void", verbose_name=_("纸票清点"))

    class Meta(Void.Meta):
        verbose_name = _("作废的计票")
        verbose_name_plural = _("作废的计票")
