"""What every page of the admin has in common: read only, own rows only, 404 for what is not one's own."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.web.paging import BoundedPaginator

#: What the filters beside a list ask: is it this, is it empty, is it in this week.
LOOKUPS = ("", "__exact", "__isnull", "__gte", "__lt")


class ReadOnlyAdmin(admin.ModelAdmin):
    """Base of all our admin pages.

    Subclasses say which `capability` opens them and how the `visible` rows of a user are selected.
    Acts go through services, never through the admin.
    """

    capabilities: ClassVar[tuple[str, ...]]
    visible: ClassVar[Callable[[Any], models.QuerySet]]

    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    actions = None
    # The admin site has no such address (see `sites.py`).
    view_on_site = False

    #: Further pages of a record, for reading: "timeline" has the address `<key>/timeline/`, and is answered by
    #: `timeline_view(request, row)` for whoever may read the row.
    pages: ClassVar[tuple[str, ...]] = ()

    def get_urls(self) -> list[URLPattern]:
        """List, record, history and `pages` are all the doors there are: what cannot be done has no address."""
        model = f"{self.opts.app_label}_{self.opts.model_name}"
        names = {f"{model}_changelist", f"{model}_change", f"{model}_history"}
        more = [
            path(f"<path:object_id>/{page}/", self._page(getattr(self, f"{page}_view")), name=f"{model}_{page}")
            for page in self.pages
        ]
        # The address of a record takes whatever stands before its end, so these come first.
        return [*more, *(pattern for pattern in super().get_urls() if pattern.name in names)]

    def _page(self, view: Callable[..., HttpResponseBase]) -> Any:
        def page(request: HttpRequest, object_id: str) -> HttpResponseBase:
            return view(request, self._own_or_404(request, object_id))

        return self.admin_site.admin_view(require_safe(page))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return type(self).visible(request.user).order_by(*(self.get_ordering(request) or self.model._meta.ordering))

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return request.user.is_authenticated and any(request.user.may(each) for each in self.capabilities)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """The filters that the page shows and no others: a password's hash could be asked for letter by letter."""
        return any(lookup in _asked_by(each) for each in self.list_filter)

    def _own_or_404(self, request: HttpRequest, object_id: str) -> models.Model:
        """Stock Django redirects with a message, which tells a stranger something."""
        if not self.has_view_permission(request):
            raise PermissionDenied(_("您没有查看“%s”的权限。") % self.opts.verbose_name)
        row: models.Model | None = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404(_("没有这条记录，或者不在您的监督范围内。"))
        return row

    def context_of(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the page of a record shows that its fields do not say: names for the template."""
        return {}

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        row = self._own_or_404(request, object_id)
        context = {**self.context_of(request, row), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        self._own_or_404(request, object_id)
        return super().history_view(request, object_id, extra_context)


def _asked_by(list_filter: Any) -> set[str]:
    """The parameters of one filter: of a column, or of a class that names its own."""
    if isinstance(list_filter, str):
        return {f"{list_filter}{ending}" for ending in LOOKUPS}
    return {list_filter.parameter_name}


class ReadOnlyInline(admin.TabularInline):
    """Rows that belong to a record: shown whole, never edited. `related` names what a row prints of others."""

    template = "admin/rows.html"
    extra = 0
    can_delete = False
    related: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related(*self.related).order_by("pk")

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Whoever may see the record may see its rows: the page of the record has asked."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
