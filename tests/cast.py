"""A fixed cast: two towns and a one-shouldered zone of one county, each with its people, made through the services.

Every permission test uses both towns: 金南镇 (jinnan) and 塔集镇 (taji).
"""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from decisions.services import load_procedures
from demo.management.commands.seed_demo import DATA
from demo.people import ACTOR, seed_people
from foundation.calendar.services import load_calendar
from foundation.ledger.models import LedgerEntry
from foundation.rulebook.models import Parameter
from foundation.rulebook.services import load_defaults
from foundation.townships import totp
from foundation.townships.models import Authenticator, Body, Division, Official, Post, User
from foundation.townships.services import import_divisions
from foundation.townships.states import BodyKind
from powers.models import Directory, DirectoryClass, DirectoryEntry
from powers.services import load_directory

PASSWORD = "Cast-secret-1"
#: The second factor of whoever needs one.
SEED = "CASTSECRETCASTSECRETCASTSECRET23"
JINNAN, TAJI, ZONE = "320831101000", "320831103000", "320831403000"


ABOVE = ("320000000000", "320800000000", "320831000000")


def build() -> None:
    """Import the two towns and the zone with one village each, and fill them."""
    header, *lines = DATA.read_text().splitlines()
    kept = [line for line in lines if line.startswith((*ABOVE, JINNAN, TAJI, ZONE))]
    for town in (JINNAN, TAJI):
        kept.append(next(line for line in lines if line.startswith(town[:9]) and line.endswith(",village")))
    now = timezone.now()
    with transaction.atomic():
        import_divisions(data="\n".join([header, *kept]).encode(), actor=ACTOR, now=now)
        seed_people(now=now, password=PASSWORD, seed=SEED)
        load_calendar(now=now, actor=ACTOR)
        load_defaults(now=now)
        load_directory(county=Division.objects.get(code=ABOVE[2]), actor=ACTOR, now=now)
        load_procedures(now=now)


def forget_numbers() -> None:
    """As before `load_rulebook`: none of the country's numbers is there."""
    Parameter.objects.all().delete()


def forget_directories() -> None:
    """As before `load_directory`: for a house that is emptied, past the triggers that keep directories for ever."""
    for model in (DirectoryEntry, DirectoryClass, Directory):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {table}_no_delete{f' ON {table}' if connection.vendor != 'sqlite' else ''}")
        model.objects.all()._raw_delete("default")


def next_code(username: str) -> str:
    """What the authenticator app of somebody shows now, and as if he had never used it."""
    Authenticator.objects.filter(user__username=username).update(last_step=-1, drift=0)
    return totp.code_at(SEED, timezone.now())


class Cast:
    """Finds people and places by short names."""

    @property
    def now(self) -> datetime:
        return timezone.now()

    @property
    def county(self) -> Division:
        return Division.objects.get(code="320831000000")

    @property
    def jinnan(self) -> Division:
        return Division.objects.get(code=JINNAN)

    @property
    def taji(self) -> Division:
        return Division.objects.get(code=TAJI)

    @property
    def zone(self) -> Division:
        return Division.objects.get(code=ZONE)

    @property
    def village(self) -> Division:
        found = self.jinnan.children.first()
        assert found is not None
        return found

    def user(self, username: str) -> User:
        return User.objects.get(username=username)

    def official(self, name: str) -> Official:
        return Official.objects.get(name=name)

    def post(self, division: Division, kind: str) -> Post:
        return Post.objects.filter(division=division, kind=kind).order_by("rank")[0]

    def body(self, division: Division, kind: BodyKind) -> Body:
        return Body.objects.get(division=division, kind=kind)

    def entry_of(self, stream: str) -> LedgerEntry:
        """The newest entry of a ledger stream."""
        return LedgerEntry.objects.filter(stream=stream).latest("number")
