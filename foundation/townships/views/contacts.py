"""How an official is reached: what is public, what is shown with stars, and what is revealed for a reason."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from foundation.keys import selectors as key_selectors
from foundation.keys.models import Reading
from foundation.keys.services import reveal as reveal_value
from foundation.keys.trouble import KeyTrouble
from foundation.refs import Ref
from foundation.townships import selectors, services
from foundation.townships.doors import people_page
from foundation.townships.forms.people import ContactForm, RevealForm
from foundation.townships.models import Official
from foundation.townships.permissions import check_can_record, check_may, reason_against_recording
from foundation.townships.states import Capability
from foundation.townships.views.people import to_unit, user_of, way
from foundation.violations import RuleViolation
from foundation.web.acting import act_once, by
from foundation.web.components import Action, Column, Link, Row, Table
from foundation.web.tokens import add_violation

#: What can be revealed, by the word in the address.
CONFIDENTIAL = {"mobile": "mobile", "id-number": "id_number"}
#: Readings that a page lists; the admin has all.
SHOWN = 50


@require_safe
@people_page
def official(request: HttpRequest, pk: int) -> HttpResponse:
    """One official: posts, telephone, and with stars what is confidential."""
    found = _visible_official(request, pk)
    user, today = user_of(request), timezone.localdate()
    posts = [f"{tenure.post.division.name} {tenure.title}" for tenure in selectors.current_tenures(found, today)]
    reveals = user.may(Capability.REVEAL_CONTACTS, found.scope)
    rows = [
        Row(_("姓名"), found.name),
        Row(_("所在单位"), found.division.name),
        Row(_("现任职务"), posts),
        Row(_("办公电话"), found.office_phone),
    ]
    if reveals:
        rows += [
            Row(_("手机号码"), str(found.mobile)),
            Row(_("公开手机号码"), _("本人同意") if found.mobile_public else _("不公开")),
            Row(_("身份证号码"), str(found.id_number)),
        ]
    against = reason_against_recording(user, found.division)
    edit = reverse("people:contact", args=[pk])
    actions = [Action(_("修改联系方式"), edit, method="get", allowed=not against, reason=against)]
    if reveals:
        actions += [
            Action(_("查看%s") % _label(name), reverse("people:reveal", args=[pk, word]), method="get")
            for word, name in CONFIDENTIAL.items()
            if getattr(found, name)
        ]
    sees_readings = user.may(Capability.VIEW_LEDGER, found.scope)
    context = {
        "official": found,
        "breadcrumbs": way(to_unit(found.division)),
        "rows": rows,
        "actions": actions,
        "readings": readings_table(list(key_selectors.readings_of(Ref.of(found))[:SHOWN])) if sees_readings else None,
    }
    return render(request, "townships/official.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Change telephone numbers and the identity number."""
    found = _visible_official(request, pk)
    check_can_record(request.user, found.division)
    stored = {name: getattr(found, name) for name in ("office_phone", "mobile", "mobile_public", "id_number")}
    form = ContactForm(request.POST or None, initial=stored)
    back = reverse("people:official", args=[pk])

    def work() -> Official:
        given = {name: form.cleaned_data[name] for name in stored}
        return services.record_contact(official=found, **given, **by(request))

    context = {"official": found, "back": back, "breadcrumbs": way(to_unit(found.division), Link(found.name, back))}
    return act_once(
        request,
        form,
        template="townships/contact.html",
        context=context,
        work=work,
        target=back,
        done=_("联系方式已保存。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@people_page
@sensitive_variables("value")
def reveal(request: HttpRequest, pk: int, word: str) -> HttpResponse:
    """Ask why, write it down, then show the value: on this answer and on no other page."""
    found = _visible_official(request, pk)
    check_may(request.user, Capability.REVEAL_CONTACTS, found.scope)
    if word not in CONFIDENTIAL:
        raise Http404
    name, form = CONFIDENTIAL[word], RevealForm(request.POST or None)
    back = reverse("people:official", args=[pk])
    if not getattr(found, name):
        messages.info(request, _("没有登记这一项。"))
        return redirect(back)
    context = {
        "official": found,
        "label": _label(name),
        "back": back,
        "breadcrumbs": way(to_unit(found.division), Link(found.name, back)),
    }
    if request.method == "POST" and form.is_valid():
        try:
            value = reveal_value(
                found, name, reason=form.cleaned_data["reason"], reader=request.user, now=timezone.now()
            )
            return render(request, "townships/revealed.html", {**context, "value": value})
        except RuleViolation as violation:
            add_violation(form, violation)
        except KeyTrouble as trouble:
            form.add_error(None, str(trouble))
    return render(request, "townships/reveal.html", {**context, "form": form})


def readings_table(readings: list[Reading]) -> Table:
    """Who was shown what, when and why."""
    return Table(
        _("查看记录"),
        [Column(_("时间")), Column(_("查看人")), Column(_("内容")), Column(_("理由"))],
        [[reading.at, reading.reader, reading.label, reading.reason] for reading in readings],
        empty=_("没有人查看过。"),
    )


def _label(name: str) -> str:
    return str(Official._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _visible_official(request: HttpRequest, pk: int) -> Official:
    return get_object_or_404(selectors.visible_officials(request.user).select_related("division"), pk=pk)
