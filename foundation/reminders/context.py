"""What the navigation of the desk says of one's deadlines."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils import timezone

from foundation.reminders.work.selectors import MOST_COUNTED, due_count


def deadlines(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Context processor: `due_now`, asked of the database by the pages that print it and by no others."""

    def due_now() -> str:
        count = due_count(request.user, timezone.localdate())
        return "" if not count else "99+" if count >= MOST_COUNTED else str(count)

    return {"due_now": due_now}
