"""The verbs of this room. One public function, one act, one transaction, one entry in the ledger."""

from foundation.rulebook.services.findings import (
    add_note,
    answer_finding,
    close_finding,
    confirm_finding,
    raise_by_person,
    raise_finding,
    rectify_finding,
    reject_finding,
    send_back_finding,
)
from foundation.rulebook.services.parameters import confirm_basis, load_defaults, set_parameter
from foundation.rulebook.services.regulation_links import attach_file, link, void_link
from foundation.rulebook.services.regulations import (
    Wording,
    add_version,
    end_version,
    load_book,
    record_regulation,
)
from foundation.rulebook.services.sweeps import note_no_longer, raise_findings, renew_window, renew_windows

__all__ = [
    "Wording",
    "add_note",
    "add_version",
    "answer_finding",
    "attach_file",
    "close_finding",
    "confirm_basis",
    "confirm_finding",
    "end_version",
    "link",
    "load_book",
    "load_defaults",
    "note_no_longer",
    "raise_by_person",
    "raise_finding",
    "raise_findings",
    "record_regulation",
    "rectify_finding",
    "reject_finding",
    "renew_window",
    "renew_windows",
    "send_back_finding",
    "set_parameter",
    "void_link",
]
