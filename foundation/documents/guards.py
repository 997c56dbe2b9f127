"""What the database itself refuses to do to an attachment, whoever asks."""

from foundation.ledger.triggers import Trigger, TruncateTrigger
from foundation.ledger.triggers import declare as declare_triggers

_MODEL = "documents.Attachment"
_KEPT = "documents_attachment is never deleted"
_CHANGED = " OR ".join(
    f"NEW.{column} <> OLD.{column}"
    for column in (
        "id",
        "county",
        "township",
        "about",
        "name",
        "media_type",
        "size",
        "digest",
        "uploaded_by_id",
        "uploaded_at",
    )
)


def declare() -> None:
    declare_triggers(
        Trigger("documents_attachment_no_delete", _MODEL, "BEFORE DELETE", "true", _KEPT),
        TruncateTrigger("documents_attachment_no_truncate", _MODEL, "BEFORE TRUNCATE", "true", _KEPT),
        Trigger(
            "documents_attachment_words",
            _MODEL,
            "BEFORE UPDATE",
            f"OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR {_CHANGED}",
            "an attachment is only voided, once",
        ),
    )
