from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarConfig(AppConfig):
    name = "foundation.calendar"
    label = "calendar"
    verbose_name = _("工作日历")

    def ready(self) -> None:
        from foundation.calendar import counting, guards, house_rules, signs, states
        from foundation.ledger import labels
        from foundation.web import events

        guards.declare()
        house_rules.declare_rules()
        signs.declare()
        labels.declare("calendar", states.ACTS, states.FACTS)
        counting.connect()
        events.panels.subscribe("foundation.calendar.desk.panels")
        events.links.subscribe("foundation.calendar.desk.links")
