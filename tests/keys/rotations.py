"""Rotate the keys of a table of cards, and read what came of it."""

from datetime import timedelta

from django.utils import timezone

from foundation.keys import stored
from tests.keys.cards import columns_of

NOW = timezone.now()


LATER = NOW + timedelta(days=2)


def opened(cards) -> list[tuple[str, str]]:
    rows = cards.objects.order_by("pk")
    return [tuple(value and value.open() for value in (row.mobile, row.note)) for row in rows]


def begins(rows, column: str) -> set[str]:
    return {columns_of(row, column)[0][: stored.HEAD] for row in rows} - {""}


def doing(work, **options):
    return work(actor="运维甲", now=NOW, **options)
