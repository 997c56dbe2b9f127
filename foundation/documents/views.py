"""The page of a paper, its PDF, and where the code on the printed sheet leads."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.documents import (
    fonts,
    marks,
    reading,
    selectors,
    selectors_flow,
    shown_flow,
    views_archive,
    views_word,
)
from foundation.documents.models import Paper, PaperFile
from foundation.documents.states import RENDER
from foundation.files.serving import HEADERS
from foundation.jobs.selectors import latest_job
from foundation.jobs.states import State
from foundation.refs import Ref
from foundation.violations import RuleViolation
from foundation.web.components import Progress
from foundation.web.doors import desk_page


@require_safe
@desk_page
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Number, digest and place in the ledger; the files, or word that they are being made; what became of the paper."""
    found = reading.readable(request, pk)
    file: PaperFile | None = getattr(found, "file", None)
    shown = {
        "paper": found,
        "file": file,
        "digest": marks.grouped(found.digest),
        "entry": selectors.entry_of(found),
        "faces": fonts.said(file.faces.split()) if file else [],
        "word": views_word.offer(found),
        "archive": views_archive.archive_of(found),
        **shown_flow.paper_page(request.user, found),
        **({} if file else _waiting(found)),
    }
    return render(request, "documents/page.html", shown)


@require_safe
@desk_page
def pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = reading.readable(request, pk)
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
def check(request: HttpRequest, digest: str) -> HttpResponse:
    """From the sheet to the house: what is public can be read by everybody, the rest behind the login.

    Whoever holds the sheet is told, before he goes on, that the paper no longer counts or has been corrected. He knows
    its number already: nothing else is said.
    """
    papers = Paper.objects.select_related("void").order_by("pk")
    found = get_object_or_404(papers, digest__startswith=digest)
    on = selectors.public_page(found) or found.get_absolute_url()
    void, corrections = getattr(found, "void", None), list(selectors_flow.standing_corrections(found))
    if void is None and not corrections:
        return redirect(on)
    successor = selectors_flow.successor_of(found) if void else None
    shown = {"paper": found, "void": void, "on": on, "digest": marks.grouped(found.digest)}
    ways = [_way(each) for each in corrections]
    return render(
        request,
        "documents/check.html",
        {**shown, "corrections": ways, "successor": _way(successor) if successor else None},
    )


def _way(paper: Paper) -> tuple[Paper, str]:
    """A paper, and where the code on its own sheet leads."""
    return paper, reverse("papers:check", args=[paper.digest[: marks.SHORT]])


def _waiting(found: Paper) -> dict[str, Any]:
    """How far the job is that makes the PDF."""
    job = latest_job(RENDER, Ref.of(found))
    parts = Progress(_("生成 PDF"), job.done_parts, job.all_parts) if job else Progress(_("生成 PDF"))
    return {"waiting": True, "failed": job is not None and job.state == State.FAILED, "progress": parts}
