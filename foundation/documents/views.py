"""One page: the PDF of a paper, or word that it is being made."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.documents import selectors
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
    check_may(request.user, Capability.VIEW_DECISIONS)
    found = get_object_or_404(selectors.visible_papers(request.user).select_related("file"), pk=pk)
    if not selectors.may_read(request.user, found):
        raise Http404
    file = getattr(found, "file", None)
    return _download(found, file) if file else _waiting(request, found)


def _download(found: Paper, file: PaperFile) -> HttpResponseBase:
    if not default_storage.exists(file.path):
        raise RuleViolation(
            "documents.file_lost",
            _("文件：《%(label)s》的 PDF 不在存储目录中。请系统管理员从备份恢复文件目录。") % {"label": found.label},
        )
    stream = default_storage.open(file.path)
    return FileResponse(
        stream, as_attachment=True, filename=f"{found.label}.pdf", content_type="application/pdf", headers=HEADERS
    )


def _waiting(request: HttpRequest, found: Paper) -> HttpResponseBase:
    job = latest_job(RENDER, Ref.of(found))
    failed = job is not None and job.state == State.FAILED
    parts = Progress(_("生成 PDF"), job.done_parts, job.all_parts) if job else Progress(_("生成 PDF"))
    return render(request, "documents/waiting.html", {"paper": found, "failed": failed, "progress": parts})
