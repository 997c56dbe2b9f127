"""The verbs of this room. One public function, one act, one transaction, one entry in the ledger."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from foundation.ledger.services import SYSTEM, act
from foundation.rulebook import rules
from foundation.rulebook.defaults import BEGINNING, DEFAULTS
from foundation.rulebook.models import Parameter
from foundation.rulebook.selectors import MissingParameter
from foundation.rulebook.states import Unit
from foundation.scope import INSTALLATION, Scope
from foundation.violations import Basis, refuse_on


def load_defaults(*, now: datetime, actor: object = SYSTEM) -> int:
    """Write the country's defaults that are missing. Returns how many; twice is the same as once.

    A default that is there is left alone, even when a later version of the table says something else.
    """
    with act("rulebook.defaults.load", stream=INSTALLATION, actor=actor, now=now) as record:
        known = set(Parameter.objects.filter(county="").values_list("code", flat=True))
        missing = Parameter.objects.bulk_create(
            Parameter(
                code=default.code,
                value=default.text,
                unit=default.unit,
                basis=default.basis.text,
                confirmed=default.basis.confirmed,
                start=BEGINNING,
            )
            for default in DEFAULTS.values()
            if default.code not in known
        )
        record.touch_all(missing)
        if not missing:
            record.drop()
    return len(missing)


def set_parameter(
    *,
    code: str,
    value: str,
    unit: Unit,
    scope: Scope | None,
    start: date,
    end: date | None = None,
    basis: Basis,
    actor: object,
    now: datetime,
) -> Parameter:
    """Say what a number is from `start` on (until `end`, when one is given, both included).

    `scope` is whose matters it holds for, `None` the whole country; `value` a text such as "5", "2/3"
    or "100000.00", counted in `unit`. What held for that scope ends the day before.
    Raises `RuleViolation` when the code is unknown, the value does not fit the unit, the day is past,
    or a version from that day or later is set; `MissingParameter` before the defaults are loaded.
    """
    stream = scope.stream if scope else INSTALLATION
    county, township = (scope.county, scope.township) if scope else ("", "")
    with act("rulebook.parameter.set", stream=stream, actor=actor, now=now) as record:
        refuse_on(rules.code_is_known(code))
        refuse_on(
            rules.unit_is_of_same_kind(code, unit),
            rules.value_can_be_read(value, unit),
            rules.basis_is_named(basis),
            rules.does_not_reach_back(start, end, timezone.localdate(now)),
        )
        _lock(code, start)
        latest = Parameter.objects.filter(code=code, county=county, township=township).order_by("-start").first()
        refuse_on(rules.follows_the_latest(latest, start))
        fresh = Parameter(
            code=code,
            county=county,
            township=township,
            value=value,
            unit=unit,
            basis=basis.text.strip(),
            confirmed=basis.confirmed,
            start=start,
            end=end,
        )
        record.about(_saved(fresh, latest))
        record.touch(fresh)
        if latest is not None:
            record.touch(latest)
    return fresh


def _lock(code: str, on: date) -> None:
    """Two people who change one number come one after the other: the first row of its code is the lock."""
    if Parameter.objects.select_for_update().filter(code=code, county="").order_by("start").first() is None:
        raise MissingParameter(code, on)


def _saved(fresh: Parameter, latest: Parameter | None) -> Parameter:
    """End the version before (a row may have no end while its successor is written), then write the new one."""
    if latest is not None and (latest.end is None or latest.end >= fresh.start):
        latest.end = fresh.start - timedelta(days=1)
        latest.save(update_fields=["end"])
    fresh.save(force_insert=True)
    return fresh
