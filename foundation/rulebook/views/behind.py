"""What stands behind a number, a rule or a power: for the page of the book and for the pages of those."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from foundation.rulebook.models import RegulationLink
from foundation.rulebook.selectors.regulations import Backing
from foundation.rulebook.states import Standing
from foundation.web.components import Link, Pill, Tone

TONES: dict[Standing, Tone] = {
    Standing.IN_FORCE: "green",
    Standing.UNCONFIRMED: "amber",
    Standing.COMING: "blue",
    Standing.ENDED: "neutral",
}


def pill_of(standing: Standing) -> Pill:
    return Pill(str(standing.label), TONES[standing])


def articles_behind(backing: Backing, today: date) -> list[tuple[Link, Pill]]:
    """The articles behind a number or rule, each with how its version stands: for the page of that number, too."""
    return [(_to_article(link), pill_of(link.version.standing_on(today))) for link in backing.links]


def _to_article(link: RegulationLink) -> Link:
    version = link.version
    url = f"{reverse('book:regulation', args=[version.regulation_id])}?version={version.number}"
    if link.article is None:
        return Link(str(version.regulation), url)
    return Link(f"{version.regulation}{link.article.label}", f"{url}#a{link.article.position}")
