"""How large a picture may be when it is opened: a few bytes can claim a wall of pixels."""

from foundation.files import refusals

PIXELS_MOST = 60_000_000


def fits(width: int, height: int) -> None:
    """Raises `RuleViolation` for a picture without extent or with too many pixels."""
    if not (width and height):
        raise refusals.damaged()
    if width * height > PIXELS_MOST:
        raise refusals.pixels(most=PIXELS_MOST // 10_000)
