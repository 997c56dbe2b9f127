"""Who tries the doors. Every role of the system has at least one row; both towns are there."""

#: Column of the table → the account that tries (empty: nobody is logged in).
ACCOUNTS = {
    "nobody": "",
    "clerk": "clerk.jinnan",
    "reviewer": "reviewer.jinnan",
    "member": "member.jinnan",
    "secretary": "secretary.jinnan",
    "head": "head.jinnan",
    "discipline": "discipline.jinnan",
    "discipline staff": "discstaff.jinnan",
    "congress": "congress.jinnan",
    "financial reviewer": "finreview.jinnan",
    "accountant": "accountant.jinnan",
    "assets": "assets.jinnan",
    "village": "village.jinnan",
    "other town's clerk": "clerk.taji",
    "other town's secretary": "secretary.taji",
    "inspector": "inspector.county",
    "organisation": "organisation.county",
    "finance": "finance.county",
    "audit": "audit.county",
    "personnel": "personnel.county",
    "trading": "trading.county",
    "petition": "petition.county",
    "system administrator": "system.county",
    "security administrator": "security.county",
    "audit administrator": "logs.county",
    "no role": "citizen",
    "disabled": "disabled",
}

TOWN = frozenset(
    {
        "clerk",
        "reviewer",
        "member",
        "secretary",
        "head",
        "discipline",
        "discipline staff",
        "congress",
        "financial reviewer",
        "accountant",
        "assets",
    }
)
OTHER_TOWN = frozenset({"other town's clerk", "other town's secretary"})
VILLAGE = frozenset({"village"})
COUNTY_OFFICES = frozenset({"inspector", "organisation", "finance", "audit", "personnel", "trading", "petition"})
ADMINISTRATORS = frozenset({"system administrator", "security administrator", "audit administrator"})
DESK = TOWN | OTHER_TOWN | VILLAGE | COUNTY_OFFICES
ADMIN = COUNTY_OFFICES | ADMINISTRATORS
#: A disabled account is nobody: its session opens nothing.
OUTSIDE = frozenset({"nobody", "disabled"})
EVERYBODY = frozenset(ACCOUNTS)
LOGGED_IN = EVERYBODY - OUTSIDE
