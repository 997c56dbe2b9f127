"""The last line: what the database itself refuses, whoever writes."""

from foundation.ledger import coverage
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

_FREE = {
    "Authenticator": "secret and counter of a device; enrolling and resetting it are acts about the account",
    "DivisionGrant": "a projection of assignments, rebuilt every night",
    "FormerPassword": "hashes of former passwords, compared with a new one and nothing else",
    "LoginSession": "sessions come and go with logins; the security log tells of them",
    "RecoveryCode": "hashes of printed codes; printing them is an act about the account",
}


def declare() -> None:
    _declare_administrators_apart()
    _declare_no_other_rights()
    for model, reason in _FREE.items():
        coverage.free(f"townships.{model}", reason)


def _declare_no_other_rights() -> None:
    """Django's own ways of giving rights stay empty: they come from assignments alone."""
    declare_triggers(
        *(
            Trigger(
                f"townships_user_{table}_no_insert",
                f"townships.User_{table}",
                "BEFORE INSERT",
                "true",
                f"townships_user_{table}: rights come from assignments alone",
            )
            for table in ("groups", "user_permissions")
        )
    )


def _declare_administrators_apart() -> None:
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
