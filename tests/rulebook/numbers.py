"""Set a number as a test needs it, and read what holds."""

from datetime import date
from typing import Any

from foundation.rulebook.models import Parameter
from foundation.rulebook.selectors import parameter
from foundation.rulebook.services import set_parameter
from foundation.rulebook.states import Unit
from foundation.scope import Scope
from foundation.violations import Basis

CODE = "decisions.delivery_days"
COUNTY, JINNAN, TAJI = Scope("320831"), Scope("320831", "320831101"), Scope("320831", "320831103")
BASIS = Basis("县委办〔2026〕3号第二条", confirmed=True)


def change(cast: Any, value: str, scope: Scope | None, start: date, **more: Any) -> Parameter:
    wanted = {"code": CODE, "unit": Unit.CALENDAR_DAYS, "basis": BASIS, "actor": "县司法局", "now": cast.now, **more}
    return set_parameter(value=value, scope=scope, start=start, **wanted)


def days(scope: Scope, on: date, **more: Any) -> int:
    return parameter(CODE, scope=scope, on=on, **more).whole()
