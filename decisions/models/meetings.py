from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from decisions.models.procedures import Procedure
from decisions.models.topics import Topic
from decisions.states import Entry, MeetingState, Motive, Outcome, Phase, Stage
from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models import Body, Official


class Meeting(Scoped):
    """One meeting of a body: convened for a day, opened, closed."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name=_("组织"))
    day = models.DateField(_("会议日期"))
    place = models.CharField(_("地点"), max_length=100)
    entry = models.CharField(_("录入方式"), max_length=12, choices=Entry.choices, default=Entry.ROOM)
    state = models.CharField(_("状态"), max_length=12, choices=MeetingState.choices, default=MeetingState.CONVENED)
    chair = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="chaired", verbose_name=_("主持人")
    )
    recorder = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="recorded", verbose_name=_("记录人")
    )
    #: The version that was in force when it opened: it keeps that one.
    procedure = models.ForeignKey(
        Procedure, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("议事规则")
    )
    opened_at = models.DateTimeField(_("开会时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("散会时间"), null=True, blank=True)

    history = HistoricalRecords(verbose_name=_("会议变更记录"))

    class Meta:
        verbose_name = _("会议")
        verbose_name_plural = _("会议")
        default_permissions = ()
        ordering = ["-day", "-pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(
                name="meeting_state_and_times",
                condition=Q(
                    state=MeetingState.CONVENED,
                    opened_at__isnull=True,
                    closed_at__isnull=True,
                    chair__isnull=True,
                    recorder__isnull=True,
                )
                | Q(
                    state=MeetingState.OPEN,
                    opened_at__isnull=False,
                    closed_at__isnull=True,
                    chair__isnull=False,
                    recorder__isnull=False,
                )
                | Q(
                    state=MeetingState.CLOSED,
                    opened_at__isnull=False,
                    # Without it an empty time makes the comparison unknown, and a CHECK lets the unknown pass.
                    closed_at__isnull=False,
                    closed_at__gte=F("opened_at"),
                    chair__isnull=False,
                    recorder__isnull=False,
                ),
            ),
            models.CheckConstraint(name="meeting_entry", condition=Q(entry__in=Entry.values)),
        ]
        indexes = scope_indexes("day")

    def __str__(self) -> str:
        return f"{self.body} {self.day}"


class AgendaItem(Scoped):
    """上会议题: one topic at one meeting. `phase` and `stage` are written by the services of this room alone."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items", verbose_name=_("会议"))
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="items", verbose_name=_("议题"))
    position = models.PositiveSmallIntegerField(_("议程序号"))
    phase = models.CharField(_("环节"), max_length=12, choices=Phase.choices, default=Phase.WAITING)
    stage = models.PositiveSmallIntegerField(_("轮次"), choices=Stage.choices, default=Stage.MEMBERS)
    #: Voted on by paper ballots; settled by the rules of procedure when the item begins.
    secret = models.BooleanField(_("无记名投票"), default=False)
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome.choices, blank=True)
    outcome_reason = models.CharField(_("理由"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("上会议题")
        verbose_name_plural = _("上会议题")
        default_permissions = ()
        ordering = ["meeting", "position"]
        constraints = [
            *scope_constraints(),
            models.UniqueConstraint(fields=["meeting", "position"], name="one_item_per_position"),
            models.UniqueConstraint(fields=["meeting", "topic"], name="topic_once_per_meeting"),
            models.UniqueConstraint(
                fields=["topic"], condition=~Q(phase=Phase.CLOSED), name="topic_open_at_one_meeting"
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=~Q(phase__in=[Phase.WAITING, Phase.CLOSED]),
                name="one_item_at_a_time",
            ),
            models.CheckConstraint(name="item_stage", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(
                name="item_closed_has_outcome",
                condition=Q(phase=Phase.CLOSED, outcome__in=Outcome.values, closed_at__isnull=False)
                | (
                    Q(phase__in=[each for each in Phase.values if each != Phase.CLOSED]) & Q(outcome="", closed_at=None)
                ),
            ),
        ]
        indexes = scope_indexes("id")

    def __str__(self) -> str:
        return f"{self.position}. {self.topic.title}"


class Delivery(models.Model):
    """会前告知: one member was told of one item, with its papers, on a day."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="deliveries", verbose_name=_("上会议题"))
    official = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("成员"))
    day = models.DateField(_("送达日期"))

    class Meta:
        verbose_name = _("会前告知")
        verbose_name_plural = _("会前告知")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["item", "official"], name="one_delivery_per_item_and_member")]

    def __str__(self) -> str:
        return f"{self.official} {self.day}"


class Seat(models.Model):
    """席位: who sits in this meeting on its day, and when his word comes. Made when the meeting opens."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="seats", verbose_name=_("会议"))
    official = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("成员"))
    title = models.CharField(_("职务"), max_length=200)
    rank = models.PositiveSmallIntegerField(_("排序"))
    stage = models.PositiveSmallIntegerField(_("轮次"), choices=Stage.choices)
    votes = models.BooleanField(_("有表决权"))
    acting = models.BooleanField(_("主持工作"), default=False)
    present = models.BooleanField(_("到会"))
    absence = models.CharField(_("缺席原因"), max_length=100, blank=True)
    arrived_at = models.DateTimeField(_("迟到到会时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("席位")
        verbose_name_plural = _("席位")
        default_permissions = ()
        ordering = ["meeting", "stage", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "official"], name="one_seat_per_official"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(stage=Stage.LAST), name="one_last_word_per_meeting"
            ),
            models.CheckConstraint(
                name="seat_stage", condition=Q(stage__in=[Stage.MEMBERS, Stage.LAST_BUT_ONE, Stage.LAST])
            ),
            models.CheckConstraint(name="absence_has_reason", condition=Q(present=True) | ~Q(absence="")),
        ]

    def __str__(self) -> str:
        return f"{self.official.name}（{self.title}）"


class Recusal(models.Model):
    """回避: this seat has no part in this item; `asked_by` says who applied for it or ordered it."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="recusals", verbose_name=_("上会议题"))
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="recusals", verbose_name=_("席位"))
    reason = models.CharField(_("回避原因"), max_length=200)
    motive = models.CharField(_("由谁提出"), max_length=8, choices=Motive.choices, default=Motive.OWN)
    asked_by = models.CharField(_("申请人或者决定的组织"), max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("回避")
        verbose_name_plural = _("回避")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["item", "seat"], name="one_recusal_per_item_and_seat"),
            models.CheckConstraint(
                name="recusal_says_who_asked",
                condition=Q(motive=Motive.OWN, asked_by="")
                | (Q(motive__in=[Motive.APPLIED, Motive.ORDERED]) & ~Q(asked_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}：{self.reason}"


class LateArrival(models.Model):
    """Came when the principals had begun to speak on this item: recorded, but neither states nor votes on it."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="late_arrivals", verbose_name=_("上会议题"))
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="late_arrivals", verbose_name=_("席位"))
    at = models.DateTimeField(_("到会时间"))

    class Meta:
        verbose_name = _("中途到会")
        verbose_name_plural = _("中途到会")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="one_late_arrival_per_item_and_seat")]

    def __str__(self) -> str:
        return str(self.seat)


class Departure(models.Model):
    """提前离会: left before the meeting closed. What he has voted on stands; for what follows he is absent."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="departures", verbose_name=_("席位"))
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="departures", verbose_name=_("离会时的议题")
    )
    at = models.DateTimeField(_("离会时间"))
    reason = models.CharField(_("离会原因"), max_length=100)

    class Meta:
        verbose_name = _("提前离会")
        verbose_name_plural = _("提前离会")
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.seat}：{self.reason}"


class ChairChange(models.Model):
    """更换主持人: who presides from a moment on, and why not the one before."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="chair_changes", verbose_name=_("会议"))
    former = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("原主持人"))
    chair = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("主持人"))
    reason = models.CharField(_("更换原因"), max_length=200)
    at = models.DateTimeField(_("更换时间"))

    class Meta:
        verbose_name = _("更换主持人")
        verbose_name_plural = _("更换主持人")
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.chair.name
