"""The admin's pages on what comes round."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.reminders.duties import selectors
from foundation.reminders.duties.models import DutyReport, RecurringDuty
from foundation.reminders.duties.shown import due_rule
from foundation.reminders.duties.terms import named
from foundation.townships.states import Capability
from foundation.web.admin import ReadOnlyAdmin


@admin.register(RecurringDuty)
class RecurringDutyAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_PEOPLE,)
    visible = selectors.visible_duties
    list_display = ["title", "place", "period", "due_in_words", "responsible", "start", "end"]
    list_filter = ["period", "responsible"]
    search_fields = ["title", "basis"]
    fields = ["title", "place", "period", "first", "due_in_words", "responsible", "basis", "confirmed", "start", "end"]
    readonly_fields = ["place", "due_in_words"]

    @admin.display(description=_("适用范围"), ordering="township")
    def place(self, duty: RecurringDuty) -> str:
        return duty.township or duty.county

    @admin.display(description=_("什么时候到期"))
    def due_in_words(self, duty: RecurringDuty) -> str:
        return due_rule(duty)


@admin.register(DutyReport)
class DutyReportAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_PEOPLE,)
    visible = selectors.visible_reports
    list_display = ["duty", "township", "term", "due", "at", "reporter", "void_reason"]
    list_filter = ["township"]
    search_fields = ["duty__title", "note"]
    fields = ["duty", "township", "term", "due", "note", "proof", "reporter", "at", "void_reason"]
    readonly_fields = ["term", "reporter"]

    @admin.display(description=_("期"), ordering="start")
    def term(self, report: DutyReport) -> str:
        return named(report.start, report.end)

    @admin.display(description=_("报告人"))
    def reporter(self, report: DutyReport) -> str:
        return report.account.name
