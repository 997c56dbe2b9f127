"""The closed lists of this room: by which way a reminder goes out, how a step lies to its day, how patient we are."""

from datetime import time, timedelta
from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """Each recipient gets a reminder once on each channel. The last two speak to a group, not to a person."""

    INBOX = "inbox", _("站内")
    MAIL = "mail", _("邮件")
    DINGTALK = "dingtalk", _("钉钉群机器人")
    WECOM = "wecom", _("企业微信群机器人")


#: Channels whose recipient is a robot in the group of a unit.
ROBOTS = (Channel.DINGTALK, Channel.WECOM)
#: Channels whose recipient is a person.
PERSONAL = (Channel.INBOX, Channel.MAIL)


class MailMode(TextChoices):
    """What somebody wants by mail. Nothing, unless he says so."""

    OFF = "off", _("不发邮件")
    DIGEST = "digest", _("每个工作日早上8:00汇总成一封")
    AT_ONCE = "at_once", _("每件事到提醒的时候发一封")


class When(Enum):
    """How the day on which a step is told lies to the day that is kept or missed."""

    AHEAD = "ahead"
    ON_DAY = "on_day"
    LATE = "late"


#: The longest code of a step.
STEP_LENGTH = 20

#: Before this no digest is sent.
MORNING = time(8)
#: What failed this often, or whose sender never came back this often, is given up: somebody must look at it.
MOST_ATTEMPTS = 8
#: A sender that has not come back for so long is taken for dead.
STUCK_AFTER = timedelta(minutes=10)
#: Both DingTalk and WeCom shut out a robot that speaks more than twenty times a minute.
MESSAGES_A_MINUTE = 18
#: A message of so many lines is within what both take (WeCom: 2048 bytes).
LINES_A_MESSAGE = 10


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: 5, 10, 20 … minutes. The eighth comes after ten hours."""
    return timedelta(minutes=5 * 2 ** (attempts - 1))


#: What the ledger calls the acts of this room → what people call them.
ACTS = {
    "reminders.robot.add": _("登记群机器人"),
    "reminders.robot.stop": _("停用群机器人"),
}
