"""The verbs of this room: a paper's way from its draft to its recipients; its PDF; files that hang on things."""

from foundation.documents.services.flow import (
    begin_correction,
    begin_draft,
    begin_replacement,
    check_draft,
    edit_draft,
    issue_draft,
    recall_draft,
    receive_paper,
    record_signature,
    return_draft,
    sign_draft,
    submit_draft,
    void_paper,
    withdraw_draft,
)
from foundation.documents.services.papers import attach, draw_preview, number_paper, render_paper, void_attachment

__all__ = [
    "attach",
    "begin_correction",
    "begin_draft",
    "begin_replacement",
    "check_draft",
    "draw_preview",
    "edit_draft",
    "issue_draft",
    "number_paper",
    "recall_draft",
    "receive_paper",
    "record_signature",
    "render_paper",
    "return_draft",
    "sign_draft",
    "submit_draft",
    "void_attachment",
    "void_paper",
    "withdraw_draft",
]
