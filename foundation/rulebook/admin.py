"""The admin's page on parameters: what holds where, since when, and on what ground."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.rulebook import selectors
from foundation.rulebook.models import Parameter
from foundation.townships.states import Capability
from foundation.web.admin import ReadOnlyAdmin


@admin.register(Parameter)
class ParameterAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_PEOPLE,)
    visible = selectors.visible_parameters
    list_display = ["name", "reading", "place", "start", "end", "confirmed"]
    list_filter = ["unit", "confirmed"]
    search_fields = ["code", "basis"]
    fields = ["name", "code", "place", "reading", "basis", "confirmed", "start", "end"]
    readonly_fields = ["name", "reading", "place"]

    @admin.display(description=_("参数"), ordering="code")
    def name(self, parameter: Parameter) -> str:
        return parameter.title

    @admin.display(description=_("规定"))
    def reading(self, parameter: Parameter) -> str:
        return str(parameter.as_value())

    @admin.display(description=_("适用范围"), ordering="county")
    def place(self, parameter: Parameter) -> str:
        return parameter.township or parameter.county or str(_("全国默认"))
