"""The admin's pages of this room, and of the ledger and the logs below it, whose scope this room knows."""

from foundation.townships.admin import ledger, logs, people

__all__ = ["ledger", "logs", "people"]
