"""The admin's pages on parameters, findings and the book of rules."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.rulebook import selectors
from foundation.rulebook.models import (
    Finding,
    FindingEvidence,
    FindingNote,
    Parameter,
    Regulation,
    RegulationVersion,
)
from foundation.rulebook.selectors import findings as selectors_findings
from foundation.rulebook.selectors.regulations import visible_regulations
from foundation.townships.states import Capability
from foundation.web.admin import ReadOnlyAdmin, ReadOnlyInline


@admin.register(Parameter)
class ParameterAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_PEOPLE,)
    visible = selectors.visible_parameters
    list_display = ["name", "reading", "bottom", "place", "start", "end", "confirmed"]
    list_filter = ["unit", "confirmed"]
    search_fields = ["code", "basis"]
    fields = ["name", "code", "place", "reading", "bottom", "ground", "confirmed", "start", "end"]
    readonly_fields = ["name", "reading", "bottom", "ground", "place"]

    @admin.display(description=_("参数"), ordering="code")
    def name(self, parameter: Parameter) -> str:
        return parameter.title

    @admin.display(description=_("规定"))
    def reading(self, parameter: Parameter) -> str:
        return str(parameter.as_value())

    @admin.display(description=_("底线"), empty_value="—")
    def bottom(self, parameter: Parameter) -> str:
        """What no level below may go below."""
        return str(parameter.as_floor() or "")

    @admin.display(description=_("依据"))
    def ground(self, parameter: Parameter) -> str:
        """What nobody has compared with its text is a hint where to look, never a citation."""
        basis = parameter.as_value().basis
        return str(basis) if basis.confirmed else f"{basis}{_('；请核对：')}{basis.text}"

    @admin.display(description=_("适用范围"), ordering="county")
    def place(self, parameter: Parameter) -> str:
        return parameter.village or parameter.township or parameter.county or str(_("全国默认"))


class ByCode(admin.SimpleListFilter):
    """Chosen from what the user's own rows have; `named` gives each code with the name that people know it by."""

    named: ClassVar[Callable[[Any], list[tuple[str, str]]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return type(self).named(selectors_findings.visible_findings(request.user).order_by())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class RuleFilter(ByCode):
    title = _("规则")
    parameter_name = "rule"
    named = selectors_findings.rule_names


class UnitFilter(ByCode):
    title = _("乡镇")
    parameter_name = "township"
    named = selectors_findings.township_names


class NoteInline(ReadOnlyInline):
    model = FindingNote
    related = ("official", "account")
    fields = ["kind", "text", "paper", "at", "official", "username"]
    readonly_fields = ["username"]

    # As text: the accounts' own page is for the system administrator, and a link would end at a refusal.

    @admin.display(description=_("账号"))
    def username(self, note: FindingNote) -> str:
        return note.account.username if note.account else ""


class EvidenceInline(ReadOnlyInline):
    model = FindingEvidence
    related = ("note",)
    fields = ["ref", "note"]


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    capabilities = (Capability.JUDGE_FINDINGS,)
    visible = selectors_findings.visible_findings
    list_display = ["title", "place", "severity", "state", "raised_at", "answer_until", "late", "counted"]
    list_filter = ["state", "severity", RuleFilter, UnitFilter]
    fields = [
        *["title", "rule", "says", "place", "severity", "state", "raised_at", "raised_by_official", "raiser", "paper"],
        *["answer_until", "answer_provisional", "answered_at", "judged_at", "rectified_at", "closed_at", "page"],
    ]
    readonly_fields = ["title", "says", "place", "raiser", "page"]
    inlines = [NoteInline, EvidenceInline]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup in {"rule", "township"} or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("问题"), ordering="rule")
    def title(self, finding: Finding) -> str:
        return finding.title

    @admin.display(description=_("发现了什么"))
    def says(self, finding: Finding) -> str:
        return finding.says

    @admin.display(description=_("单位"), ordering="township")
    def place(self, finding: Finding) -> str:
        return finding.place

    @admin.display(description=_("提出人账号"))
    def raiser(self, finding: Finding) -> str:
        return finding.raised_by.username if finding.raised_by else self.get_empty_value_display()

    @admin.display(description=_("逾期"), boolean=True)
    def late(self, finding: Finding) -> bool:
        return finding.is_late_on(timezone.localdate())

    @admin.display(description=_("计数"), boolean=True)
    def counted(self, finding: Finding) -> bool:
        return finding.counts

    @admin.display(description=_("办理"))
    def page(self, finding: Finding) -> str:
        return format_html('<a href="{}">{}</a>', finding.get_absolute_url(), _("到工作台办理"))


class VersionInline(ReadOnlyInline):
    model = RegulationVersion
    fields = ["number", "document_number", "issued_on", "start", "end", "end_reason", "text_known", "basis"]


@admin.register(Regulation)
class RegulationAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_PEOPLE,)
    visible = visible_regulations
    list_display = ["title", "kind", "place", "issuer"]
    list_filter = ["kind"]
    search_fields = ["title", "issuer"]
    fields = ["title", "kind", "place", "issuer", "position"]
    readonly_fields = ["place"]
    inlines = [VersionInline]

    @admin.display(description=_("适用范围"), ordering="county")
    def place(self, regulation: Regulation) -> str:
        return regulation.township or regulation.county or str(_("全国"))
