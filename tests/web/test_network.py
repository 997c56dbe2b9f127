"""Where a request comes from, and with what."""

import pytest
from django.test import RequestFactory

from foundation.web.network import device_of, network_of

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
EDGE = f"{CHROME} Edg/120.0"
WECHAT = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/107 Mobile Safari/537.36 MicroMessenger/8.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("behind_proxy", "peer", "forwarded", "network"),
    [
        (False, "10.1.2.3", "", "10.1.2.3"),
        (False, "10.1.2.3", "1.1.1.1", "10.1.2.3"),
        (True, "127.0.0.1", "1.1.1.1, 10.9.9.9", "10.9.9.9"),
        (True, "127.0.0.1", "", "127.0.0.1"),
        (True, "127.0.0.1", "unknown", ""),
        (False, "", "", ""),
        (False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        (False, "2001:db8:1:2:ffff::1", "", "2001:db8:1:2::"),
        (False, "::ffff:10.1.2.3", "", "10.1.2.3"),
    ],
)
def test_the_network_of_a_request(settings, behind_proxy, peer, forwarded, network):
    """What a client says of itself counts only as far as our own proxy has written it down."""
    settings.BEHIND_PROXY = behind_proxy
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"x-forwarded-for": forwarded} if forwarded else {})
    assert network_of(request) == network


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (CHROME, "Chrome · Windows"),
        (EDGE, "Edge · Windows"),
        (WECHAT, "微信 · Android"),
        (IPHONE, "Safari · iPhone"),
        ("curl", ""),
    ],
)
def test_the_device_by_the_name_that_its_owner_knows(agent, device):
    assert device_of(RequestFactory().get("/", headers={"user-agent": agent})) == device
