"""The ledger's own triggers."""

from foundation.ledger.triggers import append_only
from foundation.ledger.triggers import declare as declare_triggers


def declare() -> None:
    declare_triggers(*append_only("ledger.LedgerEntry"))
