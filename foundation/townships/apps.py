from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TownshipsConfig(AppConfig):
    name = "foundation.townships"
    label = "townships"
    verbose_name = _("区划、组织与人员")

    def ready(self) -> None:
        from foundation.jobs import registry
        from foundation.townships import checks, guards, logins, presenters  # noqa: F401 - checks register themselves
        from foundation.townships.states import RE_INDEX
        from foundation.web import events

        guards.declare()
        registry.register(RE_INDEX, "foundation.townships.tasks.re_index", "重做加密内容的查找索引")
        logins.connect()
        presenters.register()
        events.panels.subscribe("foundation.townships.desk.panels")
        events.links.subscribe("foundation.townships.desk.links")
