"""The last line: what the database itself refuses, whoever writes."""

from foundation.ledger.triggers import append_only
from foundation.ledger.triggers import declare as declare_triggers


def declare() -> None:
    """An arrangement is never changed: the next one stands beside it."""
    for model in ("calendar.Arrangement", "calendar.SpecialDay"):
        declare_triggers(*append_only(model))
