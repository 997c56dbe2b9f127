"""What a number is, there and then."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from foundation.rulebook.levels import standing
from foundation.rulebook.models import Parameter
from foundation.rulebook.values import Floor, Value
from foundation.scope import Scope
from foundation.townships.models import User
from foundation.townships.selectors import scope_q
from foundation.townships.states import Capability
from foundation.violations import RuleViolation


class MissingParameter(RuleViolation):
    """No row says what a number is on that day: the defaults were never loaded."""

    def __init__(self, code: str, on: date) -> None:
        super().__init__(
            "rulebook.missing",
            _(
                "规则参数：%(year)d年%(month)d月%(day)d日没有“%(code)s”的规定，不能判断。"
                "请系统管理员运行 manage.py load_rulebook 后重试。"
            )
            % {"code": code, "year": on.year, "month": on.month, "day": on.day},
        )


def parameter(code: str, *, scope: Scope, on: date, village: str = "") -> Value:
    """What a number is for the owner of a matter on a day: the village's own rule (`village` is its 12-digit
    code), else the township's, the county's, the country's default; where that is laxer than a floor
    above it, the floor (`bound_by` then says whose). One query. Raises `MissingParameter`."""
    found = standing(_in_force(on).filter(_path_q(scope, village), code=code))
    if found is None:
        raise MissingParameter(code, on)
    return found.value


class InForce:
    """What some numbers are on one day, for whoever is asked about: one query for all owners. For sweeps and lists."""

    def __init__(self, codes: Iterable[str], *, on: date) -> None:
        self._on = on
        self._rows: dict[str, list[Parameter]] = {}
        for row in _in_force(on).filter(code__in=sorted(set(codes))):
            self._rows.setdefault(row.code, []).append(row)
        self._known: dict[tuple[str, Scope, str], Value] = {}

    def of(self, code: str, *, scope: Scope, village: str = "") -> Value:
        """As `parameter` says it. Raises `MissingParameter`, also for a code that was not asked for."""
        key = (code, scope, village)
        if key not in self._known:
            found = standing(row for row in self._rows.get(code, []) if _is_on_path(row, scope, village))
            if found is None:
                raise MissingParameter(code, self._on)
            self._known[key] = found.value
        return self._known[key]


def row_in_force(code: str, *, scope: Scope, on: date, village: str = "") -> Parameter:
    """The row that says what a number is there and then, before any floor. One query. Raises `MissingParameter`."""
    found = standing(_in_force(on).filter(_path_q(scope, village), code=code))
    if found is None:
        raise MissingParameter(code, on)
    return found.row


def floor_over(code: str, *, scope: Scope | None, on: date, village: str = "") -> Floor | None:
    """What the owner of a rule may not go below on a day: the nearest floor of the levels above it. One query."""
    if scope is None:
        return None
    above = _in_force(on).filter(_path_q(scope, village), code=code)
    found = standing(row for row in above if row.level != _level(scope, village))
    return found.floor if found else None


def _level(scope: Scope, village: str) -> tuple[str, str, str]:
    return scope.county, scope.township, village


def _path_q(scope: Scope, village: str = "") -> Q:
    """A place and everything it lies in."""
    return Q(county__in=["", scope.county], township__in=["", scope.township], village__in=["", village])


def _is_on_path(row: Parameter, scope: Scope, village: str) -> bool:
    """The same, of a row that has been read."""
    return row.county in ("", scope.county) and row.township in ("", scope.township) and row.village in ("", village)


def _in_force(on: date) -> QuerySet[Parameter]:
    return Parameter.objects.filter(Q(end__isnull=True) | Q(end__gte=on), start__lte=on)


def visible_parameters(user: User | AnonymousUser) -> QuerySet[Parameter]:
    """The country's defaults and what the user's own counties, townships and villages have set."""
    if not (user.is_authenticated and user.may(Capability.VIEW_PEOPLE)):
        return Parameter.objects.none()
    return Parameter.objects.filter(Q(county="") | scope_q(user, Capability.VIEW_PEOPLE, village="village"))
