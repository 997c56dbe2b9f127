"""How a lower room speaks to upper rooms without importing them.

An `Event` tells: every subscriber is called inside the caller's transaction, so either all of it
happens or nothing does. A `Question` asks: every answer is collected, and an answer that fails
comes back as a `Failure`, which the asker must treat as a refusal.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import checks
from django.db import DatabaseError
from django.utils.module_loading import import_string

T = TypeVar("T")
A = TypeVar("A")

logger = logging.getLogger(__name__)
_channels: list[Channel] = []


class Channel:
    """A named list of subscribers, each a dotted name, called in the order in which the apps are installed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._subscribers: list[str] = []
        _channels.append(self)

    def subscribe(self, dotted_name: str) -> None:
        """Add a function by its dotted name. Saying it twice is the same as saying it once."""
        if dotted_name not in self._subscribers:
            self._subscribers.append(dotted_name)

    def subscribers(self) -> tuple[str, ...]:
        return tuple(self._subscribers)

    def handlers(self) -> list[Callable[[Any], Any]]:
        return [import_string(name) for name in self._subscribers]

    @contextmanager
    def only(self, *dotted_names: str) -> Iterator[None]:
        """For tests: these subscribers and no others."""
        kept, self._subscribers = self._subscribers, list(dotted_names)
        try:
            yield
        finally:
            self._subscribers = kept


class Event(Channel, Generic[T]):
    """Something happened. Subscribers must be harmless when called twice for the same fact."""

    def emit(self, fact: T) -> None:
        for handler in self.handlers():
            handler(fact)


@dataclass(frozen=True)
class Failure:
    """Stands in for the answer of a subscriber that raised an error."""

    subscriber: str


class Question(Channel, Generic[T, A]):
    """Upper rooms answer about a subject of a lower room. Each gives a list, empty when it has nothing to say."""

    def ask(self, subject: T) -> list[A | Failure]:
        answers: list[A | Failure] = []
        for name in self.subscribers():
            try:
                answers.extend(import_string(name)(subject))
            except DatabaseError:
                # The transaction is broken: going on would hide it behind a later, stranger error.
                raise
            except Exception:
                logger.exception("%s: %s failed to answer", self.name, name)
                answers.append(Failure(name))
        return answers


@checks.register
def check_subscribers(**_kwargs: object) -> list[checks.CheckMessage]:
    """Every subscriber can be imported: a renamed function is found at start, not in the night."""
    errors: list[checks.CheckMessage] = []
    for channel in _channels:
        for name in channel.subscribers():
            try:
                import_string(name)
            except ImportError as error:
                errors.append(checks.Error(f"{channel.name}: {error}", id="foundation.E001"))
    return errors
