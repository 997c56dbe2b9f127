"""The inspectors' pages on decisions: everything entered, also what was voided, by whom; nothing can be changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions import confidence, history, selectors, timeline
from decisions.models import (
    AdHocMotion,
    AgendaItem,
    BallotCount,
    Delivery,
    LateArrival,
    LightLine,
    LightSheet,
    Meeting,
    PriorTalk,
    Recusal,
    Report,
    Resolution,
    Seat,
    SignOff,
    Speech,
    Statement,
    Stop,
    TakenUp,
    Topic,
    Vote,
    WrittenOpinion,
)
from foundation.townships.states import Capability
from foundation.web.admin import ReadOnlyAdmin, ReadOnlyInline


class SeatInline(ReadOnlyInline):
    model = Seat
    related = ("official",)
    fields = ["official", "title", "stage", "votes", "acting", "present", "absence", "arrived_at"]


class ItemInline(ReadOnlyInline):
    model = AgendaItem
    related = ("topic", "meeting__body__division")
    fields = ["topic", "meeting", "position", "phase", "outcome", "outcome_reason", "closed_at"]
    show_change_link = True


class ResolutionInline(ReadOnlyInline):
    model = Resolution
    related = ("topic",)
    fields = ["outcome", "text", "decided_on", "due", "present", "agree", "oppose", "abstain", "needed"]
    show_change_link = True


class DeliveryInline(ReadOnlyInline):
    model = Delivery
    related = ("official", "receipt__actor")
    fields = ["official", "day", "signed", "signed_by"]
    readonly_fields = ["signed", "signed_by"]

    @admin.display(description=gettext_lazy("签收时间"))
    def signed(self, row: Delivery) -> Any:
        return row.receipt.at if hasattr(row, "receipt") else None

    @admin.display(description=gettext_lazy("签收方式"))
    def signed_by(self, row: Delivery) -> str:
        if not hasattr(row, "receipt"):
            return _("未签收")
        return _("纸质签收，%s登记") % row.receipt.actor if row.receipt.on_paper else _("本人签收")


class ReportInline(ReadOnlyInline):
    model = Report
    related = ("reporter", "actor")
    fields = ["reporter", "text", "actor", "at"]


class SpeechInline(ReadOnlyInline):
    model = Speech
    related = ("seat__official", "actor")
    fields = ["seat", "text", "actor", "at"]


class PositionInline(ReadOnlyInline):
    """Statements and votes, the voided ones too."""

    related: ClassVar[tuple[str, ...]] = ("seat__official", "actor", "void__actor")
    readonly_fields = ["voided"]

    @admin.display(description=gettext_lazy("作废"))
    def voided(self, row: Statement | Vote | BallotCount) -> str:
        if not hasattr(row, "void"):
            return "-"
        return _("%(reason)s（%(actor)s）") % {"reason": row.void.reason, "actor": row.void.actor}


class SignOffInline(ReadOnlyInline):
    model = SignOff
    related = ("official", "actor")
    fields = ["step", "who", "answer", "opinion", "day", "paper", "actor", "at"]


class TalkInline(ReadOnlyInline):
    """酝酿: beside its circle, the county's discipline commission reads it and nobody else."""

    model = PriorTalk
    related = ("actor",)
    fields = ["day", "people", "views", "actor"]
    readonly_fields = ["people"]

    @admin.display(description=gettext_lazy("参加人"))
    def people(self, talk: PriorTalk) -> str:
        return "、".join(member.official.name for member in talk.circle.select_related("official"))


class StatementInline(PositionInline):
    model = Statement
    fields = ["seat", "choice", "text", "attempt", "actor", "at", "voided"]


class VoteInline(PositionInline):
    model = Vote
    fields = ["seat", "choice", "attempt", "actor", "at", "voided"]


class RecusalInline(ReadOnlyInline):
    model = Recusal
    related = ("seat__official",)
    fields = ["seat", "reason", "motive", "asked_by"]


class BallotInline(PositionInline):
    """Counts of paper ballots: numbers and tellers, nobody's ballot."""

    model = BallotCount
    related = ("teller__official", "second_teller__official", "actor", "void__actor")
    fields = [
        *("handed_out", "returned", "valid", "agree", "oppose", "abstain", "postpone"),
        *("teller", "second_teller", "actor", "at", "voided"),
    ]


class WrittenInline(ReadOnlyInline):
    model = WrittenOpinion
    related = ("seat__official", "actor")
    fields = ["seat", "text", "actor", "at"]


