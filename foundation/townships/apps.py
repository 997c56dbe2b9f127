from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TownshipsConfig(AppConfig):
    name = "foundation.townships"
    label = "townships"
    verbose_name = _("区划、组织与人员")

    def ready(self) -> None:
        from foundation.townships import checks, guards, logins, presenters  # noqa: F401 - checks register themselves
        from foundation.web import events

        guards.declare()
        logins.connect()
        presenters.register()
        events.panels.subscribe("foundation.townships.desk.panels")
        events.links.subscribe("foundation.townships.desk.links")
