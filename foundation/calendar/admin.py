"""The admin's page on years: every arrangement that was ever entered, with its days."""

from django.contrib import admin

from foundation.calendar import selectors
from foundation.calendar.models import Arrangement, SpecialDay
from foundation.townships.states import Capability
from foundation.web.admin import ReadOnlyAdmin, ReadOnlyInline


class SpecialDayInline(ReadOnlyInline):
    model = SpecialDay
    fields = ["day", "kind", "name"]


@admin.register(Arrangement)
class ArrangementAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_PEOPLE,)
    visible = selectors.visible_arrangements
    list_display = ["year", "number", "standing", "source", "entered_at"]
    list_filter = ["standing"]
    search_fields = ["source"]
    fields = ["year", "number", "standing", "source", "entered_at"]
    inlines = [SpecialDayInline]
