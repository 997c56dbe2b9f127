"""Hand mails over to the mail server. Whatever it answers, no address gets into a log or onto a page."""

from __future__ import annotations

from collections.abc import Callable
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

#: What a mail can fail of: the network, the server, an address that cannot stand in a header.
FAILURES = (OSError, SMTPException, ValueError)


class Post:
    """One connection to the mail server, made for the first letter. One that could not be made is not tried again."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._trouble = ""

    def __enter__(self) -> Post:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._connection is not None:
            self._connection.close()

    def hand_over(self, letter: EmailMessage) -> str:
        """Nothing when the letter was taken, else why not."""
        if self._connection is None:
            self._connection = get_connection()
            self._trouble = _tried(self._connection.open)
        return self._trouble or _tried(lambda: self._connection.send_messages([letter]))


def _tried(call: Callable[[], object]) -> str:
    try:
        call()
    except FAILURES as error:
        return _words(error)
    return ""


def _words(error: Exception) -> str:
    """Mail servers like to repeat the address: their number says enough."""
    if isinstance(error, SMTPRecipientsRefused):
        return _("邮件服务器不接受这个收件邮箱。")
    if isinstance(error, SMTPResponseException):
        return _("邮件服务器拒绝（%(code)d）。") % {"code": error.smtp_code}
    return _("邮件没有交给邮件服务器（%(kind)s）。") % {"kind": type(error).__name__}
