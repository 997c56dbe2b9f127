"""One text name for a thing of any room: `label:pk`, for example `decisions.topic:17`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, Resolver404, resolve

if TYPE_CHECKING:
    from django.db import models

_WRITTEN = re.compile(r"([a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*):(.+)", re.DOTALL)


@dataclass(frozen=True, order=True)
class Ref:
    """Names a row without importing its app: used by ledger, findings, reminders, jobs and attachments."""

    label: str
    pk: str

    def __str__(self) -> str:
        return f"{self.label}:{self.pk}"

    @classmethod
    def of(cls, thing: models.Model) -> Ref:
        """The name of a saved row. Raises `ValueError` when it has no key yet."""
        if thing.pk is None:
            raise ValueError(f"{thing._meta.label_lower} is not saved yet, so it has no name")
        return cls(thing._meta.label_lower, str(thing.pk))

    @classmethod
    def parse(cls, text: str) -> Ref:
        """Read `label:pk`. Raises `ValueError` for any other text."""
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise ValueError(f"not a reference: {text!r}")
        return cls(*written.groups())


@dataclass(frozen=True)
class Shown:
    """How a thing is shown to somebody: its title, and the address of its page if he may open it."""

    title: str
    url: str | None = None


@dataclass(frozen=True)
class Presenter:
    """What the owner of a label tells others about its rows.

    `title(pk)` is the Chinese name (`None` when the row is gone), `url(pk)` its page inside the
    house, `may_read(user, pk)` whether that user may open it, `needs(pk)` the capability that
    opens it and the stream of its owner (9 digits of a township, 6 of a county), `None` when the row is gone.
    `many(user, pks)` says the same of many rows in a few queries, without those that are gone; for no
    user (`None`) the titles alone.
    """

    title: Callable[[str], str | None]
    url: Callable[[str], str]
    may_read: Callable[[Any, str], bool]
    needs: Callable[[str], tuple[str, str] | None] | None = None
    many: Callable[[Any, Collection[str]], dict[str, Shown]] | None = None

    def shown(self, user: Any, pks: Collection[str]) -> dict[str, Shown]:
        """`many`, or one by one where the owner does not say it of many."""
        if self.many:
            return self.many(user, pks)
        titles = {pk: self.title(pk) for pk in pks}
        return {
            pk: Shown(title, self.url(pk) if user is not None and self.may_read(user, pk) else None)
            for pk, title in titles.items()
            if title
        }


_presenters: dict[str, Presenter] = {}


def register(label: str, presenter: Presenter) -> None:
    """Called by the owning app in `apps.py`. Raises `ValueError` when another presenter has the label."""
    if _presenters.get(label, presenter) is not presenter:
        raise ValueError(f"{label} has a presenter already")
    _presenters[label] = presenter


def registered_labels() -> frozenset[str]:
    return frozenset(_presenters)


def title_of(ref: Ref) -> str:
    """The Chinese name of the thing; its bare reference when nobody presents it or it is gone."""
    presenter = _presenters.get(ref.label)
    return (presenter.title(ref.pk) if presenter else None) or str(ref)


def shown_to(user: Any, refs: Iterable[Ref]) -> dict[Ref, Shown]:
    """Titles of many things and the addresses of those that the user may open; for no user (`None`) no addresses.

    What nobody presents and what is gone is left out. A few queries for each label.
    """
    by_label: dict[str, set[str]] = {}
    for ref in refs:
        if ref.label in _presenters:
            by_label.setdefault(ref.label, set()).add(ref.pk)
    return {
        Ref(label, pk): shown
        for label, pks in by_label.items()
        for pk, shown in _presenters[label].shown(user, sorted(pks)).items()
    }


def link_for(ref: Ref, user: Any) -> str | None:
    """The address of the thing's page, or `None` when this user may not read it."""
    presenter = _presenters.get(ref.label)
    return presenter.url(ref.pk) if presenter and presenter.may_read(user, ref.pk) else None


def at(path: str) -> Ref | None:
    """The thing whose page has this path, for example `/desk/topics/17/`; `None` for any other path."""
    try:
        arguments = [str(value) for value in resolve(path).kwargs.values()]
    except Resolver404:
        return None
    named = [Ref(label, pk) for label in sorted(_presenters) for pk in arguments]
    return next((ref for ref in named if _leads_to(ref, path)), None)


def _leads_to(ref: Ref, path: str) -> bool:
    try:
        return _presenters[ref.label].url(ref.pk) == path
    except (NoReverseMatch, ValueError):
        # A key of another kind of thing.
        return False


def needs_of(ref: Ref) -> tuple[str, str] | None:
    """The capability that opens the thing and the stream of its owner; `None` when its owner does not say."""
    presenter = _presenters.get(ref.label)
    return presenter.needs(ref.pk) if presenter and presenter.needs else None
