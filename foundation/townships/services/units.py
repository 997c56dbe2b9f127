from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.ledger.services import act
from foundation.scope import scope_columns
from foundation.townships import rules
from foundation.townships.models import Body, BodySeat, Division, Post
from foundation.townships.states import Level, UnitType
from foundation.townships.units import UNIT_FORMS
from foundation.violations import RuleViolation, refuse_on


def set_up_unit(*, division: Division, actor: object, now: datetime) -> list[Post]:
    """Give a unit or village the bodies, posts and seats of its type. Returns its posts in the order of rank.

    Raises `RuleViolation` above the township, for a unit that has its posts already or has ended.
    """
    if division.level not in {Level.TOWNSHIP, Level.VILLAGE}:
        raise RuleViolation(
            "townships.no_unit",
            _("单位：%s不是乡镇级或村级单位。请选择乡镇或村（社区）。") % division,
            field="division",
        )
    with act("townships.unit.set_up", stream=division.scope.stream, actor=actor, now=now) as record:
        # The lock makes a second, simultaneous call see the first one's posts.
        division = Division.objects.select_for_update().get(pk=division.pk)
        refuse_on(rules.division_in_force(division, timezone.localdate(now)))
        if division.posts.exists():
            raise RuleViolation(
                "townships.unit_exists", _("单位：%s已建立组织和职务，不必重复。") % division, field="division"
            )
        record.about(division)
        form = UNIT_FORMS[UnitType(division.unit_type or UnitType.OTHER)]
        columns = {**scope_columns(division.scope), "division": division}
        bodies = {kind: Body.objects.create(kind=kind, name=name, **columns) for kind, name in form.bodies}
        record.touch(*bodies.values())
        posts = []
        for rank, wanted in enumerate(form.posts, start=1):
            post = Post.objects.create(kind=wanted.kind, name=wanted.name, rank=rank, **columns)
            seats = [
                BodySeat.objects.create(body=bodies[kind], post=post, votes=votes, **scope_columns(division.scope))
                for kinds, votes in ((wanted.votes_in, True), (wanted.attends, False))
                for kind in kinds
            ]
            record.touch(post, *seats)
            posts.append(post)
    return posts
