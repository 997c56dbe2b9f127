"""What somebody has been reminded of and has not done (E06), where no other room names the thing."""

from foundation import refs
from foundation.refs import Ref
from foundation.reminders.models import Reminder
from foundation.reminders.registry import rule_of
from foundation.reminders.states import Channel
from foundation.townships.events import Leaving, OpenMatter


def open_matters(leaving: Leaving) -> list[OpenMatter]:
    """The open reminders of all his accounts, each thing once under each rule; not what is another's."""
    rows = Reminder.objects.filter(
        channel=Channel.INBOX,
        recipient__official=leaving.official,
        closed_at__isnull=True,
        upward=False,
        county=leaving.division.county,
        township=leaving.division.township,
    )
    found: dict[tuple[str, str], Reminder] = {}
    for row in rows.order_by("due", "pk"):
        found.setdefault((row.ref, row.rule), row)
    return [_matter(row) for row in found.values()]


def still_open(named: frozenset[Ref]) -> list[Ref]:
    """Those of the named things of which anybody is still reminded."""
    refs_named = [str(ref) for ref in named]
    rows = Reminder.objects.filter(channel=Channel.INBOX, ref__in=refs_named, closed_at__isnull=True)
    return [Ref.parse(ref) for ref in rows.order_by().values_list("ref", flat=True).distinct()]


def _matter(row: Reminder) -> OpenMatter:
    ref, rule = Ref.parse(row.ref), rule_of(row.rule)
    return OpenMatter(ref, refs.title_of(ref), rule.title if rule else row.rule, row.due, minor=True)
