"""Short ways to the directories of a unit."""

from typing import Any

from django.utils import timezone

from foundation.townships.models import Division, User
from foundation.townships.states import BodyKind
from powers import services
from powers.models import Directory, DirectoryEntry
from powers.services import Demand
from powers.states import Step

WORDS = {"320831101000": "jinnan", "320831103000": "taji", "320831403000": "kaifaqu"}
#: What a town adds to the county's entries.
OWN = Demand("集镇停车和摆摊的管理安排", [BodyKind.PARTY_COMMITTEE], [Step.OPINIONS, Step.LEGALITY])


def clerk(unit: Division) -> dict[str, Any]:
    name = f"clerk.{WORDS[unit.code]}" if unit.code in WORDS else "office.county"
    return {"actor": User.objects.get(username=name), "now": timezone.now()}


def office() -> dict[str, Any]:
    return {"actor": User.objects.get(username="office.county"), "now": timezone.now()}


def drafted(unit: Division, *, own: bool = True) -> Directory:
    draft = services.draft_directory(unit=unit, **clerk(unit))
    if own:
        services.add_entry(kind=draft.classes.get(position=2), demand=OWN, **clerk(unit))
    return draft


def adopted(unit: Division, draft: Directory | None = None) -> Directory:
    return services.adopt_directory(
        directory=draft or drafted(unit), start=timezone.localdate(), adopted_by="党委会议通过", **clerk(unit)
    )


def entry(directory: Directory, code: str) -> DirectoryEntry:
    return directory.entries.select_related("kind", "directory__division").get(code=code)


def demand_of(row: DirectoryEntry, **more: Any) -> Demand:
    """What an entry says, said again."""
    said = {name: getattr(row, name) for name in services.SAID}
    said["bodies"], said["reviews"] = list(row.route), list(row.asked)
    return Demand(**{**said, **more})
