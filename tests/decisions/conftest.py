import pytest

from tests.decisions.scenes import Scene, scene


@pytest.fixture
def town(cast) -> Scene:
    """金南镇: nine members, all posts filled. 丁一 is the secretary, 丁二 the head."""
    return scene(cast.jinnan, "clerk.jinnan")


@pytest.fixture
def other(cast) -> Scene:
    return scene(cast.taji, "clerk.taji")


@pytest.fixture
def zone(cast) -> Scene:
    """The zone, whose secretary is the head as well (一肩挑)."""
    return scene(cast.zone, "clerk.kaifaqu")
