"""One's own account: what it may do, its password, its second factor, its logins."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.keys import selectors as key_selectors
from foundation.refs import Ref
from foundation.townships import pending, proving, rules, selectors, services, totp
from foundation.townships.forms.account import CodeForm, EnrolForm, PasswordForm
from foundation.townships.models import User
from foundation.townships.pending import Pending
from foundation.townships.sessions import VERIFIED
from foundation.townships.views.contacts import SHOWN, readings_table
from foundation.townships.views.login import begin_again, landing, on_the_way
from foundation.violations import RuleViolation
from foundation.web.components import Action
from foundation.web.tokens import OnceForm, add_violation, new_token, once, replayed


@require_safe
@never_cache
@login_required
def me(request: HttpRequest) -> HttpResponse:
    user = _user_of(request)
    today = timezone.localdate()
    context = {
        "account": user,
        "official": user.official,
        "tenures": selectors.current_tenures(user.official, today) if user.official else [],
        "grants": selectors.current_assignments(user, today),
        "device": getattr(user, "authenticator", None),
        "codes": selectors.unused_codes(user),
        "logins": selectors.sessions_of(user, timezone.now()).count(),
    }
    return render(request, "accounts/me.html", context)


@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def password(request: HttpRequest) -> HttpResponse:
    user = _user_of(request)
    if done := _replayed(request):
        return redirect(done)
    form = PasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():

        def work() -> str:
            here = request.session.session_key or ""
            new = form.cleaned_data["new"]
            changed = services.change_password(user=user, password=new, now=timezone.now(), keep=here)
            update_session_auth_hash(request, changed)
            return reverse("accounts:me")

        target = once(form.cleaned_data["form_token"], actor=user, work=work)
        messages.success(request, _("密码已修改。其他设备上的登录已全部退出。"))
        return redirect(target)
    return render(request, "accounts/password.html", {"form": form})


# Second factor -----------------------------------------------------------------------------------


@sensitive_post_parameters("code", "current")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enrol(request: HttpRequest) -> HttpResponseBase:
    """Bind an authenticator app: on the way in when a role asks for it, or from one's own account."""
    waiting, user = _whose(request, now := timezone.now())
    if user is None:
        return begin_again(request)
    replaces = hasattr(user, "authenticator")
    if waiting and replaces:
        return redirect(on_the_way(request, "accounts:second_factor"))
    secret = pending.new_secret(request)
    form = EnrolForm(request.POST or None, replaces=replaces)
    if request.method == "POST" and form.is_valid() and (target := _bind(request, waiting, user, form, secret, now)):
        return redirect(target)
    context = {
        "base": "accounts/_base.html" if waiting else "base_desk.html",
        "account": user,
        "form": form,
        "replaces": replaces,
        "secret": totp.grouped(secret),
        "next": request.POST.get("next", request.GET.get("next", "")),
    }
    return render(request, "accounts/enrol.html", context)


def _bind(
    request: HttpRequest, waiting: Pending | None, user: User, form: EnrolForm, secret: str, now: datetime
) -> str:
    """Do it. Returns the page with the recovery codes; empty when something was wrong, which the form then says."""
    codes: list[str] = []
    given = form.cleaned_data

    def check() -> bool:
        return "current" not in given or _is_his(user, given["current"], now)

    def work() -> str:
        codes.extend(totp.new_codes())
        act = services.replace_device if "current" in given else services.enrol
        keep = "" if waiting else request.session.session_key or ""
        act(user=user, secret=secret, code=given["code"], codes=codes, actor=user, now=now, keep=keep)
        return reverse("accounts:codes")

    if replayed(given["form_token"], actor=user):
        return on_the_way(request, "accounts:codes")
    if wrong := rules.code_is_shown(matches=totp.match(secret, given["code"], now) is not None):
        # Before the old device or a printed code is used up for nothing.
        add_violation(form, wrong)
        return ""
    try:
        target = proving.act_when_proved(request, user, given["form_token"], check=check, work=work)
    except RuleViolation as violation:
        add_violation(form, violation)
        return ""
    if not target:
        if "current" in given:
            form.add_error("current", _("原来的验证码不正确或已经用过。请等应用显示下一个，或者换一个备用验证码。"))
        return ""
    if codes:
        if waiting:
            pending.complete(request, waiting)
        request.session[VERIFIED] = True
        pending.keep_codes(request, codes, now)
    return on_the_way(request, "accounts:codes")


