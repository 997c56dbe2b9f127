"""What of this room is open in somebody's hands (E06), for whoever ends his tenure or takes over from him."""

from django.utils.translation import gettext as _

from foundation.documents.models import Draft
from foundation.documents.states import OPEN
from foundation.refs import Ref
from foundation.townships.events import Leaving, OpenMatter


def open_matters(leaving: Leaving) -> list[OpenMatter]:
    """The papers that he drafted and that are not issued."""
    rows = Draft.objects.filter(leaving.of_the_unit("body__division"), drafter=leaving.official, state__in=OPEN)
    return [OpenMatter(Ref.of(row), row.title, _("拟稿人")) for row in rows.order_by("pk")]


def still_open(refs: frozenset[Ref]) -> list[Ref]:
    """Those of the named drafts that are neither issued nor withdrawn."""
    keys = [ref.pk for ref in refs if ref.label == Draft._meta.label_lower]
    return [Ref.of(row) for row in Draft.objects.filter(pk__in=keys, state__in=OPEN).order_by("pk")]
