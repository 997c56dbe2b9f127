"""The Atom feed of a division. Every address in it comes from `SITE_URL`, never from the Host header."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from disclosure import selectors
from disclosure.models import Publication
from foundation.townships.models import Division


class DivisionFeed(Feed):
    """What a county, unit or village has published last. Called with the division that the view has found."""

    feed_type = Atom1Feed
    # The texts are Chinese whatever the language of the page that led here.
    language = "zh-Hans"

    def get_object(self, _request: HttpRequest, division: Division) -> Division:
        return division

    def title(self, division: Division) -> str:
        return _("%s公开内容") % division.name

    def subtitle(self, division: Division) -> str:
        return _("办什么事、花多少钱、由谁决定、怎样提出异议。")

    def author_name(self, division: Division) -> str:
        return division.name

    def link(self, division: Division) -> str:
        return settings.SITE_URL + reverse("disclosure:division", args=[division.code])

    def feed_url(self, division: Division) -> str:
        return settings.SITE_URL + reverse("disclosure:feed", args=[division.code])

    def items(self, division: Division) -> Iterable[Publication]:
        return selectors.newest_for(division, timezone.localdate())

    def item_title(self, publication: Publication) -> str:
        return publication.title

    def item_description(self, publication: Publication) -> str:
        return publication.card.what

    def item_author_name(self, publication: Publication) -> str:
        return publication.place

    def item_link(self, publication: Publication) -> str:
        return settings.SITE_URL + publication.get_absolute_url()

    def item_guid(self, publication: Publication) -> str:
        """The permanent address: a reader who changes the language does not get everything twice."""
        return publication.permanent_url

    def item_pubdate(self, publication: Publication) -> datetime:
        return publication.published_at

    item_updateddate = item_pubdate
