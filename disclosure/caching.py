"""How long others may keep an open page, and how they learn that it has changed."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

#: Seconds. Short, since a page can be taken down; afterwards the tag makes asking again cheap.
KEPT_FOR = 300


@cache
def frame() -> str:
    """A sign for all that stands around the content: it changes with templates, style, sentences, address and contacts.

    Without it a browser would go on showing a kept page whose style sheets are gone since the last release.
    """
    base = Path(settings.BASE_DIR)
    files = [*base.glob("templates/**/*.html"), *base.glob("static/css/*.css"), *base.glob("locale/**/*.mo")]
    sign = hashlib.sha256(repr([settings.SITE_URL, *sorted(settings.CONTACT.items())]).encode())
    for path in sorted(files):
        sign.update(path.read_bytes())
    return sign.hexdigest()[:12]


def tag_of(digest: str) -> str:
    """The ETag of a page that shows the content with this digest, in the language of this request."""
    return f'"{digest[:32]}-{frame()}-{get_language()}"'


def keep(response: HttpResponse, tag: str) -> HttpResponse:
    """Let browsers and proxies keep it."""
    response.headers["ETag"] = tag
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return response
