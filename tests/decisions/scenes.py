"""The tests tell their stories as the seeded county does: through the services."""

from demo.story import TWO_DAYS, Scene
from foundation.rulebook.services import load_defaults
from foundation.townships.models import Division, User

__all__ = ["TWO_DAYS", "Scene", "scene"]


def scene(division: Division, username: str, **more: object) -> Scene:
    """A scene with the rulebook loaded."""
    made = Scene(division, User.objects.get(username=username), **more)
    load_defaults(now=made.now)
    return made
