"""What is wrong with a key or with what it has locked."""

from enum import StrEnum


class Trouble(StrEnum):
    """The kinds of trouble, for whoever acts differently on them."""

    OPEN_TO_OTHERS = "open_to_others"
    UNREADABLE = "unreadable"
    DAMAGED = "damaged"
    MISSING = "missing"
    NOT_ENCRYPTED = "not_encrypted"
    ALTERED = "altered"
    NOT_SUPPORTED = "not_supported"
    EXISTS = "exists"
    DESTROYED = "destroyed"
    IN_USE = "in_use"


class KeyTrouble(Exception):
    """A refusal of this room: `code` says which, the text says in Chinese what, why, and what to do.

    In plain Chinese and not translated: it is said to whoever looks after the system, also before the
    translations are loaded. It never holds a key or a value.
    """

    def __init__(self, code: Trouble, message: str) -> None:
        super().__init__(message)
        self.code = code
