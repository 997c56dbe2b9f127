"""Role × URL × method, written by hand from the issues and `safety.md`, not from the code.

Each row: a URL name, how to reach it, and for each method who gets which answer. Whoever is in no
set of a method gets the row's rest: `login` (302 to the login page) for those outside, 403 for the
others, unless `rest` says something else.
"""

from foundation.calendar.selectors import arrangement_of
from tests.disclosure.made import draft_of, publication_of
from tests.doors.desk import (
    ATTACHMENTS,
    BOOK,
    DECISIONS,
    DUTIES,
    FINDINGS,
    LEDGER,
    OFFICE,
    PAPERS,
    POWERS,
    RULE_KEEPERS,
    RULES,
    TEMPLATES,
    UPKEEP,
    WHO,
)
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
    BOUND,
    DECIDERS,
    INSPECTOR,
    INSPECTORS,
    LOGS,
    OFFICE_OF_COUNTY,
    ORGANISATION,
    OTHER_DECIDERS,
    PEOPLE,
    READING,
    REVIEWER,
    SECURITY,
    SYSTEM,
    Row,
    Target,
    admin_list,
    admin_record,
    open_page,
    page,
)
from tests.doors.things import (
    a_calendar,
    a_checkpoint,
    a_directory,
    a_draft,
    a_duty,
    a_finding,
    a_hand_over,
    a_light_sheet,
    a_meeting,
    a_motion,
    a_paper,
    a_parameter,
    a_reading,
    a_regulation,
    a_report,
    a_resolution,
    a_robot,
    a_succession,
    a_template,
    a_topic,
    an_event,
    an_item,
    proven_publication,
    well,
    with_a_checkpoint,
)

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
    "decisions_adhocmotion": (INSPECTORS, lambda cast: [a_motion(cast).pk]),
    "decisions_lightsheet": (INSPECTORS, lambda cast: [a_light_sheet(cast).pk]),
    "decisions_agendaitem": (INSPECTORS, lambda cast: [an_item(cast).pk]),
    "decisions_resolution": (INSPECTORS, lambda cast: [a_resolution(cast).pk]),
    "documents_draft": (INSPECTORS, lambda cast: [a_draft(cast).pk]),
    "documents_paper": (INSPECTORS, lambda cast: [a_paper(cast).pk]),
    "powers_directory": (COUNTY_OFFICES | OTHER_DISTRICT, lambda cast: [a_directory(cast).pk]),
    "calendar_arrangement": (COUNTY_OFFICES | OTHER_DISTRICT, lambda _cast: [arrangement_of(2026).pk]),
    "reminders_recurringduty": (COUNTY_OFFICES | OTHER_DISTRICT, lambda cast: [a_duty(cast).pk]),
    "reminders_dutyreport": (COUNTY_OFFICES | OTHER_DISTRICT, lambda cast: [a_report(cast).pk]),
    "documents_papertemplate": (INSPECTORS, lambda cast: [a_template(cast).pk]),
    "rulebook_finding": (INSPECTORS, lambda cast: [a_finding(cast).pk]),
    "rulebook_parameter": (COUNTY_OFFICES | OTHER_DISTRICT, lambda cast: [a_parameter(cast).pk]),
    "rulebook_regulation": (COUNTY_OFFICES | OTHER_DISTRICT, lambda cast: [a_regulation(cast).pk]),
}


#: Rows of the whole country, which every inspector may read, and what is given to the whole world.
EVERYBODYS = {"calendar_arrangement", "rulebook_parameter", "ledger_checkpoint"}


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
    # Whether the house is well, for balancers and whoever watches
    open_page("healthz", args=well),
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
    # One's calendar: its address is made on the desk, and opened by whoever knows it
    page("reminders:feed", DESK, post={200: DESK, 403: LOGGED_IN - DESK}),
    Row("reminders:revoke", {405: EVERYBODY}, {302: DESK, 403: LOGGED_IN - DESK}),
    open_page("calendar_feed:ics", args=a_calendar),
    Row("calendar_feed:ics", {404: EVERYBODY}, args=lambda _cast: ["x" * 43], note="an address that nobody has"),
    # By which ways one is reminded: everybody says it for himself, the office for the groups of its unit
    page("ways:mail", DESK, post={200: DESK, 403: LOGGED_IN - DESK}),
    page("ways:robots", RULE_KEEPERS),
    page("ways:add", RULE_KEEPERS, post={200: RULE_KEEPERS, 403: LOGGED_IN - RULE_KEEPERS}),
    *(
        Row(
            f"ways:{act}",
            {405: EVERYBODY},
            {302: frozenset({"clerk"}), 404: RULE_KEEPERS - {"clerk"}, 403: LOGGED_IN - RULE_KEEPERS},
            args=a_robot,
            note="a county's office keeps the county's groups, not those of its towns",
        )
        for act in ("trial", "stop")
    ),
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
    # One's own deadlines, and what comes round in a township
    page("deadlines:work", DESK),
    page("deadlines:month", DESK, args=lambda _cast: ["2026-11"]),
    *DUTIES,
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
    # Whether the house is well, and one's own jobs
    *UPKEEP,
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
    *POWERS,
    *RULES,
    *ATTACHMENTS,
    *PAPERS,
    *FINDINGS,
    # Papers: of those who see decisions, the county's inspector included
    page(
        "documents:paper",
        DECIDERS | OTHER_DECIDERS | INSPECTOR,
        get=READING,
        args=lambda cast: [a_paper(cast).pk],
    ),
    page(
        "documents:pdf",
        DECIDERS | OTHER_DECIDERS | INSPECTOR,
        get={200: frozenset(), 404: DECIDERS | OTHER_DECIDERS | INSPECTOR},
        args=lambda cast: [a_paper(cast).pk],
        note="not printed yet: nobody gets it",
    ),
    page(
        "documents:word",
        DECIDERS | OTHER_DECIDERS | INSPECTOR,
        get={200: frozenset(), 404: DECIDERS | OTHER_DECIDERS | INSPECTOR},
        args=lambda cast: [a_paper(cast).pk],
        note="not made yet: nobody gets it",
    ),
    Row(
        "documents:make_word",
        {405: EVERYBODY},
        {302: DECIDERS | INSPECTOR, 404: OTHER_DECIDERS, 403: LOGGED_IN - DECIDERS - INSPECTOR - OTHER_DECIDERS},
        args=lambda cast: [a_paper(cast).pk],
    ),
    *TEMPLATES,
    page("documents:due", DECIDERS | OTHER_DECIDERS | INSPECTOR),
    page(
        "documents:package",
        DECIDERS | OTHER_DECIDERS | INSPECTOR,
        get={200: frozenset(), 404: DECIDERS | OTHER_DECIDERS | INSPECTOR},
        args=lambda cast: [a_paper(cast).pk],
        note="not packed yet: nobody gets it",
    ),
    Row(
        "documents:make_package",
        {405: EVERYBODY},
        {302: DECIDERS | INSPECTOR, 404: OTHER_DECIDERS, 403: LOGGED_IN - DECIDERS - INSPECTOR - OTHER_DECIDERS},
        args=lambda cast: [a_paper(cast).pk],
    ),
    Row(
        "papers:check",
        {302: EVERYBODY},
        {405: EVERYBODY},
        args=lambda cast: [a_paper(cast).digest[:32]],
        note="leads to what is public, or behind the login",
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
