from datetime import date, datetime

from foundation.ledger.services import act
from foundation.scope import scope_columns
from foundation.townships import rules
from foundation.townships.models import Division, Official, Post, Tenure
from foundation.violations import refuse_on


def record_official(*, name: str, division: Division, actor: object, now: datetime) -> Official:
    """Put an official of a county, unit or village on record. Raises `ValueError` above the county."""
    with act("townships.official.record", stream=division.scope.stream, actor=actor, now=now) as record:
        official = Official.objects.create(name=name, division=division, **scope_columns(division.scope))
        record.touch(official)
    return official


def begin_tenure(
    *, official: Official, post: Post, start: date, acting: bool = False, actor: object, now: datetime
) -> Tenure:
    """An official takes a post from a day on; `acting` for 主持工作.

    Raises `RuleViolation` when the post is held on or after that day, or lies in another county.
    """
    with act("townships.tenure.begin", stream=post.scope.stream, actor=actor, now=now) as record:
        post = Post.objects.select_for_update().get(pk=post.pk)
        refuse_on(rules.post_is_of_same_county(post, official), rules.post_is_free(post, start, None))
        tenure = Tenure.objects.create(
            official=official, post=post, start=start, acting=acting, **scope_columns(post.scope)
        )
        record.touch(tenure)
    return tenure


def end_tenure(*, tenure: Tenure, end: date, actor: object, now: datetime) -> Tenure:
    """An official leaves a post; `end` is the last day.

    Raises `RuleViolation` when the tenure has ended already or began later.
    """
    with act("townships.tenure.end", stream=tenure.scope.stream, actor=actor, now=now) as record:
        tenure = Tenure.objects.select_for_update().get(pk=tenure.pk)
        refuse_on(rules.tenure_can_end(tenure, end))
        tenure.end = end
        tenure.save(update_fields=["end"])
        record.touch(tenure)
    return tenure
