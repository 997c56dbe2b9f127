"""The paper that a page is about, if this person may read it."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from foundation.documents import selectors
from foundation.documents.models import Paper
from foundation.documents.shut import check_is_open
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability


def readable(request: HttpRequest, pk: int) -> Paper:
    """With its files.

    Raises `PermissionDenied` for who reads no decisions, or not what this one says; `Http404` for what he may not know
    of.
    """
    check_may(request.user, Capability.VIEW_DECISIONS)
    papers = selectors.visible_papers(request.user).select_related(
        "file", "word", "void", "draft", "corrects", "body__division"
    )
    found = get_object_or_404(papers, pk=pk)
    if not selectors.may_know_of(request.user, found):
        raise Http404
    check_is_open(request.user, found)
    return found
