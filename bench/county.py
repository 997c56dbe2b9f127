"""A small seeded county for the cases that need one: three units and what happened in them."""

from datetime import timedelta

from django.utils import timezone

from decisions.services import load_procedures
from demo.decisions import seed_decisions
from demo.directories import seed_model
from demo.management.commands.seed_demo import DATA
from demo.people import ACTOR, UNITS, seed_people
from foundation.calendar.services import load_calendar
from foundation.rulebook.services import load_defaults
from foundation.townships.models import Division
from foundation.townships.services import import_divisions
from foundation.townships.totp import new_secret

SEEDED = ("320000", "320800", "320831000", "320831101000", "320831103000")


def seed() -> None:
    """Once for each database: 金南镇 and 塔集镇 with their people and decisions."""
    if Division.objects.exists():
        return
    now = timezone.now()
    before = now - timedelta(days=40)
    header, *lines = DATA.read_text().splitlines()
    kept = [line for line in lines if line.startswith(SEEDED) and not line.endswith("village")]
    load_defaults(now=before)
    load_procedures(now=before)
    load_calendar(now=before)
    import_divisions(data="\n".join([header, *kept]).encode(), actor=ACTOR, now=before)
    seed_model(now=before)
    seed_people(now=before, password="Bench-county-1", seed=new_secret())  # noqa: S106 - nobody logs in
    seed_decisions(now=now, units=UNITS)
