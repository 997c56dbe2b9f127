"""Divisions, people and accounts."""

import django.contrib.auth.admin  # noqa: F401 - registers what is taken back below, wherever auth stands in the settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

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
