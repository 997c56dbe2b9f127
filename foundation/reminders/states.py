"""The closed list of this room: by which way a reminder goes out."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """Each recipient gets a reminder once on each channel."""

    INBOX = "inbox", _("站内")
