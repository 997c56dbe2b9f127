"""How citizens check what they read: the proof of a publication, and what the whole ledger says of itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from disclosure import proofs
from disclosure.models import Publication
from foundation.ledger import notes
from foundation.ledger.selectors import latest_checkpoint
from foundation.townships.selectors.streams import stream_names

#: For how many seconds a proof may be kept: the next checkpoint makes another.
KEPT_FOR = 60


@require_safe
@cache_control(public=True, max_age=KEPT_FOR)
def proof(request: HttpRequest, pk: str) -> HttpResponse:
    """What stands where, and what to download and run."""
    found = _publication(pk)
    if found.is_down_on(timezone.localdate()):
        return render(request, "disclosure/taken_down.html", {"publication": found}, status=410)
    standing = proofs.standing_of(found)
    context: dict[str, Any] = {"publication": found, "standing": standing}
    if standing:
        context |= {"stream": stream_names([standing.entry.stream])[standing.entry.stream]}
    return render(request, "disclosure/proof.html", context)


@require_safe
@cache_control(public=True, max_age=KEPT_FOR)
def proof_file(request: HttpRequest, pk: str) -> HttpResponse:
    """The proof under the newest checkpoint, for `sunlit_verify.py`."""
    found = _publication(pk)
    if found.is_down_on(timezone.localdate()):
        return render(request, "disclosure/taken_down.html", {"publication": found}, status=410)
    standing = proofs.standing_of(found)
    content = proofs.proof_file(standing) if standing else None
    if content is None:
        raise Http404(_("这一条还没有存证证明。公开以后几分钟内签发，请稍后再来。"))
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="proof-{found.pk}.json"'
    return response


@require_safe
@cache_control(public=True, max_age=KEPT_FOR)
def ledger(request: HttpRequest) -> HttpResponse:
    """What the ledger is, its newest checkpoint, and how to keep watch over it."""
    checkpoint = latest_checkpoint()
    heads = notes.parse(checkpoint.note).heads if checkpoint else []
    names = stream_names([head.stream for head in heads])
    rows = [(names[head.stream], head.size, head.root.hex()) for head in heads]
    context = {"checkpoint": checkpoint, "rows": rows, "address": settings.SITE_URL}
    return render(request, "disclosure/ledger.html", context)


def _publication(pk: str) -> Publication:
    return get_object_or_404(Publication.objects.select_related("division__parent__parent"), pk=pk)
