from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DecisionsConfig(AppConfig):
    name = "decisions"
    verbose_name = _("集体决策")

    def ready(self) -> None:
        from decisions import attachments, deadlines, guards, house_rules, papers, presenters, states
        from disclosure.events import published
        from foundation.documents import holders, subjects
        from foundation.ledger import labels
        from foundation.reminders import registry as reminders
        from foundation.rulebook import events as rulebook
        from foundation.townships import events as people
        from foundation.web import events

        guards.declare()
        house_rules.declare_rules()
        presenters.register()
        labels.declare("decisions", states.ACTS)
        holders.register("decisions.topic", attachments.HOLDER)
        subjects.register("decisions.meeting", papers.SUBJECT)
        reminders.register(deadlines.PLAN_OVERDUE)
        reminders.register(deadlines.PAPER_TO_RECEIVE)
        reminders.register(deadlines.UNSIGNED)
        published.subscribe("decisions.services.note_publication")
        events.panels.subscribe("decisions.desk.panels")
        events.links.subscribe("decisions.desk.links")
        people.open_matters.subscribe("decisions.handovers.open_matters")
        people.still_open.subscribe("decisions.handovers.still_open")
        people.shut_rows.subscribe("decisions.confidence.shut_rows")
        rulebook.touched.subscribe("decisions.numbers.touched")
        rulebook.readers.subscribe("decisions.numbers.readers")
