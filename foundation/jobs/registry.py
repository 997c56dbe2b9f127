"""Which function does which kind of job. Upper rooms register in their `apps.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core import checks
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from datetime import datetime

    from foundation.jobs.models import Job

    Handler = Callable[[Job, datetime], str | None]


class JobProblem(Exception):
    """Why a job cannot be done, in words for whoever looks after the system: what is wrong and what to do."""


@dataclass(frozen=True)
class Kind:
    """A kind of job: `handler` is the dotted name of `function(job, now)`, `title` its Chinese name.

    A handler runs outside any transaction and may be run twice for the same job (a worker may die
    after the work and before its receipt), so it must be harmless the second time. One that works for
    minutes calls `services.report` as it goes on: a job that shows no sign of life for ten minutes is
    taken for dead. What it returns, a short Chinese sentence or nothing, is kept as the result.
    """

    code: str
    handler: str
    title: str


_kinds: dict[str, Kind] = {}


def register(kind: str, dotted_name: str, title: str) -> None:
    """Raises `ValueError` when the kind is registered with another function."""
    wanted = Kind(kind, dotted_name, title)
    if _kinds.setdefault(kind, wanted) != wanted:
        raise ValueError(f"job kind {kind} is registered twice")


def is_registered(kind: str) -> bool:
    return kind in _kinds


def handler_of(kind: str) -> "Handler":
    """Raises `JobProblem` for a kind that no installed app registers any more."""
    if kind not in _kinds:
        raise JobProblem(f"没有程序处理“{kind}”类任务，相应的应用可能已停用。请核对所装版本。")
    handler: Handler = import_string(_kinds[kind].handler)
    return handler


def title_of(kind: str) -> str:
    """The Chinese name of a kind; its bare code when nobody registers it any more."""
    return _kinds[kind].title if kind in _kinds else kind


@checks.register
def check_handlers(**_kwargs: object) -> list[checks.CheckMessage]:
    """Every handler can be imported: a renamed function is found at start, not in the night."""
    errors: list[checks.CheckMessage] = []
    for kind in _kinds.values():
        try:
            import_string(kind.handler)
        except ImportError as error:
            errors.append(checks.Error(f"jobs: {kind.code}: {error}", id="jobs.E001"))
    return errors
