"""The one login door, and one's own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from foundation.townships import selectors, services
from foundation.townships.forms import LoginForm, PasswordForm
from foundation.townships.models import User
from foundation.townships.states import Capability
from foundation.web.tokens import once


class Login(LoginView):
    form_class = LoginForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = False

    def get_default_redirect_url(self) -> str:
        """Everybody lands where his work is."""
        user = self.request.user
        if user.is_authenticated and not user.may(Capability.ENTER_DESK):
            return reverse("admin:index") if user.may(Capability.ENTER_ADMIN) else reverse("accounts:me")
        return reverse("web:desk")


login = Login.as_view()


def locked(request: HttpRequest, *_args: object) -> HttpResponse:
    """What whoever guesses too often reads (django-axes calls it in place of the login page)."""
    context = {"form": LoginForm(request), "minutes": settings.AXES_COOLOFF_TIME.seconds // 60}
    return render(request, "accounts/locked.html", context, status=429)


logout = LogoutView.as_view()


@require_safe
@never_cache
@login_required
def me(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    today = timezone.localdate()
    context = {
        "account": user,
        "official": user.official,
        "tenures": selectors.current_tenures(user.official, today) if user.official else [],
        "grants": selectors.current_assignments(user, today),
    }
    return render(request, "accounts/me.html", context)


@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def password(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    form = PasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():

        def work() -> str:
            changed = services.change_password(user=user, password=form.cleaned_data["new"], now=timezone.now())
            update_session_auth_hash(request, changed)
            return reverse("accounts:me")

        target = once(form.cleaned_data["form_token"], actor=user, work=work)
        messages.success(request, _("密码已修改。其他设备上的登录已全部退出。"))
        return redirect(target)
    return render(request, "accounts/password.html", {"form": form})
