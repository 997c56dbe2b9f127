"""Every door of the house. The open site and the login have an English face under `/en/`."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from foundation.upkeep.views import healthz

urlpatterns = [
    path("desk/", include("foundation.web.urls")),
    path("desk/", include("decisions.urls")),
    path("desk/calendar/", include("foundation.calendar.urls")),
    path("desk/calendar-feed/", include("foundation.reminders.urls")),
    path("desk/ways/", include("foundation.reminders.urls_ways")),
    path("desk/work/duties/", include("foundation.reminders.urls_duties")),
    path("desk/work/", include("foundation.reminders.urls_work")),
    path("desk/people/", include("foundation.townships.urls_desk")),
    path("desk/office/", include("foundation.townships.urls_office")),
    path("desk/rules/book/", include("foundation.rulebook.urls_book")),
    path("desk/rules/", include("foundation.rulebook.urls")),
    path("healthz", healthz, name="healthz"),
    path("desk/", include("foundation.upkeep.urls")),
    path("desk/papers/", include("foundation.documents.urls")),
    path("desk/findings/", include("foundation.rulebook.urls_findings")),
    path("desk/rules/registry/", include("foundation.rulebook.urls_registry")),
    path("desk/directory/", include("powers.urls")),
    path("desk/publications/", include("disclosure.urls_desk")),
    path("calendar/", include("foundation.reminders.urls_open")),
    path("papers/", include("foundation.documents.urls_open")),
    path("admin/", admin.site.urls),
    path("ledger/", include("foundation.ledger.urls")),
    *i18n_patterns(
        path("accounts/", include("foundation.townships.urls")),
        path("", include("disclosure.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "foundation.web.views.bad_request"
handler403 = "foundation.web.views.permission_denied"
handler404 = "foundation.web.views.not_found"
handler500 = "foundation.web.views.server_error"
