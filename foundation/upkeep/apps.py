from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "foundation.upkeep"
    label = "upkeep"
    verbose_name = _("系统运行")

    def ready(self) -> None:
        from foundation.ledger import coverage
        from foundation.upkeep import signs
        from foundation.web import events

        coverage.free("upkeep.Run", "a diary of backups and drills, also failed ones; decides nothing")
        signs.declare()
        events.panels.subscribe("foundation.upkeep.desk.panels")
        events.links.subscribe("foundation.upkeep.desk.links")
