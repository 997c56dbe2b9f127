"""The inspectors' pages on directories: every version, what it lists, what the county said of it."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.townships.states import Capability
from foundation.web.admin import ReadOnlyAdmin, ReadOnlyInline
from powers import selectors
from powers.models import Directory, DirectoryEntry, DirectoryNote


class EntryInline(ReadOnlyInline):
    model = DirectoryEntry
    related = ("kind", "directory__division")
    fields = ["kind", "position", "name", "bodies", "reviews", "threshold", "boundary", "secret_vote", "publication"]


class NoteInline(ReadOnlyInline):
    model = DirectoryNote
    related = ("actor",)
    fields = ["text", "actor", "at"]


@admin.register(Directory)
class DirectoryAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_PEOPLE,)
    visible = selectors.visible_directories
    list_display = ["division", "number", "state", "start", "end", "lodged_on"]
    list_filter = ["state"]
    search_fields = ["division__name"]
    fields = [
        "division",
        "number",
        "state",
        "drafted_on",
        "adopted_on",
        "adopted_by",
        "start",
        "end",
        "lodged_on",
        "problems",
    ]
    readonly_fields = ["problems"]
    inlines = [EntryInline, NoteInline]

    @admin.display(description=_("与县里范本相比"), empty_value="—")
    def problems(self, directory: Directory) -> str:
        return "；".join(selectors.problems_of(directory, timezone.localdate())) or str(_("没有缺漏"))
