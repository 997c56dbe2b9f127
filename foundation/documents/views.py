"""The page of a paper, its PDF, and where the code on the printed sheet leads."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.documents import fonts, marks, selectors
from foundation.documents.models import Paper, PaperFile
from foundation.documents.states import RENDER
from foundation.files.serving import HEADERS
from foundation.jobs.selectors import latest_job
from foundation.jobs.states import State
from foundation.refs import Ref
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.violations import RuleViolation
from foundation.web.components import Progress
from foundation.web.doors import desk_page


@require_safe
@desk_page
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Number, digest and place in the ledger; the PDF, or word that it is being made."""
    found = _readable(request, pk)
    file: PaperFile | None = getattr(found, "file", None)
    if file is None:
        return _waiting(request, found)
    shown = {
        "paper": found,
        "digest": marks.grouped(found.digest),
        "entry": selectors.entry_of(found),
        "faces": fonts.said(file.faces.split()),
    }
    return render(request, "documents/page.html", shown)


@require_safe
@desk_page
def pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = _readable(request, pk)
    file: PaperFile | None = getattr(found, "file", None)
    if file is None:
        raise Http404(_("这份公文的 PDF 还没有生成。"))
    if not default_storage.exists(file.path):
        raise RuleViolation(
            "documents.file_lost",
            _("文件：《%(label)s》的 PDF 不在存储目录中。请系统管理员从备份恢复文件目录。") % {"label": found.label},
        )
    stream = default_storage.open(file.path)
    return FileResponse(
        stream, as_attachment=True, filename=f"{found.label}.pdf", content_type="application/pdf", headers=HEADERS
    )


@require_safe
def check(_request: HttpRequest, digest: str) -> HttpResponse:
    """From the sheet to the house: what is public can be read by everybody, the rest behind the login."""
    found = get_object_or_404(Paper.objects.order_by("pk"), digest__startswith=digest)
    return redirect(selectors.public_page(found) or found)


def _readable(request: HttpRequest, pk: int) -> Paper:
    check_may(request.user, Capability.VIEW_DECISIONS)
    found = get_object_or_404(selectors.visible_papers(request.user).select_related("file"), pk=pk)
    if not selectors.may_read(request.user, found):
        raise Http404
    return found


def _waiting(request: HttpRequest, found: Paper) -> HttpResponse:
    job = latest_job(RENDER, Ref.of(found))
    failed = job is not None and job.state == State.FAILED
    parts = Progress(_("生成 PDF"), job.done_parts, job.all_parts) if job else Progress(_("生成 PDF"))
    return render(request, "documents/waiting.html", {"paper": found, "failed": failed, "progress": parts})
