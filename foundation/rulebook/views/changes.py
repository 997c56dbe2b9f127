"""The desk's pages on which somebody sets a number anew, or says that he has read its basis."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation import refs
from foundation.events import Failure
from foundation.rulebook import events, services
from foundation.rulebook.defaults import Default
from foundation.rulebook.events import Change, Touch
from foundation.rulebook.forms.parameters import ChangeForm, ConfirmForm
from foundation.rulebook.models import Parameter
from foundation.rulebook.permissions import check_can_keep_rules
from foundation.rulebook.rules import parameters as rules
from foundation.rulebook.selectors import pages
from foundation.rulebook.selectors.pages import Below, Line, Place
from foundation.rulebook.states import Unit
from foundation.rulebook.values import written
from foundation.rulebook.views.parameters import Here, default_or_404, owner_of, since, way
from foundation.townships.doors import people_page
from foundation.violations import refuse_on
from foundation.web.acting import Look, bind, by
from foundation.web.components import Link, Row
from foundation.web.templatetags.sunlit import day as said_day


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Set a number anew from a day on; before it binds, what it touches."""
    here, default, line = _kept_here(request, code)
    form = ChangeForm(default, here.division, request.POST or None, initial=_as_it_is(line, here))

    def work() -> Parameter:
        wanted = form.answers()
        return services.set_parameter(
            code=code, scope=here.division.scope, village=here.place[2], **wanted, **by(request)
        )

    return bind(
        request,
        form,
        template="rulebook/change.html",
        context=_context(here, default, line),
        work=work,
        look=lambda fresh: _changing(here, line, fresh),
        target=lambda _fresh: here.url("parameter", code),
        done=_("新的规定已登记。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """已核对依据: the number stays, its basis is printed from now on."""
    here, default, line = _kept_here(request, code)
    form = ConfirmForm(request.POST or None, initial={"basis": line.today.row.basis})

    def work() -> Parameter:
        basis = form.cleaned_data["basis"]
        scope, village = here.division.scope, here.place[2]
        return services.confirm_basis(code=code, scope=scope, village=village, basis=basis, **by(request))

    return bind(
        request,
        form,
        template="rulebook/confirm.html",
        context=_context(here, default, line),
        work=work,
        look=lambda row: _confirming(here, row),
        target=lambda _row: here.url("parameter", code),
        done=_("依据已核对。"),
    )


def _kept_here(request: HttpRequest, code: str) -> tuple[Here, Default, Line]:
    """The place, the number and how it stands, for whoever keeps the rules there."""
    here, default = Here.of(request), default_or_404(code)
    check_can_keep_rules(request.user, here.division.scope)
    line = pages.line_at(code, here.place, here.today)
    if line is None:
        raise Http404
    return here, default, line


def _context(here: Here, default: Default, line: Line) -> dict[str, Any]:
    owner = owner_of(line, {})
    return {
        "here": here,
        "default": default,
        "breadcrumbs": way(here, default),
        "back": here.url("parameter", default.code),
        "rows": [
            Row(_("现行规定"), f"{line.today.value}（{owner}）"),
            Row(_("生效日期"), since(line.today.row.start)),
            Row(_("依据"), str(line.today.value.basis)),
        ],
    }


def _as_it_is(line: Line, here: Here) -> dict[str, Any]:
    own = line.today.row if line.today.row.level == here.place else None
    value = line.today.value
    return {"value": value.text, "unit": value.unit, "start": here.today, "floor": own.floor if own else ""}


# The last look -----------------------------------------------------------------------------------


def _changing(here: Here, line: Line, fresh: Parameter) -> Look:
    village = here.place[2]
    change = Change(fresh.code, here.division.scope, fresh.start, fresh.end, village)
    answers = events.touched.ask(change)
    refuse_on(rules.touched_is_known(sum(isinstance(answer, Failure) for answer in answers)))
    below = [] if village else pages.own_below(fresh.code, here.place, fresh.start)
    floor = [Row(_("底线"), written(fresh.floor, Unit(fresh.unit)))] if fresh.floor else []
    return Look(
        title=_("核对新的规定"),
        rows=[
            Row(_("参数"), fresh.title),
            Row(_("适用范围"), here.division.name),
            Row(_("现行规定"), f"{line.today.value}（{owner_of(line, {})}）"),
            Row(_("新的规定"), str(fresh.as_value())),
            *floor,
            Row(_("生效日期"), fresh.start),
            Row(_("失效日期"), fresh.end or _("长期有效")),
            *_basis(fresh),
            *(_touch(answer, here) for answer in answers if not isinstance(answer, Failure)),
            *([] if answers else [Row(_("涉及的事项"), _("没有办理中的事项受影响。"))]),
            *([Row(_("下级自己的规定"), _said_below(below))] if below else []),
        ],
        binding=_("登记后不能删除，要改只能按新的日期再作规定。生效日期以前的事项沿用原规定。"),
        submit=_("登记新的规定"),
    )


def _basis(row: Parameter) -> list[Row]:
    basis = row.as_value().basis
    return [Row(_("依据"), basis.text), *([] if basis.confirmed else [Row(_("公开显示为"), str(basis))])]


def _touch(touch: Touch, here: Here) -> Row:
    """How many there are, and those that the user may open."""
    links = [(refs.title_of(ref), refs.link_for(ref, here.user)) for ref in touch.examples]
    shown = [Link(title, url) for title, url in links if url]
    said = _("%(title)s：%(count)d 件") % {"title": touch.title, "count": touch.count}
    return Row(_("涉及的事项"), [said, *shown])


def _said_below(below: list[Below]) -> list[str]:
    names = pages.names_of({each.row.level for each in below})
    return [_said(each, names) for each in below]


def _said(each: Below, names: dict[Place, str]) -> str:
    words = {
        "owner": names[each.row.level],
        "own": each.row.as_value(),
        "then": each.then.value,
        "day": said_day(each.row.start),
    }
    if each.bound:
        return _("%(owner)s自定%(own)s，宽于底线，届时按%(then)s执行。") % words
    return _("%(owner)s自定%(own)s（%(day)s起），不受影响。") % words


def _confirming(here: Here, row: Parameter) -> Look:
    return Look(
        title=_("核对依据"),
        rows=[
            Row(_("参数"), row.title),
            Row(_("适用范围"), here.division.name),
            Row(_("规定"), str(row.as_value())),
            Row(_("依据"), row.basis),
        ],
        binding=_("确认后，页面和公文上照此引用依据，不能撤回。数值不变。"),
        submit=_("已与原文核对"),
    )
