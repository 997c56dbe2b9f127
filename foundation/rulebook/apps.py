from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulebookConfig(AppConfig):
    name = "foundation.rulebook"
    label = "rulebook"
    verbose_name = _("制度与参数")

    def ready(self) -> None:
        from foundation import files
        from foundation.calendar import events as calendar
        from foundation.ledger import labels
        from foundation.rulebook import events as rulebook
        from foundation.rulebook import guards, guards_book, house_rules, presenters, presenters_book, states, targets
        from foundation.rulebook.defaults import titles
        from foundation.rulebook.registry import titles_of_rules
        from foundation.web import events

        files.keeps("rulebook.RegulationFile")
        guards.declare()
        guards_book.declare()
        house_rules.declare_rules()
        labels.declare("rulebook", states.ACTS, states.FACTS)
        presenters.register()
        presenters_book.register()
        targets.register(states.Target.PARAMETER, titles)
        targets.register(states.Target.RULE, titles_of_rules)
        calendar.year_changed.subscribe("foundation.rulebook.years.year_changed")
        rulebook.readers.subscribe("foundation.rulebook.windows.readers")
        events.links.subscribe("foundation.rulebook.desk.links")
        events.links.subscribe("foundation.rulebook.desk_book.links")
        events.panels.subscribe("foundation.rulebook.desk_findings.panels")
        events.links.subscribe("foundation.rulebook.desk_findings.links")
