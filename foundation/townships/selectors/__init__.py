"""Reads of this room. `scope_q` is the one gate between a user and the rows of a county."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from foundation.scope import Scope
from foundation.townships.models import (
    Assignment,
    Body,
    BodySeat,
    Division,
    LoginSession,
    Official,
    Post,
    Tenure,
    User,
)
from foundation.townships.models.accounts import Holding
from foundation.townships.states import ROLES, Capability, Level, PostKind, Role, UnitType

#: How a county lists its units; villages come after, for pages that list them.
TYPE_ORDER = [
    UnitType.SUBDISTRICT,
    UnitType.TOWN,
    UnitType.RURAL_TOWNSHIP,
    UnitType.FARM,
    UnitType.ZONE,
    UnitType.OTHER,
    UnitType.COMMUNITY,
    UnitType.VILLAGE,
]


def scope_q(user: User | AnonymousUser, capability: Capability, *, village: str = "") -> Q:
    """The rows of a scoped model over which the user holds the capability.

    `village` is the path to the code of the village that a row belongs to (for example
    "division__code"); without it a grant on a single village opens nothing.
    """
    holding = _holding(user, capability)
    rows = Q(county__in=sorted(holding.counties)) | Q(township__in=sorted(holding.townships))
    if village and holding.villages:
        rows |= Q(**{f"{village}__in": sorted(holding.villages)})
    return rows


def scope_places(
    user: User | AnonymousUser, capability: Capability, *, village: str = "", unit: Scope | None = None
) -> list[Q]:
    """The same as a list of equalities, one for each county, township or village: each is fast on its index.

    `unit`: that township alone. Asked beside its county, the database might read the whole county's index.
    """
    holding = _holding(user, capability)
    if unit is not None:
        held = unit.county in holding.counties or unit.township in holding.townships
        return [Q(township=unit.township)] if held else []
    places = [Q(county=code) for code in sorted(holding.counties)]
    places += [Q(township=code) for code in sorted(holding.townships)]
    if village:
        places += [Q(**{village: code}) for code in sorted(holding.villages)]
    return places


def _holding(user: User | AnonymousUser, capability: Capability) -> Holding:
    if not (user.is_active and user.is_authenticated):
        return Holding()
    return user.holdings.get(capability, Holding())


def visible_divisions(user: User | AnonymousUser) -> QuerySet[Division]:
    """The county's, its units' and villages' rows that the user may see in the office's own pages."""
    return Division.objects.filter(
        scope_q(user, Capability.VIEW_PEOPLE, village="code")
        & Q(level__in=[Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE])
    )


def visible_bodies(user: User | AnonymousUser) -> QuerySet[Body]:
    return Body.objects.filter(scope_q(user, Capability.VIEW_PEOPLE, village="division__code"))


def visible_seats(user: User | AnonymousUser) -> QuerySet[BodySeat]:
    return BodySeat.objects.filter(scope_q(user, Capability.VIEW_PEOPLE, village="body__division__code"))


def visible_posts(user: User | AnonymousUser) -> QuerySet[Post]:
    return Post.objects.filter(scope_q(user, Capability.VIEW_PEOPLE, village="division__code"))


def visible_officials(user: User | AnonymousUser) -> QuerySet[Official]:
    return Official.objects.filter(scope_q(user, Capability.VIEW_PEOPLE, village="division__code"))


def visible_tenures(user: User | AnonymousUser) -> QuerySet[Tenure]:
    return Tenure.objects.filter(scope_q(user, Capability.VIEW_PEOPLE, village="post__division__code"))


def visible_assignments(user: User | AnonymousUser) -> QuerySet[Assignment]:
    """For the security administrator, who gives them."""
    return Assignment.objects.filter(scope_q(user, Capability.MANAGE_GRANTS))


def visible_accounts(user: User | AnonymousUser) -> QuerySet[User]:
    """For the system administrator: the accounts of the officials of his county."""
    return accounts_within(user, Capability.MANAGE_ACCOUNTS)


def accounts_within(user: User | AnonymousUser, capability: Capability) -> QuerySet[User]:
    """The accounts of the officials over whom the user holds the capability."""
    return User.objects.filter(official__in=officials_within(user, capability))


def officials_within(user: User | AnonymousUser, capability: Capability) -> QuerySet[Official]:
    """The officials over whom the user holds the capability, each with the division."""
    return Official.objects.filter(scope_q(user, capability)).select_related("division")


def people_without_account(user: User | AnonymousUser, q: str) -> QuerySet[Official]:
    """Who could get an account, by a part of the name, each with `serving`: the posts of today. Two queries."""
    serving = Prefetch("tenures", Tenure.objects.on(timezone.localdate()).select_related("post"), to_attr="serving")
    found = officials_within(user, Capability.MANAGE_ACCOUNTS).filter(name__icontains=q, accounts__isnull=True)
    return found.order_by("division__code", "name", "pk").prefetch_related(serving)


def roles_at(level: Level) -> list[Role]:
    """The roles that are given at a level."""
    return [role for role, (own, _capabilities) in ROLES.items() if own == level]


def divisions_within(user: User | AnonymousUser, capability: Capability) -> QuerySet[Division]:
    """The divisions over which the user holds the capability: county, units, villages, those in force today."""
    levels = [Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]
    found = Division.objects.on(timezone.localdate()).filter(scope_q(user, capability), level__in=levels)
    return found.select_related("parent").order_by("code")


def holders_page(user: User | AnonymousUser, capability: Capability, q: str, after: str, size: int) -> list[User]:
    """Accounts within the user's reach by name, `size` + 1 of them after an account name, for a page of `size`.

    Each with `roles_now`: his assignments of today. Two queries.
    """
    rows = accounts_within(user, capability).filter(username__gt=after)
    rows = rows.select_related("official__division", "authenticator")
    if q:
        rows = rows.filter(Q(username__icontains=q) | Q(name__icontains=q))
    now = Prefetch(
        "assignments",
        Assignment.objects.on(timezone.localdate()).select_related("division").order_by("division__code", "role"),
        to_attr="roles_now",
    )
    return list(rows.order_by("username").prefetch_related(now)[: size + 1])


# The open site -----------------------------------------------------------------------------------


def served_counties(day: date) -> QuerySet[Division]:
    """The counties whose units work here: an imported code alone serves nobody."""
    return Division.objects.on(day).filter(level=Level.COUNTY, county__in=Body.objects.values("county"))


@dataclass(frozen=True)
class UnitGroup:
    """The units of one type, for a list that citizens read."""

    type: UnitType
    units: list[Division]

    @property
    def name(self) -> str:
        return str(self.type.label)


def grouped(units: Iterable[Division]) -> list[UnitGroup]:
    """Units by type, in the order in which a county lists them."""

    def place(unit: Division) -> int:
        return TYPE_ORDER.index(UnitType(unit.unit_type or UnitType.OTHER))

    ordered = sorted(units, key=lambda unit: (place(unit), unit.code))
    return [UnitGroup(TYPE_ORDER[index], list(group)) for index, group in groupby(ordered, key=place)]


def units_of(county: Division, day: date) -> QuerySet[Division]:
    """The township-level units of a county on a day, each with `village_count`."""
    return Division.objects.on(day).filter(county=county.county, level=Level.TOWNSHIP).annotate(**_village_count(day))


def villages_of(unit: Division, day: date) -> list[Division]:
    """What lies in a unit on a day."""
    return list(Division.objects.on(day).filter(parent=unit).order_by("code"))


def _village_count(day: date) -> dict[str, Count]:
    return {"village_count": Count("children", filter=Q(children__in=Division.objects.on(day)))}


def public_divisions() -> QuerySet[Division]:
    """What has a page on the open site: the counties served here, their units and villages, also former ones."""
    return Division.objects.filter(
        county__in=Body.objects.values("county"), level__in=[Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]
    )


def public_division(code: str) -> Division | None:
    """By 12 digits, or by the 6 of a county or the 9 of a township."""
    wanted = {6: code + "0" * 6, 9: code + "0" * 3, 12: code}.get(len(code), "")
    level = {6: Level.COUNTY, 9: Level.TOWNSHIP}.get(len(code))
    rows = public_divisions().filter(code=wanted)
    return (rows.filter(level=level) if level else rows).select_related("parent__parent").first()


# Who sits where ----------------------------------------------------------------------------------


def tenures_on(day: date, posts: Iterable[Post] | QuerySet[Post]) -> QuerySet[Tenure]:
    """Who holds these posts on a day, in the order of rank."""
    return Tenure.objects.on(day).filter(post__in=posts).select_related("official", "post").order_by("post__rank")


@dataclass(frozen=True)
class Face:
    """A leader as the open site shows him; `phone` is the office's, or his mobile with his consent."""

    name: str
    post: str
    acting: bool
    vacant: bool = False
    phone: str = ""

    @classmethod
    def of(cls, tenure: Tenure) -> Face:
        official = tenure.official
        phone = official.office_phone
        if official.mobile_public and official.mobile:
            phone = "、".join(filter(None, [phone, official.mobile.open()]))
        return cls(official.name, tenure.post.name, tenure.acting, phone=phone)


