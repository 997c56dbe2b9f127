"""What is done with a directory: drafted, changed, adopted, lodged."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.townships.doors import people_page
from foundation.townships.models import Division
from foundation.townships.states import Capability, Level
from foundation.web.acting import Look, act_once, attempt, bind, by
from foundation.web.components import Row
from powers import services, words
from powers.forms import AdoptForm, ButtonForm, EntryForm, NoteForm
from powers.models import Directory, DirectoryEntry
from powers.permissions import check_can_keep, check_can_lodge
from powers.views import (
    directories_page,
    directory_or_404,
    directory_page,
    entry_or_404,
    link_to,
    to_directory,
    user_of,
    way,
)


@require_POST
@people_page
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """A new version of one's own unit, copied from what holds."""
    unit = Division.objects.filter(code=code, level__in=[Level.COUNTY, Level.TOWNSHIP]).first()
    if unit is None or not user_of(request).may(Capability.VIEW_PEOPLE, unit.scope):
        raise Http404(_("没有这个单位，或者不在您的范围内。"))
    check_can_keep(request.user, unit)
    form = ButtonForm(request.POST)
    if url := attempt(request, form, lambda: to_directory(services.draft_directory(unit=unit, **by(request)))):
        messages.success(request, _("已从现行目录起草新的一版，请逐项核对。"))
        return redirect(url)
    return render(request, "powers/directories.html", {**directories_page(user_of(request)), "form": form})


def _pressed(request: HttpRequest, found: Directory, act: Callable[[], object], done: str) -> HttpResponse:
    """A button alone on the page of a directory: pressed twice it acts once, refused it says why."""
    form = ButtonForm(request.POST)

    def work() -> str:
        act()
        return to_directory(found)

    if url := attempt(request, form, work):
        messages.success(request, done)
        return redirect(url)
    return render(request, "powers/directory.html", {**directory_page(user_of(request), found), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def add(request: HttpRequest, pk: int) -> HttpResponse:
    found = _kept(request, directory_or_404(request, pk))
    form = EntryForm(found, request.POST or None)

    def work() -> DirectoryEntry:
        return services.add_entry(kind=form.cleaned_data["kind"], demand=form.demand(), **by(request))

    return act_once(
        request,
        form,
        template="powers/form.html",
        context={**_page(found), "title": _("增加事项"), "submit": _("增加")},
        work=work,
        target=to_directory(found),
        done=_("事项已增加。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = entry_or_404(request, pk)
    directory = _kept(request, found.directory)
    form = EntryForm(directory, request.POST or None, initial=EntryForm.initial_of(found))
    # A matter stays in its class: what the county compares is its class too.
    del form.fields["kind"]
    return act_once(
        request,
        form,
        template="powers/form.html",
        context={**_page(directory), "title": _("修改：%(name)s") % {"name": found.name}, "submit": _("保存")},
        work=lambda: services.change_entry(entry=found, demand=form.demand(), **by(request)),
        target=reverse("powers:entry", args=[found.pk]),
        done=_("事项已修改。"),
    )


@require_POST
@people_page
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    found = entry_or_404(request, pk)
    directory = _kept(request, found.directory)

    return _pressed(request, directory, lambda: services.drop_entry(entry=found, **by(request)), _("事项已删去。"))


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """The last look says what comes to an end and from when the new version holds."""
    found = _kept(request, directory_or_404(request, pk))
    form = AdoptForm(request.POST or None, initial={"start": timezone.localdate()})

    def work() -> Directory:
        return services.adopt_directory(
            directory=found,
            start=form.cleaned_data["start"],
            adopted_by=form.cleaned_data["adopted_by"],
            **by(request),
        )

    return bind(
        request,
        form,
        template="powers/form.html",
        context={**_page(found), "title": _("登记通过"), "submit": _("继续，核对")},
        work=work,
        look=_look,
        target=to_directory,
        done=_("目录已通过，等待县里收到报备。"),
    )


def _look(adopted: Directory) -> Look:
    return Look(
        title=_("核对目录"),
        rows=[
            Row(_("目录"), str(adopted)),
            Row(_("由哪次会议通过"), adopted.adopted_by),
            Row(_("施行日期"), adopted.start),
        ],
        binding=_("通过后事项不能再改，需要调整的另行起草新的一版。施行前提出的议题仍按提出当日的目录办理。"),
        submit=_("登记通过"),
    )


@require_POST
@people_page
def lodge(request: HttpRequest, pk: int) -> HttpResponse:
    found = directory_or_404(request, pk)
    check_can_lodge(request.user, found)
    return _pressed(request, found, lambda: services.lodge_directory(directory=found, **by(request)), _("已收到报备。"))


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def note(request: HttpRequest, pk: int) -> HttpResponse:
    found = directory_or_404(request, pk)
    check_can_lodge(request.user, found)
    form = NoteForm(request.POST or None)
    return act_once(
        request,
        form,
        template="powers/form.html",
        context={**_page(found), "title": _("对目录提出意见"), "submit": _("提出")},
        work=lambda: services.note_on_directory(directory=found, text=form.cleaned_data["text"], **by(request)),
        target=to_directory(found),
        done=_("意见已登记，单位在目录页上可以看到。"),
    )


def _kept(request: HttpRequest, directory: Directory) -> Directory:
    check_can_keep(request.user, directory.division)
    return directory


def _page(directory: Directory) -> dict[str, object]:
    return {
        "directory": directory,
        "breadcrumbs": way(link_to(directory)),
        "back": to_directory(directory),
        "pill": words.state_pill(directory),
    }
