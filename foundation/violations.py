"""What a rule says when it refuses an act."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Basis:
    """Where a rule comes from: the name of the regulation and its article.

    A basis that nobody has checked against the text is not confirmed, and is never printed as a citation.
    """

    text: str
    confirmed: bool = False

    def __str__(self) -> str:
        return self.text if self.confirmed else _("按本县规定（待县确认）")


class RuleViolation(Exception):
    """An act that a rule refuses.

    `code` names the rule, `message` says in Chinese which field or thing, why, and what to do instead,
    `basis` is the rule's source, `field` the form field that the message belongs to, if any.
    """

    def __init__(self, code: str, message: str, basis: Basis | None = None, *, field: str = "") -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.basis = basis
        self.field = field

    def __str__(self) -> str:
        return f"{self.message}（{self.basis}）" if self.basis else self.message


def refuse_on(*violations: RuleViolation | None) -> None:
    """Raise the first objection among the answers of some rules."""
    for violation in violations:
        if violation is not None:
            raise violation
