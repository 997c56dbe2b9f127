"""The rows of the desk, room by room: read `tests/doors/table.py` first."""

from collections.abc import Callable
from typing import Any

from foundation.documents.states import DraftState
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
    others,
)
from tests.doors.rows import (
    CLERKS,
    DECIDERS,
    INSPECTOR,
    INSPECTORS,
    KEEPING,
    LOGS,
    OFFICE_OF_COUNTY,
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
    a_ballot_count,
    a_body,
    a_charge,
    a_checkpoint,
    a_county_regulation,
    a_directory,
    a_directory_draft,
    a_draft,
    a_duty,
    a_finding,
    a_hand_over,
    a_light_sheet,
    a_meeting,
    a_paper,
    a_parameter,
    a_pictured_attachment,
    a_procedure,
    a_recurring,
    a_regulation,
    a_regulation_file,
    a_regulation_link,
    a_report,
    a_resolution,
    a_run,
    a_seat,
    a_sheet,
    a_statement,
    a_stop,
    a_template,
    a_term,
    a_topic,
    a_vote,
    an_answered_finding,
    an_attachment,
    an_entry,
    an_item,
    an_observer,
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


#: One step is for one person.
SIGNING: Codes = {200: frozenset({"member"}), 404: OTHER_DECIDERS, 403: LOGGED_IN - {"member"} - OTHER_DECIDERS}
TALKING: Codes = {200: DECIDERS, 404: OTHER_DECIDERS, 403: LOGGED_IN - DECIDERS - OTHER_DECIDERS}
#: The secretary of a town, and its office.
CHARGING = frozenset({"clerk", "secretary"}) | others(frozenset({"clerk", "secretary"}))
ENDING: Codes = {
    200: frozenset({"clerk", "secretary"}),
    404: OTHER_DECIDERS,
    403: LOGGED_IN - {"clerk", "secretary"} - OTHER_DECIDERS,
}


def of_the_ballots(cast: Any) -> list[Any]:
    count = a_ballot_count(cast)
    return [count.item_id, count.pk]


def of_the_stop(cast: Any) -> list[Any]:
    stop = a_stop(cast)
    return [stop.item_id, stop.pk]


#: The unit's own discipline secretary, the county's inspector, the town's office, the organisation department.
OVERSEEING: Codes = {
    200: frozenset({"discipline"}),
    404: OTHER_DECIDERS,
    403: LOGGED_IN - {"discipline"} - OTHER_DECIDERS,
}
ORDERING: Codes = {200: INSPECTOR, 404: OTHER_DECIDERS, 403: LOGGED_IN - INSPECTOR - OTHER_DECIDERS}
_ELSEWHERE = FOREIGN | VILLAGE
ADOPTING: Codes = {200: frozenset({"clerk"}), 404: _ELSEWHERE, 403: LOGGED_IN - {"clerk"} - _ELSEWHERE}
LODGING: Codes = {200: ORGANISATION, 404: _ELSEWHERE, 403: LOGGED_IN - ORGANISATION - _ELSEWHERE}


def of_a_member(cast: Any) -> list[Any]:
    return [a_meeting(cast).pk, cast.official("丁三").pk]


#: Who sits in the party committee of 金南镇: its meetings are his own.
SITTERS = frozenset({"member", "secretary", "head", "discipline", "congress", "financial reviewer"})


DECISIONS: list[Row] = [
    page("decisions:topics", DECIDERS | OTHER_DECIDERS | INSPECTOR),
    page("decisions:meetings", DECIDERS | OTHER_DECIDERS | INSPECTOR),
    *(
        page(f"decisions:{name}", DECIDERS | OTHER_DECIDERS | INSPECTOR)
        for name in ("resolutions", "light_sheets", "mine")
    ),
    page("decisions:templates", CLERKS, post={200: CLERKS, 403: LOGGED_IN - CLERKS}),
    Row(
        "decisions:end_template",
        {405: EVERYBODY},
        {200: frozenset({"clerk"}), 404: CLERKS - {"clerk"}, 403: LOGGED_IN - CLERKS},
        args=lambda cast: [a_recurring(cast).pk],
    ),
    reading("decisions:screen", lambda cast: [a_meeting(cast).pk]),
    reading("decisions:light_sheet", lambda cast: [a_light_sheet(cast).pk]),
    Row(
        "decisions:sign_light",
        {405: EVERYBODY},
        {200: DECIDERS | INSPECTOR, 404: OTHER_DECIDERS, 403: LOGGED_IN - DECIDERS - INSPECTOR - OTHER_DECIDERS},
        args=lambda cast: [a_light_sheet(cast).pk],
        note="without its token the form is shown again; whether he may sign, the service says",
    ),
    Row("decisions:void_light", KEEPING, KEEPING, args=lambda cast: [a_light_sheet(cast).pk]),
    *(
        Row(f"decisions:{name}", KEEPING, KEEPING, args=lambda cast: [a_meeting(cast).pk])
        for name in ("ad_hoc", "copy", "enter_light")
    ),
    Row("decisions:consent", KEEPING, KEEPING, args=lambda cast: [an_item(cast).pk]),
    Row("decisions:hand_over", KEEPING, KEEPING, args=of_a_member),
    page(
        "decisions:own_meeting",
        DECIDERS | OTHER_DECIDERS | INSPECTOR,
        get={200: SITTERS, 404: (DECIDERS | OTHER_DECIDERS | INSPECTOR) - SITTERS},
        args=lambda cast: [a_meeting(cast).pk],
    ),
    Row(
        "decisions:sign_for",
        {405: EVERYBODY},
        {
            200: SITTERS,
            404: (DECIDERS | OTHER_DECIDERS | INSPECTOR) - SITTERS,
            403: LOGGED_IN - DECIDERS - OTHER_DECIDERS - INSPECTOR,
        },
        args=lambda cast: [a_meeting(cast).pk],
    ),
    *(
        page(name, CLERKS, post={200: CLERKS, 403: LOGGED_IN - CLERKS})
        for name in ("decisions:propose", "decisions:convene")
    ),
    reading("decisions:topic", lambda cast: [a_topic(cast).pk]),
    # The sheet: the office changes and enters it, the entitled person signs, whoever is of the unit notes a talk
    *(
        Row(f"decisions:{name}", KEEPING, KEEPING, args=lambda cast: [a_sheet(cast).pk])
        for name in ("revise", "withdraw", "sheet")
    ),
    Row("decisions:sign", SIGNING, SIGNING, args=lambda cast: [a_sheet(cast).pk, "leader"]),
    Row("decisions:talk", TALKING, TALKING, args=lambda cast: [a_sheet(cast).pk]),
    page("decisions:refused", DECIDERS | OTHER_DECIDERS | INSPECTOR),
    page("decisions:charges", DECIDERS | OTHER_DECIDERS | INSPECTOR),
    Row("decisions:charge", {200: CHARGING, 403: LOGGED_IN - CHARGING}, {200: CHARGING, 403: LOGGED_IN - CHARGING}),
    Row("decisions:end_charge", ENDING, ENDING, args=lambda cast: [a_charge(cast).pk]),
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
        for name in ("begin", "report", "speech", "end_discussion", "hands")
    ),
    *(
        Row(f"decisions:{name}", {405: EVERYBODY}, KEEPING, args=of_the_seat)
        for name in ("statement", "vote", "recuse", "arrive", "leave", "written")
    ),
    *(
        Row(f"decisions:{name}", KEEPING, KEEPING, args=lambda cast: [a_meeting(cast).pk])
        for name in ("chair", "observers")
    ),
    Row("decisions:ballots", KEEPING, KEEPING, args=lambda cast: [an_item(cast).pk]),
    Row("decisions:void_ballots", {405: EVERYBODY}, KEEPING, args=of_the_ballots),
    Row("decisions:answer_stop", {405: EVERYBODY}, KEEPING, args=of_the_stop),
    Row("decisions:stop", {405: EVERYBODY}, OVERSEEING, args=lambda cast: [an_item(cast).pk]),
    Row("decisions:lift_stop", {405: EVERYBODY}, OVERSEEING, args=of_the_stop),
    # The county's observers: everybody may look what he was sent into, the note is of the one who was
    page("decisions:observing", DESK),
    Row(
        "decisions:note",
        {200: INSPECTORS, 404: DESK - INSPECTORS, 403: LOGGED_IN - DESK},
        {200: INSPECTORS, 404: DESK - INSPECTORS, 403: LOGGED_IN - DESK},
        args=lambda cast: [an_observer(cast).pk],
        note="by person, not by account: both inspectors are accounts of one official",
    ),
    Row("decisions:emergency", KEEPING, KEEPING, args=lambda cast: [a_topic(cast).pk]),
    Row("decisions:reconsider", KEEPING, KEEPING, args=lambda cast: [a_resolution(cast).pk]),
    Row("decisions:order", ORDERING, ORDERING, args=lambda cast: [a_resolution(cast).pk]),
    # Rules of procedure: read by whoever works in the place, made by its office, lodged by the county's department
    page("decisions:procedures", PEOPLE),
    page(
        "decisions:procedure",
        PEOPLE,
        get={200: TOWN | COUNTY_OFFICES, 404: FOREIGN | VILLAGE},
        args=lambda cast: [a_body(cast).pk],
    ),
    Row("decisions:adopt", ADOPTING, ADOPTING, args=lambda cast: [a_body(cast).pk]),
    page(
        "decisions:county_procedure",
        OFFICE_OF_COUNTY,
        post={200: OFFICE_OF_COUNTY, 403: LOGGED_IN - OFFICE_OF_COUNTY},
    ),
    Row("decisions:lodge", LODGING, LODGING, args=lambda cast: [a_procedure(cast).pk]),
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


# Directories -----------------------------------------------------------------------------------------

#: Whoever sees people of 金南镇 reads what must be decided collectively there.
SEE_DIRECTORY = TOWN | VILLAGE | COUNTY_OFFICES
CLERK, COUNTY_OFFICE = frozenset({"clerk"}), frozenset({"county office"})
READ_DIRECTORY: Codes = {200: SEE_DIRECTORY, 404: FOREIGN, 403: LOGGED_IN - SEE_DIRECTORY - FOREIGN}
KEEP_DIRECTORY: Codes = {200: CLERK, 404: FOREIGN, 403: LOGGED_IN - CLERK - FOREIGN}
#: A village is no part of who drafts for its town.
DRAFTING: Codes = {200: CLERK, 404: FOREIGN | VILLAGE, 403: LOGGED_IN - CLERK - FOREIGN - VILLAGE}
LODGE: Codes = {200: COUNTY_OFFICE, 404: FOREIGN, 403: LOGGED_IN - COUNTY_OFFICE - FOREIGN}
NOBODY_GETS: Codes = {405: EVERYBODY}
POWERS: list[Row] = [
    page("powers:directories", PEOPLE),
    page(
        "powers:units",
        COUNTY_OFFICES,
        get={404: PEOPLE - COUNTY_OFFICES, 403: LOGGED_IN - PEOPLE},
    ),
    Row("powers:directory", READ_DIRECTORY, args=lambda cast: [a_directory(cast).pk]),
    Row("powers:entry", READ_DIRECTORY, args=lambda cast: [an_entry(cast).pk]),
    *(
        Row(f"powers:{name}", KEEP_DIRECTORY, KEEP_DIRECTORY, args=lambda cast: [a_directory_draft(cast).pk])
        for name in ("add", "adopt")
    ),
    Row("powers:change", KEEP_DIRECTORY, KEEP_DIRECTORY, args=lambda cast: [an_entry(cast).pk]),
    Row("powers:drop", NOBODY_GETS, KEEP_DIRECTORY, args=lambda cast: [an_entry(cast).pk]),
    Row("powers:draft", NOBODY_GETS, DRAFTING, args=lambda cast: [cast.jinnan.code]),
    Row("powers:lodge", NOBODY_GETS, LODGE, args=lambda cast: [a_directory(cast).pk]),
    Row("powers:note", LODGE, LODGE, args=lambda cast: [a_directory(cast).pk]),
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


def of_the_draft(state: DraftState, name: str = "") -> Target:
    return lambda cast: [a_draft(cast, state).pk, *([name] if name else [])]


def turn_of(who: str) -> Codes:
    """One person of the town may; for the other town it is not there."""
    return {200: frozenset({who}), 404: OTHER_DECIDERS, 403: LOGGED_IN - {who} - OTHER_DECIDERS}


#: The way of a paper: the office drafts and issues, the reviewer checks, the secretary signs and voids.
PAPERS: list[Row] = [
    page("documents:papers", DECIDERS | OTHER_DECIDERS | INSPECTOR),
    page("documents:drafts", DECIDERS | OTHER_DECIDERS | INSPECTOR),
    page("documents:begin", CLERKS, post={200: CLERKS, 403: LOGGED_IN - CLERKS}),
    *(reading(f"documents:{name}", of_the_draft(DraftState.DRAFT)) for name in ("draft", "look", "sheet")),
    Row("documents:edit", KEEPING, KEEPING, args=of_the_draft(DraftState.DRAFT)),
    *(
        Row("documents:move", turn_of(who), turn_of(who), args=of_the_draft(state, name))
        for state, name, who in (
            (DraftState.DRAFT, "submit", "clerk"),
            (DraftState.SUBMITTED, "check", "reviewer"),
            (DraftState.CHECKED, "sign", "secretary"),
            (DraftState.CHECKED, "record", "clerk"),
            (DraftState.SIGNED, "issue", "clerk"),
        )
    ),
    *(Row(f"documents:{name}", KEEPING, KEEPING, args=lambda cast: [a_paper(cast).pk]) for name in ("correct", "redo")),
    Row("documents:void_paper", turn_of("secretary"), turn_of("secretary"), args=lambda cast: [a_paper(cast).pk]),
    Row(
        "documents:receive",
        {405: EVERYBODY},
        {
            302: DECIDERS | INSPECTOR,
            404: OTHER_DECIDERS,
            403: LOGGED_IN - DECIDERS - INSPECTOR - OTHER_DECIDERS,
        },
        args=lambda cast: [a_paper(cast).pk],
        note="whoever was not told of the paper is led back to it",
    ),
]

#: The office of the town replaces its templates; the county's reads them, and has its own.
_SEEN = frozenset({"clerk", "county office"})
_NOT_THERE = RULE_KEEPERS - _SEEN
_TEMPLATE_OF: Target = lambda cast: [a_template(cast).pk]  # noqa: E731
_TOWNS_OWN: Target = lambda cast: [cast.jinnan.code, "minutes"]  # noqa: E731


def _template(name: str, **more: Any) -> Row:
    seen: Codes = {200: _SEEN, 404: _NOT_THERE, 403: LOGGED_IN - RULE_KEEPERS}
    return Row(f"documents:{name}", seen, args=_TEMPLATE_OF, **more)


def _template_act(name: str) -> Row:
    codes: Codes = {200: frozenset({"clerk"}), 404: _NOT_THERE, 403: LOGGED_IN - RULE_KEEPERS | {"county office"}}
    return Row(f"documents:{name}", codes, codes, args=_TEMPLATE_OF)


_OWN: Codes = {200: frozenset({"clerk"}), 404: RULE_KEEPERS - {"clerk"}, 403: LOGGED_IN - RULE_KEEPERS}
TEMPLATES: list[Row] = [
    page("documents:templates", RULE_KEEPERS),
    page("documents:template_house", RULE_KEEPERS, args=lambda _cast: ["minutes", "docx"]),
    _template("template"),
    _template("template_file"),
    Row(
        "documents:template_sample",
        {404: RULE_KEEPERS, 403: LOGGED_IN - RULE_KEEPERS},
        args=_TEMPLATE_OF,
        note="not made yet: nobody gets it",
    ),
    _template_act("template_start"),
    _template_act("template_end"),
    Row("documents:template_kind", _OWN, args=_TOWNS_OWN),
    Row("documents:template_upload", _OWN, _OWN, args=_TOWNS_OWN),
    Row("documents:template_write", _OWN, _OWN, args=_TOWNS_OWN),
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
