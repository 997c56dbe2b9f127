from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PowersConfig(AppConfig):
    name = "powers"
    verbose_name = _("权力和事项")

    def ready(self) -> None:
        from foundation.ledger import labels
        from foundation.rulebook import events as rulebook
        from foundation.web import events
        from powers import guards, house_rules, presenters, states

        guards.declare()
        house_rules.declare_rules()
        presenters.register()
        labels.declare("powers", states.ACTS)
        events.links.subscribe("powers.desk.links")
        events.panels.subscribe("powers.desk.panels")
        rulebook.readers.subscribe("powers.numbers.readers")
