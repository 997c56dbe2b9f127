"""Reads of this room: what a number is, there and then."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from foundation.rulebook.models import Parameter
from foundation.rulebook.values import Value
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


def parameter(code: str, *, scope: Scope, on: date) -> Value:
    """What a number is for the owner of a matter on a day: the township's own rule, else the county's,
    else the country's default. One query. Raises `MissingParameter`."""
    found = (
        _in_force(on)
        .filter(code=code, county__in=["", scope.county], township__in=["", scope.township])
        # An empty text sorts first, so the most specific row comes first in descending order.
        .order_by("-township", "-county")
        .first()
    )
    if found is None:
        raise MissingParameter(code, on)
    return found.as_value()


def _in_force(on: date) -> QuerySet[Parameter]:
    return Parameter.objects.filter(Q(end__isnull=True) | Q(end__gte=on), start__lte=on)


def visible_parameters(user: User | AnonymousUser) -> QuerySet[Parameter]:
    """The country's defaults and what the user's own counties and townships have set."""
    if not (user.is_authenticated and user.may(Capability.VIEW_PEOPLE)):
        return Parameter.objects.none()
    return Parameter.objects.filter(Q(county="") | scope_q(user, Capability.VIEW_PEOPLE))