class TakenUpInline(ReadOnlyInline):
    model = TakenUp
    related = ("seat__official", "actor")
    fields = ["seat", "text", "actor", "at"]


class StopInline(ReadOnlyInline):
    """What the discipline secretary said, what the chair answered, whether it was taken back."""

    model = Stop
    related = ("actor", "answer__chair", "lift")
    fields = ["kind", "reason", "actor", "at", "answered", "lifted"]
    readonly_fields = ["answered", "lifted"]

    @admin.display(description=gettext_lazy("主持人答复"))
    def answered(self, row: Stop) -> str:
        return str(row.answer) if hasattr(row, "answer") else "-"

    @admin.display(description=gettext_lazy("撤销制止"))
    def lifted(self, row: Stop) -> str:
        return str(row.lift) if hasattr(row, "lift") else "-"


class LateArrivalInline(ReadOnlyInline):
    model = LateArrival
    related = ("seat__official",)
    fields = ["seat", "at"]


class DecisionAdmin(ReadOnlyAdmin):
    """Base of these pages: the history tab shows what the fields were and what the ledger has.

    Of a personnel matter that has not ended, `shut_fields` and `shut_inlines` are not shown, nor what fields were.
    """

    capabilities = (Capability.VIEW_DECISIONS,)
    shut_fields: tuple[str, ...] = ()
    shut_inlines: tuple[type[ReadOnlyInline], ...] = ()

    def is_shut(self, request: HttpRequest, row: Any) -> bool:
        """Whether the papers of this row, or what was said on it, are shut to the reader."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shut = self.shut_fields if obj is not None and self.is_shut(request, obj) else ()
        return [field for field in super().get_fields(request, obj) if field not in shut]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        shut = self.shut_inlines if obj is not None and self.is_shut(request, obj) else ()
        return [inline for inline in self.inlines if inline not in shut]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row: Any = self._own_or_404(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("变更记录：%s") % row,
            "opts": self.opts,
            "original": row,
            "has_history": hasattr(row, "history"),
            "savings": history.savings_of(row) if hasattr(row, "history") and not self.is_shut(request, row) else [],
            "steps": timeline.steps_about(row),
        }
        return TemplateResponse(request, "admin/decisions/history.html", context)


@admin.register(Topic)
class TopicAdmin(DecisionAdmin):
    visible = selectors.visible_topics
    list_display = ["title", "body", "category", "track", "sum_shown", "planned_day", "state", "whole"]
    list_filter = ["state", "category", "track"]
    search_fields = ["title", "body__division__name"]
    fields = [
        "title",
        "entry",
        "category",
        "track",
        "body",
        "proposer",
        "leader",
        "content",
        "amount",
        "planned_day",
        "proposed_on",
        "state",
        "state_reason",
        "whole",
    ]
    readonly_fields = ["whole"]
    inlines = [SignOffInline, ItemInline, ResolutionInline]
    pages = ("timeline",)
    shut_fields = ("content", "amount")

    def is_shut(self, request: HttpRequest, row: Topic) -> bool:
        return not confidence.may_read_papers(request.user, row)

    @admin.display(description=gettext_lazy("涉及金额（元）"))
    def sum_shown(self, topic: Topic) -> str:
        """Of a personnel matter a list says the title alone."""
        return self.get_empty_value_display() if topic.amount is None or topic.is_personnel else f"{topic.amount:,}"

    @admin.display(description=gettext_lazy("全过程"))
    def whole(self, topic: Topic) -> str:
        url = reverse("admin:decisions_topic_timeline", args=[topic.pk])
        return format_html('<a href="{}">{}</a>', url, _("时间线"))

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        user: Any = request.user
        return [*self.inlines, *([TalkInline] if user.may(Capability.JUDGE_FINDINGS) else [])]

    def timeline_view(self, request: HttpRequest, topic: Topic) -> HttpResponse:
        """The whole decision on one page, each act with the entry that proves it."""
        steps = timeline.steps_of(topic)
        context = {
            **self.admin_site.each_context(request),
            "title": _("全过程：%s") % topic,
            "opts": self.opts,
            "original": topic,
            "steps": timeline.without_words(steps) if self.is_shut(request, topic) else steps,
        }
        return TemplateResponse(request, "admin/decisions/topic/timeline.html", context)


@admin.register(Meeting)
class MeetingAdmin(DecisionAdmin):
    visible = selectors.visible_meetings
    list_display = ["body", "day", "place", "state", "chair", "recorder"]
    list_filter = ["state", "entry"]
    search_fields = ["body__name", "body__division__name", "place"]
    fields = ["body", "day", "place", "entry", "state", "chair", "recorder", "opened_at", "closed_at"]
    inlines = [SeatInline, ItemInline]


@admin.register(AgendaItem)
class AgendaItemAdmin(DecisionAdmin):
    visible = selectors.visible_items
    list_display = ["topic", "meeting", "position", "phase", "outcome"]
    list_filter = ["phase", "outcome"]
    search_fields = ["topic__title", "meeting__body__division__name"]
    ordering = ["-pk"]
    fields = ["topic", "meeting", "position", "phase", "stage", "secret", "outcome", "outcome_reason", "closed_at"]
    inlines = [
        DeliveryInline,
        RecusalInline,
        LateArrivalInline,
        ReportInline,
        SpeechInline,
        StatementInline,
        VoteInline,
        BallotInline,
        WrittenInline,
        TakenUpInline,
        StopInline,
    ]
    shut_fields = ("outcome_reason",)
    shut_inlines = (RecusalInline, ReportInline, SpeechInline, StatementInline, VoteInline)

    def is_shut(self, request: HttpRequest, row: AgendaItem) -> bool:
        return not confidence.may_read_record(request.user, row)


@admin.register(Resolution)
class ResolutionAdmin(DecisionAdmin):
    visible = selectors.visible_resolutions
    list_display = ["topic", "meeting", "outcome", "decided_on", "agree", "oppose", "abstain", "needed"]
    list_filter = ["outcome"]
    search_fields = ["topic__title", "text"]
    fields = [
        "topic",
        "meeting",
        "outcome",
        "text",
        "decided_on",
        "due",
        "present",
        "recused",
        "agree",
        "oppose",
        "abstain",
        "postpone",
        "absent",
        "needed",
        "way",
        "secret",
        "head_reason",
    ]
    readonly_fields = ["meeting"]

    @admin.display(description=gettext_lazy("会议"))
    def meeting(self, resolution: Resolution) -> str:
        return str(resolution.item.meeting)


@admin.register(AdHocMotion)
class AdHocMotionAdmin(DecisionAdmin):
    """Counted by body and quarter on top of the list."""

    visible = selectors.visible_motions
    list_display = ["topic", "body", "day", "reason", "agreed"]
    list_filter = ["at"]
    search_fields = ["reason", "item__topic__title", "item__meeting__body__division__name"]
    ordering = ["-pk"]
    fields = ["item", "body", "day", "reason", "agreed", "actor", "at"]
    readonly_fields = ["body", "day", "agreed"]
    change_list_template = "admin/decisions/motions.html"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        counts = {"counts": selectors.motions_by_quarter(request.user)}
        return super().changelist_view(request, {**counts, **(extra_context or {})})

    @admin.display(description=gettext_lazy("议题"))
    def topic(self, motion: AdHocMotion) -> str:
        return motion.item.topic.title

    @admin.display(description=gettext_lazy("组织"))
    def body(self, motion: AdHocMotion) -> str:
        return str(motion.item.meeting.body)

    @admin.display(description=gettext_lazy("会议日期"))
    def day(self, motion: AdHocMotion) -> Any:
        return motion.item.meeting.day

    @admin.display(description=gettext_lazy("到会成员同意"))
    def agreed(self, motion: AdHocMotion) -> str:
        return str(motion.consent) if hasattr(motion, "consent") else _("未登记")


class LightLineInline(ReadOnlyInline):
    model = LightLine
    related = ("handler",)
    fields = ["position", "matter", "kind", "amount", "handler", "decision"]


@admin.register(LightSheet)
class LightSheetAdmin(DecisionAdmin):
    visible = selectors.visible_light_sheets
    list_display = ["meeting", "day", "line_count", "signed"]
    list_filter = ["day"]
    search_fields = ["lines__matter", "meeting__body__division__name"]
    ordering = ["-day", "-pk"]
    fields = ["meeting", "number", "day", "signed", "actor", "at"]
    readonly_fields = ["signed"]
    inlines = [LightLineInline]

    @admin.display(description=gettext_lazy("事项数"))
    def line_count(self, sheet: Any) -> int:
        return int(sheet.line_count)

    @admin.display(description=gettext_lazy("签批"))
    def signed(self, sheet: LightSheet) -> str:
        if hasattr(sheet, "void"):
            return _("已作废：%s") % sheet.void.reason
        if not hasattr(sheet, "signature"):
            return _("未签批")
        word = _("%s（纸质签批）") if sheet.signature.on_paper else "%s"
        return word % sheet.signature.official.name
