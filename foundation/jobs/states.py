"""Where a job can be, and how patient we are with it."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """waiting → running → done; a failure leads back to waiting, the last one to failed."""

    WAITING = "waiting", _("等待")
    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    FAILED = "failed", _("失败")


#: A job that failed this often, or never came back this often, is dead: somebody must look at it.
MAX_ATTEMPTS = 8
#: A worker that has shown no sign of life for so long is taken for dead.
STUCK_AFTER = timedelta(minutes=10)
#: What was done is kept so long, for whoever asks what became of it.
KEPT_FOR = timedelta(days=30)
#: How many jobs one sweep runs at most: the next sweep is a minute away.
SWEEP_SIZE = 200


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: 1, 2, 4 … minutes, at most an hour."""
    return timedelta(minutes=min(2 ** (attempts - 1), 60))


#: The beats of the two sweeps, and the moment since when there are beats at all.
JOBS_SWEEP = "jobs.sweep"
REMINDERS_SWEEP = "reminders.sweep"
SET_UP = "set_up"
