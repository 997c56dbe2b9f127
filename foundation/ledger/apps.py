from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "foundation.ledger"
    label = "ledger"
    verbose_name = _("存证日志")

    def ready(self) -> None:
        from foundation.keys import events
        from foundation.keys import states as keys
        from foundation.ledger import guards, house_rules, labels, privileges, signs, states, triggers  # noqa: F401

        guards.declare()
        guards.declare_free()
        house_rules.declare_rules()
        signs.declare()
        labels.declare("ledger", states.ACTS, states.FACTS)
        labels.declare("keys", keys.ACTS, keys.FACTS)
        events.revealed.subscribe("foundation.ledger.keys.enter_reading")
        events.rotated.subscribe("foundation.ledger.keys.enter_rotation")
        pre_migrate.connect(triggers.make_way, dispatch_uid="ledger.triggers")
        post_migrate.connect(triggers.install_for, dispatch_uid="ledger.triggers")
