"""What the database itself refuses to do to a directory, whoever asks."""

from foundation.ledger.triggers import Trigger, TruncateTrigger, append_only
from foundation.ledger.triggers import declare as declare_triggers

_ADOPTED = "(SELECT d.state FROM powers_directory d WHERE d.id = {row}.directory_id) <> 'draft'"


def declare() -> None:
    declare_triggers(*append_only("powers.DirectoryNote"))
    for noun in ("Directory", "DirectoryClass", "DirectoryEntry"):
        declare_triggers(*_kept(f"powers.{noun}"))
    declare_triggers(
        Trigger(
            "powers_entry_stands",
            "powers.DirectoryEntry",
            "BEFORE UPDATE",
            _ADOPTED.format(row="OLD"),
            "an entry changes while its directory is a draft",
        ),
        Trigger(
            "powers_class_stands",
            "powers.DirectoryClass",
            "BEFORE UPDATE",
            _ADOPTED.format(row="OLD"),
            "a class changes while its directory is a draft",
        ),
        Trigger(
            "powers_entry_of_its_class",
            "powers.DirectoryEntry",
            "BEFORE INSERT",
            "NOT EXISTS (SELECT 1 FROM powers_directoryclass c "
            "WHERE c.id = NEW.kind_id AND c.directory_id = NEW.directory_id)",
            "a class of another directory",
        ),
        Trigger(
            "powers_directory_goes_on",
            "powers.Directory",
            "BEFORE UPDATE",
            "(OLD.state <> 'draft' AND NEW.state = 'draft') OR (OLD.state = 'lodged' AND NEW.state <> 'lodged') "
            'OR (OLD.state <> \'draft\' AND NEW."start" <> OLD."start") OR NEW.number <> OLD.number '
            "OR NEW.division_id <> OLD.division_id",
            "an adopted directory stands",
        ),
    )


def _kept(model: str) -> list[Trigger]:
    prefix = model.lower().replace(".", "_")
    message = f"{prefix} is never deleted"
    return [
        Trigger(f"{prefix}_no_delete", model, "BEFORE DELETE", "true", message),
        TruncateTrigger(f"{prefix}_no_truncate", model, "BEFORE TRUNCATE", "true", message),
    ]
