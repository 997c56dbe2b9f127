from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.management.base import CommandError
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class KeysConfig(AppConfig):
    name = "foundation.keys"
    label = "keys"
    verbose_name = _("密钥")

    def ready(self) -> None:
        # Its system checks must be known before the first start.
        from foundation.keys import checks, house_rules  # noqa: F401
        from foundation.keys.ring import check_folder, current_suite
        from foundation.keys.trouble import KeyTrouble

        try:
            current_suite()
            check_folder(settings.KEY_DIR)
        except KeyTrouble as trouble:
            # As for a setting that cannot be used: one line, and no start.
            raise SystemExit(str(trouble)) from None
        house_rules.declare_rules()
        post_migrate.connect(make_first_keys, sender=self, dispatch_uid="keys.first")


def make_first_keys(**_kwargs: Any) -> None:
    """The first start: every installation migrates before it serves."""
    from foundation.keys.ring import ring
    from foundation.keys.trouble import KeyTrouble

    try:
        ring()
    except KeyTrouble as trouble:
        raise CommandError(str(trouble)) from None
