"""What happened at the doors, and who was shown what is confidential."""

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.keys.models import Reading
from foundation.security.models import SecurityEvent
from foundation.townships import selectors
from foundation.townships.models import User
from foundation.townships.selectors import streams
from foundation.townships.states import Capability
from foundation.web.admin import ReadOnlyAdmin


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_LEDGER, Capability.READ_LOGS)
    visible = streams.visible_events
    list_display = ["at", "kind", "actor", "stream", "act", "reason", "network"]
    list_filter = ["kind", "at"]
    search_fields = ["actor", "act", "code", "network"]
    ordering = ["-at", "-pk"]
    fields = ["at", "kind", "actor", "stream", "act", "code", "reason", "network"]


def visible_readings(user: User | AnonymousUser) -> QuerySet[Reading]:
    return Reading.objects.filter(selectors.scope_q(user, Capability.VIEW_LEDGER))


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    """Who was shown which confidential value, and why; never the value."""

    capabilities = (Capability.VIEW_LEDGER,)
    visible = visible_readings
    list_display = ["at", "reader", "thing", "label", "reason"]
    list_filter = ["at"]
    search_fields = ["reader", "reason", "thing"]
    ordering = ["-at", "-pk"]
    fields = ["at", "reader", "thing", "label", "about", "reason", "told"]
    readonly_fields = ["label"]

    @admin.display(description=_("内容"))
    def label(self, reading: Reading) -> str:
        return reading.label
