"""Role × URL × method, written by hand from the issues and `safety.md`, not from the code.

Each row: a URL name, how to reach it, and for each method who gets which answer. Whoever is in no
set of a method gets the row's rest: `login` (302 to the login page) for those outside, 403 for the
others, unless `rest` says something else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from foundation.calendar.selectors import arrangement_of
from tests.disclosure.made import draft_of, publication_of
from tests.doors.roles import (
    ADMIN,
    ADMINISTRATORS,
    COUNTY_OFFICES,
    DESK,
    EVERYBODY,
    FOREIGN,
    LOGGED_IN,
    OTHER_DISTRICT,
    OUTSIDE,
    TOWN,
    VILLAGE,
    others,
)
from tests.doors.things import (
    a_checkpoint,
    a_county_regulation,
    a_finding,
    a_hand_over,
    a_meeting,
    a_paper,
    a_parameter,
    a_reading,
    a_regulation,
    a_regulation_file,
    a_regulation_link,
    a_resolution,
    a_seat,
    a_statement,
    a_succession,
    a_topic,
    a_vote,
    an_answered_finding,
    an_event,
    an_item,
    proven_publication,
    with_a_checkpoint,
)
from tests.townships.contacts import reachable

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

#: Model → (who may read it in the admin, how to find one record of 金南镇).
ADMIN_MODELS: dict[str, tuple[frozenset[str], Target]] = {
    "townships_division": (COUNTY_OFFICES | OTHER_DISTRICT, lambda cast: [cast.jinnan.pk]),
    "townships_body": (COUNTY_OFFICES | OTHER_DISTRICT, lambda cast: [cast.jinnan.bodies.first().pk]),
    "townships_post": (COUNTY_OFFICES | OTHER_DISTRICT, lambda cast: [cast.jinnan.posts.first().pk]),
    "townships_official": (COUNTY_OFFICES | OTHER_DISTRICT, lambda cast: [cast.jinnan.officials.first().pk]),
    "townships_tenure": (COUNTY_OFFICES | OTHER_DISTRICT, lambda cast: [cast.jinnan.posts.first().tenures.first().pk]),
    "townships_succession": (COUNTY_OFFICES | OTHER_DISTRICT, lambda cast: [a_succession(cast).pk]),
    "townships_handover": (INSPECTORS | ORGANISATION, lambda cast: [a_hand_over(cast).pk]),
    "townships_user": (SYSTEM, lambda cast: [cast.user("clerk.jinnan").pk]),
    "townships_assignment": (SECURITY, lambda cast: [cast.user("clerk.jinnan").assignments.first().pk]),
    "keys_reading": (INSPECTORS, lambda cast: [a_reading(cast).pk]),
    "security_securityevent": (INSPECTORS | LOGS, lambda cast: [an_event(cast).pk]),
    "ledger_ledgerentry": (INSPECTORS | LOGS, lambda cast: [cast.entry_of("320831101").pk]),
    "ledger_ledgerhead": (INSPECTORS | LOGS, lambda _cast: ["320831101"]),
    "ledger_checkpoint": (INSPECTORS | LOGS, lambda cast: [a_checkpoint(cast).pk]),
    "disclosure_draft": (INSPECTORS, lambda cast: [draft_of(cast.jinnan).pk]),
    "disclosure_publication": (INSPECTORS, lambda cast: [publication_of(cast.jinnan).pk]),
    "decisions_topic": (INSPECTORS, lambda cast: [a_topic(cast).pk]),
    "decisions_meeting": (INSPECTORS, lambda cast: [a_meeting(cast).pk]),
    "decisions_agendaitem": (INSPECTORS, lambda cast: [an_item(cast).pk]),
    "decisions_resolution": (INSPECTORS, lambda cast: [a_resolution(cast).pk]),
    "calendar_arrangement": (COUNTY_OFFICES | OTHER_DISTRICT, lambda _cast: [arrangement_of(2026).pk]),
    "rulebook_finding": (INSPECTORS, lambda cast: [a_finding(cast).pk]),
    "rulebook_parameter": (COUNTY_OFFICES | OTHER_DISTRICT, lambda cast: [a_parameter(cast).pk]),
    "rulebook_regulation": (COUNTY_OFFICES | OTHER_DISTRICT, lambda cast: [a_regulation(cast).pk]),
}


#: Rows of the whole country, which every inspector may read, and what is given to the whole world.
EVERYBODYS = {"calendar_arrangement", "rulebook_parameter", "ledger_checkpoint"}


def of_the_seat(cast: Any) -> list[Any]:
    seat = a_seat(cast)
    return [seat.meeting.items.get().pk, seat.pk]


def of_the_statement(cast: Any) -> list[Any]:
    statement = a_statement(cast)
    return [statement.item_id, statement.pk]


def of_the_vote(cast: Any) -> list[Any]:
    vote = a_vote(cast)
    return [vote.item_id, vote.pk]


#: Who finds the decisions of 金南镇 on the desk, and who is told that they are not there.
READING: Codes = {200: DECIDERS | INSPECTOR, 404: OTHER_DECIDERS}
#: The office of the town keeps its meetings; a form without its token is shown again.
KEEPING: Codes = {200: frozenset({"clerk"}), 404: OTHER_DECIDERS, 403: LOGGED_IN - {"clerk"} - OTHER_DECIDERS}


def reading(name: str, args: Target, **more: Any) -> Row:
    return page(name, DECIDERS | OTHER_DECIDERS | INSPECTOR, get=READING, args=args, **more)


DECISIONS: list[Row] = [
    page("decisions:topics", DECIDERS | OTHER_DECIDERS | INSPECTOR),
    page("decisions:meetings", DECIDERS | OTHER_DECIDERS | INSPECTOR),
    *(
        page(name, CLERKS, post={200: CLERKS, 403: LOGGED_IN - CLERKS})
        for name in ("decisions:propose", "decisions:convene")
    ),
    reading("decisions:topic", lambda cast: [a_topic(cast).pk]),
    reading("decisions:meeting", lambda cast: [a_meeting(cast).pk]),
    reading("decisions:item", lambda cast: [an_item(cast).pk]),
    reading("decisions:resolution", lambda cast: [a_resolution(cast).pk]),
    *(
        reading(name, lambda cast: [a_meeting(cast).pk], post=KEEPING)
        for name in ("decisions:agenda", "decisions:delivery")
    ),
    *(
        Row(f"decisions:{name}", KEEPING, KEEPING, args=lambda cast: [a_meeting(cast).pk])
        for name in ("reschedule", "open", "minutes")
    ),
    Row("decisions:close", {405: EVERYBODY}, KEEPING, args=lambda cast: [a_meeting(cast).pk]),
    *(
        Row(f"decisions:{name}", {405: EVERYBODY}, KEEPING, args=lambda cast: [an_item(cast).pk])
        for name in ("begin", "report", "speech", "end_discussion")
    ),
    *(
        Row(f"decisions:{name}", {405: EVERYBODY}, KEEPING, args=of_the_seat)
        for name in ("statement", "vote", "recuse", "arrive")
    ),
    Row("decisions:void_statement", {405: EVERYBODY}, KEEPING, args=of_the_statement),
    Row("decisions:void_vote", {405: EVERYBODY}, KEEPING, args=of_the_vote),
    *(Row(f"decisions:{name}", KEEPING, KEEPING, args=lambda cast: [an_item(cast).pk]) for name in ("result", "aside")),
    Row("decisions:prepare", KEEPING, KEEPING, args=lambda cast: [a_resolution(cast).pk]),
    page(
        "admin:decisions_topic_timeline",
        INSPECTORS,
        get={200: INSPECTOR, 404: OTHER_DISTRICT},
        post={405: ADMIN, 403: LOGGED_IN - ADMIN},
        args=lambda cast: [a_topic(cast).pk],
    ),
]


def a_proven_entry(cast: Any) -> list[Any]:
    """An entry of 金南镇 that a checkpoint covers."""
    a_checkpoint(cast)
    return [cast.entry_of("320831101").pk]


#: Files for those who read the ledger.
LEDGER: list[Row] = [
    page(
        "admin:ledger_ledgerentry_proof",
        INSPECTORS | LOGS,
        get={200: INSPECTOR | LOGS, 404: OTHER_DISTRICT},
        post={405: ADMIN, 403: LOGGED_IN - ADMIN},
        args=a_proven_entry,
    ),
    page(
        "admin:ledger_checkpoint_note",
        INSPECTORS | LOGS,
        post={405: ADMIN, 403: LOGGED_IN - ADMIN},
        args=lambda cast: [a_checkpoint(cast).pk],
    ),
]
#: Who answers for 金南镇, and who judges there. Its other readers are told why not; for the others it is not there.
ANSWERERS = frozenset({"clerk", "discipline"})
READERS_OF_FINDINGS = DECIDERS | OTHER_DECIDERS | INSPECTOR


def step(name: str, who: frozenset[str], find: Callable[[Any], Any] = a_finding) -> Row:
    """Opened and sent by `who`; a form without its token is shown again."""
    codes: Codes = {200: who, 404: OTHER_DECIDERS, 403: LOGGED_IN - who - OTHER_DECIDERS}
    return Row(f"findings:{name}", codes, codes, args=lambda cast: [find(cast).pk])


FINDINGS: list[Row] = [
    page("findings:findings", READERS_OF_FINDINGS),
    page("findings:finding", READERS_OF_FINDINGS, get=READING, args=lambda cast: [a_finding(cast).pk]),
    page("findings:units", INSPECTORS),
    page("findings:new", INSPECTORS, post={200: INSPECTORS, 403: LOGGED_IN - INSPECTORS}),
    *(step(name, ANSWERERS) for name in ("answer", "rectify")),
    *(step(name, INSPECTOR) for name in ("confirm", "reject", "close", "send_back")),
    step("add", ANSWERERS | INSPECTOR, an_answered_finding),
    page("registry:rules", DESK),
]


def a_grant(cast: Any) -> list[Any]:
    return [cast.user("clerk.jinnan").assignments.first().pk]


def an_official(cast: Any) -> list[Any]:
    return [cast.official("丁一").pk]


def an_account(cast: Any) -> list[Any]:
    return [cast.user("clerk.jinnan").pk]


OFFICE: list[Row] = [
    page("office:accounts", SYSTEM),
    page("office:people", SYSTEM),
    page("office:open_for_new_person", SYSTEM, post={200: SYSTEM, 403: LOGGED_IN - SYSTEM}),
    page("office:open_account", SYSTEM, args=an_official, post={200: SYSTEM, 403: LOGGED_IN - SYSTEM}),
    page("office:account", SYSTEM, args=an_account),
    page(
        "office:account_act",
        SYSTEM,
        args=lambda cast: [*an_account(cast), "disable"],
        post={200: SYSTEM, 403: LOGGED_IN - SYSTEM},
    ),
    page("office:reset_factor", SECURITY, args=an_account, post={200: SECURITY, 403: LOGGED_IN - SECURITY}),
    page("office:holders", SECURITY),
    page("office:holder", SECURITY, args=an_account),
    page("office:grant", SECURITY, args=an_account, post={200: SECURITY, 403: LOGGED_IN - SECURITY}),
    page("office:revoke", SECURITY, args=a_grant, post={200: SECURITY, 403: LOGGED_IN - SECURITY}),
]

#: Who keeps people of 金南镇: its office all but the leaders, the county's organisation department the leaders.
KEEPERS = frozenset({"clerk"}) | ORGANISATION
#: The town's people and the county see who holds which post; for the other people of the county it is not there.
UNSEEN = PEOPLE - TOWN - COUNTY_OFFICES
#: Whoever reads what a leaver hands over: titles of decisions stand in it.
HAND_OVER_READERS = DECIDERS | INSPECTOR | ORGANISATION


def a_leader(cast: Any) -> list[Any]:
    """The secretary, whose mobile number is on record."""
    return [reachable(cast.official("丁一")).pk]


def a_post(kind: str) -> Target:
    return lambda cast: [cast.post(cast.jinnan, kind).pk]


def a_tenure(kind: str) -> Target:
    return lambda cast: [cast.post(cast.jinnan, kind).tenures.get().pk]


def keeping_people(name: str, who: frozenset[str], unseen: frozenset[str], args: Target, **more: Any) -> Row:
    """Opened and sent by `who`; a form without its token is shown again. Not there for `unseen`."""
    codes: Codes = {200: who, 404: unseen, 403: LOGGED_IN - who - unseen}
    return Row(name, codes, codes, args=args, **more)


WHO: list[Row] = [
    page("people:post", PEOPLE, get={200: TOWN | COUNTY_OFFICES, 404: UNSEEN}, args=a_post("secretary")),
    keeping_people("people:record", KEEPERS, UNSEEN, lambda cast: [cast.jinnan.code]),
    keeping_people("people:begin", KEEPERS, UNSEEN, lambda cast: [cast.jinnan.code]),
    page("people:official", PEOPLE, get={200: TOWN | COUNTY_OFFICES, 404: UNSEEN}, args=a_leader),
    keeping_people("people:contact", KEEPERS, UNSEEN, a_leader),
    keeping_people("people:reveal", KEEPERS | INSPECTOR, UNSEEN, lambda cast: [*a_leader(cast), "mobile"]),
    keeping_people("people:end", ORGANISATION, UNSEEN, a_tenure("secretary")),
    keeping_people("people:end", frozenset({"clerk"}), UNSEEN, a_tenure("office_staff"), note="no county cadre"),
    Row(
        "people:hand_overs",
        {200: HAND_OVER_READERS, 404: UNSEEN, 403: LOGGED_IN - HAND_OVER_READERS - UNSEEN},
        args=lambda cast: [cast.jinnan.code],
    ),
    Row(
        "people:hand_over",
        {200: HAND_OVER_READERS, 404: PEOPLE - HAND_OVER_READERS, 403: LOGGED_IN - PEOPLE},
        args=lambda cast: [a_hand_over(cast).pk],
    ),
    *(
        keeping_people(name, KEEPERS, PEOPLE - HAND_OVER_READERS, args)
        for name, args in (
            ("people:receive", lambda cast: [a_hand_over(cast).lines.get().pk]),
            ("people:complete", lambda cast: [a_hand_over(cast).pk]),
        )
    ),
]

#: Who keeps the rules of a place: the county's office the county's, the office of a town its own.
RULE_KEEPERS = CLERKS | frozenset({"county office"})


def a_code(cast: Any) -> list[Any]:
    return [a_parameter(cast).code]


RULES: list[Row] = [
    page("rulebook:parameters", PEOPLE),
    page("rulebook:parameter", PEOPLE, args=a_code),
    *(
        page(name, RULE_KEEPERS, args=a_code, post={200: RULE_KEEPERS, 403: LOGGED_IN - RULE_KEEPERS})
        for name in ("rulebook:change", "rulebook:confirm")
    ),
]
#: Whoever works in 金南镇 or over it reads its rules; so does the village in it.
BOOK_READERS = TOWN | VILLAGE | COUNTY_OFFICES
COUNTY_OFFICE = frozenset({"county office"})


def book_act(name: str, who: frozenset[str], unseen: frozenset[str], args: Target, **more: Any) -> Row:
    """A form of the book, opened and sent by `who`; a form without its token is shown again."""
    codes: Codes = {200: who, 404: unseen, 403: LOGGED_IN - who - unseen}
    return Row(f"book:{name}", codes, codes, args=args, **more)


def version_of(found: Callable[[Any], Any]) -> Target:
    return lambda cast: [found(cast).versions.get().pk]


BOOK: list[Row] = [
    page("book:contents", PEOPLE),
    page("book:print", PEOPLE),
    page("book:links", PEOPLE),
    page(
        "book:regulation",
        PEOPLE,
        get={200: BOOK_READERS, 404: FOREIGN},
        args=lambda cast: [a_regulation(cast).pk],
    ),
    page(
        "book:regulation",
        PEOPLE,
        args=lambda cast: [a_county_regulation(cast).pk],
        note="the county's rules are made for all of its towns",
    ),
    page("book:file", PEOPLE, get={200: BOOK_READERS, 404: FOREIGN}, args=lambda cast: [a_regulation_file(cast).pk]),
    book_act("record", frozenset({"clerk"}), FOREIGN, lambda cast: [cast.jinnan.code]),
    book_act(
        "record",
        COUNTY_OFFICE,
        TOWN | VILLAGE | FOREIGN,
        lambda cast: [cast.county.code],
        note="a town opens its own book, in which it reads what the county has set",
    ),
    book_act("version", frozenset({"clerk"}), FOREIGN, lambda cast: [a_regulation(cast).pk]),
    book_act("version", COUNTY_OFFICE, frozenset(), lambda cast: [a_county_regulation(cast).pk]),
    *(
        row
        for name in ("end", "attach", "link")
        for row in (
            book_act(name, frozenset({"clerk"}), FOREIGN, version_of(a_regulation)),
            book_act(name, COUNTY_OFFICE, frozenset(), version_of(a_county_regulation)),
        )
    ),
    book_act("void", frozenset({"clerk"}), FOREIGN, lambda cast: [a_regulation_link(cast).pk]),
]

ROWS: list[Row] = [
    # The open site
    open_page("disclosure:home"),
    open_page("disclosure:division", args=lambda cast: [cast.jinnan.code]),
    open_page("disclosure:feed", args=lambda cast: [cast.jinnan.code]),
    open_page("disclosure:publication", args=lambda cast: [publication_of(cast.jinnan).pk]),
    open_page("disclosure:report"),
    open_page("disclosure:ledger"),
    open_page("disclosure:proof", args=lambda cast: [publication_of(cast.jinnan).pk]),
    open_page("disclosure:proof_file", args=lambda cast: [proven_publication(cast).pk]),
    # What machines read of the ledger
    open_page("ledger:checkpoint", args=with_a_checkpoint),
    open_page("ledger:numbered", args=lambda cast: [a_checkpoint(cast).pk]),
    open_page("ledger:key"),
    open_page("ledger:consistency", args=lambda _cast: ["320831101", 1, 2]),
    # Accounts
    # Without a name: two dozen wrong passwords for one would lock it.
    Row("accounts:login", {200: EVERYBODY}, {200: EVERYBODY}, data={"username": "", "password": "y"}),
    Row("accounts:logout", {405: EVERYBODY}, {302: EVERYBODY}),
    page("accounts:me", LOGGED_IN),
    page("accounts:why", LOGGED_IN),
    page("accounts:password", LOGGED_IN, post={200: LOGGED_IN}),
    Row(
        "accounts:second_factor",
        {302: LOGGED_IN},
        {302: LOGGED_IN},
        note="between password and desk: whoever is in goes on, without a password it leads back to the login",
    ),
    page("accounts:enrol", LOGGED_IN, post={200: LOGGED_IN}),
    Row("accounts:enrol_picture", {404: LOGGED_IN}, {405: EVERYBODY}, note="there after its page has been looked at"),
    Row("accounts:codes", {302: LOGGED_IN}, {302: LOGGED_IN}, note="there after a device was bound"),
    Row(
        "accounts:renew_codes",
        {200: BOUND, 302: LOGGED_IN - BOUND},
        {200: BOUND, 302: LOGGED_IN - BOUND},
        note="without a device it leads to binding one",
    ),
    page("accounts:readings", LOGGED_IN),
    page("accounts:sessions", LOGGED_IN),
    Row("accounts:end_other_sessions", {405: EVERYBODY}, {302: LOGGED_IN}),
    Row("accounts:end_session", {405: EVERYBODY}, {404: LOGGED_IN}, args=lambda _cast: ["0" * 20]),
    # The desk
    page("web:desk", DESK),
    page("web:components", DESK),
    Row(
        "people:units",
        {200: COUNTY_OFFICES, 302: TOWN | VILLAGE | FOREIGN, 403: LOGGED_IN - PEOPLE},
        {405: EVERYBODY},
        note="with a single unit it leads straight to it",
    ),
    page(
        "people:unit",
        PEOPLE,
        get={200: TOWN | COUNTY_OFFICES, 404: FOREIGN | VILLAGE},
        args=lambda cast: [cast.jinnan.code],
    ),
    # Working days: everybody on the desk reads them, the county's office enters them
    page("calendar:years", DESK),
    page("calendar:year", DESK, args=lambda _cast: [2026]),
    page(
        "calendar:edit",
        OFFICE_OF_COUNTY,
        args=lambda _cast: [2026],
        post={200: OFFICE_OF_COUNTY, 403: LOGGED_IN - OFFICE_OF_COUNTY},
    ),
    # The three administrators' own screens
    *OFFICE,
    # Drafts of publications: read by those who see decisions, reviewed by the town's own second person
    page("disclosure_desk:drafts", DECIDERS | OTHER_DECIDERS | INSPECTOR),
    page(
        "disclosure_desk:draft",
        DECIDERS | OTHER_DECIDERS | INSPECTOR,
        get=READING,
        args=lambda cast: [draft_of(cast.jinnan).pk],
    ),
    *(
        Row(
            f"disclosure_desk:{act}",
            {405: EVERYBODY},
            {302: REVIEWER, 404: OTHER_DECIDERS, 403: LOGGED_IN - REVIEWER - OTHER_DECIDERS},
            args=lambda cast: [draft_of(cast.jinnan).pk],
            data={"form_token": "once-" * 5, "reason": "请写明工期。"},
        )
        for act in ("publish", "return")
    ),
    *WHO,
    *BOOK,
    *DECISIONS,
    *RULES,
    *FINDINGS,
    # Papers: of those who see decisions, the county's inspector included
    page(
        "documents:paper",
        DECIDERS | OTHER_DECIDERS | INSPECTOR,
        get=READING,
        args=lambda cast: [a_paper(cast).pk],
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
        {200: ADMIN - LOGS, 404: LOGS, 403: LOGGED_IN - ADMIN},
        {200: ADMIN - LOGS, 404: LOGS, 403: LOGGED_IN - ADMIN},
        args=lambda _cast: ["townships"],
    ),
    *LEDGER,
    *(admin_list(model, who) for model, (who, _args) in ADMIN_MODELS.items()),
    *(
        admin_record(model, view, who, args, foreign=who & OTHER_DISTRICT if model not in EVERYBODYS else frozenset())
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
