"""The triggers of the proof: of the ledger itself, and of the logs of the rooms below it."""

from dataclasses import dataclass

from foundation.ledger.triggers import Trigger, TruncateTrigger, append_only
from foundation.ledger.triggers import declare as declare_triggers


@dataclass(frozen=True)
class YoungRowsStay(Trigger):
    """Refuses to delete a row whose `at` lies less than six months back, the least that the law asks for."""

    def condition(self, vendor: str) -> str:
        if vendor == "sqlite":
            return "OLD.at > datetime('now', '-6 months')"
        return "OLD.at > now() - interval '6 months'"


def declare() -> None:
    declare_triggers(*append_only("ledger.LedgerEntry"), *append_only("keys.Reading"))
    model, message = "security.SecurityEvent", "security_securityevent is append-only"
    declare_triggers(
        Trigger("security_securityevent_no_update", model, "BEFORE UPDATE", "true", message),
        YoungRowsStay("security_securityevent_no_delete", model, "BEFORE DELETE", "true", message),
        TruncateTrigger("security_securityevent_no_truncate", model, "BEFORE TRUNCATE", "true", message),
    )
