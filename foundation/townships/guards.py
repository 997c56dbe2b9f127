"""The last line: what the database itself refuses, whoever writes."""

from foundation.ledger.triggers import Trigger
from foundation.ledger.triggers import declare as declare_triggers
from foundation.townships.states import ADMINISTRATORS

_THREE = ", ".join(f"'{role.value}'" for role in sorted(ADMINISTRATORS))
#: By person, not by account; an assignment that ends before its start was never in force.
_HOLDS_ANOTHER = (
    "EXISTS (SELECT 1 FROM townships_assignment a "
    "JOIN townships_user u ON u.id = a.user_id JOIN townships_user n ON n.id = NEW.user_id "
    "WHERE (u.id = n.id OR u.official_id = n.official_id) AND a.role <> NEW.role "
    "AND (a.role IN (THREE) OR NEW.role IN (THREE)) "
    'AND (a."end" IS NULL OR (a."end" >= NEW."start" AND a."end" >= a."start")) '
    'AND (NEW."end" IS NULL OR (NEW."end" >= a."start" AND NEW."end" >= NEW."start")))'
).replace("THREE", _THREE)


def declare() -> None:
    """三员分立: an administrator holds no other role on any day."""
    declare_triggers(
        *(
            Trigger(
                f"townships_administrators_apart_{verb.lower()}",
                "townships.Assignment",
                f"BEFORE {verb}",
                _HOLDS_ANOTHER,
                "townships_assignment: administrators hold no other role",
            )
            for verb in ("INSERT", "UPDATE")
        )
    )
