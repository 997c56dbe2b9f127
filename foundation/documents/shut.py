"""Papers that stay shut to somebody who may read the thing that they are about: minutes say what was said there.

The room whose thing it is says for whom (`Subject.shut`). Open all the same to whoever works on the paper, the office
that writes and checks, who may sign it, and to whoever was told of it (D11).
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from foundation.documents.models import Draft, DraftStep, Paper, Receipt
from foundation.documents.subjects import shut_things, signers_of_each
from foundation.refs import Ref
from foundation.scope import Scope
from foundation.townships.events import Reading
from foundation.townships.states import Capability

Row = TypeVar("Row", Draft, Paper)
#: Whoever has one of these in a unit drafts, checks and issues its papers.
OFFICE = (Capability.KEEP_MEETINGS, Capability.REVIEW_PUBLICATION)


def shut_drafts(user: Any, drafts: Iterable[Draft]) -> set[int]:
    """The keys of those drafts that somebody may not read, among those whose things he may read. Three queries at
    most, one where nothing is shut."""
    found = _shut(user, [(draft, draft.about) for draft in drafts])
    official = getattr(user, "official", None)
    if found and official:
        signers = signers_of_each([(draft.thing, draft.body) for draft in found], localdate())
        found = [draft for draft, entitled in zip(found, signers, strict=True) if official not in entitled]
    return {draft.pk for draft in found}


def shut_papers(user: Any, papers: Iterable[Paper]) -> set[int]:
    """The same of papers that were signed."""
    found = {paper.pk for paper in _shut(user, [(paper, paper.about) for paper in papers])}
    official = getattr(user, "official_id", None)
    if found and official:
        found -= set(Receipt.objects.filter(paper__in=found, official=official).values_list("paper", flat=True))
        found -= set(Draft.objects.filter(paper__in=found, signer=official).values_list("paper", flat=True))
    return found


def check_is_open(user: Any, paper: Paper | Draft) -> None:
    """Raises `PermissionDenied` with the reason: he may know that there is such a paper."""
    shut = shut_papers(user, [paper]) if isinstance(paper, Paper) else shut_drafts(user, [paper])
    if shut:
        raise PermissionDenied(
            _(
                "这份公文写有人事议题的讨论和表决情况：议决时在场的成员、收到印发的人员和办理这份公文的党政办可以打开。"
                "确因工作需要，请向本单位党政办查阅。"
            )
        )


def _shut(user: Any, rows: Iterable[tuple[Row, str]]) -> list[Row]:
    """Those about things that are shut to him, of units in whose office he does not work."""
    things = {row: Ref.parse(about) for row, about in rows if about}
    shut = shut_things(user, set(things.values()))
    return [row for row, thing in things.items() if thing in shut and not _in_the_office(user, row.scope)]


def _in_the_office(user: Any, scope: Scope) -> bool:
    return bool(user.is_authenticated and any(user.may(capability, scope) for capability in OFFICE))


# The ledger --------------------------------------------------------------------------------------


def shut_rows(reading: Reading) -> list[tuple[str, str]]:
    """Subscriber of `townships.events.shut_rows`: the ledger does not show what a shut paper, its draft or the
    reasons of a step say."""
    ways = {Paper: _papers, Draft: _drafts, DraftStep: _steps}
    tables = {model._meta.db_table: way for model, way in ways.items()}
    named: dict[str, list[str]] = {}
    for table, key in reading.rows:
        if table in tables:
            named.setdefault(table, []).append(key)
    return [(table, str(pk)) for table, keys in named.items() for pk in tables[table](reading.user, keys)]


def _papers(user: Any, keys: list[str]) -> set[int]:
    return shut_papers(user, Paper.objects.filter(pk__in=keys).defer("content"))


def _drafts(user: Any, keys: list[str]) -> set[int]:
    return shut_drafts(user, Draft.objects.filter(pk__in=keys).defer("content"))


def _steps(user: Any, keys: list[str]) -> set[int]:
    draft_of = {step.pk: step.draft for step in DraftStep.objects.filter(pk__in=keys).select_related("draft")}
    shut = shut_drafts(user, {draft.pk: draft for draft in draft_of.values()}.values())
    return {pk for pk, draft in draft_of.items() if draft.pk in shut}
