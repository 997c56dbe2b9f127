"""What is done to keep the house, and how it can end."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    BACKUP = "backup", _("备份")
    DRILL = "drill", _("恢复演练")


class State(TextChoices):
    """running → passed or failed; whoever was killed is given up by the next run."""

    RUNNING = "running", _("进行中")
    PASSED = "passed", _("通过")
    FAILED = "failed", _("未通过")


#: A broker hands a long task out again and again: what has passed within this time is not done anew by the clock.
OFTEN_ENOUGH = timedelta(hours=6)
