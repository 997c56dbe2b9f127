"""The value of an encrypted field in Python: an object that shows its mask and opens only when asked to.

An object and no text, so that what nobody thought of stays masked: a template, a log line, an error report, an
export. Lazy, so that a list of masked rows costs nothing it does not show, a lost key stops only what needs it,
and a row copied into a cache or a task carries ciphertext.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from foundation.keys import sealing
from foundation.keys.masks import HIDDEN, masked
from foundation.keys.states import Mask
from foundation.keys.trouble import KeyTrouble, Trouble

if TYPE_CHECKING:
    from typing import Any


def not_from_templates(method: Callable[[Secret], str]) -> Callable[[Secret], str]:
    """A template that follows a dot calls what it finds, but never what is marked like this."""
    method.alters_data = True  # type: ignore[attr-defined]
    return method


@dataclass(frozen=True)
class Place:
    """Where a value belongs: table, primary key as text, column."""

    table: str
    key: str
    field: str


@dataclass(frozen=True, eq=False)
class Secret:
    """Either `text`, as it is stored, with its `place` (unknown when it came from `values()`), or not yet stored."""

    text: str = ""
    place: Place | None = None
    mask: str = Mask.HIDDEN
    _plain: str = field(default="", repr=False)

    @classmethod
    def fresh(cls, plaintext: str, mask: str = Mask.HIDDEN) -> Secret:
        """A value that has just been entered and is not stored yet."""
        return cls(mask=mask, _plain=plaintext)

    @property
    def is_fresh(self) -> bool:
        return not self.text

    @not_from_templates
    def open(self) -> str:
        """The value itself, for the program: what a person reads goes through `services.reveal`.

        Raises `KeyTrouble` when the key is missing, the text was altered, or the row is not known.
        """
        if self.is_fresh:
            return self._plain
        if self.place is None:
            raise KeyTrouble(Trouble.ALTERED, "加密内容：不知道属于哪一行。请通过记录本身读取，不要用 values()。")
        return sealing.decrypt(self.text, table=self.place.table, key=self.place.key, field=self.place.field)

    @property
    def seal(self) -> str:
        """What the ledger's digests hold in place of the value; the same after every rotation of keys.

        Raises `ValueError` for a value that is not stored yet.
        """
        if self.is_fresh:
            raise ValueError("an encrypted value has its seal when its row is saved")
        return sealing.Parts.of(self.text).seal

    def __str__(self) -> str:
        if self.mask == Mask.HIDDEN or (self.place is None and not self.is_fresh):
            return HIDDEN
        try:
            return masked(self.open(), self.mask)
        except KeyTrouble:
            return _("（无法解密）")

    def __eq__(self, other: object) -> bool:
        """The same ciphertext; whether two values are equal, a blind index tells."""
        return isinstance(other, Secret) and not self.is_fresh and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"<Secret {self.place or ''}>"

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """Into caches and queues goes ciphertext or nothing."""
        if self.is_fresh:
            raise TypeError("a value that is not stored yet is not pickled: save its row first")
        return Secret, (self.text, self.place, self.mask)
