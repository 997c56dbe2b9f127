"""What every page knows without asking its view. No query, no session: open pages are cached for everyone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.translation import get_language

ENGLISH = "/en/"


@dataclass(frozen=True)
class Language:
    """A language of the open site: its own name, the same page in it, and whether it is this one."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Site:
    """`lang` is the value of the html element's attribute, `languages` the switch in the footer."""

    lang: str
    languages: tuple[Language, ...]


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `contact` and `site`.

    The language goes by the path alone: no cookie, and nothing of the query string comes back in a page.
    """
    english = get_language() == "en"
    rest = escape_uri_path(request.path.removeprefix(ENGLISH).lstrip("/"))
    return {
        "contact": settings.CONTACT,
        "site": Site(
            lang="en" if english else "zh-Hans",
            languages=(
                Language("zh-Hans", "中文", f"/{rest}", not english),
                Language("en", "English", f"{ENGLISH}{rest}", english),
            ),
        ),
    }
