"""What mails and groups are told: that something is due, never about whom or how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from foundation.reminders.models import Digest, Reminder
from foundation.reminders.words import line_of, summary


def reminder_letter(row: Reminder, address: str, today: date) -> EmailMessage:
    """One step of one thing."""
    subject = _("【阳光用权】%(what)s") % {"what": summary(row)}
    # All that makes a row be told anew: a mail that repeats another after a crash has its id, and no other has.
    key = f"{row.pk}|{row.due}|{row.tell_on}|{row.sequence}|{row.scope.stream}"
    return _letter(subject, [line_of(row, today)], address, key)


def digest_letter(digest: Digest, rows: Sequence[Reminder], address: str) -> EmailMessage:
    """Everything that is open on a morning, the longest overdue first."""
    subject = _("【阳光用权】%(count)d项待办") % {"count": len(rows)}
    lines = [f"{number}. {line_of(row, digest.day)}" for number, row in enumerate(rows, 1)]
    return _letter(subject, lines, address, f"digest|{digest.pk}")


def _letter(subject: str, lines: Sequence[str], address: str, key: str) -> EmailMessage:
    foot = _("本邮件由系统自动发出，请勿回复。不想再收到的，请在“我的账号”的“通知方式”里关闭。")
    body = "\n".join([*lines, "", _("请登录工作台办理：%(url)s") % {"url": _desk()}, "", foot, ""])
    headers = {"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, to=[address], headers=headers)


def message_id(key: str) -> str:
    """The same for the same key; nobody reads out of it what the key was."""
    digest = salted_hmac("reminders.message", key, algorithm="sha256").hexdigest()[:40]
    return f"<{digest}@{settings.SITE_HOST}>"


def group_message(rows: Sequence[Reminder], today: date) -> str:
    """What a unit's group reads: one line for each thing, whoever has to act."""
    lines = [f"· {line_of(row, today)}" for row in rows]
    return "\n".join([_("【阳光用权】本单位的期限："), *lines, _("请登录工作台办理：%(url)s") % {"url": _desk()}])


def trial_message() -> str:
    return _("【阳光用权】这是一条测试消息。收到说明群机器人已经接通，本单位的期限以后在这里提醒。")


def _desk() -> str:
    return settings.SITE_URL + reverse("web:desk")
