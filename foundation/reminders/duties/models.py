"""What comes round, for whom, and that it was done."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.reminders.duties.states import RESPONSIBLE, Period
from foundation.scope import Scoped, scope_constraints, scope_indexes

TITLE, TEXT, PROOF, REASON = 60, 500, 300, 200


class RecurringDuty(Scoped):
    """A piece of work that comes round: of a county for each of its townships, or of one township.

    Periods follow each other from `first` on, the first day of a month. A period is due on its own last day;
    with `due_month`, on the `due_day` of that month after it. `parameter` is the number of the rulebook that sets
    the day, or how many months a period has. `start` and `end` are the days from and until which anybody owes
    it: a period that was over before `start` is never asked for, nor one that ends after `end`.
    """

    code = models.CharField(_("目录代码"), max_length=60, blank=True, default="")
    title = models.CharField(_("工作"), max_length=TITLE)
    period = models.CharField(_("周期"), max_length=20, choices=Period.choices)
    first = models.DateField(_("第一期的第一天"))
    due_month = models.PositiveSmallIntegerField(_("期满后第几个月到期"), default=0)
    due_day = models.PositiveSmallIntegerField(_("当月几日到期"), default=0)
    parameter = models.CharField(_("按哪项参数"), max_length=60, blank=True, default="")
    responsible = models.CharField(_("由谁办理"), max_length=30, choices=RESPONSIBLE)
    basis = models.CharField(_("依据"), max_length=300)
    confirmed = models.BooleanField(_("依据已核对"), default=False)
    start = models.DateField(_("从哪天起要求"))
    end = models.DateField(_("到哪天为止"), null=True, blank=True, help_text=_("最后一天；长期要求的留空。"))

    class Meta:
        verbose_name = _("周期性工作目录")
        verbose_name_plural = _("周期性工作目录")
        default_permissions = ()
        ordering = ["county", "township", "pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="reminders_duty_period", condition=Q(period__in=Period.values)),
            models.CheckConstraint(
                name="reminders_duty_due",
                condition=Q(due_month=0, due_day=0) | Q(due_month__range=(1, 12), due_day__range=(1, 31)),
            ),
            models.CheckConstraint(
                name="reminders_duty_responsible", condition=Q(responsible__in=[value for value, _label in RESPONSIBLE])
            ),
            models.CheckConstraint(name="reminders_duty_dates", condition=Q(end__isnull=True) | Q(end__gte=F("start"))),
            models.UniqueConstraint(
                fields=["county", "township", "title"], condition=Q(end__isnull=True), name="reminders_duty_one_open"
            ),
        ]
        indexes = scope_indexes("start")

    def __str__(self) -> str:
        return self.title


class DutyTerm(Scoped):
    """One period of a duty in one township, as the sweep last derived it: what a reminder is about.

    No ruled table: it follows from duties, reports and numbers, and is mended at every sweep.
    """

    duty = models.ForeignKey(RecurringDuty, models.CASCADE, related_name="terms", verbose_name=_("周期性工作目录"))
    start = models.DateField(_("本期第一天"))
    end = models.DateField(_("本期最后一天"))
    due = models.DateField(_("到期日"))

    class Meta:
        verbose_name = _("周期性工作")
        verbose_name_plural = _("周期性工作")
        default_permissions = ()
        ordering = ["due", "pk"]
        constraints = [
            *scope_constraints(),
            models.UniqueConstraint(fields=["duty", "township", "start"], name="reminders_dutyterm_once"),
        ]
        indexes = scope_indexes("due")

    def __str__(self) -> str:
        return f"{self.duty_id} {self.township} {self.start}"


class DutyReport(Scoped):
    """Somebody says that a period's work is done. A wrong report is voided, with the reason: it is owed again."""

    duty = models.ForeignKey(RecurringDuty, models.PROTECT, related_name="reports", verbose_name=_("周期性工作目录"))
    start = models.DateField(_("本期第一天"))
    end = models.DateField(_("本期最后一天"))
    due = models.DateField(_("到期日"))
    note = models.CharField(_("完成情况"), max_length=TEXT)
    proof = models.CharField(_("证明"), max_length=PROOF, blank=True, default="")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("报告人"))
    at = models.DateTimeField(_("报告时间"))
    void_reason = models.CharField(_("作废理由"), max_length=REASON, blank=True, default="")

    class Meta:
        verbose_name = _("周期性工作的完成报告")
        verbose_name_plural = _("周期性工作的完成报告")
        default_permissions = ()
        ordering = ["-start", "-pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="reminders_dutyreport_note", condition=~Q(note="")),
            models.CheckConstraint(name="reminders_dutyreport_dates", condition=Q(end__gte=F("start"))),
            models.UniqueConstraint(
                fields=["duty", "township", "start"], condition=Q(void_reason=""), name="reminders_dutyreport_once"
            ),
        ]
        indexes = scope_indexes("start")

    def __str__(self) -> str:
        return f"{self.duty_id} {self.township} {self.start}"
