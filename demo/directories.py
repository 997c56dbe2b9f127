"""The directories of the seeded county: its model, one town's own version lodged, one that waits, one draft."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from demo.people import ACTOR
from foundation.townships.models import Division, User
from foundation.townships.states import BodyKind, Level
from powers import services
from powers.models import Directory
from powers.services import Demand
from powers.states import Step

#: What a town adds to the county's entries.
OWN = Demand("集镇停车和摆摊的管理安排", [BodyKind.PARTY_COMMITTEE], [Step.LEGALITY, Step.OPINIONS])


def seed_model(*, now: datetime) -> None:
    """The county's model, before anybody works by it."""
    services.load_directory(county=Division.objects.get(level=Level.COUNTY), actor=ACTOR, now=now)


def seed_directories(*, now: datetime, units: dict[str, tuple[str, str]]) -> None:
    """What three towns made of it. `units` maps codes to the words of their accounts."""
    codes = {word: code for code, (word, _sign) in units.items()}
    county_office: dict[str, Any] = {
        "actor": User.objects.get(username="office.county"),
        "now": now + timedelta(days=1),
    }
    services.lodge_directory(directory=_adopted(codes["jinnan"], "jinnan", now), **county_office)
    waiting = _adopted(codes["licheng"], "licheng", now)
    services.note_on_directory(
        directory=waiting, text="“集镇停车和摆摊的管理安排”请写明与市场管理办法的关系。", **county_office
    )
    _drafted(codes["taji"], "taji", now)


def _drafted(code: str, word: str, now: datetime) -> Directory:
    clerk = User.objects.get(username=f"clerk.{word}")
    draft = services.draft_directory(unit=Division.objects.get(code=code), actor=clerk, now=now)
    services.add_entry(kind=draft.classes.get(position=2), demand=OWN, actor=clerk, now=now)
    return draft


def _adopted(code: str, word: str, now: datetime) -> Directory:
    return services.adopt_directory(
        directory=_drafted(code, word, now),
        start=timezone.localdate(now),
        adopted_by="演示党委会议通过",
        actor=User.objects.get(username=f"clerk.{word}"),
        now=now,
    )
