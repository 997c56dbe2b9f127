from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "foundation.upkeep"
    label = "upkeep"
    verbose_name = _("备份与演练")

    def ready(self) -> None:
        from foundation.ledger import coverage

        coverage.free("upkeep.Run", "a diary of backups and drills, also failed ones; decides nothing")
