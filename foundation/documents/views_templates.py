"""The desk's pages on templates: what each kind of paper is printed by, and how an office replaces it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.documents import selectors_templates as selectors
from foundation.documents import services_templates as services
from foundation.documents.fields import listed, shapes_of
from foundation.documents.flattening import starter
from foundation.documents.forms_templates import (
    EndTemplateForm,
    StartTemplateForm,
    UploadTemplateForm,
    WriteTemplateForm,
)
from foundation.documents.models import PaperTemplate
from foundation.documents.papers import PaperKind, kinds
from foundation.documents.permissions_templates import can_keep_templates, check_can_keep_templates
from foundation.documents.shown_templates import kind_or_404, owner_or_404, period_of, pill_of, said, way
from foundation.documents.sources import source_of
from foundation.documents.states import SPECIMEN, Form
from foundation.documents.word.styles import FACES
from foundation.jobs.selectors import latest_job
from foundation.jobs.states import State
from foundation.refs import Ref
from foundation.townships.models import Division
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.acting import act_once, by
from foundation.web.components import Action, Column, Link, Row, Table
from foundation.web.doors import desk_page
from foundation.web.templatetags.sunlit import day as said_day

# What holds --------------------------------------------------------------------------------------


@require_safe
@desk_page
def templates(request: HttpRequest) -> HttpResponse:
    """Every kind of paper, and what it is printed by today in each unit whose templates one keeps."""
    check_may(request.user, Capability.KEEP_RULES)
    today = timezone.localdate()
    tables = [_overview(owner, today) for owner in selectors.owners_of(request.user, today)]
    return render(request, "paper_templates/list.html", {"tables": tables, "breadcrumbs": way()[:1]})


def _overview(owner: Division, today: date) -> Table:
    found = {(row.kind, row.form): row for row in selectors.over(owner.scope, today)}
    return Table(
        owner.name,
        [Column(_("文种")), *(Column(str(form.label)) for form in Form)],
        [
            [
                Link(kind.name, reverse("documents:template_kind", args=[owner.code, kind.code])),
                *(said(found.get((kind.code, form)), owner) for form in Form),
            ]
            for kind in kinds()
        ],
    )


@require_safe
@desk_page
def kind(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One kind of paper in one unit: what holds, every version, the fields that a template may print."""
    owner, found = owner_or_404(request, code), kind_or_404(kind)
    today = timezone.localdate()
    standing = {Form(row.form): row for row in selectors.over(owner.scope, today) if row.kind == found.code}
    rows = [row for row in selectors.of_owner(owner.scope) if row.kind == found.code]
    shown = {
        "owner": owner,
        "kind": found,
        "breadcrumbs": way(),
        "rows": [Row(str(form.label), said(standing.get(form), owner)) for form in Form],
        "actions": [
            Action(_("更换 Word 模板"), reverse("documents:template_upload", args=[owner.code, found.code]), "get"),
            Action(_("更换 PDF 模板"), reverse("documents:template_write", args=[owner.code, found.code]), "get"),
        ],
        "houses": [
            Link(str(form.label), reverse("documents:template_house", args=[found.code, form])) for form in Form
        ],
        "versions": _versions(rows, today),
        "fields": _fields(found),
        "faces": "、".join(FACES),
    }
    return render(request, "paper_templates/kind.html", shown)


def _versions(rows: list[PaperTemplate], today: date) -> Table:
    return Table(
        _("各版模板"),
        [Column(_("版次")), Column(_("状态")), Column(_("说明")), Column(_("使用时间")), Column(_("上传"))],
        [
            [
                Link(
                    _("%(form)s 第%(number)d版") % {"form": row.get_form_display(), "number": row.number},
                    reverse("documents:template", args=[row.pk]),
                ),
                pill_of(row, today),
                row.note,
                period_of(row),
                _who(row.uploaded_by, row.uploaded_at),
            ]
            for row in rows
        ],
        empty=_("还没有更换过，用的是上面写明的模板。"),
    )


def _fields(found: PaperKind) -> Table:
    return Table(
        _("可以打印的字段"), [Column(_("写法")), Column(_("内容"))], [list(each) for each in listed(shapes_of(found))]
    )


# One version -------------------------------------------------------------------------------------


@require_safe
@desk_page
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """A version: its sample, who did what when, what can be done with it."""
    row = _row(request, pk)
    job = latest_job(SPECIMEN, Ref.of(row)) if row.seen_at is None else None
    shown = {
        **_about(row),
        "pill": pill_of(row, timezone.localdate()),
        "failed": job is not None and job.state == State.FAILED,
        "rows": _rows(row),
        "actions": _actions(request, row),
        "faces": "、".join(FACES),
    }
    return render(request, "paper_templates/version.html", shown)


