"""The shapes of the table of doors, and the groups of people that many rows name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.doors.roles import (
    ADMINISTRATORS,
    DESK,
    EVERYBODY,
    LOGGED_IN,
    OTHER_DISTRICT,
    OUTSIDE,
    TOWN,
    others,
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
OFFICE_OF_COUNTY = frozenset({"county office"})
INSPECTORS = INSPECTOR | OTHER_DISTRICT
#: Who sees people somewhere: everybody on the desk but the three administrators.
PEOPLE = DESK - ADMINISTRATORS
REVIEWER = frozenset({"reviewer"})
ORGANISATION = frozenset({"organisation"})
CLERKS = frozenset({"clerk", "other town's clerk"})
#: Who has an authenticator app: by his role he must.
BOUND = frozenset(
    {
        "secretary",
        "head",
        "other town's secretary",
        "other town's head",
        "inspector",
        "system administrator",
        "security administrator",
        "audit administrator",
    }
)
#: Who sees the decisions of 金南镇 from within, and who sees those of 塔集镇 only.
DECIDERS = TOWN - {"accountant", "assets"}
OTHER_DECIDERS = others(DECIDERS) | OTHER_DISTRICT

#: Who finds the decisions of 金南镇 on the desk, and who is told that they are not there.
READING: Codes = {200: DECIDERS | INSPECTOR, 404: OTHER_DECIDERS}
#: The office of the town keeps its meetings; a form without its token is shown again.
KEEPING: Codes = {200: frozenset({"clerk"}), 404: OTHER_DECIDERS, 403: LOGGED_IN - {"clerk"} - OTHER_DECIDERS}


def expected(codes: Codes, role: str) -> int | str:
    """The answer for a role; `login` when the row leaves the outside to the rule."""
    found = [code for code, roles in codes.items() if role in roles]
    if role in OUTSIDE and not found:
        return "login"
    assert len(found) == 1, (codes, role)
    return found[0]
