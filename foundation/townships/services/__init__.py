"""The verbs of this room. One public function, one act, one transaction, one entry in the ledger."""

from foundation.townships.services.accounts import (
    change_password,
    grant_role,
    open_account,
    rebuild_grants,
    revoke_role,
)
from foundation.townships.services.administration import (
    appoint_first_administrators,
    disable_account,
    enable_account,
    reset_password,
    reset_second_factor,
    unlock_account,
)
from foundation.townships.services.divisions import ImportReport, import_divisions
from foundation.townships.services.handovers import complete_hand_over, receive_line
from foundation.townships.services.people import begin_tenure, end_tenure, record_contact, record_official
from foundation.townships.services.second_factor import (
    enrol,
    renew_codes,
    replace_device,
    use_recovery_code,
    verify_code,
)
from foundation.townships.services.sessions import end_other_sessions, end_session
from foundation.townships.services.successions import succeed_divisions
from foundation.townships.services.units import set_up_unit

__all__ = [
    "ImportReport",
    "appoint_first_administrators",
    "begin_tenure",
    "change_password",
    "complete_hand_over",
    "disable_account",
    "enable_account",
    "end_other_sessions",
    "end_session",
    "end_tenure",
    "enrol",
    "grant_role",
    "import_divisions",
    "open_account",
    "rebuild_grants",
    "receive_line",
    "record_contact",
    "record_official",
    "renew_codes",
    "replace_device",
    "reset_password",
    "reset_second_factor",
    "revoke_role",
    "set_up_unit",
    "succeed_divisions",
    "unlock_account",
    "use_recovery_code",
    "verify_code",
]
