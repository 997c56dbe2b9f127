"""Where a request comes from."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

#: A household or an office gets a whole /64, and may come with another address each hour.
IPV6_PREFIX = 64


def network_of(request: HttpRequest) -> str:
    """The network address of a request: of the peer, or of the client that our own proxy has written down.

    Only the last hop counts behind a proxy, since the rest of `X-Forwarded-For` is what the client says
    of itself. An IPv6 address stands for its /64. Empty when there is none.
    """
    written = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        hops = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
        written = hops[-1].strip() or written
    try:
        address = ip_address(written)
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, IPV6_PREFIX), strict=False).network_address)


#: What browsers and systems call themselves → what their owner calls them; the first that fits.
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QQBrowser", "QQ 浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(request: HttpRequest) -> str:
    """Browser and system in words that their owner recognises, as they name themselves: no more than a hint."""
    agent = str(request.META.get("HTTP_USER_AGENT", ""))
    named = [next((name for sign, name in known if sign in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in named if name)