@require_safe
@never_cache
def enrol_picture(request: HttpRequest) -> HttpResponseBase:
    """The QR code, at an address of its own: the pages allow no pictures within themselves."""
    _waiting, user = _whose(request, timezone.now())
    if user is None:
        return begin_again(request)
    secret = pending.offered_secret(request)
    if not secret:
        raise Http404
    return HttpResponse(totp.picture(secret, user.username), content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, until their owner says that he has put them away."""
    shown = pending.kept_codes(request, timezone.now())
    if request.method == "POST" or not shown:
        pending.forget_codes(request)
        if request.method != "POST":
            messages.info(request, _("备用验证码只在生成后显示一次。没有保存的，请重新生成。"))
            return redirect("accounts:me")
        return redirect(landing(request))
    context = {"codes": shown, "account": request.user, "next": request.GET.get("next", "")}
    return render(request, "accounts/codes.html", context)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def renew_codes(request: HttpRequest) -> HttpResponse:
    user = _user_of(request)
    if not hasattr(user, "authenticator"):
        return redirect("accounts:enrol")
    now = timezone.now()
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes: list[str] = []
        code, token = form.cleaned_data["code"], form.cleaned_data["form_token"]

        def check() -> bool:
            return services.verify_code(user=user, code=code, now=now)

        def work() -> str:
            codes.extend(totp.new_codes())
            services.renew_codes(user=user, codes=codes, actor=user, now=now)
            return reverse("accounts:codes")

        if target := proving.act_when_proved(request, user, token, check=check, work=work):
            if codes:
                pending.keep_codes(request, codes, now)
            return redirect(target)
        form.add_error("code", _("验证码不正确或已经用过。请等应用显示下一个验证码，再输入。"))
    return render(request, "accounts/renew_codes.html", {"form": form})


def _whose(request: HttpRequest, now: datetime) -> tuple[Pending | None, User | None]:
    """Who sets up an app here: somebody who is logged in, or on his way in after his password."""
    if request.user.is_authenticated:
        return None, _user_of(request)
    waiting = pending.of(request, now, pending.ENROLMENT_LASTS)
    return waiting, waiting.user if waiting else None


def _is_his(user: User, code: str, now: datetime) -> bool:
    return services.verify_code(user=user, code=code, now=now) or services.use_recovery_code(
        user=user, code=code, now=now
    )


@require_safe
@never_cache
@login_required
def readings(request: HttpRequest) -> HttpResponse:
    """Who was shown one's own confidential numbers, and why."""
    official = _user_of(request).official
    found = list(key_selectors.readings_about(Ref.of(official))[:SHOWN]) if official else []
    return render(request, "accounts/readings.html", {"table": readings_table(found)})


# Logins ------------------------------------------------------------------------------------------


@require_safe
@never_cache
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is logged in."""
    here = request.session.session_key
    rows = [
        {
            "login": row,
            "here": row.session_key == here,
            "end": None if row.session_key == here else _end(row.session_key),
        }
        for row in selectors.sessions_of(_user_of(request), timezone.now())
    ]
    others = Action(_("结束其他全部登录"), reverse("accounts:end_other_sessions"), kind="danger", token=new_token())
    return render(request, "accounts/sessions.html", {"rows": rows, "others": others if len(rows) > 1 else None})


def _end(session_key: str) -> Action:
    url = reverse("accounts:end_session", args=[selectors.name_of_session(session_key)])
    return Action(_("结束登录"), url, token=new_token())


@require_POST
@login_required
def end_session(request: HttpRequest, name: str) -> HttpResponse:
    """One's own, and not this one: leaving here is the button at the top of every page."""
    user, now = _user_of(request), timezone.now()
    if done := _replayed(request):
        return redirect(done)
    others = selectors.sessions_of(user, now).exclude(session_key=request.session.session_key)
    found = next((row for row in others if selectors.name_of_session(row.session_key) == name), None)
    if found is None:
        raise Http404

    def work() -> str:
        services.end_session(session=found, actor=user, now=now)
        return reverse("accounts:sessions")

    return _acted(request, work, _("这个登录已结束。"))


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    user, here = _user_of(request), request.session.session_key or ""

    def work() -> str:
        services.end_other_sessions(user=user, keep=here, actor=user, now=timezone.now())
        return reverse("accounts:sessions")

    return _acted(request, work, _("其他登录已全部结束。"))


def _acted(request: HttpRequest, work: Callable[[], str], done: str) -> HttpResponse:
    """A button on the list of logins: once for each form that was shown."""
    form = OnceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有办理：表单不完整。请再点一次。"))
        return redirect("accounts:sessions")
    target = once(form.cleaned_data["form_token"], actor=request.user, work=work)
    messages.success(request, done)
    return redirect(target)


def _replayed(request: HttpRequest) -> str:
    """Where this very form has led already: it cannot be checked again, since what it said is no longer true."""
    form = OnceForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return ""
    return replayed(form.cleaned_data["form_token"], actor=request.user)


def _user_of(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user
