"""What was found, by a machine or by a person: stored as a rule with parameters, written out when it is read."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.house_rules import Severity
from foundation.refs import Ref
from foundation.rulebook.registry import say, title_of_rule
from foundation.rulebook.states import COUNTED, FINAL, JUDGEMENTS, ONCE, FindingState, NoteKind
from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models import Division, Official, User
from foundation.townships.states import Level

TEXT = 2000
PAPER = 200
#: Everybody who says something is named twice: the person who answers for it, and the account.
_BY: dict[str, Any] = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class FindingQuerySet(models.QuerySet["Finding"]):
    def open(self) -> Self:
        """Those on which something is still to be done."""
        return self.exclude(state__in=FINAL)

    def counted(self) -> Self:
        """Those that count in indexes and reports: confirmed, and whatever came after it."""
        return self.filter(state__in=COUNTED)


class Finding(Scoped):
    """问题: a rule that was broken, as far as rows or a person can show it. What was found never changes."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="findings", verbose_name=_("单位"))
    rule = models.CharField(_("规则"), max_length=60)
    parameters = models.JSONField(_("规则的各项内容"), default=dict, blank=True)
    about = models.CharField(_("对象"), max_length=120)
    key = models.CharField(_("区分"), max_length=60, blank=True, help_text=_("同一规则、同一对象的几个问题以此区分。"))
    severity = models.CharField(_("严重程度"), max_length=10, choices=Severity.choices)
    state = models.CharField(_("状态"), max_length=12, choices=FindingState.choices, default=FindingState.RAISED)
    raised_at = models.DateTimeField(_("提出时间"))
    raised_by = models.ForeignKey(User, verbose_name=_("提出人账号"), **_BY)
    raised_by_official = models.ForeignKey(Official, verbose_name=_("提出人"), **_BY)
    text = models.CharField(_("问题说明"), max_length=TEXT, blank=True)
    paper = models.CharField(_("纸质材料"), max_length=PAPER, blank=True)
    answer_until = models.DateField(_("答复期限"))
    answer_provisional = models.BooleanField(_("期限暂定"), default=False)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    judged_at = models.DateTimeField(_("核定时间"), null=True, blank=True)
    rectified_at = models.DateTimeField(_("整改时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("问题")
        verbose_name_plural = _("问题")
        default_permissions = ()
        ordering = ["-raised_at", "-pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="finding_severity", condition=Q(severity__in=Severity.values)),
            models.CheckConstraint(
                name="finding_state_and_times",
                condition=Q(
                    state=FindingState.RAISED,
                    answered_at__isnull=True,
                    judged_at__isnull=True,
                    rectified_at__isnull=True,
                    closed_at__isnull=True,
                )
                | Q(
                    state=FindingState.ANSWERED,
                    answered_at__isnull=False,
                    judged_at__isnull=True,
                    rectified_at__isnull=True,
                    closed_at__isnull=True,
                )
                | Q(
                    state__in=[FindingState.CONFIRMED, FindingState.REJECTED],
                    judged_at__isnull=False,
                    rectified_at__isnull=True,
                    closed_at__isnull=True,
                )
                | Q(
                    state=FindingState.RECTIFIED,
                    judged_at__isnull=False,
                    rectified_at__isnull=False,
                    closed_at__isnull=True,
                )
                | Q(
                    state=FindingState.CLOSED,
                    judged_at__isnull=False,
                    rectified_at__isnull=False,
                    closed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="finding_raised_whole",
                condition=Q(raised_by__isnull=True, raised_by_official__isnull=True, text="", paper="")
                | Q(raised_by__isnull=False, raised_by_official__isnull=False) & ~Q(text=""),
            ),
            models.UniqueConstraint(
                fields=["rule", "about", "key"],
                condition=Q(raised_by__isnull=True),
                name="finding_raised_once_by_machine",
            ),
        ]
        indexes = [
            *scope_indexes("raised_at"),
            # Among many closed ones the desk, the reminders and the sweep look for those still open.
            models.Index(fields=["rule"], condition=~Q(state__in=sorted(FINAL)), name="rulebook_finding_open"),
        ]

    def __str__(self) -> str:
        return f"{self.place}：{self.title}"

    def get_absolute_url(self) -> str:
        return reverse("findings:finding", args=[self.pk])

    @property
    def title(self) -> str:
        """The name of the rule, in the language of the reader."""
        return title_of_rule(self.rule)

    @property
    def says(self) -> str:
        """What was found: the rule's sentence with its parameters, or the person's own text."""
        return self.text or say(self.rule, self.parameters)

    @property
    def place(self) -> str:
        """Whose it is; a village with its township before it."""
        above = self.division.parent if self.division.level == Level.VILLAGE else None
        return (above.name if above else "") + self.division.name

    @property
    def by_machine(self) -> bool:
        return self.raised_by_id is None

    @property
    def is_open(self) -> bool:
        return FindingState(self.state) not in FINAL

    @property
    def counts(self) -> bool:
        return FindingState(self.state) in COUNTED

    def is_late_on(self, today: date) -> bool:
        """Whether the answer came, or on that day is still to come, after its last day."""
        answered = timezone.localdate(self.answered_at) if self.answered_at else None
        if answered is None and self.state != FindingState.RAISED:
            # Judged without an answer: it never came.
            return True
        return (answered or today) > self.answer_until

    @cached_property
    def notes_in_order(self) -> list[FindingNote]:
        """Every line on it, oldest first, with whoever wrote it. One query."""
        return list(self.notes.select_related("official", "account").order_by("pk"))


class FindingNote(models.Model):
    """What somebody says on a finding: the answer, the judgement, the rectification … Added, never changed."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="notes", verbose_name=_("问题"))
    kind = models.CharField(_("类别"), max_length=12, choices=NoteKind.choices)
    text = models.CharField(_("内容"), max_length=TEXT, blank=True)
    paper = models.CharField(_("纸质材料"), max_length=PAPER, blank=True)
    at = models.DateTimeField(_("时间"))
    account = models.ForeignKey(User, verbose_name=_("账号"), **_BY)
    official = models.ForeignKey(Official, verbose_name=_("何人"), **_BY)

    class Meta:
        verbose_name = _("问题办理记录")
        verbose_name_plural = _("问题办理记录")
        default_permissions = ()
        ordering = ["finding", "pk"]
        constraints = [
            models.CheckConstraint(name="finding_note_kind", condition=Q(kind__in=NoteKind.values)),
            models.CheckConstraint(
                name="finding_note_whole",
                condition=Q(kind=NoteKind.NO_LONGER, account__isnull=True, official__isnull=True, text="", paper="")
                | ~Q(kind=NoteKind.NO_LONGER) & Q(account__isnull=False, official__isnull=False) & ~Q(text=""),
            ),
            models.UniqueConstraint(fields=["finding", "kind"], condition=Q(kind__in=ONCE), name="finding_note_once"),
            models.UniqueConstraint(fields=["finding"], condition=Q(kind__in=JUDGEMENTS), name="finding_judged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text}"


class FindingEvidence(models.Model):
    """A row that proves a finding, or (with its note) what the unit has done about it. Added, never changed."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="evidence", verbose_name=_("问题"))
    note = models.ForeignKey(
        FindingNote, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("办理记录")
    )
    ref = models.CharField(_("记录"), max_length=120)

    class Meta:
        verbose_name = _("问题的证据")
        verbose_name_plural = _("问题的证据")
        default_permissions = ()
        ordering = ["finding", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "ref"], condition=Q(note__isnull=True), name="finding_evidence_once"
            ),
            models.UniqueConstraint(
                fields=["note", "ref"], condition=Q(note__isnull=False), name="finding_note_evidence_once"
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def as_ref(self) -> Ref:
        return Ref.parse(self.ref)