def _rows(row: PaperTemplate) -> list[Row]:
    found = [
        Row(_("说明"), row.note),
        Row(_("上传"), _who(row.uploaded_by, row.uploaded_at)),
        Row(_("使用时间"), period_of(row)),
    ]
    if row.started_at:
        found.append(Row(_("登记启用"), _who(row.started_by, row.started_at)))
    if row.ended_at:
        found += [Row(_("登记停用"), _who(row.ended_by, row.ended_at)), Row(_("停用原因"), row.end_reason)]
    return [*found, Row(_("文件摘要（SHA-256）"), row.digest)]


def _who(user: Any, at: Any) -> str:
    return _("%(who)s，%(day)s") % {"who": user, "day": said_day(at)}


def _actions(request: HttpRequest, row: PaperTemplate) -> list[Action]:
    """What this person can do now."""
    found = [Action(_("下载模板"), reverse("documents:template_file", args=[row.pk]), "get")]
    if not can_keep_templates(request.user, row.scope):
        return found
    if row.start is None and row.seen_at and not row.trouble:
        found.append(Action(_("启用"), reverse("documents:template_start", args=[row.pk]), "get"))
    if row.start is not None and row.until is None:
        found.append(Action(_("停用"), reverse("documents:template_end", args=[row.pk]), "get", "danger"))
    return found


# Acts --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def upload(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    owner, found = owner_or_404(request, code), kind_or_404(kind)
    form = UploadTemplateForm(request.user, request.POST or None, request.FILES or None)
    return _uploaded(request, owner, found, form, lambda: form.cleaned_data["file"])


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def write(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Begins with what holds today."""
    owner, found = owner_or_404(request, code), kind_or_404(kind)
    own = selectors.standing(found.code, Form.HTML, owner.scope, timezone.localdate())
    begun = source_of(own).decode() if own else starter(found.template)
    form = WriteTemplateForm(request.POST or None, initial={"text": begun})
    return _uploaded(request, owner, found, form, lambda: form.cleaned_data["text"].replace("\r\n", "\n"))


def _uploaded(
    request: HttpRequest, owner: Division, found: PaperKind, form: Any, upload: Callable[[], Any]
) -> HttpResponse:
    def work() -> None:
        services.upload_template(
            kind=found, owner=owner, upload=upload(), note=form.cleaned_data["note"], **by(request)
        )

    back = reverse("documents:template_kind", args=[owner.code, found.code])
    shown = {"owner": owner, "kind": found, "back": back, "fields": _fields(found)}
    return act_once(
        request,
        form,
        template="paper_templates/new.html",
        context={**shown, "breadcrumbs": [*way(), Link(found.name, back)]},
        work=work,
        target=back,
        done=_("模板已上传，正在生成样张。核对样张以后再启用。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def start(request: HttpRequest, pk: int) -> HttpResponse:
    row = _kept(request, pk)
    form = StartTemplateForm(request.POST or None, initial={"start": timezone.localdate()})

    def work() -> None:
        services.start_template(template=row, start=form.cleaned_data["start"], **by(request))

    return act_once(
        request,
        form,
        template="paper_templates/start.html",
        context=_about(row),
        work=work,
        target=reverse("documents:template", args=[row.pk]),
        done=_("已登记启用。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = _kept(request, pk)
    form = EndTemplateForm(request.POST or None, initial={"until": timezone.localdate()})

    def work() -> None:
        given = {name: form.cleaned_data[name] for name in ("until", "reason")}
        services.end_template(template=row, **given, **by(request))

    return act_once(
        request,
        form,
        template="paper_templates/end.html",
        context=_about(row),
        work=work,
        target=reverse("documents:template", args=[row.pk]),
        done=_("已登记停用。"),
    )


# -------------------------------------------------------------------------------------------------


def _row(request: HttpRequest, pk: int) -> PaperTemplate:
    check_may(request.user, Capability.KEEP_RULES)
    return get_object_or_404(selectors.kept_templates(request.user), pk=pk)


def _kept(request: HttpRequest, pk: int) -> PaperTemplate:
    row = _row(request, pk)
    check_can_keep_templates(request.user, row.scope)
    return row


def _about(row: PaperTemplate) -> dict[str, Any]:
    return {
        "template": row,
        "kind": kind_or_404(row.kind),
        "back": reverse("documents:template", args=[row.pk]),
        "breadcrumbs": way(),
    }
