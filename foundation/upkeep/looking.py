"""Look at every sign, and say how the whole house is."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from foundation import signs
from foundation.signs import Light, Reading, Sign
from foundation.upkeep.signs import DATABASE

_ORDER = (Light.RED, Light.AMBER, Light.GREEN)


@dataclass(frozen=True)
class Seen:
    """A sign and how it stands."""

    sign: Sign
    reading: Reading


@dataclass(frozen=True)
class Health:
    """All signs, the worst first."""

    seen: tuple[Seen, ...]

    @property
    def light(self) -> Light:
        return self.seen[0].reading.light

    @property
    def reliable(self) -> bool:
        """Whether no vital sign is red: what `/healthz` answers by."""
        return not any(each.sign.vital and each.reading.light == Light.RED for each in self.seen)

    @property
    def troubles(self) -> tuple[Seen, ...]:
        return tuple(each for each in self.seen if each.reading.light != Light.GREEN)


def look_around(now: datetime) -> Health:
    """Never raises. A database that does not answer is asked once, and not by every sign anew."""
    known = {sign.code: sign for sign in signs.registered()}
    database = Seen(known[DATABASE], known.pop(DATABASE).read(now))
    dead = database.reading.light == Light.RED
    unknown = Reading(Light.RED, _("数据库没有应答，这一项无法查看。"))
    others = [Seen(sign, unknown if dead and sign.asks_database else sign.read(now)) for sign in known.values()]
    return Health(tuple(sorted([database, *others], key=lambda each: _ORDER.index(each.reading.light))))
