"""The tests tell their stories as the seeded county does: through the services."""

from demo.story import TWO_DAYS, Scene
from foundation.townships.models import Division, User

__all__ = ["TWO_DAYS", "Scene", "scene"]


def scene(division: Division, username: str, **more: object) -> Scene:
    return Scene(division, User.objects.get(username=username), **more)
