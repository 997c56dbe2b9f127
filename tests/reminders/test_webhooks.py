"""A door to the outside: only the hosts of the robots, signed as they want it, and no answer believed too easily."""

from datetime import UTC, datetime

import pytest

from foundation.reminders import webhooks
from foundation.reminders.trouble import Undelivered
from foundation.reminders.webhooks import place_of, post
from tests.reminders.sink import SECRET


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://oapi.dingtalk.com/robot/send?access_token=x", True),
        ("https://QYAPI.weixin.qq.com:443/cgi-bin/webhook/send?key=x", True),
        ("http://oapi.dingtalk.com/robot/send?access_token=x", False),
        ("https://oapi.dingtalk.com:8443/robot/send", False),
        ("https://oapi.dingtalk.com.example.com/robot/send", False),
        ("https://example.com/?oapi.dingtalk.com", False),
        ("https://oapi.dingtalk.com@example.com/", False),
        ("https://example.com@oapi.dingtalk.com/", False),
        ("https://oapi.dingtalk.com\\@example.com/", False),
        ("https://oapi.dingtalk.com/a#b", False),
        ("https://oapi.dingtalk.com/a\r\nHost: example.com", False),
        ("https://oapi.dingtalk.com/发", False),
        ("https://oapi.dingtalk.com:port/", False),
        ("https://[oapi.dingtalk.com/", False),
        ("file:///etc/passwd", False),
        ("http://127.0.0.1:6379/", False),
        ("http://169.254.169.254/latest/", False),
        ("", False),
    ],
)
def test_only_the_hosts_of_robots(address, allowed):
    assert bool(place_of(address)) is allowed
    if not allowed:
        with pytest.raises(Undelivered, match="不在允许的范围内"):
            post(address, "", "测试")


def test_this_machine_when_the_operators_say_so(settings):
    settings.ROBOT_HOSTS = ["127.0.0.1"]
    assert place_of("http://127.0.0.1:9000/robot/send")
    assert not place_of("https://127.0.0.1:9000/robot/send")
    assert not place_of("http://localhost:9000/robot/send")


def test_dingtalk_gets_a_signature(host, clock):
    """The expected value was made with `openssl dgst -sha256 -hmac`."""
    post(host.address, SECRET, "测试")
    ((query, body),) = host.requests
    assert body == {"msgtype": "text", "text": {"content": "测试"}}
    assert query == {
        "access_token": ["canary-token"],
        "timestamp": [str(int(clock.now.timestamp() * 1000))],
        "sign": query["sign"],
    }
    stamp = datetime.fromtimestamp(1794274200, tz=UTC)
    assert webhooks._signature(SECRET, stamp) == (
        "timestamp=1794274200000&sign=pmOl%2Bi1MQNmKyc%2F9sUnCTJCtxxsnnrvcWKZQKdxqPa4%3D"
    )


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (200, '{"errcode": 310000, "errmsg": "sign not match"}', "sign not match（errcode 310000）"),
        (500, '{"errcode": 0}', "HTTP 500"),
        (302, '{"errcode": 0}', "HTTP 302"),
        (200, "<html>", "HTTP 200"),
        (200, "[]", "HTTP 200"),
        (403, "", "HTTP 403"),
        (200, "[" * 60_000, "HTTP 200"),
        # What a database would choke on, or a page.
        (200, '{"errcode": "\\u0000", "errmsg": "no\\u0000t\\ud800 on\\u202e"}', "拒绝：not on（errcode ）"),
    ],
)
def test_whatever_is_not_errcode_0_is_a_failure(host, status, answer, words):
    """No redirection is followed either."""
    host.answers = [(status, answer)]
    with pytest.raises(Undelivered) as refused:
        post(host.address, "", "测试")
    assert words in str(refused.value) and "canary" not in str(refused.value)
    assert len(host.requests) == 1


def test_a_host_that_does_not_answer(settings):
    settings.ROBOT_HOSTS = ["127.0.0.1"]
    with pytest.raises(Undelivered, match="没有应答（ConnectionRefusedError）"):
        post("http://127.0.0.1:9/robot/send?access_token=canary", "", "测试")
