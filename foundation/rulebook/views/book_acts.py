"""The forms of the book of rules: record, revise, end, attach, link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.rulebook import services
from foundation.rulebook.forms.regulations import (
    AttachForm,
    EndForm,
    LinkForm,
    RegulationForm,
    VersionForm,
    VoidForm,
)
from foundation.rulebook.models import Regulation, RegulationVersion
from foundation.rulebook.permissions_book import check_can_keep
from foundation.rulebook.selectors import regulations as selectors
from foundation.rulebook.states import RegulationKind
from foundation.rulebook.views.book import (
    Text,
    about_version,
    preview,
    to_regulation,
    way,
)
from foundation.rulebook.views.words import user_of
from foundation.townships.doors import people_page
from foundation.web.acting import Look, act_once, bind, by
from foundation.web.components import Row


@dataclass(frozen=True)
class TextLook(Look):
    """The last look at a text: how it was cut into articles."""

    texts: tuple[Text, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def record(request: HttpRequest, code: str) -> HttpResponse:
    """A regulation that the book of a county or township does not have yet."""
    places = selectors.places(request.user, timezone.localdate())
    owner = next((place for place in places if place.code == code), None)
    if owner is None:
        raise Http404(_("没有这个单位，或者不在您的范围内。"))
    check_can_keep(request.user, owner)
    form = RegulationForm(owner, request.POST or None)

    def work() -> Regulation:
        given = {name: form.cleaned_data[name] for name in ("title", "issuer", "position")}
        kind = RegulationKind(form.cleaned_data["kind"])
        return services.record_regulation(owner=owner, kind=kind, wording=form.wording(), **given, **by(request))

    return bind(
        request,
        form,
        template="rulebook/record.html",
        context={"owner": owner, "breadcrumbs": way()},
        work=work,
        look=lambda made: _look(made, made.versions.get(), first=True),
        target=lambda made: reverse("book:regulation", args=[made.pk]),
        done=_("已登记。"),
        check="rulebook/check_text.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """A regulation says something else from a day on."""
    found = get_object_or_404(selectors.visible_regulations(request.user), pk=pk)
    check_can_keep(request.user, found)
    form = VersionForm(request.POST or None)

    def work() -> RegulationVersion:
        return services.add_version(regulation=found, wording=form.wording(), **by(request))

    return bind(
        request,
        form,
        template="rulebook/version.html",
        context={"regulation": found, "breadcrumbs": way(to_regulation(found))},
        work=work,
        look=lambda made: _look(found, made, first=False),
        target=lambda made: _page_of(made),
        done=_("新版本已登记。"),
        check="rulebook/check_text.html",
    )


def _look(found: Regulation, made: RegulationVersion, *, first: bool) -> TextLook:
    articles = tuple(made.articles.order_by("position"))
    own = [
        Row(_("名称"), found.title),
        Row(_("类别"), found.get_kind_display()),
        Row(_("发布机关"), found.issuer),
        Row(_("汇编里的序号"), found.position),
    ]
    binding = _("登记后不能修改。内容有误或者修订的，登记新版本，以前的版本保留。")
    if not first:
        binding += _("上一版在施行日期的前一天失效。对应的参数、规则和权力要在新版本上重新登记。")
    return TextLook(
        title=_("核对条文"),
        rows=[
            *(own if first else [Row(_("名称"), found.title)]),
            *about_version(made),
            Row(_("条文"), preview(articles)),
        ],
        binding=binding,
        submit=_("登记制度") if first else _("登记新版本"),
        texts=tuple(Text(article) for article in articles),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """废止."""
    found = _kept_version(request, pk)
    form = EndForm(request.POST or None, initial={"end": timezone.localdate()})

    def work() -> RegulationVersion:
        given = {name: form.cleaned_data[name] for name in ("end", "reason")}
        return services.end_version(version=found, **given, **by(request))

    def look(ended: RegulationVersion) -> Look:
        return Look(
            title=_("核对废止"),
            rows=[
                Row(_("名称"), found.regulation.title),
                Row(_("版次"), _("第%(number)d版") % {"number": ended.number}),
                Row(_("失效日期"), ended.end),
                Row(_("原因"), ended.end_reason),
            ],
            binding=_("登记后不能修改。制度和条文仍然可以查阅，以前的事项仍按当时的制度。"),
            submit=_("登记废止"),
        )

    return bind(
        request,
        form,
        template="rulebook/end.html",
        context=_context(found),
        work=work,
        look=look,
        target=_page_of,
        done=_("已登记废止。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """The official text as a file."""
    found = _kept_version(request, pk)
    form = AttachForm(request.user, request.POST or None, request.FILES or None)

    def work() -> None:
        services.attach_file(version=found, staged=form.cleaned_data["file"], **by(request))

    return act_once(
        request,
        form,
        template="rulebook/attach.html",
        context=_context(found),
        work=work,
        target=_page_of(found),
        done=_("文件已保存。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """An article stands behind a number, a rule or a power."""
    found = _kept_version(request, pk)
    form = LinkForm(selectors.articles_of(found), request.POST or None)

    def work() -> None:
        article, kind, code = form.chosen()
        services.link(version=found, article=article, kind=kind, code=code, **by(request))

    return act_once(
        request,
        form,
        template="rulebook/link.html",
        context=_context(found),
        work=work,
        target=_page_of(found),
        done=_("对应已登记。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """A link was wrong."""
    found = get_object_or_404(selectors.visible_links(request.user), pk=pk)
    check_can_keep(request.user, found.version.regulation)
    form = VoidForm(request.POST or None)

    def work() -> None:
        services.void_link(link=found, reason=form.cleaned_data["reason"], **by(request))

    return act_once(
        request,
        form,
        template="rulebook/void.html",
        context={**_context(found.version), "link": found},
        work=work,
        target=_page_of(found.version),
        done=_("对应已作废。"),
    )


# -------------------------------------------------------------------------------------------------


def _kept_version(request: HttpRequest, pk: int) -> RegulationVersion:
    found = get_object_or_404(selectors.visible_versions(user_of(request)), pk=pk)
    check_can_keep(request.user, found.regulation)
    return found


def _page_of(found: RegulationVersion) -> str:
    return f"{reverse('book:regulation', args=[found.regulation_id])}?version={found.number}"


def _context(found: RegulationVersion) -> dict[str, Any]:
    return {
        "regulation": found.regulation,
        "version": found,
        "breadcrumbs": way(to_regulation(found.regulation)),
        "back": _page_of(found),
    }