def faces_of_power(division: Division, day: date) -> list[Face]:
    """The leading posts of a unit or village and who holds them on a day; a vacant post is shown as vacant."""
    posts = list(division.posts.exclude(kind__in=[PostKind.OFFICE_STAFF, PostKind.DISCIPLINE_MEMBER]).order_by("rank"))
    holders = {tenure.post_id: tenure for tenure in tenures_on(day, posts)}
    return [
        Face.of(holders[post.pk]) if post.pk in holders else Face("", post.name, acting=False, vacant=True)
        for post in posts
    ]


@dataclass(frozen=True)
class Sitter:
    """Somebody who sits in a body on a day. Several posts of one person make one seat."""

    official: Official
    posts: tuple[Post, ...]
    acting: bool
    votes: bool

    @property
    def title(self) -> str:
        return "、".join(post.name for post in self.posts)


def who_sits(body: Body, day: date) -> list[Sitter]:
    """The seats of a body that are filled on a day, in the order of rank. Two queries."""
    return sitters_of([body], day)[body.pk]


def sitters_of(bodies: Iterable[Body], day: date) -> dict[int, list[Sitter]]:
    """Who sits in each of these bodies, by its key. Two queries, however many they are."""
    seats: dict[int, dict[int, BodySeat]] = {body.pk: {} for body in bodies}
    for seat in BodySeat.objects.filter(body__in=list(seats)).order_by():
        seats[seat.body_id][seat.post_id] = seat
    posts = {post for of_body in seats.values() for post in of_body}
    tenures = list(tenures_on(day, Post.objects.filter(pk__in=posts)))
    return {body: _filled(of_body, tenures) for body, of_body in seats.items()}


