from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosureConfig(AppConfig):
    name = "disclosure"
    verbose_name = _("公开")

    def ready(self) -> None:
        from disclosure import guards, house_rules, presenters, states
        from foundation.documents import events as papers
        from foundation.jobs import registry
        from foundation.ledger import labels
        from foundation.townships import events as people
        from foundation.web import events

        guards.declare()
        house_rules.declare_rules()
        presenters.register()
        registry.register(states.CHECKPOINT, "foundation.ledger.tasks.checkpoint_after", "签发存证点")
        labels.declare("disclosure", states.ACTS, states.FACTS)
        events.panels.subscribe("disclosure.desk.panels")
        events.links.subscribe("disclosure.desk.links")
        papers.public_pages.subscribe("disclosure.presenters.pages_of_paper")
        people.open_matters.subscribe("disclosure.handovers.open_matters")
        people.still_open.subscribe("disclosure.handovers.still_open")
