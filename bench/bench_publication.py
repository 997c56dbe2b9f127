"""A citizen reads a publication: through the whole house, against a bare Django view with a small template."""

from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import Context, Template
from django.test import RequestFactory, override_settings
from django.urls import path

from bench.cases import Case, register
from bench.county import seed
from disclosure.models import Publication

BARE = Template(
    "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>{% for line in lines %}<p>{{ line }}</p>{% endfor %}"
)


def bare_view(_request: HttpRequest, pk: str) -> HttpResponse:
    """One query, one small template, no middleware."""
    found = Publication.objects.get(pk=pk)
    lines = [section["text"] for section in found.shown["sections"]]
    return HttpResponse(BARE.render(Context({"title": found.title, "lines": lines})))


urlpatterns = [path("p/<str:pk>/", bare_view)]


@register
class PublicationPage(Case):
    """How much of the time of a page goes into what the house does around it (headers, language, frame)."""

    name = "公开内容页"
    rounds = 40

    def setup(self) -> None:
        seed()
        self.requests = RequestFactory()
        self.url = f"/p/{Publication.objects.all()[0].pk}/"
        self.house, self.plain = BaseHandler(), BaseHandler()
        self.house.load_middleware()
        with override_settings(MIDDLEWARE=[]):
            self.plain.load_middleware()

    def ours(self) -> object:
        return self._answer(self.house)

    def bare(self) -> object:
        with override_settings(ROOT_URLCONF=__name__):
            return self._answer(self.plain)

    def _answer(self, handler: BaseHandler) -> HttpResponseBase:
        response = handler.get_response(self.requests.get(self.url, headers={"host": "127.0.0.1"}))
        if response.status_code != 200:
            raise RuntimeError(f"{self.url} answered {response.status_code}")
        return response
