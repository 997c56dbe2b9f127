"""Reads of this room."""

from django.db.models import QuerySet

from foundation.upkeep.models import Run
from foundation.upkeep.states import Kind, State


def latest(kind: Kind) -> Run | None:
    """The one that began last, however it ended or while it goes on."""
    return Run.objects.filter(kind=kind).order_by("-pk").first()


def latest_passed(kind: Kind) -> Run | None:
    """The last that passed: how old it is says how safe the house is."""
    return Run.objects.filter(kind=kind, state=State.PASSED).order_by("-pk").first()


def runs() -> QuerySet[Run]:
    """All of them, newest first."""
    return Run.objects.order_by("-pk")
