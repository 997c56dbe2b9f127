"""What is shown of a value without a reason: enough to recognise it, not enough to use it."""

from foundation.keys.states import Mask

HIDDEN = "****"


def masked(value: str, mask: str) -> str:
    """`138****1234`, `3208**********1234`, `张*`, `z****@example.com`; a value too short for its mask is hidden.

    `mask` is one of `Mask`.
    """
    if mask == Mask.MOBILE and len(value) >= 11:
        return f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}"
    if mask == Mask.ID_NUMBER and len(value) >= 15:
        return f"{value[:4]}{'*' * (len(value) - 8)}{value[-4:]}"
    if mask == Mask.ACCOUNT and len(value) >= 12:
        return f"{HIDDEN}{value[-4:]}"
    if mask == Mask.NAME and len(value) >= 2:
        return f"{value[0]}{'*' * (len(value) - 1)}"
    if mask == Mask.EMAIL and (name := value.rpartition("@")[0]):
        return f"{name[0]}{HIDDEN}{value.removeprefix(name)}"
    return HIDDEN
