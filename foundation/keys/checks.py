"""What is said at `manage.py check`."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from foundation.keys.files import read_folder
from foundation.keys.states import Purpose
from foundation.keys.trouble import KeyTrouble


@checks.register(checks.Tags.security, deploy=True)
def check_place(**_kwargs: Any) -> list[checks.CheckMessage]:
    """A backup of `VAR_DIR` must not hold the keys beside the data that they lock."""
    if settings.VAR_DIR in (settings.KEY_DIR, *settings.KEY_DIR.parents):
        return [
            checks.Warning(
                "密钥目录 KEY_DIR 在数据目录 VAR_DIR 之内，备份数据时会把密钥一起带走",
                hint="请把 KEY_DIR 设到另外的目录，并单独备份",
                id="keys.W001",
            )
        ]
    return []


@checks.register(checks.Tags.database)
def check_keys(
    *, app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Every key that a stored value names is there."""
    # Here and not above: apps are loaded while this module is.
    from foundation.keys.stored import missing_keys

    if not databases:
        return []
    try:
        keys = read_folder(settings.KEY_DIR)
    except KeyTrouble as trouble:
        return [checks.Error(str(trouble), id="keys.E006")]
    return [
        checks.Error(f"{field} 有 {count} 项用密钥 {key_id} 加密，而密钥目录里没有它", id="keys.E007")
        for field, key_id, count in missing_keys(
            {purpose: {key.id for key in keys if key.purpose == purpose} for purpose in Purpose}
        )
    ]
