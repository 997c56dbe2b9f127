"""What the verification of a stream must say."""

from foundation.ledger.verification import BadEntry, first_bad_entry, verify
from tests.ledger.acts import STREAM

OTHER = "320831101"


CHANGED = "内容与摘要不符"


SHOWN = "显示的内容与存证的内容不符"


MISSING = "缺少这一条"


def bad(number: int, reason: str, stream: str = STREAM) -> BadEntry:
    return BadEntry.at(stream, number, reason)


def found(stream: str = STREAM) -> BadEntry | None:
    """What both ways of asking say."""
    first = first_bad_entry(stream)
    said = [each for each in verify().bad if isinstance(each, BadEntry) and each.stream == stream]
    assert said[:1] == [first] * bool(first)
    return first
