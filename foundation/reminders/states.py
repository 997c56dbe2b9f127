"""The closed lists of this room: by which way a reminder goes out, and how a step lies to its day."""

from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """Each recipient gets a reminder once on each channel."""

    INBOX = "inbox", _("站内")


class When(Enum):
    """How the day on which a step is told lies to the day that is kept or missed."""

    AHEAD = "ahead"
    ON_DAY = "on_day"
    LATE = "late"


#: The longest code of a step.
STEP_LENGTH = 20
