"""What the database itself refuses to do to an attachment, a signed draft or a template, whoever asks."""

from foundation.ledger.triggers import Trigger, TruncateTrigger, append_only
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

_DRAFT = "documents.Draft"
_DRAFT_KEPT = "documents_draft is never deleted"
#: What a signed paper rests on. None of these is empty in a signed draft.
_REWRITTEN = " OR ".join(
    f"NEW.{column} <> OLD.{column}"
    for column in (
        *("id", "county", "township", "kind", "body_id", "about", "title", "content"),
        *("drafter_id", "begun_at", "checker_id", "signer_id", "signed_by", "paper_id"),
    )
)


def declare() -> None:
    declare_triggers(
        *append_only("documents.DraftStep"),
        *append_only("documents.PaperVoid"),
        Trigger("documents_draft_no_delete", _DRAFT, "BEFORE DELETE", "true", _DRAFT_KEPT),
        TruncateTrigger("documents_draft_no_truncate", _DRAFT, "BEFORE TRUNCATE", "true", _DRAFT_KEPT),
        Trigger(
            "documents_draft_signed",
            _DRAFT,
            "BEFORE UPDATE",
            f"OLD.paper_id IS NOT NULL AND (NEW.paper_id IS NULL OR {_REWRITTEN})",
            "a signed draft belongs to its paper",
        ),
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
    declare_templates()


_TEMPLATE = "documents.PaperTemplate"
_FIXED = " OR ".join(
    f"NEW.{column} <> OLD.{column}"
    for column in (
        "id",
        "county",
        "township",
        "kind",
        "form",
        "number",
        "note",
        "size",
        "digest",
        "uploaded_by_id",
        "uploaded_at",
    )
)
#: Said once: a version that is in force, or that has ended, tells for ever since when and until when.
_ONCE = " OR ".join(
    f"(OLD.{column} IS NOT NULL AND (NEW.{column} IS NULL OR NEW.{column} <> OLD.{column}))"
    for column in ("start", "started_by_id", "started_at", "until", "ended_by_id", "ended_at")
)


def declare_templates() -> None:
    kept = "documents_papertemplate is never deleted"
    declare_triggers(
        Trigger("documents_template_no_delete", _TEMPLATE, "BEFORE DELETE", "true", kept),
        TruncateTrigger("documents_template_no_truncate", _TEMPLATE, "BEFORE TRUNCATE", "true", kept),
        Trigger(
            "documents_template_words",
            _TEMPLATE,
            "BEFORE UPDATE",
            f"{_FIXED} OR {_ONCE}",
            "a template is only tried, put in force and ended, once each",
        ),
    )
