"""What the checkpoints once said of the streams: those of the database, and one that was kept elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator

from foundation.keys.rotation import RETIRE
from foundation.ledger import notes
from foundation.ledger.models import Checkpoint, LedgerEntry
from foundation.ledger.verification.findings import UNREADABLE, Bad
from foundation.ledger.verification.reading import each_row
from foundation.ledger.verification.streams import Roots
from foundation.scope import INSTALLATION

GIVEN = "所给的存证点"


class NotAsMade(ValueError):
    """Says why, in Chinese."""


class NotOurNote(ValueError):
    """What was given is no checkpoint of this house. Says why, in Chinese."""


class Checkpoints:
    """Collects which root each stream was said to have at which size."""

    def __init__(self, given: str = "") -> None:
        """`given` is the text of a note that was kept elsewhere. Raises `NotOurNote` when it is not one of ours."""
        self.by_stream: dict[str, dict[int, tuple[str, bytes]]] = {}
        self.given = _without_signatures(given)
        self.former = retired_keys()
        if given:
            self._keep(GIVEN, self._ours(given))

    def roots_of(self, stream: str) -> Roots:
        return self.by_stream.get(stream, {})

    def bad(self) -> Iterator[Bad]:
        """Take those of the database in; whichever is not as it was made, and any that is missing, is bad."""
        expected, before, texts = 1, dict[str, int](), set[str]()
        for key, checkpoint in each_row(Checkpoint.objects.order_by("number")):
            number = int(key)
            if number != expected:
                yield Bad(f"存证点 {expected}", "不见了")
            expected = number + 1
            try:
                texts.add(self._taken(number, checkpoint, before, texts))
            except NotAsMade as problem:
                yield Bad(f"存证点 {number}", str(problem))
        if self.given and self.given not in texts:
            yield Bad(GIVEN, "库中没有这一个存证点")

    def _taken(self, number: int, checkpoint: Checkpoint | None, before: dict[str, int], texts: set[str]) -> str:
        """Its text. `before` are the sizes that were said until now. Raises `NotAsMade`."""
        if checkpoint is None:
            raise NotAsMade("内容不能识别")
        try:
            note = self._ours(checkpoint.note)
        except NotOurNote as problem:
            raise NotAsMade(str(problem)) from None
        text = _without_signatures(checkpoint.note)
        if checkpoint.at != note.at:
            raise NotAsMade("显示的时间与内容不符")
        if text in texts:
            raise NotAsMade("与前面的一个存证点相同")
        if any(head.size < before.get(head.stream, 0) for head in note.heads):
            raise NotAsMade("次序有变：比前面的存证点早")
        before.update({head.stream: head.size for head in note.heads})
        self._keep(f"存证点 {number}", note)
        return text

    def _ours(self, text: str) -> notes.Note:
        """Raises `NotOurNote`."""
        try:
            note = notes.parse(text)
        except UNREADABLE:
            raise NotOurNote("内容不能识别，不是存证点") from None
        if not notes.signed_by_us(text, self.former):
            raise NotOurNote("签名不符，不是本系统的密钥签发的")
        return note

    def _keep(self, source: str, note: notes.Note) -> None:
        """Raises `NotAsMade` when another one of ours says otherwise: somebody else has the keys too."""
        for head in note.heads:
            known, root = self.by_stream.setdefault(head.stream, {}).setdefault(head.size, (source, head.root))
            if root != head.root:
                raise NotAsMade(f"日志流 {head.stream} 的 {head.size} 条与{known}不符")


def retired_keys() -> list[bytes]:
    """The public halves of signing keys that were removed: what they signed still counts."""
    found = []
    for body in LedgerEntry.objects.filter(stream=INSTALLATION, act=RETIRE).values_list("body", flat=True):
        try:
            facts = json.loads(bytes(body))["facts"]
            found += [bytes.fromhex(public) for public in facts["public"].split(", ")]
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # an older entry, or one that is not ours: its own stream says so
    return found


def _without_signatures(note: str) -> str:
    return note.partition("\n\n")[0]
