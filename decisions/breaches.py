"""What the rows of this room show by themselves: breaches that a machine may raise, and nothing beyond the rows.

A day that is counted with holidays nobody has entered yet is provisional, and claims nothing.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from decisions import rules, selectors
from decisions.models import AdHocMotion, Meeting, Resolution
from decisions.selectors import quarter_of
from decisions.states import Category, MeetingState, Outcome, TopicState
from disclosure.models import Publication
from foundation.calendar.counting import Calendar, End, calendar
from foundation.refs import Ref
from foundation.rulebook.registry import Found
from foundation.rulebook.selectors import parameter
from foundation.scope import Scope


def meetings_not_held(today: date) -> Iterator[Found]:
    """A meeting that is still convened when its day has passed. Moved to another day, it can be missed once more."""
    rows = Meeting.objects.filter(state=MeetingState.CONVENED, day__lt=today).select_related("body__division")
    days = calendar()
    for meeting in rows:
        due = _due("decisions.plan_overdue_days", meeting.scope, meeting.day, days)
        if due.day <= today and not due.provisional:
            yield Found(
                about=Ref.of(meeting),
                division=meeting.body.division,
                parameters={"body": str(meeting.body), "day": meeting.day, "seen": today},
                evidence=(Ref.of(meeting),),
                key=meeting.day.isoformat(),
            )


def minutes_late(today: date) -> Iterator[Found]:
    """A meeting that was closed, and whose minutes have no number that counts when their last day has passed."""
    days = calendar()
    for meeting in selectors.meetings_without_minutes(Q()):
        due = _due("decisions.minutes_days", meeting.scope, timezone.localdate(meeting.closed_at), days)
        if _has_passed(due, today):
            yield Found(
                about=Ref.of(meeting),
                division=meeting.body.division,
                parameters={"body": str(meeting.body), "day": meeting.day, "due": due.day, "seen": today},
                evidence=(Ref.of(meeting),),
            )


def not_published(today: date) -> Iterator[Found]:
    """What its last body has adopted and must be public (no personnel matter), and is not when its last day is over.

    What was decided anew since then counts no more.
    """
    newer = Resolution.objects.filter(topic=OuterRef("topic"), pk__gt=OuterRef("pk"))
    rows = Resolution.objects.filter(
        ~Exists(newer),
        outcome=Outcome.ADOPTED,
        topic__state=TopicState.DECIDED,
        topic__publishes=True,
        item__meeting__body=F("topic__body"),
    )
    rows = rows.exclude(topic__category=Category.PERSONNEL).select_related("topic", "item__meeting__body__division")
    days = calendar()
    for resolution in rows:
        due = _due("disclosure.proactive_days", resolution.scope, resolution.decided_on, days)
        if _has_passed(due, today):
            yield Found(
                about=Ref.of(resolution),
                division=resolution.item.meeting.body.division,
                parameters={
                    "title": resolution.topic.title,
                    "day": resolution.decided_on,
                    "due": due.day,
                    "seen": today,
                },
                evidence=(Ref.of(resolution), Ref.of(resolution.item.meeting)),
            )


def notices_cut_short(today: date) -> Iterator[Found]:
    """A published decision whose last day to object was provisional, and ends too early by the holidays known since.

    What citizens have been told is not changed: the unit says how long it takes objections now.
    """
    # Only a year that was not known yet can have moved a day: those before are settled.
    recent = Publication.objects.filter(object_until__year__gte=today.year - 1, draft__source__startswith=_RESOLUTION)
    told = {Ref.parse(row.draft.source).pk: row for row in recent.select_related("draft").order_by("pk")}
    rows = Resolution.objects.filter(pk__in=told).select_related("topic", "item__meeting__body__division")
    for resolution in rows.order_by("pk"):
        publication = told[str(resolution.pk)]
        if rules.notice_is_whole(resolution, publication.draft):
            end = rules.notice_end(resolution, timezone.localdate(publication.draft.prepared_at))
            yield Found(
                about=Ref.of(publication),
                division=resolution.item.meeting.body.division,
                parameters={"title": publication.title, "until": publication.object_until, "due": end.day},
                evidence=(Ref.of(publication), Ref.of(resolution)),
            )


def ad_hoc_often(_today: date) -> Iterator[Found]:
    """More ad-hoc motions of one body in a quarter than the number of its first day lets pass.

    Raised at the first one too many; those that follow are counted in the list of the motions.
    """
    rows = AdHocMotion.objects.select_related("item__meeting__body__division", "item__topic")
    quarters: dict[tuple[int, int, int], list[AdHocMotion]] = {}
    for motion in rows.order_by("item__meeting__day", "pk"):
        meeting = motion.item.meeting
        quarters.setdefault((meeting.body_id, meeting.day.year, quarter_of(meeting.day)), []).append(motion)
    for (_body, year, quarter), motions in quarters.items():
        meeting = motions[0].item.meeting
        first = date(year, 3 * quarter - 2, 1)
        village = rules.village_of(meeting.body)
        most = parameter("decisions.ad_hoc_quarter", scope=meeting.scope, on=first, village=village).whole()
        if len(motions) > most:
            yield Found(
                about=Ref.of(motions[most].item),
                division=meeting.body.division,
                parameters={
                    "body": str(meeting.body),
                    "quarter": _("%(year)d年第%(quarter)d季度") % {"year": year, "quarter": quarter},
                    "count": str(most + 1),
                    "most": str(most),
                },
                evidence=tuple(Ref.of(motion.item) for motion in motions[: most + 1]),
            )


_RESOLUTION = f"{Resolution._meta.label_lower}:"


def _due(code: str, scope: Scope, start: date, days: Calendar) -> End:
    """The last day under the rule that held on the day from which it is counted."""
    return parameter(code, scope=scope, on=start).end_from(start, days)


def _has_passed(due: End, today: date) -> bool:
    return due.day < today and not due.provisional
