"""归档: how long a paper is kept, its package, and what is due for the county's archive."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.documents import reading, services_archive
from foundation.documents import selectors_archive as selectors
from foundation.documents.models import ArchivePackage, Paper
from foundation.documents.states import PACKAGE
from foundation.files.serving import download
from foundation.jobs.selectors import latest_job
from foundation.jobs.states import State
from foundation.refs import Ref
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.acting import by
from foundation.web.components import Action, Column, Link, Row, Table
from foundation.web.doors import desk_page
from foundation.web.templatetags.sunlit import day as said_day


@dataclass(frozen=True)
class Archive:
    """What `templates/documents/_archive.html` shows."""

    rows: list[Row]
    package: ArchivePackage | None
    action: Action | None


@dataclass
class _Download:
    name: str
    path: str
    media_type: str = "application/zip"


def archive_of(paper: Paper) -> Archive:
    """Retention, the newest package, and the button that makes one. Four queries."""
    of = selectors.kept(paper)
    package = ArchivePackage.objects.filter(paper=paper).order_by("-pk").first()
    job = latest_job(PACKAGE, Ref.of(paper))
    rows = [
        Row(_("保管期限"), _("%(text)s（%(basis)s）") % {"text": of.retention, "basis": of.retention.basis}),
        Row(_("归档年度和件号"), _("%(year)d年，第%(number)d件") % {"year": paper.year, "number": paper.number}),
        Row(_("移交县档案馆"), _("%(year)d年") % {"year": of.transfer_year}),
    ]
    if package:
        told = {"day": said_day(package.made_at), "files": package.files}
        rows.append(Row(_("归档包"), _("%(day)s生成，%(files)d 个文件") % told))
        rows.append(Row(_("归档包摘要（SHA-256）"), package.digest))
    making = job is not None and job.state in (State.WAITING, State.RUNNING)
    to = reverse("documents:make_package", args=[paper.pk])
    action = Action(
        _("生成归档包") if package is None else _("重新生成归档包"),
        to,
        allowed=not making,
        reason=_("归档包正在生成，请过几秒刷新本页。") if making else "",
    )
    return Archive(rows, package, action)


@require_safe
@desk_page
def package(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The newest package of a paper."""
    found = reading.readable(request, pk)
    row = ArchivePackage.objects.filter(paper=found).order_by("-pk").first()
    if row is None:
        raise Http404(_("这份公文还没有归档包。"))
    return download(_Download(f"{found.label}归档包.zip", row.path))


@require_POST
@desk_page
def make(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = reading.readable(request, pk)
    services_archive.order_package(paper=found, **by(request))
    return redirect(f"{found.get_absolute_url()}#archive")


@require_safe
@desk_page
def due(request: HttpRequest) -> HttpResponse:
    """What goes to the county's archive this year."""
    check_may(request.user, Capability.VIEW_DECISIONS)
    today = timezone.localdate()
    rows = selectors.due(request.user, today)
    table = Table(
        _("到移交期的公文"),
        [
            Column(_("文号")),
            Column(_("题名")),
            Column(_("成文日期")),
            Column(_("保管期限")),
            Column(_("应移交的年度"), number=True),
        ],
        [
            [
                Link(row.paper.label, row.paper.get_absolute_url()),
                row.paper.title,
                row.paper.issued_on,
                str(row.retention),
                row.transfer_year,
            ]
            for row in rows
        ],
        empty=_("今年没有到移交期的公文。"),
    )
    shown = {
        "table": table,
        "cut": len(rows) == selectors.SHOWN_MOST,
        "breadcrumbs": [Link(_("我的工作"), reverse("web:desk"))],
    }
    return render(request, "documents/due.html", shown)
