"""A small seeded county for the cases that need one: three units and what happened in them."""

from datetime import timedelta

from django.utils import timezone

from demo.decisions import seed_decisions
from demo.management.commands.seed_demo import DATA
from demo.people import ACTOR, UNITS, seed_people
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
    header, *lines = DATA.read_text().splitlines()
    kept = [line for line in lines if line.startswith(SEEDED) and not line.endswith("village")]
    import_divisions(data="\n".join([header, *kept]).encode(), actor=ACTOR, now=now - timedelta(days=40))
    load_defaults(now=now - timedelta(days=40))
    seed_people(now=now - timedelta(days=40), password="Bench-county-1", seed=new_secret())  # noqa: S106 - nobody logs in
    seed_decisions(now=now, units=UNITS)
