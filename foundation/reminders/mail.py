"""Hand mails over to the mail server. Whatever it answers, no address gets into a log or onto a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

#: What a mail can fail of: the network, the server, an address that cannot stand in a header.
FAILURES = (OSError, SMTPException, ValueError)


def hand_over(letters: Sequence[EmailMessage]) -> Iterator[str]:
    """For each letter, over one connection: nothing when it was taken, else why not.

    One by one: whoever writes down each answer before he asks for the next has one letter in doubt when he dies.
    """
    connection = get_connection()
    try:
        connection.open()
    except FAILURES as error:
        yield from [_words(error)] * len(letters)
        return
    try:
        for letter in letters:
            yield _hand_over(connection, letter)
    finally:
        connection.close()


def _hand_over(connection: Any, letter: EmailMessage) -> str:
    try:
        connection.send_messages([letter])
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
