"""Which tables are ruled: whoever writes a row there does it within an act, which names the row.

Every table of our apps is ruled, also the link tables of many-to-many fields, unless its room says
that it is free, and why.
"""

from functools import cache

from django.apps import apps
from django.conf import settings
from django.core.exceptions import AppRegistryNotReady
from django.db import models

#: A reason is a sentence; a word explains nothing.
_SHORTEST_REASON = 20
_free: dict[str, str] = {}


def free(label: str, reason: str) -> None:
    """The rows of the model `label` ("app.Model") need no entry of their own; called in an app's `ready()`.

    Raises `LookupError` when there is no such model, `ValueError` when it has been declared for another
    reason or when `reason` is shorter than 20 characters.
    """
    name = apps.get_model(label)._meta.label_lower
    if len(reason) < _SHORTEST_REASON:
        raise ValueError(f"{label} is free, but the reason says too little: {reason!r}")
    if _free.setdefault(name, reason) != reason:
        raise ValueError(f"{label} is declared free twice, for two reasons")


def _our_models() -> list[type[models.Model]]:
    """The models with a table of their own in the apps of this project, in the order of their labels."""
    ours = [
        model
        for config in apps.get_app_configs()
        if (settings.BASE_DIR / config.name.replace(".", "/")).is_dir()
        for model in config.get_models(include_auto_created=True)
        if not model._meta.proxy
    ]
    return sorted(ours, key=lambda model: model._meta.label_lower)


def ruled_models() -> list[type[models.Model]]:
    """The models whose rows are written within acts only, in the order of their labels."""
    return [model for model in _our_models() if model._meta.label_lower not in _free]


def free_models() -> dict[type[models.Model], str]:
    """The models whose rows need no entry of their own, and why."""
    return {model: _free[model._meta.label_lower] for model in _our_models() if model._meta.label_lower in _free}


@cache
def ruled_tables() -> frozenset[str]:
    """The tables of `ruled_models`. Raises `AppRegistryNotReady` while rooms may still declare theirs."""
    if not apps.ready:
        raise AppRegistryNotReady("which tables are ruled is known when all apps are ready")
    return frozenset(model._meta.db_table for model in ruled_models())
