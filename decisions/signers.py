"""Who is entitled to sign which step of a topic's sheet, on a day."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from decisions.models import Charge, Topic
from decisions.states import Duty, Step
from foundation.scope import Scope
from foundation.townships.models import Official, Tenure, User
from foundation.townships.selectors.holders import Holders
from foundation.townships.states import PRINCIPALS, Level, PostKind, Role

_POSTS = {
    Step.DISCIPLINE: frozenset({PostKind.DISCIPLINE_SECRETARY}),
    Step.PRINCIPAL: PRINCIPALS,
    Step.SCREENING: frozenset({PostKind.SECRETARY}),
}
_DUTIES = {Step.SCREENING: Duty.SCREENING, Step.LEGALITY: Duty.LEGALITY}


class Signers:
    """By posts, roles and charges of a day. Reads each unit once, so that a list of topics asks no more than one."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._posts: dict[Scope, list[tuple[PostKind, Official]]] = {}
        self._charges: dict[Scope, list[tuple[Duty, Official]]] = {}
        self._reviewers: dict[Scope, list[Official]] = {}

    def of(self, topic: Topic, step: Step) -> list[Official]:
        """Those who may sign; nobody for what an agency answers, or for what nobody holds."""
        if step == Step.LEADER:
            return [topic.leader] if topic.leader else []
        if step == Step.FUNDS:
            return self._financial(topic.scope)
        posts, duty = _POSTS.get(step, frozenset()), _DUTIES.get(step)
        found = [official for kind, official in self._holding(topic.scope) if kind in posts]
        found += [official for each, official in self._charged(topic.scope) if each == duty]
        return list(dict.fromkeys(found))

    def _holding(self, scope: Scope) -> list[tuple[PostKind, Official]]:
        if scope not in self._posts:
            kinds = {kind for group in _POSTS.values() for kind in group}
            rows = Tenure.objects.on(self.day).filter(
                county=scope.county,
                township=scope.township,
                post__division__level=Level.TOWNSHIP,
                post__kind__in=kinds,
            )
            tenures = rows.select_related("post", "official").order_by("post__rank")
            self._posts[scope] = [(PostKind(tenure.post.kind), tenure.official) for tenure in tenures]
        return self._posts[scope]

    def _charged(self, scope: Scope) -> list[tuple[Duty, Official]]:
        if scope not in self._charges:
            rows = Charge.objects.on(self.day).filter(county=scope.county, township=scope.township)
            self._charges[scope] = [(Duty(row.duty), row.official) for row in rows.select_related("official")]
        return self._charges[scope]

    def _financial(self, scope: Scope) -> list[Official]:
        if scope not in self._reviewers:
            keys = self._holders.of(Role.FINANCIAL_REVIEWER, scope)
            users = User.objects.filter(pk__in=keys, official__isnull=False).select_related("official").order_by("pk")
            self._reviewers[scope] = [user.official for user in users if user.official]
        return self._reviewers[scope]

    @cached_property
    def _holders(self) -> Holders:
        return Holders(self.day)
