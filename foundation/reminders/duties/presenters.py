"""How other rooms name and open a period of what comes round."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import refs
from foundation.reminders.duties.models import DutyTerm
from foundation.reminders.duties.terms import named
from foundation.townships.selectors.streams import stream_names
from foundation.townships.states import Capability


def _terms(pks: Collection[str]) -> list[DutyTerm]:
    return list(DutyTerm.objects.filter(pk__in=pks).select_related("duty").order_by("pk"))


def _shown(user: Any, pks: Collection[str]) -> dict[str, refs.Shown]:
    terms = _terms(pks)
    units = stream_names({term.township for term in terms}) if terms else {}
    return {
        str(term.pk): refs.Shown(
            _("%(unit)s：%(title)s（%(term)s）")
            % {"unit": units[term.township], "title": term.duty.title, "term": named(term.start, term.end)},
            _url(str(term.pk)) if user is not None and _may(user, term) else None,
        )
        for term in terms
    }


def _may(user: Any, term: DutyTerm) -> bool:
    return bool(user.is_authenticated and user.may(Capability.VIEW_PEOPLE, term.scope))


def _title(pk: str) -> str | None:
    found = _shown(None, [pk])
    return found[pk].title if pk in found else None


def _url(pk: str) -> str:
    return reverse("duties:term", args=[pk])


def _may_read(user: Any, pk: str) -> bool:
    return any(_may(user, term) for term in _terms([pk]))


def _needs(pk: str) -> tuple[str, str] | None:
    found = _terms([pk])
    return (Capability.VIEW_PEOPLE, found[0].scope.stream) if found else None


TERM = refs.Presenter(_title, _url, _may_read, _needs, _shown)


def register() -> None:
    refs.register(DutyTerm._meta.label_lower, TERM)
