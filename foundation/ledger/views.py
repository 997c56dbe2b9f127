"""What anybody may fetch, and a witness does every day: signed notes, the public key, proofs that trees only grew."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from foundation.ledger import notes, proofs
from foundation.ledger.models import Checkpoint
from foundation.ledger.selectors import latest_checkpoint

#: What never changes may be kept for a year.
FOR_EVER = 31_536_000
#: PostgreSQL takes no larger number.
LARGEST = 2**63 - 1


@require_safe
@cache_control(public=True, max_age=60)
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest note."""
    return _note(latest_checkpoint())


@require_safe
@cache_control(public=True, max_age=FOR_EVER, immutable=True)
def numbered_checkpoint(request: HttpRequest, number: int) -> HttpResponse:
    """An older note, as a proof file names it."""
    return _note(Checkpoint.objects.filter(number=min(number, LARGEST)).first())


@require_safe
@cache_control(public=True, max_age=60)
def key(request: HttpRequest) -> HttpResponse:
    """The public keys with which notes are signed now, one in each line."""
    return _text(notes.vkeys())


@require_safe
@cache_control(public=True, max_age=FOR_EVER, immutable=True)
def consistency(request: HttpRequest, stream: str, old: int, new: int) -> HttpResponse:
    """That the tree of `new` entries grew from that of `old`."""
    try:
        return HttpResponse(proofs.consistency(stream, old, new), content_type="application/json")
    except LookupError:
        raise Http404(_("没有这个日志流，或者它没有从这么多条增加到这么多条。")) from None


def _note(found: Checkpoint | None) -> HttpResponse:
    if found is None:
        raise Http404(_("还没有签发这个存证点。"))
    return _text(found.note)


def _text(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
