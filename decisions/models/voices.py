"""What was said and voted. Rows are added, never changed: a wrong entry is voided by a row that names it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from decisions.models.meetings import AgendaItem, Seat
from decisions.states import Choice
from foundation.townships.models import Official


class Voice(models.Model):
    """Base of what is entered in a meeting: the item, when, and the account that entered it (not whose word it is)."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    at = models.DateTimeField(_("录入时间"))

    class Meta:
        abstract = True
        default_permissions = ()


class Report(Voice):
    """汇报: the reporter presents the item and answers for its truth."""

    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="report", verbose_name=_("上会议题"))
    reporter = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("汇报人"))
    text = models.TextField(_("汇报要点"), max_length=5000)

    class Meta(Voice.Meta):
        verbose_name = _("汇报")
        verbose_name_plural = _("汇报")

    def __str__(self) -> str:
        return self.text


class Speech(Voice):
    """发言: free discussion, as often as one likes."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="speeches", verbose_name=_("上会议题"))
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="speeches", verbose_name=_("发言人"))
    text = models.TextField(_("发言要点"), max_length=2000)

    class Meta(Voice.Meta):
        verbose_name = _("发言")
        verbose_name_plural = _("发言")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Position(Voice):
    """Base of statement and vote: one seat takes one position on one item. `attempt` grows when one was voided."""

    choice = models.CharField(_("意见"), max_length=10, choices=Choice.choices)
    attempt = models.PositiveSmallIntegerField(_("第几次录入"), default=1)

    class Meta(Voice.Meta):
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_choice_display()


class Statement(Position):
    """表态: a clear opinion, and its reservations word for word."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="statements", verbose_name=_("上会议题"))
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="statements", verbose_name=_("席位"))
    text = models.TextField(_("意见原话"), max_length=2000, blank=True)

    class Meta(Position.Meta):
        verbose_name = _("表态")
        verbose_name_plural = _("表态")
        constraints = [
            models.UniqueConstraint(fields=["item", "seat", "attempt"], name="one_statement_per_seat"),
            models.CheckConstraint(name="statement_attempt", condition=Q(attempt__gte=1) & Q(choice__in=Choice.values)),
        ]


class Vote(Position):
    """表决: one member, one vote, recorded by name."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes", verbose_name=_("上会议题"))
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="cast", verbose_name=_("席位"))

    class Meta(Position.Meta):
        verbose_name = _("表决票")
        verbose_name_plural = _("表决票")
        constraints = [
            models.UniqueConstraint(fields=["item", "seat", "attempt"], name="one_vote_per_seat"),
            models.CheckConstraint(name="vote_attempt", condition=Q(attempt__gte=1) & Q(choice__in=Choice.values)),
        ]


class WrittenOpinion(Voice):
    """未到会成员书面意见 (E07): read out and recorded, never counted."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="written", verbose_name=_("上会议题"))
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="written", verbose_name=_("席位"))
    text = models.TextField(_("书面意见原文"), max_length=2000)

    class Meta(Voice.Meta):
        verbose_name = _("书面意见")
        verbose_name_plural = _("书面意见")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="one_written_opinion_per_seat")]

    def __str__(self) -> str:
        return self.text


class TakenUp(Voice):
    """意见采纳情况 (D07): what became of one member's differing opinion, said before the result is announced."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="taken_up", verbose_name=_("上会议题"))
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="taken_up", verbose_name=_("席位"))
    text = models.TextField(_("采纳情况"), max_length=1000)

    class Meta(Voice.Meta):
        verbose_name = _("意见采纳情况")
        verbose_name_plural = _("意见采纳情况")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="one_answer_per_opinion")]

    def __str__(self) -> str:
        return self.text


class Void(Voice):
    """Base of the rows that void a wrong entry."""

    reason = models.CharField(_("作废原因"), max_length=200)

    class Meta(Voice.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.reason


class StatementVoid(Void):
    statement = models.OneToOneField(Statement, models.PROTECT, related_name="void", verbose_name=_("表态"))

    class Meta(Void.Meta):
        verbose_name = _("作废的表态")
        verbose_name_plural = _("作废的表态")


class VoteVoid(Void):
    vote = models.OneToOneField(Vote, models.PROTECT, related_name="void", verbose_name=_("表决票"))

    class Meta(Void.Meta):
        verbose_name = _("作废的表决票")
        verbose_name_plural = _("作废的表决票")
