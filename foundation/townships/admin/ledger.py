"""The ledger: entries with what they changed and their proofs, the ends of the streams, the checkpoints."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ledger import details, heads, labels, notes, proofs, rules
from foundation.ledger.models import Checkpoint, LedgerDetail, LedgerEntry, LedgerHead
from foundation.ledger.selectors import acts_within
from foundation.townships.admin.entries import EntryPage, may_see_values, things_of
from foundation.townships.selectors import streams
from foundation.townships.states import Capability
from foundation.violations import refuse_on
from foundation.web.admin import ReadOnlyAdmin

READERS = (Capability.VIEW_LEDGER, Capability.READ_LOGS)
#: How people write the name of an entry: stream, number sign (half or full width), number.
PLACE = re.compile(r"(\S+)[#＃](\d{1,18})")
THING = re.compile(r"[a-z_]+\.[a-z_]+:\S+")
STREAM = re.compile(r"\d{6}(\d{3}|-\w+)?")


class StreamFilter(admin.SimpleListFilter):
    """The streams that the reader sees, by the names of their owners."""

    title = gettext_lazy("日志流")
    parameter_name = "stream"

    def lookups(self, request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        names = streams.stream_names(streams.visible_streams(request.user))
        return [(stream, f"{name} {stream}") for stream, name in names.items()]

    def queryset(self, _request: HttpRequest, entries: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
        return entries.filter(stream=self.value()) if self.value() else entries


class ActFilter(admin.SimpleListFilter):
    """The acts that occur in the reader's streams, by their names."""

    title = gettext_lazy("行为")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return sorted(acts_within(streams.reach_of(request.user).q()).items())

    def queryset(self, _request: HttpRequest, entries: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
        return entries.filter(act=self.value()) if self.value() else entries


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """Newest first, by what an index gives in that order: no column can be sorted by, and nothing is counted."""

    capabilities = READERS
    visible = streams.visible_entries
    list_display = ["when", "place", "number_shown", "actor_shown", "act_shown", "about"]
    list_filter = [StreamFilter, ActFilter, "at"]
    search_fields = ["actor"]
    search_help_text = gettext_lazy(
        "可以输入：操作人的姓名或账号；编号，例如 320831101#12；对象，例如 decisions.topic:17；日志流；行为的名称。"
    )
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER
    fields = ["stream", "number"]
    pages = ("proof",)

    def get_ordering(self, request: HttpRequest) -> tuple[str]:
        """Within a stream the numbers are the order of all, and have an index that begins with the stream."""
        return ("-number",) if StreamFilter.parameter_name in request.GET else ("-pk",)

    def get_search_results(
        self, _request: HttpRequest, entries: QuerySet[LedgerEntry], search_term: str
    ) -> tuple[QuerySet[LedgerEntry], bool]:
        """The whole of what was typed, as one thing."""
        return entries.filter(_meant(search_term.strip())) if search_term.strip() else entries, False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The names of streams and things are asked for all rows of the page at once."""
        changes = super().get_changelist_instance(request)
        rows = _named(changes)
        things = things_of(rows, request.user)  # type: ignore[arg-type]
        for row in rows:
            row.thing = things.get(row.pk)
        return changes

    @admin.display(description=gettext_lazy("时间"))
    def when(self, entry: LedgerEntry) -> Any:
        return entry.at

    @admin.display(description=gettext_lazy("日志流"))
    def place(self, entry: Any) -> str:
        return _place(entry)

    @admin.display(description=gettext_lazy("序号"))
    def number_shown(self, entry: LedgerEntry) -> int:
        return entry.number

    @admin.display(description=gettext_lazy("操作人"))
    def actor_shown(self, entry: LedgerEntry) -> str:
        return entry.actor

    @admin.display(description=gettext_lazy("行为"))
    def act_shown(self, entry: LedgerEntry) -> str:
        return labels.label_of(entry.act)

    @admin.display(description=gettext_lazy("对象"))
    def about(self, entry: Any) -> str:
        if entry.thing is None:
            return self.get_empty_value_display()
        if entry.thing.url:
            return format_html('<a href="{}">{}</a>', entry.thing.url, entry.thing.title)
        return str(entry.thing.title)

    def context_of(self, request: HttpRequest, row: LedgerEntry) -> dict[str, Any]:
        return {"page": EntryPage.of(row, request.user)}  # type: ignore[arg-type]

    def proof_view(self, request: HttpRequest, entry: LedgerEntry) -> HttpResponse:
        """The proof file; what the rows held is in it for those alone who may see it."""
        lines = _lines_kept(entry) if may_see_values(entry, request.user) else []  # type: ignore[arg-type]
        proof = proofs.inclusion(entry, lines)
        refuse_on(rules.covered(proof))
        return _file(proof, f"sunlit-proof-{entry.stream}-{entry.number}.json", "application/json")


def _meant(term: str) -> Q:
    """What may be typed into the search: a place, a thing, a stream, an act, else a person. One index serves each."""
    if place := PLACE.fullmatch(term):
        return Q(stream=place[1], number=int(place[2]))
    if THING.fullmatch(term):
        return Q(ref=term)
    if STREAM.fullmatch(term):
        return Q(stream=term)
    if acts := [act for act, label in labels.declared().items() if term in (act, label)]:
        return Q(act__in=acts)
    return Q(actor__startswith=term) | Q(actor__endswith=f"（{term}）")


def _lines_kept(entry: LedgerEntry) -> list[int]:
    """The lines beside an entry that were not erased: there is something to compare a digest with."""
    detail = LedgerDetail.objects.filter(entry=entry.pk).first()
    lines = details.parsed(bytes(detail.body)) if detail else []
    return [index for index, line in enumerate(lines) if line is not None]


def _named(changes: Any) -> list[Any]:
    """The rows of a list, each with the name of its stream. One query."""
    rows: list[Any] = list(changes.result_list)
    names = streams.stream_names(row.stream for row in rows)
    for row in rows:
        row.stream_name = names[row.stream]
    changes.result_list = rows
    return rows


def _place(row: Any) -> str:
    return format_html('{} <span class="quiet">{}</span>', row.stream_name, row.stream)


def _file(content: bytes | None, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@admin.register(LedgerHead)
class LedgerHeadAdmin(ReadOnlyAdmin):
    """Where each stream ends."""

    capabilities = READERS
    visible = streams.visible_heads
    list_display = ["stream", "place", "size", "hash", "sealed", "last_at"]
    search_fields = ["stream"]
    ordering = ["stream"]
    fields = ["stream", "owner", "size", "hash", "root", "sealed", "last_at", "entries"]
    readonly_fields = ["owner", "root", "sealed", "last_at", "entries"]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changes = super().get_changelist_instance(request)
        _named(changes)
        return changes

    @admin.display(description=gettext_lazy("归属"))
    def place(self, head: Any) -> str:
        return str(head.stream_name)

    @admin.display(description=gettext_lazy("归属"))
    def owner(self, head: LedgerHead) -> str:
        return streams.stream_names([head.stream])[head.stream]

    @admin.display(description=gettext_lazy("根"))
    def root(self, head: LedgerHead) -> str:
        frontier = heads.frontier_of(head)
        return frontier.root().hex() if frontier else self.get_empty_value_display()

    @admin.display(description=gettext_lazy("封印"))
    def sealed(self, head: LedgerHead) -> str:
        return _("相符") if heads.frontier_of(head) else _("不符：可能被人改动，请运行 manage.py ledger_verify 查明")

    @admin.display(description=gettext_lazy("最后一条的时间"))
    def last_at(self, head: Any) -> str:
        return localize(localtime(head.last_at)) if head.last_at else self.get_empty_value_display()

    @admin.display(description=gettext_lazy("存证记录"))
    def entries(self, head: LedgerHead) -> str:
        query = urlencode({StreamFilter.parameter_name: head.stream})
        return format_html('<a href="{}?{}">{}</a>', reverse("admin:ledger_ledgerentry_changelist"), query, _("查看"))


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnlyAdmin):
    """What was said to the outside of where the streams end."""

    capabilities = READERS
    visible = streams.visible_checkpoints
    list_display = ["number", "at", "covers"]
    list_filter = ["at"]
    ordering = ["-number"]
    fields = ["number", "at", "covers", "download", "text"]
    readonly_fields = ["covers", "download", "text"]
    pages = ("note",)

    @admin.display(description=gettext_lazy("覆盖"))
    def covers(self, checkpoint: Checkpoint) -> str:
        listed = notes.parse(checkpoint.note).heads
        total = sum(head.size for head in listed)
        return _("%(streams)d 个日志流，共 %(entries)d 条") % {"streams": len(listed), "entries": total}

    @admin.display(description=gettext_lazy("文件"))
    def download(self, checkpoint: Checkpoint) -> str:
        url = reverse("admin:ledger_checkpoint_note", args=[checkpoint.pk])
        return format_html('<a href="{}">{}</a>', url, _("下载这个存证点"))

    @admin.display(description=gettext_lazy("内容"))
    def text(self, checkpoint: Checkpoint) -> str:
        return format_html('<pre class="bytes">{}</pre>', checkpoint.note)

    def note_view(self, _request: HttpRequest, checkpoint: Checkpoint) -> HttpResponse:
        """The note, byte for byte: its signature covers each of them."""
        name = f"sunlit-checkpoint-{checkpoint.number}.txt"
        return _file(checkpoint.note.encode(), name, "text/plain; charset=utf-8")
