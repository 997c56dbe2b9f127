"""The admin's pages on papers, their drafts and the templates: read only, with the whole process."""

from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.documents import selectors, selectors_flow, selectors_templates
from foundation.documents.drafting import kind_name
from foundation.documents.models import Draft, DraftStep, Paper, PaperTemplate, PaperVoid, Receipt
from foundation.townships.states import Capability
from foundation.web.admin import ReadOnlyAdmin, ReadOnlyInline


class StepInline(ReadOnlyInline):
    model = DraftStep
    fields: ClassVar = ["at", "step", "official", "reason", "version"]
    related = ("official",)


class VoidInline(ReadOnlyInline):
    model = PaperVoid
    fields: ClassVar = ["voided_on", "official", "reason"]
    related = ("official",)


class ReceiptInline(ReadOnlyInline):
    model = Receipt
    fields: ClassVar = ["official", "told_on", "received_at"]
    related = ("official",)


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_DECISIONS,)
    visible = selectors_flow.visible_drafts
    list_display = ["title", "kind_of_paper", "body", "state", "drafter", "checker", "signer", "begun_at", "issued_on"]
    list_select_related = ["body__division", "drafter", "checker", "signer"]
    list_filter = ["state"]
    search_fields = ["title", "body__division__name"]
    fields = [
        *["state", "title", "kind_of_paper", "body", "about", "version", "begun_at"],
        *["drafter", "checker", "signer", "signed_by", "scan", "paper", "issued_on", "corrects", "replaces", "page"],
    ]
    readonly_fields = ["kind_of_paper", "page"]
    inlines = [StepInline]

    @admin.display(description=_("文种"))
    def kind_of_paper(self, draft: Draft) -> str:
        return kind_name(draft.kind)

    @admin.display(description=_("稿样"))
    def page(self, draft: Draft) -> str:
        return format_html('<a href="{}">{}</a>', draft.get_absolute_url(), _("在工作台查看"))


@admin.register(Paper)
class PaperAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_DECISIONS,)
    visible = selectors.visible_papers
    list_display = ["label", "title", "body", "issued_on", "is_void"]
    list_select_related = ["body__division", "void"]
    list_filter = ["issued_on"]
    search_fields = ["label", "title"]
    fields = [*["label", "title", "body", "about", "issued_on", "corrects", "digest"], "draft_link", "page"]
    readonly_fields = ["draft_link", "page"]
    inlines = [VoidInline, ReceiptInline]

    @admin.display(description=_("已作废"), boolean=True)
    def is_void(self, paper: Paper) -> bool:
        return hasattr(paper, "void")

    @admin.display(description=_("公文稿和办理过程"))
    def draft_link(self, paper: Paper) -> str:
        draft = getattr(paper, "draft", None)
        return format_html('<a href="{}">{}</a>', draft.get_absolute_url(), draft.title) if draft else "—"

    @admin.display(description=_("公文"))
    def page(self, paper: Paper) -> str:
        return format_html('<a href="{}">{}</a>', paper.get_absolute_url(), paper.label)


@admin.register(PaperTemplate)
class PaperTemplateAdmin(ReadOnlyAdmin):
    """Which versions there were, who put them in force and took them back."""

    capabilities = (Capability.VIEW_DECISIONS,)
    visible = selectors_templates.visible_templates
    list_display = ["kind", "form", "number", "township", "start", "until", "note", "uploaded_by"]
    list_filter = ["form", "kind"]
    search_fields = ["note"]
    list_select_related = ["uploaded_by"]
    fields = [
        "kind",
        "form",
        "number",
        "county",
        "township",
        "note",
        "digest",
        "size",
        "uploaded_by",
        "uploaded_at",
        "seen_at",
        "trouble",
        "start",
        "started_by",
        "started_at",
        "until",
        "ended_by",
        "ended_at",
        "end_reason",
    ]
