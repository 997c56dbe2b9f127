"""Rules of procedure: a new version begins, the one before ends; the county's organisation department takes them in."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from decisions import rules
from decisions.defaults import PROCEDURES, TITLE
from decisions.models import Procedure
from decisions.permissions import check_can_keep_meetings, check_can_keep_procedures, check_can_lodge
from foundation.ledger.services import SYSTEM, Act, act
from foundation.rulebook.defaults import BEGINNING
from foundation.scope import INSTALLATION, Scope, scope_columns
from foundation.townships.models import Body, User
from foundation.townships.states import BodyKind, UnitType
from foundation.violations import refuse_on

ONE_DAY = timedelta(days=1)


def load_procedures(*, now: datetime, actor: object = SYSTEM) -> int:
    """Write the country's default rules of procedure that are missing. Returns how many; twice is the same as once."""
    with act("decisions.procedures.load", stream=INSTALLATION, actor=actor, now=now) as record:
        known = set(Procedure.objects.select_for_update().filter(county="").values_list("kind", flat=True))
        missing = [
            Procedure.objects.create(kind=kind, title=TITLE, start=BEGINNING, **values)
            for kind, values in PROCEDURES.items()
            if kind not in known
        ]
        record.touch(*missing)
        if not missing:
            record.drop()
    return len(missing)


def adopt_procedure(*, body: Body, values: Mapping[str, Any], actor: User, now: datetime) -> Procedure:
    """A body has made its own rules of procedure, in force from `values["start"]` on; the version before ends the day
    before. `values` are the fields of `Procedure` that say how it decides.

    Raises `PermissionDenied` for whoever does not keep the unit's meetings; `RuleViolation` for what cannot be read,
    begins in the past or before the newest version, or is laxer than the county's or the country's.
    """
    check_can_keep_meetings(actor, body.scope)
    with act("decisions.procedure.adopt", stream=body.scope.stream, actor=actor, now=now) as record:
        # The body's row is the lock: two new versions at once come one after the other.
        body = Body.objects.select_for_update(of=("self",)).select_related("division").get(pk=body.pk)
        fresh = Procedure(body=body, kind=body.kind, **scope_columns(body.scope), **values)
        refuse_on(rules.is_given(fresh.title, _("名称和文号"), "title"), rules.readable(fresh))
        above = rules.procedure_above(body, fresh.start)
        refuse_on(rules.no_laxer(fresh, above, body.scope, rules.village_of(body)))
        _begin(fresh, list(body.procedures.select_for_update().order_by("start")), record, timezone.localdate(now))
    return fresh


def set_county_procedure(
    *, scope: Scope, kind: BodyKind, unit_type: UnitType | str, values: Mapping[str, Any], actor: User, now: datetime
) -> Procedure:
    """What a county says for all its bodies of a kind, of one type of unit or (empty) of all.

    Raises as `adopt_procedure`. The country's default rows are nobody's law: only the floors of the rulebook bind a
    county.
    """
    check_can_keep_procedures(actor, scope)
    with act("decisions.procedure.adopt", stream=scope.stream, actor=actor, now=now) as record:
        fresh = Procedure(county=scope.county, kind=kind, unit_type=unit_type, **values)
        refuse_on(rules.is_given(fresh.title, _("名称和文号"), "title"), rules.readable(fresh))
        refuse_on(rules.no_laxer(fresh, fresh, scope))
        earlier = Procedure.objects.select_for_update().filter(
            county=scope.county, kind=kind, unit_type=unit_type, body__isnull=True
        )
        _begin(fresh, list(earlier.order_by("start")), record, timezone.localdate(now))
    return fresh


def _begin(fresh: Procedure, earlier: list[Procedure], record: Act, today: date) -> None:
    """After all earlier versions; the newest of them ends the day before."""
    newest = earlier[-1] if earlier else None
    refuse_on(rules.begins_after(fresh, newest, today))
    if newest is not None and newest.end is None:
        newest.end = fresh.start - ONE_DAY
        newest.save(update_fields=["end"])
        record.touch(newest)
    fresh.save()
    record.about(fresh)
    record.touch(fresh)


def lodge_procedure(*, procedure: Procedure, day: date, actor: User, now: datetime) -> Procedure:
    """备案: the county's organisation department has received a body's rules on a day, from its own login."""
    check_can_lodge(actor, procedure.body.scope if procedure.body else None)
    with act("decisions.procedure.lodge", stream=procedure.stream or INSTALLATION, actor=actor, now=now) as record:
        procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
        refuse_on(
            rules.is_own(procedure),
            rules.not_lodged_yet(procedure),
            rules.lodged_in_time(procedure, day, timezone.localdate(now)),
        )
        procedure.lodged_on, procedure.lodged_by = day, actor
        procedure.save(update_fields=["lodged_on", "lodged_by"])
        record.touch(procedure)
    return procedure
