"""The inspectors' pages on decisions: everything entered, also what was voided, by whom; nothing can be changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions import history, selectors, timeline
from decisions.models import (
    AgendaItem,
    Delivery,
    LateArrival,
    Meeting,
    Recusal,
    Report,
    Resolution,
    Seat,
    Speech,
    Statement,
    Topic,
    Vote,
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
    related = ("official",)
    fields = ["official", "day"]


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

    related = ("seat__official", "actor", "void__actor")
    readonly_fields = ["voided"]

    @admin.display(description=gettext_lazy("作废"))
    def voided(self, row: Statement | Vote) -> str:
        if not hasattr(row, "void"):
            return "-"
        return _("%(reason)s（%(actor)s）") % {"reason": row.void.reason, "actor": row.void.actor}


class StatementInline(PositionInline):
    model = Statement
    fields = ["seat", "choice", "text", "attempt", "actor", "at", "voided"]


class VoteInline(PositionInline):
    model = Vote
    fields = ["seat", "choice", "attempt", "actor", "at", "voided"]


class RecusalInline(ReadOnlyInline):
    model = Recusal
    related = ("seat__official",)
    fields = ["seat", "reason"]


class LateArrivalInline(ReadOnlyInline):
    model = LateArrival
    related = ("seat__official",)
    fields = ["seat", "at"]


class DecisionAdmin(ReadOnlyAdmin):
    """Base of these pages: the history tab shows what the fields were and what the ledger has."""

    capabilities = (Capability.VIEW_DECISIONS,)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row: Any = self._own_or_404(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("变更记录：%s") % row,
            "opts": self.opts,
            "original": row,
            "has_history": hasattr(row, "history"),
            "savings": history.savings_of(row) if hasattr(row, "history") else [],
            "steps": timeline.steps_about(row),
        }
        return TemplateResponse(request, "admin/decisions/history.html", context)


@admin.register(Topic)
class TopicAdmin(DecisionAdmin):
    visible = selectors.visible_topics
    list_display = ["title", "body", "category", "amount", "planned_day", "state", "steps"]
    list_filter = ["state", "category"]
    search_fields = ["title", "body__division__name"]
    fields = [
        "title",
        "category",
        "body",
        "proposer",
        "content",
        "amount",
        "planned_day",
        "proposed_on",
        "state",
        "steps",
    ]
    readonly_fields = ["steps"]
    inlines = [ItemInline, ResolutionInline]
    pages = ("timeline",)

    @admin.display(description=gettext_lazy("全过程"))
    def steps(self, topic: Topic) -> str:
        url = reverse("admin:decisions_topic_timeline", args=[topic.pk])
        return format_html('<a href="{}">{}</a>', url, _("时间线"))

    def timeline_view(self, request: HttpRequest, topic: Topic) -> HttpResponse:
        """The whole decision on one page, each act with the entry that proves it."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("全过程：%s") % topic,
            "opts": self.opts,
            "original": topic,
            "steps": timeline.steps_of(topic),
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
    fields = ["topic", "meeting", "position", "phase", "stage", "outcome", "outcome_reason", "closed_at"]
    inlines = [
        DeliveryInline,
        RecusalInline,
        LateArrivalInline,
        ReportInline,
        SpeechInline,
        StatementInline,
        VoteInline,
    ]


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
        "absent",
        "needed",
    ]
    readonly_fields = ["meeting"]

    @admin.display(description=gettext_lazy("会议"))
    def meeting(self, resolution: Resolution) -> str:
        return str(resolution.item.meeting)
