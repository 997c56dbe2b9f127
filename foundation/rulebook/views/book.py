"""The book of rules on the desk: contents, one regulation, the print for everybody, its files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.files.serving import download
from foundation.rulebook.defaults import DEFAULTS
from foundation.rulebook.forms.regulations import ContentsForm
from foundation.rulebook.models import Article, Regulation, RegulationLink, RegulationVersion
from foundation.rulebook.permissions_book import can_keep
from foundation.rulebook.selectors import regulations as selectors
from foundation.rulebook.selectors.regulations import Chapter, Entry
from foundation.rulebook.states import Target
from foundation.rulebook.targets import title_of
from foundation.rulebook.views.behind import articles_behind, pill_of
from foundation.rulebook.views.words import user_of
from foundation.scope import INSTALLATION
from foundation.townships.doors import people_page
from foundation.townships.models import Division
from foundation.townships.selectors.streams import stream_names
from foundation.web.components import Action, Column, Link, Pill, Row, Table


def way(*further: Link) -> list[Link]:
    return [Link(_("我的工作"), reverse("web:desk")), Link(_("制度汇编"), reverse("book:contents")), *further]


def to_regulation(found: Regulation) -> Link:
    return Link(found.title, reverse("book:regulation", args=[found.pk]))


# Contents ----------------------------------------------------------------------------------------


@require_safe
@people_page
def contents(request: HttpRequest) -> HttpResponse:
    """The book of a unit by kind: what is in force, what has ended, what the county has yet to confirm."""
    today = timezone.localdate()
    places = selectors.places(request.user, today)
    place = _place(places, request.GET.get("unit", ""))
    form = ContentsForm(places, {**request.GET.dict(), "unit": place.code})
    asked = form.cleaned_data if form.is_valid() else {}
    rows = selectors.book_of(place)
    if asked.get("q"):
        rows = selectors.matching(rows, asked["q"])
    found = selectors.entries(rows, today)
    if asked.get("standing"):
        found = [entry for entry in found if entry.standing == asked["standing"]]
    context = {
        "place": place,
        "form": form,
        "several": len(places) > 1,
        "narrowed": bool(asked.get("q") or asked.get("standing")),
        "chapters": [(chapter, _table(chapter)) for chapter in selectors.chapters(found)],
        "actions": _ways(request, place),
    }
    return render(request, "rulebook/book.html", context)


def _place(places: Sequence[Division], code: str) -> Division:
    """The unit that `code` (12 digits) asks for, else the first one."""
    found = next((place for place in places if code in ("", place.code)), None)
    if found is None:
        raise Http404(_("没有这个单位，或者不在您的范围内。"))
    return found


def _ways(request: HttpRequest, place: Division) -> list[Action]:
    ways = [Action(_("打印全本"), f"{reverse('book:print')}?unit={place.code}", method="get")]
    if can_keep(user_of(request), place):
        ways.insert(0, Action(_("登记制度"), reverse("book:record", args=[place.code]), method="get", kind="primary"))
    return ways


def _table(chapter: Chapter) -> Table:
    columns = [Column(_("名称")), Column(_("文号")), Column(_("发布机关")), Column(_("施行日期")), Column(_("状态"))]
    return Table(chapter.name, columns, [_line(entry) for entry in chapter.entries])


def _line(entry: Entry) -> list[Any]:
    version = entry.version
    return [
        to_regulation(entry.regulation),
        version.document_number,
        entry.regulation.issuer,
        version.start,
        pill_of(entry.standing),
    ]


# One regulation ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """An article on a page, and what it stands behind."""

    article: Article
    behind: Sequence[Link] = ()


@require_safe
@people_page
def regulation(request: HttpRequest, pk: int) -> HttpResponse:
    """A regulation as it stands, or the version that `?version=` asks for."""
    found = get_object_or_404(selectors.visible_regulations(request.user), pk=pk)
    today = timezone.localdate()
    versions = selectors.versions_of(found)
    shown = _version(versions, request.GET.get("version", ""), Entry.on(found, versions, today).version)
    keeps = can_keep(user_of(request), found)
    links = selectors.links_of(shown)
    context = {
        "regulation": found,
        "version": shown,
        "breadcrumbs": way(),
        "pill": pill_of(shown.standing_on(today)),
        "rows": _about(found, shown),
        "actions": _acts(shown) if keeps else [],
        "texts": [Text(article, _behind(article)) for article in selectors.articles_of(shown)],
        "stands_behind": [_named(link) for link in links if not link.article and not link.voided_on],
        "files": [_file_link(shown, file) for file in shown.files.all()],
        "versions": _versions(found, versions, today) if len(versions) > 1 else None,
        "links": _links(links, keeps=keeps),
        "named_by": _named_by(found, {link.code for link in links if not link.voided_on}),
    }
    return render(request, "rulebook/regulation.html", context)


def _named_by(found: Regulation, linked: Collection[str]) -> list[Link]:
    """The numbers whose basis speaks of this regulation, and that nobody has linked to an article yet."""
    return [
        Link(default.title, reverse("rulebook:parameter", args=[code]), default.basis.text)
        for code, default in DEFAULTS.items()
        if f"《{found.title}》" in default.basis.text and code not in linked
    ]


def _version(versions: Sequence[RegulationVersion], number: str, otherwise: RegulationVersion) -> RegulationVersion:
    found = next((each for each in versions if str(each.number) == number), None) if number else otherwise
    if found is None:
        raise Http404(_("这部制度没有这一版。"))
    return found


def owner_name(found: Regulation) -> str:
    if found.stream == INSTALLATION:
        return _("全国")
    return stream_names([found.stream])[found.stream]


def _about(found: Regulation, shown: RegulationVersion) -> list[Row]:
    rows = [
        Row(_("类别"), found.get_kind_display()),
        Row(_("适用范围"), owner_name(found)),
        Row(_("发布机关"), found.issuer),
        *about_version(shown),
    ]
    if shown.end:
        rows.append(Row(_("失效日期"), shown.end))
        rows.append(Row(_("失效原因"), shown.end_reason))
    return rows


def about_version(shown: RegulationVersion) -> list[Row]:
    known = _("已核对") if shown.text_known else Pill(_("待县确认"), "amber")
    return [
        Row(_("版次"), _("第%(number)d版") % {"number": shown.number}),
        Row(_("文号"), shown.document_number),
        Row(_("发布日期"), shown.issued_on),
        Row(_("施行日期"), shown.start),
        Row(_("依据和说明"), shown.basis),
        Row(_("原文"), known),
    ]


def _acts(shown: RegulationVersion) -> list[Action]:
    """What the keeper may do with what he sees."""
    ways = [
        (_("登记新版本"), "book:version", shown.regulation_id),
        (_("上传文件"), "book:attach", shown.pk),
        (_("登记对应"), "book:link", shown.pk),
    ]
    if shown.end is None:
        ways.append((_("登记废止"), "book:end", shown.pk))
    return [Action(label, reverse(name, args=[pk]), method="get") for label, name, pk in ways]


def _file_link(shown: RegulationVersion, file: Any) -> Link:
    size = filesizeformat(file.size).replace("\xa0", " ")
    return Link(file.name, reverse("book:file", args=[file.pk]), f"{file.get_media_type_display()}，{size}")


def _versions(found: Regulation, versions: Sequence[RegulationVersion], today: date) -> Table:
    here = reverse("book:regulation", args=[found.pk])
    columns = [Column(_("版次")), Column(_("文号")), Column(_("施行日期")), Column(_("失效日期")), Column(_("状态"))]
    return Table(
        _("历次版本"),
        columns,
        [
            [
                Link(_("第%(number)d版") % {"number": each.number}, f"{here}?version={each.number}"),
                each.document_number,
                each.start,
                each.end,
                pill_of(each.standing_on(today)),
            ]
            for each in versions
        ],
    )


def _named(link: RegulationLink) -> Link:
    """What an article stands behind; leads to all that stands behind it."""
    kind = Target(link.kind)
    label = f"{kind.label}：{title_of(kind, link.code)}"
    return Link(label, f"{reverse('book:links')}#{link.kind}-{link.code}")


def _behind(article: Any) -> list[Link]:
    return [_named(link) for link in article.standing_links]


def _links(links: Iterable[RegulationLink], *, keeps: bool) -> Table:
    columns = [Column(_("条")), Column(_("对应")), Column(_("状态"))]
    return Table(
        _("对应的参数、规则和权力"),
        columns,
        [[str(link.article or _("整部制度")), _named(link), _state_of(link, keeps=keeps)] for link in links],
        empty=_("还没有登记对应的参数、规则和权力。"),
    )


def _state_of(link: RegulationLink, *, keeps: bool) -> Any:
    if link.voided_on:
        return [Pill(_("已作废")), link.void_reason]
    return Link(_("作废"), reverse("book:void", args=[link.pk])) if keeps else Pill(_("有效"), "green")


# The other way round, the print, the files -------------------------------------------------------


@require_safe
@people_page
def links(request: HttpRequest) -> HttpResponse:
    """By number, rule and power: which articles stand behind it."""
    today = timezone.localdate()
    found = selectors.backings(request.user, today)
    groups = [
        (str(kind.label), [(each, articles_behind(each, today)) for each in found if each.kind == kind])
        for kind in Target
    ]
    return render(request, "rulebook/links.html", {"groups": [group for group in groups if group[1]]})


@dataclass(frozen=True)
class Sheet:
    """A regulation in the print: titles without a text stand in the contents only."""

    entry: Entry
    texts: list[Text]
    files: list[str]

    @property
    def printed(self) -> bool:
        return bool(self.texts or self.files)

    @classmethod
    def of(cls, entry: Entry) -> Sheet:
        version = entry.version
        files = [file.name for file in version.files.all()] if version.text_known else []
        return cls(entry, [Text(article) for article in version.articles.all()], files)


@require_safe
@people_page
def printed(request: HttpRequest) -> HttpResponse:
    """印发全体: the contents and every text in force for a unit, one after the other."""
    today = timezone.localdate()
    place = _place(selectors.places(request.user, today), request.GET.get("unit", ""))
    context = {
        "place": place,
        "day": today,
        "chapters": [
            (chapter.name, [Sheet.of(entry) for entry in chapter.entries])
            for chapter in selectors.printed(place, today)
        ],
        "breadcrumbs": way(),
        "back": f"{reverse('book:contents')}?unit={place.code}",
    }
    return render(request, "rulebook/print.html", context)


@require_safe
@people_page
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of a regulation, to be kept and never opened within our pages."""
    found = get_object_or_404(selectors.visible_files(request.user), pk=pk)
    return download(found)


def preview(articles: Sequence[Article]) -> str:
    """How a text was cut, in one line."""
    own = [article.label for article in articles if article.label and not article.heads]
    if not own:
        return _("没有按“第几条”分开的条文") if articles else _("没有填写条文")
    return _("共 %(count)d 条，%(first)s到%(last)s") % {"count": len(own), "first": own[0], "last": own[-1]}
