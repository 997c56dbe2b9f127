"""The publication contract: what a room above hands over, and nothing else ever reaches a citizen's page.

Plain text only: no markup of any kind is understood, so `<b>` is shown as these three signs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Kind:
    """A kind of publication. `needs` names the optional parts of the card that this kind must have."""

    code: str
    label: str | Promise
    needs: frozenset[str] = frozenset()


#: Which kinds there are. A new kind is a new line.
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in [
        Kind("decision", gettext_lazy("集体决定"), frozenset({"how_to_object"})),
    ]
}


@dataclass(frozen=True)
class Card:
    """What everybody wants to know first, in plain words.

    `what` was decided, by which `body`, on which day, for how much (yuan; `None` when no money is
    involved), how to object and until which day, this day included.
    """

    what: str
    body: str
    decided_on: date
    how_to_object: str = ""
    amount: Decimal | None = None
    object_until: date | None = None


@dataclass(frozen=True)
class Section:
    """A part of the text under the card. An empty line in `text` begins a new paragraph."""

    heading: str
    text: str


# How long the parts may be, in signs.
TITLE, WHAT, BODY, HOW_TO_OBJECT = 120, 300, 100, 1000
HEADING, TEXT = 60, 20_000
SECTIONS = 30
REASON = 1000


@dataclass(frozen=True)
class Part:
    """One text of a copy, with the name a person knows it by and its longest length."""

    field: str
    name: str
    text: str
    longest: int
    required: bool = True


@dataclass(frozen=True)
class Text:
    """Everything of a copy that a person wrote."""

    title: str
    card: Card
    sections: tuple[Section, ...]

    def parts(self) -> Iterator[Part]:
        """Every text in it, in the order in which it is read."""
        yield Part("title", _("标题"), self.title, TITLE)
        yield Part("what", _("办什么事"), self.card.what, WHAT)
        yield Part("body", _("由谁决定"), self.card.body, BODY)
        yield Part("how_to_object", _("怎样提出异议"), self.card.how_to_object, HOW_TO_OBJECT, required=False)
        for number, section in enumerate(self.sections, start=1):
            yield Part("sections", _("第 %d 节的标题") % number, section.heading, HEADING)
            yield Part("sections", _("第 %d 节的正文") % number, section.text, TEXT)


def tidy(title: str, card: Card, sections: Sequence[Section]) -> Text:
    """The same text without what only the keyboard left behind: outer spaces, tabs, Windows line ends."""
    return Text(
        _line(title),
        Card(
            what=_line(card.what),
            body=_line(card.body),
            decided_on=card.decided_on,
            how_to_object=_block(card.how_to_object),
            amount=card.amount,
            object_until=card.object_until,
        ),
        tuple(Section(_line(section.heading), _block(section.text)) for section in sections),
    )


def _line(text: str) -> str:
    return _block(text).replace("\n", " ")


def _block(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
