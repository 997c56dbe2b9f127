"""The one login door: password, second factor where it is asked for, and what stands in the way."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView, RedirectURLMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from foundation.townships import pending, proving, selectors, services
from foundation.townships.forms.account import CodeForm, LoginForm, RecoveryForm
from foundation.townships.models import User
from foundation.townships.pending import Pending
from foundation.townships.states import Capability
from foundation.web.tokens import OnceForm


class Landing(RedirectURLMixin):
    """Where a login leads: whoever was on his way goes on, everybody else lands where his work is."""

    request: HttpRequest

    def get_default_redirect_url(self) -> str:
        user = self.request.user
        if user.is_authenticated and not user.may(Capability.ENTER_DESK):
            return reverse("admin:index") if user.may(Capability.ENTER_ADMIN) else reverse("accounts:me")
        return reverse("web:desk")


class Login(Landing, LoginView):
    form_class = LoginForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = False

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The password was right. Nobody is logged in who still has to show his second factor."""
        user: User = form.get_user()
        if selectors.needs_second_factor(user):
            pending.begin(self.request, user, timezone.now())
            return redirect(on_the_way(self.request, "accounts:second_factor"))
        pending.forget(self.request)
        return super().form_valid(form)


login = Login.as_view()
logout = LogoutView.as_view()


def landing(request: HttpRequest) -> str:
    """Where somebody who has just logged in goes."""
    return _landing(request).get_success_url()


def on_the_way(request: HttpRequest, name: str) -> str:
    """The address of a page between the login and where somebody was going."""
    target = _landing(request).get_redirect_url()
    return reverse(name) + (f"?{urlencode({'next': target})}" if target else "")


def _landing(request: HttpRequest) -> Landing:
    view = Landing()
    view.request = request
    return view


def locked(request: HttpRequest, *_args: object) -> HttpResponse:
    """What whoever guesses too often reads (django-axes calls it in place of the page)."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    response = render(request, "accounts/locked.html", {"minutes": seconds // 60}, status=429)
    response.headers["Retry-After"] = str(seconds)
    add_never_cache_headers(response)
    return response


def begin_again(request: HttpRequest) -> HttpResponse:
    """No password was given here, or too long ago."""
    messages.warning(request, _("登录没有完成，或者已超过时限。请重新输入账号和密码。"))
    return redirect(on_the_way(request, "accounts:login"))


@sensitive_post_parameters("code", "recovery")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """The second step: a code of the app, or a printed one."""
    if request.user.is_authenticated:
        return redirect(landing(request))
    waiting = pending.of(request, now := timezone.now())
    if waiting is None:
        return begin_again(request)
    if not hasattr(waiting.user, "authenticator"):
        return redirect(on_the_way(request, "accounts:enrol"))
    recovers = "recovery" in request.POST
    start = {"form_token": waiting.token}
    code = CodeForm(request.POST if request.method == "POST" and not recovers else None, initial=start)
    recovery = RecoveryForm(request.POST if recovers else None, initial=start, auto_id="recovery_%s")
    sent = recovery if recovers else code
    if sent.is_valid():
        if sent.cleaned_data["form_token"] != waiting.token:
            messages.warning(request, _("另一个页面又开始了登录。请核对账号，再输入验证码。"))
            return redirect(request.get_full_path())
        if proving.is_proved(request, waiting.user, waiting.token, check=_check(waiting.user, sent, now)):
            return _come_in(request, waiting, recovers=recovers)
        _refuse(request, sent)
    context = {"account": waiting.user, "code_form": code, "recovery_form": recovery, "form": sent}
    return render(request, "accounts/second_factor.html", context | {"next": _landing(request).get_redirect_url()})


def _check(user: User, form: OnceForm, now: datetime) -> Callable[[], bool]:
    if isinstance(form, RecoveryForm):
        return lambda: services.use_recovery_code(user=user, code=form.cleaned_data["recovery"], now=now)
    return lambda: services.verify_code(user=user, code=form.cleaned_data["code"], now=now)


def _come_in(request: HttpRequest, waiting: Pending, *, recovers: bool) -> HttpResponse:
    pending.complete(request, waiting)
    if recovers:
        left = selectors.unused_codes(waiting.user)
        said = ngettext(
            "您用了一个备用验证码，还剩 %(left)d 个。手机丢失的，请在“我的账号”中更换设备。",
            "您用了一个备用验证码，还剩 %(left)d 个。手机丢失的，请在“我的账号”中更换设备。",
            left,
        )
        messages.warning(request, said % {"left": left})
    return redirect(landing(request))


def _refuse(request: HttpRequest, form: OnceForm) -> None:
    """Beside the field; after one guess too many the login begins again, when the lock is over."""
    if proving.is_locked_out(request):
        pending.forget(request)
    elif isinstance(form, RecoveryForm):
        form.add_error("recovery", _("备用验证码不正确或已经用过。请核对打印的那一页，换一个没有用过的。"))
    else:
        form.add_error("code", _("验证码不正确或已经用过。请等应用显示下一个验证码，再输入。"))
