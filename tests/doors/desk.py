"""The rows of the desk, room by room: read `tests/doors/table.py` first."""

from collections.abc import Callable
from typing import Any

from tests.doors.roles import (
    ADMIN,
    COUNTY_OFFICES,
    DESK,
    EVERYBODY,
    FOREIGN,
    LOGGED_IN,
    OTHER_DISTRICT,
    TOWN,
    VILLAGE,
)
from tests.doors.rows import (
    CLERKS,
    DECIDERS,
    INSPECTOR,
    INSPECTORS,
    KEEPING,
    LOGS,
    ORGANISATION,
    OTHER_DECIDERS,
    PEOPLE,
    READING,
    SECURITY,
    SYSTEM,
    Codes,
    Row,
    Target,
    page,
)
from tests.doors.things import (
    a_checkpoint,
    a_county_regulation,
    a_duty,
    a_finding,
    a_hand_over,
    a_meeting,
    a_parameter,
    a_pictured_attachment,
    a_regulation,
    a_regulation_file,
    a_regulation_link,
    a_report,
    a_resolution,
    a_run,
    a_seat,
    a_statement,
    a_term,
    a_topic,
    a_vote,
    an_answered_finding,
    an_attachment,
    an_item,
)
from tests.townships.contacts import reachable
from tests.upkeep.lights import a_dead_job


def of_the_seat(cast: Any) -> list[Any]:
    seat = a_seat(cast)
    return [seat.meeting.items.get().pk, seat.pk]


def of_the_statement(cast: Any) -> list[Any]:
    statement = a_statement(cast)
    return [statement.item_id, statement.pk]


def of_the_vote(cast: Any) -> list[Any]:
    vote = a_vote(cast)
    return [vote.item_id, vote.pk]


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
# What comes round ----------------------------------------------------------------------------------

#: Who sees villages alone has no page of these; of a township's duty he learns nothing.
VILLAGES = frozenset({"village", "other village"})
SEE_DUTIES = TOWN | COUNTY_OFFICES
NO_DUTY = FOREIGN | VILLAGE


def of_the_duty(cast: Any) -> list[Any]:
    return [a_duty(cast).pk, cast.jinnan.code]


def doing(name: str, who: frozenset[str], args: Target) -> Row:
    """A form: for these; whoever sees the duty is told why not, to the others it is not there."""
    codes = {200: who, 403: LOGGED_IN - who - NO_DUTY, 404: NO_DUTY}
    return Row(name, codes, codes, args=args)


_KEEPERS = frozenset({"clerk", "county office"})
DUTIES: list[Row] = [
    page("duties:list", PEOPLE, get={200: PEOPLE - VILLAGES, 404: VILLAGES}),
    page("duties:duty", PEOPLE, get={200: SEE_DUTIES, 404: NO_DUTY}, args=of_the_duty),
    Row(
        "duties:term",
        {302: SEE_DUTIES, 404: NO_DUTY, 403: LOGGED_IN - PEOPLE},
        args=lambda cast: [a_term(cast).pk],
        note="the address of a reminder: leads to the duty in its township",
    ),
    doing("duties:new", _KEEPERS, lambda cast: [cast.jinnan.code]),
    Row(
        "duties:take",
        {405: EVERYBODY},
        {
            302: frozenset({"county office"}),
            404: TOWN | NO_DUTY,
            403: LOGGED_IN - TOWN - NO_DUTY - {"county office"},
        },
        args=lambda cast: [cast.county.code],
        data={"form_token": "once-" * 5},
    ),
    doing("duties:report", frozenset({"discipline"}), of_the_duty),
    doing("duties:end", _KEEPERS, of_the_duty),
    doing("duties:void", _KEEPERS | {"discipline"}, lambda cast: [a_report(cast).pk]),
]

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

UPKEEP: list[Row] = [
    page("upkeep:health", SYSTEM),
    Row("upkeep:sweep", {405: EVERYBODY}, {302: SYSTEM, 403: LOGGED_IN - SYSTEM}),
    Row("upkeep:resend", {405: EVERYBODY}, {302: SYSTEM, 403: LOGGED_IN - SYSTEM}),
    page("upkeep:run", SYSTEM, args=a_run),
    page(
        "upkeep:dead_job",
        SYSTEM,
        args=lambda cast: [a_dead_job(cast.now).pk],
        post={200: SYSTEM, 403: LOGGED_IN - SYSTEM},
    ),
    page("upkeep:own_jobs", DESK),
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


#: Files hang on topics; who reads the topic reads them.
ATTACHMENTS: list[Row] = [
    reading("documents:attachment", lambda cast: [an_attachment(cast).pk]),
    reading("documents:preview", lambda cast: [a_pictured_attachment(cast).pk]),
    Row("documents:void_attachment", KEEPING, KEEPING, args=lambda cast: [an_attachment(cast).pk]),
    Row("documents:attach", KEEPING, KEEPING, args=lambda cast: ["decisions.topic", a_topic(cast).pk]),
]

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
