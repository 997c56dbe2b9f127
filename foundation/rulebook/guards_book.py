"""What the database itself refuses to do to the book of rules, whoever asks."""

from foundation.ledger.triggers import Trigger, TruncateTrigger, append_only
from foundation.ledger.triggers import declare as declare_triggers

#: Everything of a version but its end; a day that may be empty is compared with a stand-in.
_VERSION_CHANGED = " OR ".join(
    [
        *(
            f"NEW.{column} <> OLD.{column}"
            for column in ("id", "regulation_id", "number", "document_number", "text_known", "basis")
        ),
        *(
            f"COALESCE(NEW.{day}, '0001-01-01') <> COALESCE(OLD.{day}, '0001-01-01')"
            for day in ("issued_on", '"start"')
        ),
    ]
)
_LINK_CHANGED = " OR ".join(
    [
        *(f"NEW.{column} <> OLD.{column}" for column in ("id", "version_id", "kind", "code")),
        "COALESCE(NEW.article_id, -1) <> COALESCE(OLD.article_id, -1)",
    ]
)
_FOREIGN_ARTICLE = (
    "NEW.article_id IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM rulebook_article a WHERE a.id = NEW.article_id AND a.version_id = NEW.version_id)"
)


def declare() -> None:
    for model in ("Regulation", "Article", "RegulationFile"):
        declare_triggers(*append_only(f"rulebook.{model}"))
    declare_triggers(
        *_kept("rulebook.RegulationVersion"),
        Trigger(
            "rulebook_version_words",
            "rulebook.RegulationVersion",
            "BEFORE UPDATE",
            f'OLD."end" IS NOT NULL OR NEW."end" IS NULL OR {_VERSION_CHANGED}',
            "a version only ends, once",
        ),
        *_kept("rulebook.RegulationLink"),
        Trigger(
            "rulebook_link_words",
            "rulebook.RegulationLink",
            "BEFORE UPDATE",
            f"OLD.voided_on IS NOT NULL OR NEW.voided_on IS NULL OR {_LINK_CHANGED}",
            "a link is only voided, once",
        ),
        Trigger(
            "rulebook_link_own_article",
            "rulebook.RegulationLink",
            "BEFORE INSERT",
            _FOREIGN_ARTICLE,
            "an article of another version",
        ),
    )


def _kept(model: str) -> list[Trigger]:
    prefix = model.lower().replace(".", "_")
    message = f"{prefix} is never deleted"
    return [
        Trigger(f"{prefix}_no_delete", model, "BEFORE DELETE", "true", message),
        TruncateTrigger(f"{prefix}_no_truncate", model, "BEFORE TRUNCATE", "true", message),
    ]
