"""How other rooms name and open what belongs to this one."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from decisions import selectors
from decisions.models import AgendaItem, Meeting, Resolution, Topic
from foundation import refs
from foundation.townships.states import Capability


def _register(model: type[Model], visible: Any, url_name: str) -> None:
    """`visible(user)` gives the rows of `model` that a user may read, `url_name` takes the key of one."""

    def title(pk: str) -> str | None:
        row = _rows(model).filter(pk=pk).first()
        return str(row) if row else None

    def url(pk: str) -> str:
        return reverse(url_name, args=[pk])

    def may_read(user: Any, pk: str) -> bool:
        return bool(visible(user).filter(pk=pk).exists())

    def needs(pk: str) -> tuple[str, str] | None:
        row = _rows(model).filter(pk=pk).first()
        return (Capability.VIEW_DECISIONS, row.scope.stream) if row else None

    def many(user: Any, pks: Collection[str]) -> dict[str, refs.Shown]:
        rows = _rows(model).filter(pk__in=pks).select_related(*NAMED_WITH[model])
        opened = set() if user is None else set(visible(user).filter(pk__in=pks).values_list("pk", flat=True))
        return {str(row.pk): refs.Shown(str(row), url(str(row.pk)) if row.pk in opened else None) for row in rows}

    refs.register(model._meta.label_lower, refs.Presenter(title, url, may_read, needs, many))


#: What the name of a row is made of besides itself.
NAMED_WITH: dict[type[Model], list[str]] = {
    Topic: [],
    Meeting: ["body__division"],
    AgendaItem: ["topic"],
    Resolution: ["topic"],
}


def _rows(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.all()


def register() -> None:
    _register(Topic, selectors.visible_topics, "decisions:topic")
    _register(Meeting, selectors.visible_meetings, "decisions:meeting")
    _register(AgendaItem, selectors.visible_items, "decisions:item")
    _register(Resolution, selectors.visible_resolutions, "decisions:resolution")
