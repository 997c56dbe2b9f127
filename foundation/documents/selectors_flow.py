"""Reads of a paper's way. The number of queries of a page does not depend on its rows."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from foundation import refs
from foundation.documents.models import Draft, DraftStep, Paper, Receipt
from foundation.documents.shut import shut_drafts
from foundation.documents.states import NUMBERED, WRITING, DraftState, Step
from foundation.documents.subjects import signers_of_each
from foundation.townships.models import Body, Division, Official, Tenure, User
from foundation.townships.selectors import scope_places, scope_q
from foundation.townships.selectors.holders import Holders
from foundation.townships.states import Capability, Level
from foundation.web.paging import KeysetPage, keyset_page

PAGE = 20
_DRAFTS = Draft.objects.select_related("body__division", "drafter", "checker", "signer", "paper__void", "scan")
_PAPERS = Paper.objects.select_related("body__division", "void", "draft", "corrects")


def visible_drafts(user: User | AnonymousUser) -> QuerySet[Draft]:
    """The drafts of the townships and counties whose decisions the user may see."""
    return _DRAFTS.filter(scope_q(user, Capability.VIEW_DECISIONS))


def may_read_draft(user: User | AnonymousUser, draft: Draft) -> bool:
    """A visible draft is read by whoever may read the thing that it is about, unless it is shut to him."""
    return may_know_of_draft(user, draft) and not shut_drafts(user, [draft])


def may_know_of_draft(user: User | AnonymousUser, draft: Draft) -> bool:
    """Whether a visible draft is about something that the user may read."""
    return not draft.about or refs.link_for(draft.thing, user) is not None


def draft_page(
    user: User | AnonymousUser, *, kind: str, state: str, year: int | None, before: str
) -> KeysetPage[Draft]:
    """Drafts that are no papers yet, newest first. Raises `ObjectDoesNotExist` for a wrong `before`."""
    rows = _DRAFTS.exclude(state__in=NUMBERED)
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if year:
        rows = rows.filter(begun_at__year=year)
    return keyset_page(rows, "begun_at", before, PAGE, scope_places(user, Capability.VIEW_DECISIONS))


def paper_page(
    user: User | AnonymousUser, *, kind: str, state: str, year: int | None, before: str
) -> KeysetPage[Paper]:
    """Papers, newest first. Raises `ObjectDoesNotExist` for a wrong `before`."""
    rows = _PAPERS.all()
    if kind:
        rows = rows.filter(kind=kind)
    if year:
        rows = rows.filter(year=year)
    if state == DraftState.VOIDED:
        rows = rows.filter(void__isnull=False)
    elif state == DraftState.SIGNED:
        rows = rows.filter(draft__state=state)
    elif state:
        # What was numbered before there were drafts went out on its day.
        rows = rows.filter(Q(draft__state=state) | Q(draft__isnull=True, void__isnull=True))
    return keyset_page(rows, "issued_on", before, PAGE, scope_places(user, Capability.VIEW_DECISIONS))


def bodies_to_write_for(user: User, today: date) -> QuerySet[Body]:
    """The bodies of the units for which the user drafts papers."""
    units = Division.objects.on(today).filter(level=Level.TOWNSHIP)
    return Body.objects.filter(scope_q(user, Capability.KEEP_MEETINGS), division__in=units).select_related("division")


def people_to_tell(body: Body, today: date) -> list[Official]:
    """Who serves in the unit of a body: those who may be told of its papers besides those who must. One query."""
    tenures = Tenure.objects.on(today).filter(post__division=body.division_id).select_related("official", "post")
    found: dict[int, Official] = {}
    for tenure in tenures.order_by("post__rank", "pk"):
        found.setdefault(tenure.official_id, tenure.official)
    return list(found.values())


def steps_of(draft: Draft) -> QuerySet[DraftStep]:
    return draft.steps.select_related("official", "user").order_by("at", "pk")


def checked_at(draft: Draft) -> date | None:
    """The day on which the text as it stands was checked."""
    last = draft.steps.filter(step=Step.CHECKED).order_by("pk").last()
    return localdate(last.at) if last else None


def last_reason(draft: Draft) -> str:
    """Why it was returned last."""
    last = draft.steps.filter(step=Step.RETURNED).order_by("pk").last()
    return f"{last.official.name}：{last.reason}" if last else ""


def names_of_checkers(draft: Draft, today: date) -> list[str]:
    """Who may check a draft. Three queries."""
    accounts = Holders(today).of(Capability.REVIEW_PUBLICATION, draft.scope)
    wrote = set(draft.steps.filter(step__in=WRITING).values_list("official", flat=True))
    officials = Official.objects.filter(accounts__in=accounts).exclude(pk__in=wrote).distinct().order_by("pk")
    return [official.name for official in officials]


def receipt_of(paper: Paper, user: User | AnonymousUser) -> Receipt | None:
    official = getattr(user, "official_id", None)
    return Receipt.objects.filter(paper=paper, official=official).first() if official else None


def successor_of(paper: Paper) -> Paper | None:
    """The paper that came in the place of a voided one."""
    return Paper.objects.filter(draft__replaces=paper).order_by("-pk").first()


def standing_corrections(paper: Paper) -> QuerySet[Paper]:
    return paper.corrections.filter(void__isnull=True).order_by("issued_on", "pk")


# Work --------------------------------------------------------------------------------------------


def drafts_to_check(user: User) -> QuerySet[Draft]:
    """Submitted, and not written by the user."""
    rows = _DRAFTS.filter(scope_q(user, Capability.REVIEW_PUBLICATION), state=DraftState.SUBMITTED)
    own = DraftStep.objects.filter(draft=OuterRef("pk"), step__in=WRITING, official=user.official_id)
    return rows.filter(~Exists(own)).order_by("begun_at", "pk")


def drafts_to_sign(user: User, today: date, most: int) -> list[Draft]:
    """Checked drafts that wait for this person. The number of queries does not depend on them."""
    if user.official is None:
        return []
    rows = _DRAFTS.filter(scope_q(user, Capability.VIEW_DECISIONS), state=DraftState.CHECKED)
    waiting = rows.filter(county=user.official.county, township=user.official.township).order_by("begun_at", "pk")
    drafts = list(waiting[:most])
    signers = signers_of_each([(draft.thing, draft.body) for draft in drafts], today) if drafts else []
    return [draft for draft, entitled in zip(drafts, signers, strict=True) if user.official in entitled]


def drafts_of_the_office(user: User, *states: DraftState) -> QuerySet[Draft]:
    rows = _DRAFTS.filter(scope_q(user, Capability.KEEP_MEETINGS), state__in=states)
    return rows.order_by("begun_at", "pk")


def papers_to_receive(user: User) -> QuerySet[Receipt]:
    """Papers that the user was told of and has not received."""
    rows = Receipt.objects.filter(official=user.official_id, official__isnull=False, received_at__isnull=True)
    return rows.filter(paper__void__isnull=True).select_related("paper").order_by("told_on", "pk")
