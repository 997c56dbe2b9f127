"""Role × URL × method, written by hand from the issues and `safety.md`, not from the code.

Each row: a URL name, how to reach it, and for each method who gets which answer. Whoever is in no
set of a method gets the row's rest: `login` (302 to the login page) for those outside, 403 for the
others, unless `rest` says something else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.doors.roles import (
    ADMIN,
    COUNTY_OFFICES,
    DESK,
    EVERYBODY,
    LOGGED_IN,
    OTHER_TOWN,
    OUTSIDE,
    TOWN,
    VILLAGE,
)

Codes = dict[int, frozenset[str]]
Target = Callable[[Any], list[Any]]


def nothing(_cast: Any) -> list[Any]:
    return []


@dataclass(frozen=True)
class Row:
    """One URL. `get` and `post` map an answer to the roles that get it; `args` finds its arguments in the cast."""

    name: str
    get: Codes
    post: Codes = field(default_factory=lambda: {405: EVERYBODY})
    args: Target = nothing
    data: dict[str, str] = field(default_factory=dict)
    note: str = ""


def page(name: str, who: frozenset[str], **more: Any) -> Row:
    """Read by some, refused to the other accounts; nobody may post."""
    get = {200: who, 403: LOGGED_IN - who, **more.pop("get", {})}
    return Row(name, get, more.pop("post", {405: EVERYBODY}), **more)


def open_page(name: str, **more: Any) -> Row:
    """Read by everybody, logged in or not."""
    return Row(name, {200: EVERYBODY}, {405: EVERYBODY}, **more)


def admin_list(model: str, who: frozenset[str]) -> Row:
    return Row(
        f"admin:{model}_changelist",
        {200: who, 403: LOGGED_IN - who},
        {200: who, 403: LOGGED_IN - who},
        note="the stock list takes POST for bulk actions; there are none",
    )


def admin_record(model: str, view: str, who: frozenset[str], args: Target, *, foreign: frozenset[str]) -> Row:
    seen = who - foreign
    post = (
        {403: LOGGED_IN - foreign, 404: foreign}
        if view == "change"
        else {200: seen, 404: foreign, 403: LOGGED_IN - who}
    )
    return Row(f"admin:{model}_{view}", {200: seen, 404: foreign, 403: LOGGED_IN - who}, post, args=args)


SYSTEM, SECURITY, LOGS = (
    frozenset({"system administrator"}),
    frozenset({"security administrator"}),
    frozenset({"audit administrator"}),
)
INSPECTOR = frozenset({"inspector"})

#: Model → (who may read it in the admin, how to find one record of 金南镇).
ADMIN_MODELS: dict[str, tuple[frozenset[str], Target]] = {
    "townships_division": (COUNTY_OFFICES, lambda cast: [cast.jinnan.pk]),
    "townships_body": (COUNTY_OFFICES, lambda cast: [cast.jinnan.bodies.first().pk]),
    "townships_post": (COUNTY_OFFICES, lambda cast: [cast.jinnan.posts.first().pk]),
    "townships_official": (COUNTY_OFFICES, lambda cast: [cast.jinnan.officials.first().pk]),
    "townships_tenure": (COUNTY_OFFICES, lambda cast: [cast.jinnan.posts.first().tenures.first().pk]),
    "townships_user": (SYSTEM, lambda cast: [cast.user("clerk.jinnan").pk]),
    "townships_assignment": (SECURITY, lambda cast: [cast.user("clerk.jinnan").assignments.first().pk]),
    "ledger_ledgerentry": (INSPECTOR | LOGS, lambda cast: [cast.entry_of("320831101").pk]),
}

ROWS: list[Row] = [
    # The open site
    open_page("disclosure:home"),
    open_page("disclosure:division", args=lambda cast: [cast.jinnan.code]),
    open_page("disclosure:report"),
    # Accounts
    Row("accounts:login", {200: EVERYBODY}, {200: EVERYBODY}, data={"username": "x", "password": "y"}),
    Row("accounts:logout", {405: EVERYBODY}, {302: EVERYBODY}),
    page("accounts:me", LOGGED_IN),
    page("accounts:password", LOGGED_IN, post={200: LOGGED_IN}),
    # The desk
    page("web:desk", DESK),
    page("web:components", DESK),
    Row(
        "people:units",
        {200: COUNTY_OFFICES, 302: TOWN | OTHER_TOWN | VILLAGE, 403: LOGGED_IN - DESK},
        {405: EVERYBODY},
        note="with a single unit it leads straight to it",
    ),
    page(
        "people:unit",
        DESK,
        get={200: TOWN | COUNTY_OFFICES, 404: OTHER_TOWN | VILLAGE},
        args=lambda cast: [cast.jinnan.code],
    ),
    # The admin
    page("admin:index", ADMIN, post={200: ADMIN, 403: LOGGED_IN - ADMIN}),
    page("admin:jsi18n", ADMIN, post={405: ADMIN, 403: LOGGED_IN - ADMIN}),
    Row("admin:login", {302: EVERYBODY}, {302: EVERYBODY}, note="there is one login page"),
    Row("admin:logout", {302: ADMIN, 403: LOGGED_IN - ADMIN}, {302: ADMIN, 403: LOGGED_IN - ADMIN}),
    *(
        Row(f"admin:{name}", {302: ADMIN, 403: LOGGED_IN - ADMIN}, {302: ADMIN, 403: LOGGED_IN - ADMIN})
        for name in ("password_change", "password_change_done")
    ),
    Row(
        "admin:app_list",
        {200: COUNTY_OFFICES | SYSTEM | SECURITY, 404: LOGS, 403: LOGGED_IN - ADMIN},
        {200: COUNTY_OFFICES | SYSTEM | SECURITY, 404: LOGS, 403: LOGGED_IN - ADMIN},
        args=lambda _cast: ["townships"],
    ),
    *(admin_list(model, who) for model, (who, _args) in ADMIN_MODELS.items()),
    *(
        admin_record(model, view, who, args, foreign=frozenset())
        for model, (who, args) in ADMIN_MODELS.items()
        for view in ("change", "history")
    ),
]


def expected(codes: Codes, role: str) -> int | str:
    """The answer for a role; `login` when the row leaves the outside to the rule."""
    found = [code for code, roles in codes.items() if role in roles]
    if role in OUTSIDE and not found:
        return "login"
    assert len(found) == 1, (codes, role)
    return found[0]
