from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TownshipsConfig(AppConfig):
    name = "foundation.townships"
    label = "townships"
    verbose_name = _("区划、组织与人员")

    def ready(self) -> None:
        from foundation.jobs import registry
        from foundation.ledger import labels
        from foundation.townships import checks, guards, house_rules, logins, presenters  # noqa: F401 - checks register
        from foundation.townships.states import ACTS, FACTS, RE_INDEX
        from foundation.web import events

        guards.declare()
        house_rules.declare_rules()
        labels.declare("townships", ACTS, FACTS)
        registry.register(RE_INDEX, "foundation.townships.tasks.re_index", "重做加密内容的查找索引")
        logins.connect()
        presenters.register()
        events.panels.subscribe("foundation.townships.desk.panels")
        events.links.subscribe("foundation.townships.desk.links")
