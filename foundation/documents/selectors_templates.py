"""Reads of templates: which one holds for a paper, what an owner has."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from foundation.documents.models import Paper, PaperTemplate
from foundation.documents.states import Form
from foundation.scope import Scope
from foundation.townships.models import Division, User
from foundation.townships.selectors import scope_q
from foundation.townships.states import Capability, Level


def standing(kind: str, form: Form, scope: Scope, day: date) -> PaperTemplate | None:
    """What holds for a kind of paper of somebody on a day: the township's own, else the county's, else none (the
    house's). One query."""
    owners = Q(township="") if not scope.township else Q(township__in=["", scope.township])
    rows = in_force(PaperTemplate.objects.filter(owners, county=scope.county, kind=kind, form=form), day)
    return rows.order_by("-township").first()


def in_force(rows: QuerySet[PaperTemplate], day: date) -> QuerySet[PaperTemplate]:
    """Those of a day. `until` is the first day without."""
    return rows.filter(Q(until__isnull=True) | Q(until__gt=day), start__lte=day)


def template_of_paper(paper: Paper, form: Form) -> PaperTemplate | None:
    """The one of the day on which the paper was issued: whatever is made of it later is made by this one."""
    if not paper.county:
        # A sample, which is nobody's.
        return None
    return standing(paper.kind, form, paper.scope, paper.issued_on)


def of_owner(scope: Scope) -> QuerySet[PaperTemplate]:
    """Every version of a county or a township, the newest first."""
    rows = PaperTemplate.objects.filter(county=scope.county, township=scope.township)
    return rows.select_related("uploaded_by", "started_by", "ended_by").order_by("kind", "form", "-number")


def over(scope: Scope, day: date) -> list[PaperTemplate]:
    """What holds on a day in a county and, of a township, in it: one query for all kinds and forms."""
    owners = Q(township="") if not scope.township else Q(township__in=["", scope.township])
    return list(in_force(PaperTemplate.objects.filter(owners, county=scope.county), day).order_by("township"))


def visible_templates(user: User | AnonymousUser) -> QuerySet[PaperTemplate]:
    """For the admin: those of the townships and counties whose decisions the user sees."""
    return PaperTemplate.objects.filter(scope_q(user, Capability.VIEW_DECISIONS))


def kept_templates(user: User | AnonymousUser) -> QuerySet[PaperTemplate]:
    """Those that somebody who keeps rules may look at: his own level's, and for a township its county's."""
    rows = PaperTemplate.objects.select_related("uploaded_by", "started_by", "ended_by")
    return rows.filter(scope_q(user, Capability.KEEP_RULES) | Q(township="", county__in=_counties(user)))


def _counties(user: User | AnonymousUser) -> list[str]:
    holding = user.holdings.get(Capability.KEEP_RULES) if user.is_authenticated else None
    return sorted({*holding.counties, *(code[:6] for code in holding.townships)}) if holding else []


def owners_of(user: User | AnonymousUser, day: date) -> list[Division]:
    """The units whose templates somebody keeps, those that exist on a day: each level keeps its own."""
    holding = user.holdings.get(Capability.KEEP_RULES) if user.is_authenticated else None
    if holding is None:
        return []
    own = Q(level=Level.COUNTY, county__in=holding.counties) | Q(level=Level.TOWNSHIP, township__in=holding.townships)
    return list(Division.objects.on(day).filter(own).order_by("code"))
