"""A robot's host on this machine, mail servers that fail, and who is told by which way."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from foundation.reminders.models import Robot
from foundation.reminders.services import add_robot, choose_mail
from foundation.reminders.states import Channel, MailMode

#: Where robots of tests live that nobody speaks to, and what must not be seen anywhere.
WEBHOOK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=canary-key"
SECRET = "SECcanary"
ADDRESS = "canary@example.com"


class Sink:
    """What robots said, and what they are answered: in order, the last one for good."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/robot/send?access_token=canary-token"
        self.requests: list[tuple[dict[str, list[str]], dict[str, Any]]] = []
        self.answers: list[tuple[int, str]] = [(200, '{"errcode": 0, "errmsg": "ok"}')]

    @property
    def texts(self) -> list[str]:
        return [body["text"]["content"] for _query, body in self.requests]

    @property
    def lines(self) -> list[str]:
        return [line for text in self.texts for line in text.splitlines() if line.startswith("· ")]

    def take(self, path: str, body: bytes) -> tuple[int, str]:
        self.requests.append((parse_qs(urlsplit(path).query), json.loads(body)))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def sink() -> Iterator[Sink]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, answer = found.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Sink(server.server_address[1])
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


class Broken(BaseEmailBackend):
    """Raises what a test puts here: when it is opened, or for each letter."""

    on_open: Exception | None = None
    on_send: Exception | None = None

    def open(self) -> None:
        if self.on_open:
            raise self.on_open

    def send_messages(self, _letters: Any) -> int:
        assert self.on_send is not None
        raise self.on_send


def robot_of(division: Any, *, address: str = WEBHOOK, kind: str = Channel.WECOM, **more: Any) -> Robot:
    secret = SECRET if kind == Channel.DINGTALK else ""
    given = {"secret": secret, "name": "工作群", "actor": "县办一", "now": timezone.now(), **more}
    return add_robot(division=division, kind=kind, address=address, **given)


def wants(user: Any, mode: str = MailMode.AT_ONCE, **more: Any) -> Any:
    given = {"address": ADDRESS, "actor": user, "now": timezone.now(), **more}
    return choose_mail(user=user, mode=mode, **given)
