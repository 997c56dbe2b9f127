"""How templates are spoken of on the desk's pages."""

from datetime import date

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.documents import selectors_templates as selectors
from foundation.documents.models import PaperTemplate
from foundation.documents.papers import PaperKind, kind_of
from foundation.townships.models import Division
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.web.components import Link, Pill
from foundation.web.templatetags.sunlit import day as said_day


def way() -> list[Link]:
    return [Link(_("我的工作"), reverse("web:desk")), Link(_("公文模板"), reverse("documents:templates"))]


def owner_or_404(request: HttpRequest, code: str) -> Division:
    """A unit whose templates this person keeps. What is another's is not there."""
    check_may(request.user, Capability.KEEP_RULES)
    owners = selectors.owners_of(request.user, timezone.localdate())
    found = next((owner for owner in owners if owner.code == code), None)
    if found is None:
        raise Http404(_("没有这个单位，或者不在您的范围内。"))
    return found


def kind_or_404(code: str) -> PaperKind:
    try:
        return kind_of(code)
    except LookupError as error:
        raise Http404(_("没有这个文种。")) from error


def said(row: PaperTemplate | None, owner: Division) -> str:
    """Whose template holds, in words."""
    if row is None:
        return _("本系统的模板")
    whose = _("本级") if row.township == owner.township else _("全县通用")
    return _("%(whose)s第%(number)d版，%(day)s起") % {"whose": whose, "number": row.number, "day": said_day(row.start)}


def pill_of(row: PaperTemplate, today: date) -> Pill:
    """Where a version stands."""
    if row.start is None:
        if row.trouble:
            return Pill(_("样张有问题"), "red")
        return Pill(_("待启用"), "amber") if row.seen_at else Pill(_("样张生成中"))
    if row.until is not None and row.until <= max(today, row.start):
        return Pill(_("已停用"))
    return Pill(_("使用中"), "green") if row.start <= today else Pill(_("将启用"), "blue")


def period_of(row: PaperTemplate) -> str:
    """Since when it holds, and until when."""
    if row.start is None:
        return _("没有启用")
    if row.until is None:
        return _("%(start)s起") % {"start": said_day(row.start)}
    return _("%(start)s起，%(until)s停用") % {"start": said_day(row.start), "until": said_day(row.until)}
