from datetime import date, datetime

from django.utils import timezone

from foundation.keys.confidential import Secret
from foundation.ledger.services import act
from foundation.scope import scope_columns
from foundation.townships import rules
from foundation.townships.leaving import leave
from foundation.townships.models import Division, Official, Post, Tenure
from foundation.violations import refuse_on


def record_official(*, name: str, division: Division, actor: object, now: datetime) -> Official:
    """Put an official of a county, unit or village on record.

    Raises `ValueError` above the county, `RuleViolation` for a division that has ended.
    """
    with act("townships.official.record", stream=division.scope.stream, actor=actor, now=now) as record:
        division = Division.objects.select_for_update(no_key=True).get(pk=division.pk)
        refuse_on(rules.division_in_force(division, timezone.localdate(now)))
        official = Official.objects.create(name=name, division=division, **scope_columns(division.scope))
        record.touch(official)
    return official


def record_contact(
    *,
    official: Official,
    office_phone: str,
    mobile: str | Secret,
    mobile_public: bool,
    id_number: str | Secret,
    actor: object,
    now: datetime,
) -> Official:
    """How an official is reached, and his identity number.

    `office_phone` is public, `mobile` (11 digits) only with the person's consent (`mobile_public`), `id_number`
    (18 signs) never; both are encrypted. A `Secret` that was read from the row leaves the value as it is. Raises
    `RuleViolation` for a number that is none, for an identity number of somebody else in the county, and for
    consent to show a mobile number that is not given.
    """
    with act("townships.official.contact", stream=official.scope.stream, actor=actor, now=now) as record:
        official = Official.objects.select_for_update().get(pk=official.pk)
        refuse_on(
            rules.mobile_is_one(mobile),
            rules.mobile_can_be_shown(mobile, shown=mobile_public),
            rules.id_number_is_one(id_number),
            rules.id_number_is_new(official, id_number),
        )
        official.office_phone, official.mobile_public = office_phone, mobile_public
        official.mobile, official.id_number = mobile, id_number
        official.save()
        record.touch(official)
    return official


def begin_tenure(
    *, official: Official, post: Post, start: date, acting: bool = False, actor: object, now: datetime
) -> Tenure:
    """An official takes a post from a day on; `acting` for 主持工作. The day may lie ahead (将任).

    In a unit whose last day is known already the tenure ends with it. Raises `RuleViolation` when the
    post is held on or after that day, lies in another county, or in a unit that has ended.
    """
    with act("townships.tenure.begin", stream=post.scope.stream, actor=actor, now=now) as record:
        # The unit before the post: whoever merges the unit takes them in the same order.
        division = Division.objects.select_for_update(no_key=True).get(pk=post.division_id)
        post = Post.objects.select_for_update().get(pk=post.pk)
        refuse_on(
            rules.division_in_force(division, max(start, timezone.localdate(now))),
            rules.post_is_of_same_county(post, official),
            rules.post_is_free(post, start, division.end),
        )
        tenure = Tenure.objects.create(
            official=official,
            post=post,
            start=start,
            end=division.end,
            acting=acting,
            **scope_columns(post.scope),
        )
        record.touch(tenure)
    return tenure


def end_tenure(*, tenure: Tenure, end: date, actor: object, now: datetime) -> Tenure:
    """An official leaves a post; `end` is the last day. What is open in his hands becomes a hand-over list (E06).

    No list when nothing is open, or when he keeps another post in the unit. Raises `RuleViolation`
    when the tenure has ended already or began later, and when a room cannot say what is open.
    """
    with act("townships.tenure.end", stream=tenure.scope.stream, actor=actor, now=now) as record:
        # Of two tenures of one person that end at once the later one must see the earlier one's end.
        official = Official.objects.select_for_update(no_key=True).get(pk=tenure.official_id)
        tenure = Tenure.objects.select_for_update(of=("self",)).select_related("post__division").get(pk=tenure.pk)
        tenure.official = official
        refuse_on(rules.tenure_can_end(tenure, end))
        leave(tenure, end, record)
    return tenure
