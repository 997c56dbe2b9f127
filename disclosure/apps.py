from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosureConfig(AppConfig):
    name = "disclosure"
    verbose_name = _("公开")

    def ready(self) -> None:
        from disclosure import guards, presenters
        from foundation.townships import events as people
        from foundation.web import events

        guards.declare()
        presenters.register()
        events.panels.subscribe("disclosure.desk.panels")
        events.links.subscribe("disclosure.desk.links")
        people.open_matters.subscribe("disclosure.handovers.open_matters")
        people.still_open.subscribe("disclosure.handovers.still_open")
