"""The door of pages that tell of a place: whoever sees people somewhere may come in."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.doors import View, desk_page


def people_page(view: View) -> View:
    """A page of the desk for whoever works in a county, township or village; the three administrators are told why
    not. Who its people are, what its rules say and what it owes is no secret in a place."""

    @desk_page
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        check_may(request.user, Capability.VIEW_PEOPLE)
        return view(request, *args, **kwargs)

    return guarded
