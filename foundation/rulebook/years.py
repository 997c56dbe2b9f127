"""What follows here when the holidays of a year become known."""

from django.utils import timezone

from foundation.rulebook.services import renew_windows


def year_changed(_fact: object) -> None:
    """Subscriber of `foundation.calendar.events.year_changed`: provisional days are counted anew."""
    renew_windows(now=timezone.now())
