"""Files that hang on things: upload, download, small picture, void. Which things, their rooms say (`holders.py`)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation import refs
from foundation.documents import selectors, services
from foundation.documents.forms import AttachForm, VoidAttachmentForm
from foundation.documents.holders import Holder, holder_of
from foundation.documents.models import Attachment
from foundation.files.serving import download, picture
from foundation.refs import Ref
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.acting import act_once, by
from foundation.web.components import Link
from foundation.web.doors import desk_page


@require_safe
@desk_page
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    return download(_readable(request, pk))


@require_safe
@desk_page
def preview(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = picture(_readable(request, pk).preview)
    if found is None:
        raise Http404(_("还没有缩略图。"))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def attach(request: HttpRequest, label: str, key: str) -> HttpResponse:
    about, holder = _thing(request, label, key)
    holder.check(request.user, about.pk, False)
    warning = holder.warning(about.pk)
    form = AttachForm(bool(warning), request.user, request.POST or None, request.FILES or None)

    def work() -> Attachment:
        return services.attach(about=about, staged=form.cleaned_data["file"], **by(request))

    context = {**_context(request, about), "warning": warning}
    return act_once(
        request,
        form,
        template="attachments/new.html",
        context=context,
        work=work,
        target=_back(context),
        done=_("附件已上传。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def void(request: HttpRequest, pk: int) -> HttpResponse:
    found = _readable(request, pk)
    about = Ref.parse(found.about)
    holder_of(about).check(request.user, about.pk, False)
    form = VoidAttachmentForm(request.POST or None)

    def work() -> Attachment:
        return services.void_attachment(attachment=found, reason=form.cleaned_data["reason"], **by(request))

    context = {**_context(request, about), "attachment": found}
    return act_once(
        request,
        form,
        template="attachments/void.html",
        context=context,
        work=work,
        target=_back(context),
        done=_("附件已作废。"),
    )


# -------------------------------------------------------------------------------------------------


def _readable(request: HttpRequest, pk: int) -> Attachment:
    """A file whose thing this person may read. What he may not know of is not there."""
    found = selectors.readable_attachment(request.user, pk)
    if found is None:
        check_may(request.user, Capability.VIEW_DECISIONS)
        raise Http404(_("没有这个附件，或者不在您的范围内。"))
    return found


def _thing(request: HttpRequest, label: str, key: str) -> tuple[Ref, Holder]:
    try:
        about = Ref.parse(f"{label}:{key}")
        holder, link = holder_of(about), refs.link_for(about, request.user)
    except (LookupError, ValueError) as error:
        raise Http404(_("没有这个事项。")) from error
    if link is None:
        check_may(request.user, Capability.VIEW_DECISIONS)
        raise Http404(_("没有这个事项，或者不在您的范围内。"))
    return about, holder


def _context(request: HttpRequest, about: Ref) -> dict[str, Any]:
    title, url = refs.title_of(about), refs.link_for(about, request.user) or ""
    return {
        "title": title,
        "back": url,
        "breadcrumbs": [Link(_("我的工作"), reverse("web:desk")), Link(title, url)],
    }


def _back(context: dict[str, Any]) -> str:
    return f"{context['back']}#attachments"
