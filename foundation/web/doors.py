"""Who may pass a door of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

View = Callable[..., HttpResponseBase]


def desk_page(view: View) -> View:
    """Anonymous → login; an account without the desk → 403 with the reason."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated or not request.user.may("enter_desk"):
            raise PermissionDenied(
                _("工作台只对承担业务工作的人员开放。您的账号没有这项权限，如有需要请联系本县安全管理员。")
            )
        return view(request, *args, **kwargs)

    return guarded
