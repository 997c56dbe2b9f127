"""The triggers of the proof and what needs no proof: of the ledger itself, and of the rooms that cannot import it."""

from dataclasses import dataclass

from foundation.ledger import coverage
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
    for model in ("ledger.LedgerEntry", "ledger.LedgerNode", "ledger.Checkpoint", "keys.Reading"):
        declare_triggers(*append_only(model))
    for model, kept in (("ledger.LedgerDetail", "entry"), ("ledger.LedgerHead", "stream")):
        declare_triggers(*_stays(model, kept))
    model, message = "security.SecurityEvent", "security_securityevent is append-only"
    declare_triggers(
        Trigger("security_securityevent_no_update", model, "BEFORE UPDATE", "true", message),
        YoungRowsStay("security_securityevent_no_delete", model, "BEFORE DELETE", "true", message),
        TruncateTrigger("security_securityevent_no_truncate", model, "BEFORE TRUNCATE", "true", message),
    )


def _stays(model: str, key: str) -> list[Trigger]:
    """Rows of `model` may be written anew, but neither go nor become those of another."""
    prefix = model.lower().replace(".", "_")
    return [
        Trigger(f"{prefix}_no_other_key", model, "BEFORE UPDATE", f"NEW.{key} <> OLD.{key}", f"{prefix} keeps its key"),
        Trigger(f"{prefix}_no_delete", model, "BEFORE DELETE", "true", f"{prefix} is never deleted"),
        TruncateTrigger(f"{prefix}_no_truncate", model, "BEFORE TRUNCATE", "true", f"{prefix} is never emptied"),
    ]


def declare_free() -> None:
    coverage.free("ledger.LedgerEntry", "the proof itself; append-only by trigger")
    coverage.free(
        "ledger.LedgerHead", "the end of each stream, sealed; compared with the entries at every verification"
    )
    coverage.free("ledger.LedgerDetail", "what the digests cover; compared with them at every verification")
    coverage.free("ledger.LedgerNode", "roots of groups of entries, computed from them; append-only by trigger")
    coverage.free("ledger.Checkpoint", "signed notes of where the proof ends; append-only by trigger")
    coverage.free(
        "security.SecurityEvent",
        "the security log: written outside of the transactions that it tells of; append-only by trigger",
    )
    coverage.free("jobs.Beat", "when a sweep was last there; decides nothing")
    coverage.free("jobs.Job", "the queue of work after an act; what the work writes is ruled")
    coverage.free("web.FormToken", "remembers for some days which forms were sent; decides nothing")
