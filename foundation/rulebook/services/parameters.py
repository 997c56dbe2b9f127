"""Numbers are loaded once, set anew from a day on, and their basis is confirmed by whoever has read it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from foundation.ledger.services import SYSTEM, Act, act
from foundation.rulebook.defaults import BEGINNING, DEFAULTS, Default
from foundation.rulebook.models import Parameter
from foundation.rulebook.permissions import check_can_keep_rules
from foundation.rulebook.rules import parameters as rules
from foundation.rulebook.selectors import MissingParameter, floor_over, row_in_force
from foundation.rulebook.states import Unit
from foundation.scope import INSTALLATION, Scope
from foundation.townships.selectors.streams import stream_names
from foundation.violations import Basis, refuse_on

ONE_DAY = timedelta(days=1)


def load_defaults(*, now: datetime, actor: object = SYSTEM) -> int:
    """Write the country's defaults that are missing. Returns how many; twice is the same as once.

    A default that is there is left alone, even when a later version of the table says something else. Only
    a floor that it lacks, because it was loaded before there were floors, begins today: what was decided
    until yesterday keeps its version.
    """
    with act("rulebook.defaults.load", stream=INSTALLATION, actor=actor, now=now) as record:
        country = Parameter.objects.select_for_update().filter(county="").order_by("code", "start")
        known = {row.code: row for row in country}
        missing = [_of_default(default, BEGINNING) for default in DEFAULTS.values() if default.code not in known]
        ended, bounded = _floors_added(known, timezone.localdate(now))
        Parameter.objects.bulk_create([*missing, *bounded])
        record.touch_all([*missing, *bounded])
        record.touch_all(ended)
        if not missing and not bounded:
            record.drop()
    return len(missing)


def _of_default(default: Default, start: date) -> Parameter:
    return Parameter(
        code=default.code,
        value=default.text,
        unit=default.unit,
        floor=default.floor,
        basis=default.basis.text,
        confirmed=default.basis.confirmed,
        start=start,
    )


def _floors_added(known: dict[str, Parameter], today: date) -> tuple[list[Parameter], list[Parameter]]:
    """The untouched defaults that lack their floor, ended yesterday, and their successors with it, not yet saved."""
    ended, fresh = [], []
    for default in DEFAULTS.values():
        row = known.get(default.code)
        if row is None or not default.floor or row.floor or row.start != BEGINNING or row.end is not None:
            continue
        if (row.value, row.unit) == (default.text, default.unit):
            row.end = today - ONE_DAY
            row.save(update_fields=["end"])
            ended.append(row)
            fresh.append(_of_default(default, today))
    return ended, fresh


def set_parameter(
    *,
    code: str,
    value: str,
    unit: Unit,
    scope: Scope | None,
    start: date,
    end: date | None = None,
    basis: Basis,
    floor: str = "",
    village: str = "",
    actor: object,
    now: datetime,
) -> Parameter:
    """Say what a number is from `start` on (until `end`, when one is given, both included).

    `scope` is whose matters it holds for, `None` the whole country; with `village` (12 digits) those of
    one village of the township alone. `value` is a text such as "5", "2/3" or "100000.00", counted in
    `unit`; `floor`, in the same unit, is what no level below may go below. What held for that scope ends
    the day before. An account needs the right to keep the rules of the scope.
    Raises `PermissionDenied` without that right; `RuleViolation` when the code is unknown, the value or the
    floor does not fit the unit or is laxer than a floor above, the village is not the township's, the day
    is past, or a version from that day or later is set; `MissingParameter` before the defaults are loaded.
    """
    stream = scope.stream if scope else INSTALLATION
    with act("rulebook.parameter.set", stream=stream, actor=actor, now=now) as record:
        check_can_keep_rules(actor, scope)
        refuse_on(rules.code_is_known(code))
        refuse_on(
            rules.unit_is_of_same_kind(code, unit),
            rules.value_can_be_read(value, unit),
            rules.floor_can_be_read(code, floor, unit),
            rules.floor_has_a_level_below(floor, village),
            rules.village_is_of_the_township(scope, village),
            rules.basis_is_named(basis),
            rules.does_not_reach_back(start, end, timezone.localdate(now)),
        )
        refuse_on(rules.floor_is_no_stricter(code, value, floor, unit))
        fresh = Parameter(
            code=code,
            value=value,
            unit=unit,
            floor=floor,
            basis=basis.text.strip(),
            confirmed=basis.confirmed,
            start=start,
            end=end,
            village=village,
            **_columns(scope),
        )
        _write(fresh, scope, record)
    return fresh


def confirm_basis(*, code: str, scope: Scope, village: str = "", basis: str, actor: object, now: datetime) -> Parameter:
    """Say that somebody has compared the number in force today with the text that it rests on, and what the text is.

    The number stays. On a rule of the scope's own the basis is written beside it; where the country's default
    holds in a county, the same number becomes the county's own from today on. From then on the basis is printed.
    Raises `PermissionDenied` without the right to keep the rules of the scope; `RuleViolation` when the code is
    unknown, no text is named, the basis is confirmed already, or the number is another level's to confirm;
    `MissingParameter` before the defaults are loaded.
    """
    today = timezone.localdate(now)
    with act("rulebook.parameter.confirm_basis", stream=scope.stream, actor=actor, now=now) as record:
        check_can_keep_rules(actor, scope)
        refuse_on(rules.code_is_known(code), rules.basis_is_named(Basis(basis)))
        _lock(code, today)
        row = row_in_force(code, scope=scope, village=village, on=today)
        refuse_on(rules.basis_is_not_confirmed(row), rules.basis_is_own_to_confirm(row, scope, village))
        if row.county:
            row.basis, row.confirmed = basis.strip(), True
            row.save(update_fields=["basis", "confirmed"])
            record.touch(row)
            return row
        own = Parameter(
            code=code,
            value=row.value,
            unit=row.unit,
            basis=basis.strip(),
            confirmed=True,
            start=today,
            end=row.end,
            **_columns(scope),
        )
        _write(own, scope, record)
    return own


def _columns(scope: Scope | None) -> dict[str, str]:
    return {"county": scope.county, "township": scope.township} if scope else {}


def _write(fresh: Parameter, scope: Scope | None, record: Act) -> None:
    """Lock the number, ask what depends on its other rows, write it and end the version before."""
    _lock(fresh.code, fresh.start)
    county, township, village = fresh.level
    own = Parameter.objects.filter(code=fresh.code, county=county, township=township, village=village)
    latest = own.order_by("-start").first()
    above = floor_over(fresh.code, scope=scope, village=village, on=fresh.start)
    owner = stream_names([above.owner])[above.owner] if above and above.owner else ""
    refuse_on(
        rules.follows_the_latest(latest, fresh.start),
        rules.not_below_the_floor(fresh, above, owner),
        rules.floor_not_below_the_floor(fresh, above, owner),
    )
    record.about(_saved(fresh, latest))
    record.touch(fresh)
    if latest is not None:
        record.touch(latest)


def _lock(code: str, on: date) -> None:
    """Two people who change one number come one after the other: the first row of its code is the lock."""
    if Parameter.objects.select_for_update().filter(code=code, county="").order_by("start").first() is None:
        raise MissingParameter(code, on)


def _saved(fresh: Parameter, latest: Parameter | None) -> Parameter:
    """End the version before (a row may have no end while its successor is written), then write the new one."""
    if latest is not None and (latest.end is None or latest.end >= fresh.start):
        latest.end = fresh.start - ONE_DAY
        latest.save(update_fields=["end"])
    fresh.save(force_insert=True)
    return fresh
