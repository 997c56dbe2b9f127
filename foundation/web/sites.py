"""The inspectors' door."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class SunlitAdminSite(AdminSite):
    """The stock admin behind the one login door; who may enter is a capability, not a flag."""

    site_title = gettext_lazy("阳光用权监督后台")
    site_header = gettext_lazy("阳光用权监督后台")
    index_title = gettext_lazy("监督事项")
    site_url = "/"
    # The first page lists everything; beside a list the room is needed for its columns.
    enable_nav_sidebar = False
    final_catch_all_view = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without the stock doors that nobody here uses: search-as-you-type, redirects by content type, catch-all."""
        unused = {"autocomplete", "view_on_site"}
        return [url for url in super().get_urls() if getattr(url, "name", None) not in unused]

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.may("enter_admin")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Stock Django sends whoever lacks the right to the login page; ours says that it is missing."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise PermissionDenied(_("监督后台只对县级监督部门和三员开放。您的账号没有这项权限。"))
            response: HttpResponseBase = inner(request, *args, **kwargs)
            return response

        return update_wrapper(guarded, inner)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one login page."""
        return redirect_to_login(request.GET.get("next", "/admin/"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("accounts:me")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("accounts:password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("accounts:me")
