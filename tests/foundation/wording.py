"""What people read is compared by its words: whether a comma is half or full width is the printer's matter."""

_FULL_TO_HALF = str.maketrans("\uff0c\uff1a\uff1b\uff01\uff1f\uff08\uff09", ",:;!?()")


def words(text: object) -> str:
    return str(text).translate(_FULL_TO_HALF)


def is_chinese_with_remedy(text: object) -> bool:
    """`thing: reason. remedy.` in Chinese: names what it is about, ends its sentences, says what to do instead."""
    said = words(text)
    about, colon, rest = said.partition(":")
    return bool(
        colon
        and about
        and rest.endswith("。")
        and any("一" <= letter <= "鿿" for letter in about)
        and any(word in rest for word in ("请", "不必"))
    )
