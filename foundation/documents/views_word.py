"""The .docx of a paper: download it, or let it be made where it is not there yet."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.documents import reading, services_word
from foundation.documents.models import Paper, WordFile
from foundation.documents.states import RENDER
from foundation.documents.word.styles import FACES
from foundation.files.serving import download
from foundation.files.states import MediaType
from foundation.jobs.selectors import latest_job
from foundation.jobs.states import State
from foundation.refs import Ref
from foundation.web.acting import by
from foundation.web.components import Action
from foundation.web.doors import desk_page


@dataclass(frozen=True)
class Offer:
    """What `templates/documents/_word.html` shows: the file, or the button that makes it, or word that it is made."""

    file: WordFile | None
    action: Action | None = None
    is_made: bool = False
    faces: str = "、".join(FACES)


@dataclass
class _Download:
    """A file under the number of its paper."""

    name: str
    path: str
    media_type: str = MediaType.DOCX


def offer(paper: Paper) -> Offer:
    """What of the .docx is there. One query more while it is not."""
    file: WordFile | None = getattr(paper, "word", None)
    if file is not None:
        return Offer(file)
    job = latest_job(RENDER, Ref.of(paper))
    if job is not None and job.state in (State.WAITING, State.RUNNING):
        return Offer(None, is_made=True)
    return Offer(None, Action(_("生成 Word 版"), reverse("documents:make_word", args=[paper.pk])))


@require_safe
@desk_page
def word(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = reading.readable(request, pk)
    file: WordFile | None = getattr(found, "word", None)
    if file is None:
        raise Http404(_("这份公文的 Word 版还没有生成。"))
    return download(_Download(f"{found.label}.docx", file.path))


@require_POST
@desk_page
def make(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = reading.readable(request, pk)
    services_word.order_word(paper=found, **by(request))
    return redirect(found)
