"""The verbs of this room. One public function, one act, one transaction, one entry in the ledger."""

from foundation.townships.services.accounts import (
    change_password,
    grant_role,
    open_account,
    rebuild_grants,
    revoke_role,
)
from foundation.townships.services.divisions import ImportReport, import_divisions
from foundation.townships.services.handovers import complete_hand_over, receive_line
from foundation.townships.services.people import begin_tenure, end_tenure, record_official
from foundation.townships.services.successions import succeed_divisions
from foundation.townships.services.units import set_up_unit

__all__ = [
    "ImportReport",
    "begin_tenure",
    "change_password",
    "complete_hand_over",
    "end_tenure",
    "grant_role",
    "import_divisions",
    "open_account",
    "rebuild_grants",
    "receive_line",
    "record_official",
    "revoke_role",
    "set_up_unit",
    "succeed_divisions",
]
