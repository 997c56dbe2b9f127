"""The markup of Office documents, read as it comes: links that lead elsewhere, and commands among the words."""

import re
from xml.parsers.expat import ExpatError, ParserCreate

from foundation.files import refusals

#: A field that starts a program or fetches from one, or from the network.
_COMMAND = re.compile(r"\b(DDE(AUTO)?|INCLUDETEXT|INCLUDEPICTURE\s+\"?\\*\w+:|MACROBUTTON)\b", re.IGNORECASE)
#: A field's words may be cut into runs; none is longer.
_FIELD_MOST = 4000


class Markup:
    """Feed it a member piece by piece. Raises `RuleViolation` at the first thing that no document needs."""

    def __init__(self) -> None:
        self.parser = ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.StartDoctypeDeclHandler = self._declared
        self.field = ""
        self.in_field = False

    def feed(self, piece: bytes) -> None:
        self._parse(piece, last=False)

    def end(self) -> None:
        self._parse(b"", last=True)
        self._command(self.field)

    def _parse(self, piece: bytes, *, last: bool) -> None:
        try:
            self.parser.Parse(piece, last)
        except ExpatError as error:
            raise refusals.damaged() from error

    def _declared(self, *_words: object) -> None:
        raise refusals.bomb()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "Relationship":
                _leads_nowhere(attributes)
            case "Override" | "Default":
                if "macroenabled" in attributes.get("ContentType", "").lower():
                    raise refusals.macros()
            case "instrText":
                self.in_field = True
            case "fldSimple":
                self._command(" ".join(attributes.values()))
            case "ddeLink" | "oleLink":
                raise refusals.external()

    def _end(self, name: str) -> None:
        if name.endswith("instrText"):
            self.in_field = False

    def _words(self, words: str) -> None:
        if self.in_field:
            self.field = (self.field + words)[-_FIELD_MOST:]
            self._command(self.field)

    def _command(self, words: str) -> None:
        if _COMMAND.search(words):
            raise refusals.external()


def _leads_nowhere(attributes: dict[str, str]) -> None:
    """A link that a reader follows by a click may lead anywhere; what is fetched when the document opens may not."""
    if attributes.get("TargetMode", "").lower() == "external" and not attributes.get("Type", "").endswith("/hyperlink"):
        raise refusals.external()
