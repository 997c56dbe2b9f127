"""How a command ends: quietly, or with one line and 1."""

from collections.abc import Callable

from django.core.management.base import CommandError

from foundation.upkeep.models import Run
from foundation.upkeep.states import State
from foundation.upkeep.trouble import TROUBLES, words


def ended(work: Callable[[], Run]) -> None:
    """Raises `CommandError` when the run failed (it has said why), or could not even begin."""
    try:
        run = work()
    except TROUBLES as error:
        raise CommandError(words(error)) from None
    if run.state != State.PASSED:
        raise CommandError(f"{run.get_kind_display()}：未通过。原因见上，请处理后再运行一次。")
