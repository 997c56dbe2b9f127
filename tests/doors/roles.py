"""Who tries the doors. Every role of the system has at least one row; both towns are there."""

#: The people of a town, each with the first word of his account.
TOWN_ACCOUNTS = {
    "clerk": "clerk",
    "reviewer": "reviewer",
    "member": "member",
    "secretary": "secretary",
    "head": "head",
    "discipline": "discipline",
    "discipline staff": "discstaff",
    "congress": "congress",
    "financial reviewer": "finreview",
    "accountant": "accountant",
    "assets": "assets",
}
#: Column of the table → the account that tries (empty: nobody is logged in).
ACCOUNTS = {
    "nobody": "",
    **{word: f"{account}.jinnan" for word, account in TOWN_ACCOUNTS.items()},
    "village": "village.jinnan",
    **{f"other town's {word}": f"{account}.taji" for word, account in TOWN_ACCOUNTS.items()},
    "other village": "village.taji",
    "inspector": "inspector.county",
    "other district's inspector": "inspector.taji",
    "organisation": "organisation.county",
    "finance": "finance.county",
    "audit": "audit.county",
    "personnel": "personnel.county",
    "trading": "trading.county",
    "petition": "petition.county",
    "county office": "office.county",
    "system administrator": "system.county",
    "security administrator": "security.county",
    "audit administrator": "logs.county",
    "no role": "citizen",
    "disabled": "disabled",
}

TOWN = frozenset(TOWN_ACCOUNTS)


def others(words: frozenset[str]) -> frozenset[str]:
    """The same people of the other town."""
    return frozenset(f"other town's {word}" for word in words)


OTHER_TOWN = others(TOWN)
VILLAGE = frozenset({"village"})
OTHER_VILLAGE = frozenset({"other village"})
#: An inspector of 塔集镇 alone (分片).
OTHER_DISTRICT = frozenset({"other district's inspector"})
COUNTY_OFFICES = frozenset(
    {"inspector", "organisation", "finance", "audit", "personnel", "trading", "petition", "county office"}
)
ADMINISTRATORS = frozenset({"system administrator", "security administrator", "audit administrator"})
#: Nothing of 金南镇 is theirs: for them its records are not there.
FOREIGN = OTHER_TOWN | OTHER_VILLAGE | OTHER_DISTRICT
DESK = TOWN | VILLAGE | FOREIGN | COUNTY_OFFICES | ADMINISTRATORS
ADMIN = COUNTY_OFFICES | OTHER_DISTRICT | ADMINISTRATORS
#: A disabled account is nobody: its session opens nothing.
OUTSIDE = frozenset({"nobody", "disabled"})
EVERYBODY = frozenset(ACCOUNTS)
LOGGED_IN = EVERYBODY - OUTSIDE
