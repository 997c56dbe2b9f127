from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemindersConfig(AppConfig):
    name = "foundation.reminders"
    label = "reminders"
    verbose_name = _("提醒")

    def ready(self) -> None:
        # Its system check must be known before the first start, whoever registers a rule.
        from foundation.ledger import coverage
        from foundation.reminders import findings, registry
        from foundation.townships import events as people
        from foundation.web import events

        coverage.free("reminders.Reminder", "made anew from ruled rows at every sweep; decides nothing")
        registry.register(findings.ANSWER_DUE)
        events.panels.subscribe("foundation.reminders.desk.panels")
        people.open_matters.subscribe("foundation.reminders.handovers.open_matters")
        people.still_open.subscribe("foundation.reminders.handovers.still_open")
