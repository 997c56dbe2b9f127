"""Who holds a role or a capability over the owner of a matter, for work that asks for many owners at once."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from foundation.scope import Scope
from foundation.townships import grants
from foundation.townships.models import Assignment
from foundation.townships.models.accounts import Holding
from foundation.townships.states import ROLES, Capability, Role


class Holders:
    """By the assignments of a day: active accounts alone; whoever has a role in a unit has it over what that
    took over. Two queries at the first question, none after it.
    """

    def __init__(self, day: date) -> None:
        self._day = day
        self._known: dict[tuple[str, Scope], tuple[int, ...]] = {}

    def of(self, who: Role | Capability, scope: Scope) -> tuple[int, ...]:
        """The keys of the accounts, in order. A role in a single village opens nothing, as everywhere."""
        if (who, scope) not in self._known:
            roles = {who} if isinstance(who, Role) else {role for role, (_level, held) in ROLES.items() if who in held}
            found = {user for role, user, reach in self._held if role in roles and reach.covers(scope)}
            self._known[who, scope] = tuple(sorted(found))
        return self._known[who, scope]

    @cached_property
    def _held(self) -> list[tuple[str, int, Holding]]:
        origins = grants.Origins.on(self._day)
        rows = Assignment.objects.on(self._day).filter(user__is_active=True).select_related("division")
        reach: dict[int, Holding] = {}
        for each in rows:
            if each.division_id not in reach:
                reach[each.division_id] = origins.holding_over(each.division)
        return [(each.role, each.user_id, reach[each.division_id]) for each in rows]
