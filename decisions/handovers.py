"""What of this room is open in somebody's hands (E06), for whoever ends his tenure or takes over from him."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from decisions import selectors
from decisions.models import LightSheet, Meeting, Topic
from decisions.states import UNDECIDED, MeetingState
from foundation.refs import Ref
from foundation.townships.events import Leaving, OpenMatter


def open_matters(leaving: Leaving) -> list[OpenMatter]:
    """Topics that he proposed and nobody has decided; meetings that he presides over or keeps the record of; papers
    that he has not signed for; sheets of small matters that wait for his signature."""
    own = leaving.of_the_unit("body__division")
    return [*_topics(leaving, own), *_meetings(leaving, own), *_receipts(leaving, own), *_sheets(leaving, own)]


def still_open(refs: frozenset[Ref]) -> list[Ref]:
    """Those of the named topics and meetings that are not done.

    A meeting for whose papers somebody had to sign waits until it is over; one whose sheet has to be signed, until it
    is."""
    topics = Topic.objects.filter(pk__in=_keys(refs, Topic), state__in=UNDECIDED)
    meetings = _unfinished(Q(pk__in=_keys(refs, Meeting)))
    named = Meeting.objects.filter(pk__in=_keys(refs, Meeting))
    ahead = named.filter(state=MeetingState.CONVENED, items__deliveries__receipt=None).distinct()
    unsigned = named.filter(light_sheets__in=_unsigned_sheets(Q())).distinct()
    return list(dict.fromkeys(Ref.of(row) for row in [*topics, *meetings, *ahead, *unsigned]))


def _topics(leaving: Leaving, own: Q) -> list[OpenMatter]:
    rows = Topic.objects.filter(own, proposer=leaving.official, state__in=UNDECIDED).order_by("planned_day", "pk")
    return [OpenMatter(Ref.of(row), row.title, _("提议人"), row.planned_day) for row in rows]


def _meetings(leaving: Leaving, own: Q) -> list[OpenMatter]:
    """Without a presiding member a meeting cannot go on; without its recorder nobody answers for the minutes."""
    held = _unfinished(own & (Q(chair=leaving.official) | Q(recorder=leaving.official)))
    return [
        OpenMatter(Ref.of(row), str(row), duty, row.day)
        for row in held
        for duty, holder in ((_("主持人"), row.chair_id), (_("记录人"), row.recorder_id))
        if holder == leaving.official.pk and (row.state == MeetingState.OPEN or holder == row.recorder_id)
    ]


def _receipts(leaving: Leaving, own: Q) -> list[OpenMatter]:
    """Meetings ahead whose papers reached him and for which he has not signed."""
    waiting = Q(items__deliveries__official=leaving.official, items__deliveries__receipt=None)
    rows = Meeting.objects.filter(own, waiting, state=MeetingState.CONVENED).select_related("body__division")
    return [
        OpenMatter(Ref.of(row), str(row), _("材料签收人"), row.day, minor=True)
        for row in rows.distinct().order_by("day", "pk")
    ]


def _sheets(leaving: Leaving, own: Q) -> list[OpenMatter]:
    """Meetings over which he presided and whose sheet of small matters he has not signed."""
    sheets = _unsigned_sheets(Q(meeting__chair=leaving.official))
    rows = Meeting.objects.filter(own, light_sheets__in=sheets).select_related("body__division")
    return [
        OpenMatter(Ref.of(row), str(row), _("一般事项单签批人"), row.day, minor=True)
        for row in rows.distinct().order_by("day", "pk")
    ]


def _unsigned_sheets(which: Q) -> QuerySet[LightSheet]:
    return LightSheet.objects.filter(which, signature=None, void=None)


def _unfinished(which: Q) -> Iterable[Meeting]:
    """Meetings that are open, or closed and without their minutes."""
    rows: QuerySet[Meeting] = Meeting.objects.filter(which, state=MeetingState.OPEN).select_related("body__division")
    return [*rows.order_by("day", "pk"), *selectors.meetings_without_minutes(which)]


def _keys(refs: frozenset[Ref], model: type[Topic] | type[Meeting]) -> list[str]:
    return [ref.pk for ref in refs if ref.label == model._meta.label_lower]
