"""The page on which somebody makes the address of his calendar, and the calendar at that address."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.reminders import selectors, services
from foundation.reminders.feeds import calendar_of
from foundation.reminders.services.feeds import digest_of
from foundation.townships.models import User
from foundation.web.components import Action
from foundation.web.doors import desk_page
from foundation.web.tokens import OnceForm, new_token, once

CALENDAR = "text/calendar; charset=utf-8"
View = Callable[..., HttpResponseBase]


def secret_address(view: View) -> View:
    """Neither what stands at such an address nor the page that shows one is kept anywhere or told to other sites."""

    @never_cache
    @wraps(view)
    def kept(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return kept


@require_http_methods(["GET", "HEAD", "POST"])
@secret_address
@desk_page
def feed(request: HttpRequest) -> HttpResponse:
    """Whether one's calendar has an address. A POST makes a new one, which this answer shows and no other."""
    form, user, address = OnceForm(request.POST or None), _user_of(request), ""
    if request.method == "POST":
        if form.is_valid():
            address = _new_address(user, form.cleaned_data["form_token"])
        if not address:
            messages.info(request, _("日历地址：没有生成，表单不完整或者已经提交过。没有记下地址的，请重新生成。"))
    known = selectors.feed_of(user)
    context = {
        "known": known,
        "address": address,
        "make": Action(
            _("重新生成地址") if known else _("生成地址"),
            reverse("reminders:feed"),
            kind="secondary" if known else "primary",
            token=new_token(),
        ),
        "revoke": Action(_("停用地址"), reverse("reminders:revoke"), kind="danger", token=new_token()),
    }
    return render(request, "reminders/feed.html", context)


def _new_address(user: User, form_token: str) -> str:
    """Empty when this very form has made one already: what that was, nobody knows any more."""
    made: list[str] = []

    def work() -> str:
        made.append(services.make_feed(user=user, actor=user, now=timezone.now()))
        return reverse("reminders:feed")

    once(form_token, actor=user, work=work)
    return settings.SITE_URL + reverse("calendar_feed:ics", args=made) if made else ""


@require_POST
@desk_page
def revoke(request: HttpRequest) -> HttpResponse:
    form, user = OnceForm(request.POST), _user_of(request)
    if not form.is_valid():
        messages.error(request, _("没有办理：表单不完整。请再点一次。"))
        return redirect("reminders:feed")

    def work() -> str:
        services.revoke_feed(user=user, actor=user, now=timezone.now())
        return reverse("reminders:feed")

    target = once(form.cleaned_data["form_token"], actor=user, work=work)
    messages.success(request, _("地址已停用。日历软件里已经下载的内容，请在软件中删除订阅。"))
    return redirect(target)


@require_safe
@secret_address
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """A calendar, for whoever knows its address: calendar apps cannot log in.

    An address that never was, one that was revoked, and one of a disabled account answer alike.
    """
    found = selectors.feed_by_digest(digest_of(token))
    if found is None:
        return render(request, "404.html", status=404)
    now = timezone.now()
    body = calendar_of(selectors.calendar_rows(found, now), now=now)
    return HttpResponse(body, content_type=CALENDAR)


def _user_of(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user
