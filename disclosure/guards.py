"""What the database itself refuses, whoever asks."""

from foundation.ledger.triggers import Trigger, append_only
from foundation.ledger.triggers import declare as declare_triggers

FINAL = "a reviewed draft is final"
WORDS = "the text of a draft never changes"
KEPT = "a draft is never deleted"

#: Everything of a draft but its review; a column that may be empty is compared with a stand-in.
_FILLED = (
    *("county", "township", "division_id", "kind", "title", "what", "body", "decided_on", "how_to_object", "sections"),
    *("source", "circle", "preparer_id", "preparer_official_id", "prepared_at"),
)
_EMPTY = {"amount": "-1", "replaces_id": "-1", "object_until": "'0001-01-01'", "take_down_on": "'0001-01-01'"}
_CHANGED = " OR ".join(
    [
        *(f"NEW.{column} <> OLD.{column}" for column in _FILLED),
        *(f"COALESCE(NEW.{column}, {none}) <> COALESCE(OLD.{column}, {none})" for column, none in _EMPTY.items()),
    ]
)


def declare() -> None:
    declare_triggers(
        *append_only("disclosure.Publication"),
        Trigger("disclosure_draft_final", "disclosure.Draft", "BEFORE UPDATE", "OLD.state <> 'prepared'", FINAL),
        Trigger("disclosure_draft_words", "disclosure.Draft", "BEFORE UPDATE", _CHANGED, WORDS),
        Trigger("disclosure_draft_kept", "disclosure.Draft", "BEFORE DELETE", "true", KEPT),
    )
