"""What of this room is open in somebody's hands (E06), for whoever ends his tenure or takes over from him."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from disclosure.models import Draft
from disclosure.states import State
from foundation.refs import Ref
from foundation.townships.events import Leaving, OpenMatter

#: Waits for its second person, or was returned and not prepared anew.
OPEN = Q(state=State.PREPARED) | Q(state=State.RETURNED, replaced_by__isnull=True)


def open_matters(leaving: Leaving) -> list[OpenMatter]:
    """The citizens' copies that he prepared and that are not published."""
    rows = Draft.objects.filter(OPEN, leaving.of_the_unit(), preparer_official=leaving.official)
    return [OpenMatter(Ref.of(row), row.title, _duty(row), row.object_until) for row in rows.order_by("pk")]


def still_open(refs: frozenset[Ref]) -> list[Ref]:
    """Those of the named drafts that are not published."""
    keys = [ref.pk for ref in refs if ref.label == Draft._meta.label_lower]
    rows: QuerySet[Draft] = Draft.objects.filter(OPEN, pk__in=keys)
    return [Ref.of(row) for row in rows]


def _duty(row: Draft) -> str:
    return _("拟制人（被退回）") if row.state == State.RETURNED else _("拟制人（待复核）")
