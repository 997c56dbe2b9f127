"""What somebody sees of this room at all."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet

from decisions.models import (
    AdHocMotion,
    AgendaItem,
    LightSheet,
    Meeting,
    Resolution,
    Topic,
    TopicTemplate,
)
from foundation.townships.models import Body, User
from foundation.townships.selectors import scope_q, visible_bodies
from foundation.townships.states import Capability

#: Where a village's own records say so: a grant may cover a village that has moved away from its township.
VILLAGE = "body__division__code"


# With what every page of them shows.
TOPICS = Topic.objects.select_related("body__division", "proposer", "leader", "entry__directory__division")
MEETINGS = Meeting.objects.select_related("body__division", "chair", "recorder", "procedure")


def visible_topics(user: User | AnonymousUser) -> QuerySet[Topic]:
    rows = TOPICS.select_related("emergency__decider")
    return rows.filter(scope_q(user, Capability.VIEW_DECISIONS, village=VILLAGE))


def visible_meetings(user: User | AnonymousUser) -> QuerySet[Meeting]:
    return MEETINGS.filter(scope_q(user, Capability.VIEW_DECISIONS, village=VILLAGE))


def visible_items(user: User | AnonymousUser) -> QuerySet[AgendaItem]:
    rows = AgendaItem.objects.filter(scope_q(user, Capability.VIEW_DECISIONS, village="meeting__body__division__code"))
    return rows.select_related(
        "topic__proposer",
        "meeting__body__division",
        "meeting__chair",
        "meeting__procedure",
        "resolution",
        "ad_hoc__consent",
    )


def visible_resolutions(user: User | AnonymousUser) -> QuerySet[Resolution]:
    rows = Resolution.objects.filter(
        scope_q(user, Capability.VIEW_DECISIONS, village="item__meeting__body__division__code")
    )
    return rows.select_related("topic", "item__meeting__body__division", "reconsideration")


def visible_motions(user: User | AnonymousUser) -> QuerySet[AdHocMotion]:
    """Ad-hoc motions, each with its meeting and the consent."""
    items = AgendaItem.objects.filter(scope_q(user, Capability.VIEW_DECISIONS, village="meeting__body__division__code"))
    rows = AdHocMotion.objects.filter(item__in=items)
    return rows.select_related("item__topic", "item__meeting__body__division", "consent", "actor")


def visible_light_sheets(user: User | AnonymousUser) -> QuerySet[LightSheet]:
    """Sheets of small matters, each with `line_count`."""
    rows = LightSheet.objects.filter(scope_q(user, Capability.VIEW_DECISIONS, village="meeting__body__division__code"))
    related = ("meeting__body__division", "meeting__chair", "signature__official", "void", "actor")
    return rows.select_related(*related).annotate(line_count=Count("lines"))


def kept_templates(user: User) -> QuerySet[TopicTemplate]:
    """The recurring topics in use of the units whose meetings the user keeps."""
    rows = TopicTemplate.objects.filter(scope_q(user, Capability.KEEP_MEETINGS), ended_on=None)
    return rows.select_related("body__division", "entry").order_by("body", "pk")


def readable_bodies(user: User | AnonymousUser) -> QuerySet[Body]:
    """The bodies of the places whose people the user sees: how they decide is no secret there."""
    return visible_bodies(user).select_related("division").order_by("division__code", "pk")
