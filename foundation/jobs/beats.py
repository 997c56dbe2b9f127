"""Beats: when a sweep was last there, whoever called it: Celery's beat, cron, or a pair of hands."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.jobs.models import Beat
from foundation.jobs.states import SET_UP
from foundation.signs import Light, Reading, ago, by_age, span

#: Nobody waits longer for what comes every few minutes.
AMBER = timedelta(minutes=10)
RED = timedelta(minutes=15)
TROUBLE_LENGTH = 500


def note(name: str, *, trouble: str | None = None) -> None:
    """Somebody was here. By the real clock, whatever time a sweep is told to take for now.

    `trouble` says what did not work; without it, what was known of that stays.
    """
    beat = Beat(name=name, at=timezone.now(), trouble=(trouble or "")[:TROUBLE_LENGTH])
    columns = ["at"] if trouble is None else ["at", "trouble"]
    # One statement: of several sweeps at once, each leaves its moment.
    Beat.objects.bulk_create([beat], update_conflicts=True, unique_fields=["name"], update_fields=columns)


def reading(name: str, now: datetime) -> Reading:
    """Whether the sweep of this name comes as it should, as a sign."""
    found = {beat.name: beat for beat in Beat.objects.filter(name__in=[name, SET_UP])}
    beat, set_up = found.get(name), found.get(SET_UP)
    last = beat or set_up
    if last is None:
        return Reading(Light.RED, _("还从来没有执行过。"))
    light = by_age(now - last.at, amber=AMBER, red=RED)
    if beat is None:
        return Reading(light, _("启用%s，还没有执行过。") % span(now - last.at))
    words = _("最近一次在%s。") % ago(now - beat.at)
    if beat.trouble:
        return Reading(Light.RED if light == Light.RED else Light.AMBER, f"{words}{beat.trouble}")
    return Reading(light, words)


def set_up_at() -> datetime | None:
    """Since when there are beats: what has never been done was not yet due before."""
    return Beat.objects.filter(name=SET_UP).values_list("at", flat=True).first()
