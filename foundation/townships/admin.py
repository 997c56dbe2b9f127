"""The admin's pages on divisions, people and accounts, and on the ledger, whose scope this room knows."""

import django.contrib.auth.admin  # noqa: F401 - registers what is taken back below, wherever auth stands in the settings
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.keys.models import Reading
from foundation.ledger.models import LedgerEntry
from foundation.scope import INSTALLATION
from foundation.security.models import SecurityEvent
from foundation.townships import selectors
from foundation.townships.models import (
    Assignment,
    Body,
    Division,
    HandOver,
    HandOverLine,
    Official,
    Post,
    Succession,
    Tenure,
    User,
)
from foundation.townships.selectors import people as selectors_people
from foundation.townships.states import Capability
from foundation.web.admin import ReadOnlyAdmin, ReadOnlyInline

# Rights come from assignments alone; groups would be a second, silent source.
admin.site.unregister(Group)


class PeopleAdmin(ReadOnlyAdmin):
    """Pages for those who may see bodies and officials."""

    capabilities = (Capability.VIEW_PEOPLE,)


@admin.register(Division)
class DivisionAdmin(PeopleAdmin):
    visible = selectors.visible_divisions
    list_display = ["code", "name", "level", "unit_type"]
    list_filter = ["level", "unit_type"]
    search_fields = ["name", "code"]
    fields = ["code", "name", "level", "unit_type", "parent", "start", "end"]


@admin.register(Succession)
class SuccessionAdmin(PeopleAdmin):
    visible = selectors_people.visible_successions
    list_display = ["predecessor", "successor", "day"]
    list_select_related = ["predecessor", "successor"]
    search_fields = ["predecessor__name", "successor__name", "predecessor__code", "successor__code"]
    fields = ["predecessor", "successor", "day"]


@admin.register(Body)
class BodyAdmin(PeopleAdmin):
    visible = selectors.visible_bodies
    list_display = ["name", "division", "kind"]
    list_select_related = ["division"]
    list_filter = ["kind"]
    search_fields = ["name", "division__name"]
    fields = ["division", "name", "kind"]


@admin.register(Post)
class PostAdmin(PeopleAdmin):
    visible = selectors.visible_posts
    list_display = ["name", "division", "kind", "rank"]
    list_select_related = ["division"]
    list_filter = ["kind"]
    search_fields = ["name", "division__name"]
    fields = ["division", "name", "kind", "rank"]


@admin.register(Official)
class OfficialAdmin(PeopleAdmin):
    visible = selectors.visible_officials
    list_display = ["name", "division"]
    list_select_related = ["division"]
    search_fields = ["name", "division__name"]
    fields = ["name", "division"]


@admin.register(Tenure)
class TenureAdmin(PeopleAdmin):
    visible = selectors.visible_tenures
    list_display = ["official", "post", "start", "end", "acting"]
    list_select_related = ["official", "post__division"]
    list_filter = ["acting"]
    search_fields = ["official__name", "post__name", "post__division__name"]
    fields = ["official", "post", "start", "end", "acting"]


class HandOverLineInline(ReadOnlyInline):
    model = HandOverLine
    related = ("receiver",)
    fields = ["title", "duty", "due", "receiver", "received_on", "note"]


@admin.register(HandOver)
class HandOverAdmin(ReadOnlyAdmin):
    capabilities = selectors_people.READERS
    visible = selectors_people.readable_hand_overs
    list_display = ["official", "post", "day", "witness", "completed_on"]
    list_select_related = ["tenure__official", "tenure__post__division"]
    search_fields = ["tenure__official__name", "tenure__post__division__name"]
    fields = ["official", "post", "day", "witness", "completed_on"]
    readonly_fields = ["official", "post"]
    inlines = [HandOverLineInline]

    @admin.display(description=_("移交人"))
    def official(self, row: HandOver) -> str:
        return row.tenure.official.name

    @admin.display(description=_("职务"))
    def post(self, row: HandOver) -> str:
        return str(row.tenure.post)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    capabilities = (Capability.MANAGE_ACCOUNTS,)
    visible = selectors.visible_accounts
    list_display = ["username", "name", "official", "is_active", "is_demo"]
    list_select_related = ["official"]
    list_filter = ["is_active", "is_demo"]
    search_fields = ["username", "name"]
    fields = ["username", "name", "official", "is_active", "is_demo"]


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    capabilities = (Capability.MANAGE_GRANTS,)
    visible = selectors.visible_assignments
    list_display = ["user", "role", "division", "start", "end"]
    list_select_related = ["user", "division"]
    list_filter = ["role"]
    search_fields = ["user__username", "user__name", "division__name"]
    fields = ["user", "role", "division", "start", "end"]


def _of_visible_streams(user: User | AnonymousUser) -> Q:
    """The user's streams; a county's inspector sees its townships' streams too."""
    counties, townships = selectors.streams_visible_to(user)
    streams = Q(stream__in=sorted(counties | townships))
    for county in sorted(counties):
        streams |= Q(stream__startswith=county)
    return streams


def visible_entries(user: User | AnonymousUser) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(_of_visible_streams(user))


def visible_events(user: User | AnonymousUser) -> QuerySet[SecurityEvent]:
    """The audit administrator sees besides what belongs to no county: an account name that nobody has, say."""
    streams = _of_visible_streams(user)
    if user.is_authenticated and user.may(Capability.READ_LOGS):
        streams |= Q(stream=INSTALLATION)
    return SecurityEvent.objects.filter(streams)


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_LEDGER, Capability.READ_LOGS)
    visible = visible_events
    list_display = ["at", "kind", "actor", "stream", "act", "reason", "network"]
    list_filter = ["kind", "at"]
    search_fields = ["actor", "act", "code", "network"]
    ordering = ["-at", "-pk"]
    fields = ["at", "kind", "actor", "stream", "act", "code", "reason", "network"]


def visible_readings(user: User | AnonymousUser) -> QuerySet[Reading]:
    return Reading.objects.filter(selectors.scope_q(user, Capability.VIEW_LEDGER))


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    """Who was shown which confidential value, and why; never the value."""

    capabilities = (Capability.VIEW_LEDGER,)
    visible = visible_readings
    list_display = ["at", "reader", "thing", "label", "reason"]
    list_filter = ["at"]
    search_fields = ["reader", "reason", "thing"]
    ordering = ["-at", "-pk"]
    fields = ["at", "reader", "thing", "label", "about", "reason", "told"]
    readonly_fields = ["label"]

    @admin.display(description=_("内容"))
    def label(self, reading: Reading) -> str:
        return reading.label


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    capabilities = (Capability.VIEW_LEDGER, Capability.READ_LOGS)
    visible = visible_entries
    list_display = ["at", "stream", "number", "actor", "act", "ref"]
    list_filter = ["act"]
    search_fields = ["act", "actor", "ref"]
    ordering = ["-at", "-pk"]
    fields = ["stream", "number", "at", "actor", "act", "ref", "content", "digest"]
    readonly_fields = ["content", "digest"]

    @admin.display(description=_("规范字节"))
    def content(self, entry: LedgerEntry) -> str:
        return bytes(entry.body).decode()

    @admin.display(description=_("链值"))
    def digest(self, entry: LedgerEntry) -> str:
        return bytes(entry.chain).hex()