def _filled(seats: dict[int, BodySeat], tenures: list[Tenure]) -> list[Sitter]:
    by_official: dict[int, list[Tenure]] = {}
    for tenure in tenures:
        if tenure.post_id in seats:
            by_official.setdefault(tenure.official_id, []).append(tenure)
    return [
        Sitter(
            official=held[0].official,
            posts=tuple(tenure.post for tenure in held),
            acting=any(tenure.acting for tenure in held),
            votes=any(seats[tenure.post_id].votes for tenure in held),
        )
        for held in by_official.values()
    ]


def current_tenures(official: Official, day: date) -> QuerySet[Tenure]:
    return official.tenures.on(day).select_related("post__division")


def current_assignments(user: User, day: date) -> QuerySet[Assignment]:
    return user.assignments.on(day).select_related("division").order_by("division__code", "role")


def needs_second_factor(user: User) -> bool:
    """Whether a password alone does not open this account: by its roles of today, or because it has a device."""
    return hasattr(user, "authenticator") or user.may(Capability.SECOND_FACTOR)


def unused_codes(user: User) -> int:
    """How many printed recovery codes are left."""
    return user.recovery_codes.filter(used_at=None).count()


def sessions_of(user: User, now: datetime) -> QuerySet[LoginSession]:
    """The logins of an account that are open, the latest used first."""
    return LoginSession.objects.filter(user=user, expire_date__gt=now).order_by("-seen", "session_key")


def name_of_session(session_key: str) -> str:
    """What stands for a login in an address: its key opens the account to whoever reads it."""
    return salted_hmac("townships.login_session", session_key, algorithm="sha256").hexdigest()[:20]


def visible_units(user: User | AnonymousUser, day: date) -> list[Division]:
    """The units in force whose people the user may see: his township, the county's twelve, or his own village."""
    units = visible_divisions(user).filter(pk__in=Division.objects.on(day))
    townships: list[Division] = list(units.filter(level=Level.TOWNSHIP).annotate(**_village_count(day)))
    return townships or list(units.filter(level=Level.VILLAGE))


@dataclass(frozen=True)
class BodyCard:
    """A body and who sits in it on a day."""

    body: Body
    sitters: list[Sitter]


@dataclass(frozen=True)
class PostLine:
    """A post, who holds it on a day, if anybody does, and who comes next, where that is asked."""

    post: Post
    tenure: Tenure | None
    coming: Tenure | None = None


def unit_page(division: Division, day: date) -> dict[str, Any]:
    """What the desk shows of a unit: its bodies with their seats, its posts with their holders."""
    posts = list(division.posts.order_by("rank"))
    holders = {tenure.post_id: tenure for tenure in tenures_on(day, posts)}
    bodies = list(division.bodies.order_by("pk"))
    sitters = sitters_of(bodies, day)
    return {
        "division": division,
        "day": day,
        "bodies": [BodyCard(body, sitters[body.pk]) for body in bodies],
        "posts": [PostLine(post, holders.get(post.pk)) for post in posts],
        "villages": villages_of(division, day),
    }
