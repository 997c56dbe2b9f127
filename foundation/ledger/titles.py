"""What rows are called, many at once: by whoever presents them, else as they name themselves."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.db import models

from foundation import refs
from foundation.ledger import renames
from foundation.refs import Ref

Model = type[models.Model]
#: A row, by model and key.
Named = tuple[Model, str]
#: How far a row's own name may lead to other rows: 会议 → 组织 → 单位.
DEPTH = 2


@cache
def model_of(table: str) -> Model | None:
    """The model of a table, by today's or an older name; `None` when there is none any more."""
    now = renames.table_now(table)
    return next((model for model in apps.get_models() if model._meta.db_table == now), None)


def kind_of(table: str) -> str:
    """What people call the rows of a table; its bare name when it is no more."""
    model = model_of(table)
    return str(model._meta.verbose_name) if model else table


def model_of_label(label: str) -> Model | None:
    """The model that a reference names; `None` when there is none any more."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def kind_of_label(label: str) -> str:
    """What people call the things of a label; its bare name when they are no more."""
    model = model_of_label(label)
    return str(model._meta.verbose_name) if model else label


def plain_title(model: Model, key: str) -> str:
    """What a row is called by somebody who may not see what it holds, or when it is gone."""
    return f"{model._meta.verbose_name} {key}"


def titles_of(wanted: Iterable[Named]) -> dict[Named, str]:
    """The title of each. A few queries for each model, however many rows."""
    wanted = set(wanted)
    by_ref = {Ref(model._meta.label_lower, key): (model, key) for model, key in wanted}
    presented = refs.registered_labels()
    titles = {by_ref[ref]: shown.title for ref, shown in refs.shown_to(None, by_ref).items()}
    others: dict[Model, set[str]] = {}
    for model, key in wanted:
        if model._meta.label_lower not in presented:
            others.setdefault(model, set()).add(key)
    for model, keys in others.items():
        rows = model._base_manager.filter(pk__in=keys).select_related(*_leading_on(model))
        titles |= {(model, str(row.pk)): str(row) for row in rows}
    return {(model, key): titles.get((model, key)) or plain_title(model, key) for model, key in wanted}


def _leading_on(model: Model, depth: int = DEPTH) -> list[str]:
    """The foreign keys that a name may be made of, as paths."""
    paths = []
    for field in model._meta.concrete_fields:
        if depth and isinstance(field, models.ForeignKey):
            paths.append(field.name)
            paths += [f"{field.name}__{path}" for path in _leading_on(field.related_model, depth - 1)]
    return paths
