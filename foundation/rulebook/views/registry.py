"""The desk's page of rules: what the house refuses and what it points out, for everybody who works here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.house_rules import Effect, Rule
from foundation.ledger.labels import declared
from foundation.rulebook.forms.registry import SearchForm
from foundation.rulebook.registry import Room, basis_in_words, raised_in_words, rooms
from foundation.rulebook.selectors.regulations import backings
from foundation.rulebook.sources import acts, used_in
from foundation.rulebook.states import Target
from foundation.rulebook.views.behind import articles_behind
from foundation.rulebook.views.words import severity_pill
from foundation.web.components import Column, Link, Pill, Table
from foundation.web.doors import desk_page


@require_safe
@desk_page
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule by room, or those that `?q=` finds in name, code, basis or where they are used."""
    today = timezone.localdate()
    form = SearchForm(request.GET or None)
    q = form.cleaned_data["q"].strip() if form.is_valid() else ""
    behind = {
        backing.code: [link for link, _pill in articles_behind(backing, today)]
        for backing in backings(request.user, today, kind=Target.RULE)
    }
    tables = [table for room in rooms() if (table := _table(room, q, behind)).rows]
    context = {
        "search": form,
        "tables": tables,
        "breadcrumbs": [Link(_("我的工作"), reverse("web:desk"))],
    }
    return render(request, "rulebook/rules.html", context)


def _table(room: Room, q: str, behind: dict[str, list[Link]]) -> Table:
    columns = [_("规则"), _("作用"), _("依据"), _("怎样提出"), _("用在哪里")]
    lines = [_line(rule, behind.get(rule.code, [])) for rule in room.rules]
    found = [line for line in lines if not q or q.lower() in _all_words(line)]
    return Table(room.name, [Column(label) for label in columns], found)


def _line(rule: Rule, behind: list[Link]) -> list[object]:
    """The basis of the law, and below it the articles of the book that stand behind the rule."""
    pill = severity_pill(rule.severity) if rule.severity else Pill(str(Effect(rule.effect).label))
    basis = basis_in_words(rule)
    return [
        [str(rule.title), rule.code],
        pill,
        [basis, *behind] if behind else basis,
        raised_in_words(rule),
        _where(rule),
    ]


def _where(rule: Rule) -> list[str]:
    """The acts that ask it, as people call them; what is no act, or has no name, as the source has it."""
    if rule.machine:
        return [_("每夜检查")]
    return list(dict.fromkeys(_called(place) for place in used_in().get(rule.code, [])))


def _called(place: str) -> str:
    """`<room>.<verb>_<noun>` does `<room>.<noun>.<verb>`, unless it says otherwise."""
    room, _dot, service = place.partition(".")
    verb, _line, noun = service.rpartition("_")
    return declared(room).get(acts().get(place, f"{room}.{noun}.{verb}"), place)


def _all_words(line: list[object]) -> str:
    return " ".join(cell.text if isinstance(cell, Pill) else str(cell) for cell in line).lower()
