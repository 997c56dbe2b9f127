import pytest

from tests.reminders.sink import sink


@pytest.fixture
def host(settings):
    """A robot's host on this machine, and the permission to speak to it."""
    settings.ROBOT_HOSTS = ["127.0.0.1", "qyapi.weixin.qq.com"]
    with sink() as found:
        yield found
