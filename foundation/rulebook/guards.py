"""The last line: what the database itself refuses, whoever writes."""

from foundation.ledger.triggers import Trigger, append_only
from foundation.ledger.triggers import declare as declare_triggers
from foundation.rulebook.states import FINAL

#: What was found. A column that may be empty is compared with a stand-in.
_FOUND = ("county", "township", "division_id", "rule", "parameters", "about", "key", "severity", "raised_at")
_CHANGED = " OR ".join(
    [
        *(f"NEW.{column} <> OLD.{column}" for column in (*_FOUND, "text", "paper")),
        *(
            f"COALESCE(NEW.{column}, -1) <> COALESCE(OLD.{column}, -1)"
            for column in ("raised_by_id", "raised_by_official_id")
        ),
    ]
)
_IS_FINAL = f"OLD.state IN ({', '.join(repr(state.value) for state in sorted(FINAL))})"


def declare() -> None:
    model = "rulebook.Finding"
    declare_triggers(
        *append_only("rulebook.FindingNote"),
        *append_only("rulebook.FindingEvidence"),
        Trigger("rulebook_finding_found", model, "BEFORE UPDATE", _CHANGED, "what was found never changes"),
        Trigger("rulebook_finding_final", model, "BEFORE UPDATE", _IS_FINAL, "a finding that is done stays so"),
        Trigger("rulebook_finding_kept", model, "BEFORE DELETE", "true", "a finding is never deleted"),
    )
