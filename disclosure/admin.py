"""The admin's pages on drafts and publications: read only."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from disclosure import selectors
from disclosure.models import Draft, Publication
from foundation.townships.states import Capability
from foundation.web.admin import ReadOnlyAdmin


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_DECISIONS,)
    visible = selectors.drafts_visible_to
    list_display = [
        "title",
        "division",
        "state",
        "preparer_official",
        "prepared_at",
        "reviewer_official",
        "reviewed_at",
    ]
    list_select_related = ["division", "preparer_official", "reviewer_official"]
    list_filter = ["state"]
    search_fields = ["title", "division__name"]
    fields = [
        *["state", "title", "kind_label", "division", "circle", "source", "replaces", "take_down_on"],
        *["what", "amount", "body", "decided_on", "how_to_object", "object_until", "text"],
        *["preparer_official", "preparer_account", "prepared_at"],
        *["reviewer_official", "reviewer_account", "reviewed_at", "return_reason"],
    ]
    readonly_fields = ["kind_label", "text", "preparer_account", "reviewer_account"]

    @admin.display(description=_("类别"))
    def kind_label(self, draft: Draft) -> str:
        return draft.kind_label

    @admin.display(description=_("正文"))
    def text(self, draft: Draft) -> str:
        return "\n\n".join(f"{part['heading']}\n{part['text']}" for part in draft.sections)

    # As text: the accounts' own page is for the system administrator, and a link would end at a refusal.

    @admin.display(description=_("拟制人账号"))
    def preparer_account(self, draft: Draft) -> str:
        return draft.preparer.username

    @admin.display(description=_("复核人账号"))
    def reviewer_account(self, draft: Draft) -> str:
        return draft.reviewer.username if draft.reviewer else self.get_empty_value_display()


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_DECISIONS,)
    visible = selectors.publications_visible_to
    list_display = ["title", "division", "published_at", "object_until", "take_down_on"]
    list_select_related = ["division"]
    search_fields = ["title", "division__name"]
    fields = [
        *["title", "kind_label", "division", "circle", "version", "published_at", "object_until", "take_down_on"],
        *["address", "draft", "digest", "shown_bytes"],
    ]
    readonly_fields = ["kind_label", "address", "shown_bytes"]

    @admin.display(description=_("类别"))
    def kind_label(self, publication: Publication) -> str:
        return publication.kind_label

    @admin.display(description=_("永久网址"))
    def address(self, publication: Publication) -> str:
        return format_html('<a href="{}">{}</a>', publication.get_absolute_url(), publication.permanent_url)

    @admin.display(description=_("规范字节"))
    def shown_bytes(self, publication: Publication) -> str:
        return bytes(publication.content).decode()
