"""What can be downloaded of templates: the file, its sample, the house's own to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.documents import selectors_templates as selectors
from foundation.documents.flattening import starter
from foundation.documents.models import PaperTemplate
from foundation.documents.shown_templates import kind_or_404
from foundation.documents.states import Form
from foundation.documents.word.house import template_of
from foundation.files.serving import HEADERS, download
from foundation.files.states import MediaType
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.doors import desk_page

_TYPES = {Form.HTML: ("text/plain; charset=utf-8", "html"), Form.DOCX: (str(MediaType.DOCX), "docx")}


@dataclass
class _Download:
    name: str
    path: str
    media_type: str


@require_safe
@desk_page
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = _row(request, pk)
    media_type, ending = _TYPES[Form(row.form)]
    return download(_Download(f"{kind_or_404(row.kind).name}模板第{row.number}版.{ending}", row.path, media_type))


@require_safe
@desk_page
def sample(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = _row(request, pk)
    if row.seen_at is None or not default_storage.exists(row.sample):
        raise Http404(_("样张还没有生成，或者没有成功。"))
    media_type = str(MediaType.DOCX if row.form == Form.DOCX else MediaType.PDF)
    name = f"{kind_or_404(row.kind).name}样张（第{row.number}版）.{Form(row.form).file_ending}"
    return download(_Download(name, row.sample, media_type))


@require_safe
@desk_page
def house(request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
    """The house's own template of a kind, to begin with."""
    check_may(request.user, Capability.KEEP_RULES)
    found = kind_or_404(kind)
    if form not in Form.values:
        raise Http404
    media_type, ending = _TYPES[Form(form)]
    data = template_of(found) if form == Form.DOCX else starter(found.template).encode()
    name = f"{found.name}模板（本系统）.{ending}"
    return FileResponse(BytesIO(data), as_attachment=True, filename=name, content_type=media_type, headers=HEADERS)


def _row(request: HttpRequest, pk: int) -> PaperTemplate:
    check_may(request.user, Capability.KEEP_RULES)
    return get_object_or_404(selectors.kept_templates(request.user), pk=pk)
