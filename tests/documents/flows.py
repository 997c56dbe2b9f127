"""Drafts and papers of 金南镇 at any point of their way, made through the services. 丁一, the secretary, signs."""

from collections.abc import Callable
from typing import Any

from foundation.documents import services
from foundation.documents.models import Draft, Paper
from foundation.documents.states import DraftState
from foundation.townships.models import User
from tests.decisions.scenes import Scene, scene
from tests.files.samples import PDF, staged

WORDS = {"addressee": "各村（居）民委员会", "blocks": "现通知如下：\n一、时间\n三月起。", "copies": "县农业农村局"}


def town_of(cast: Any) -> Scene:
    return scene(cast.jinnan, "clerk.jinnan")


def person(word: str) -> User:
    """By the first part of the account, of 金南镇."""
    return User.objects.get(username=f"{word}.jinnan")


def begun(town: Scene, kind: str = "circular", title: str = "关于清理闲置资产的通知", **more: Any) -> Draft:
    """From scratch, without a word."""
    return services.begin_draft(kind=kind, body=town.body, title=title, **{**town.by, **more})


def written(town: Scene, words: dict[str, str] | None = None, **more: Any) -> Draft:
    draft = begun(town, **more)
    return services.edit_draft(draft=draft, version=draft.version, title=draft.title, words=words or WORDS, **town.by)


def paper_of(town: Scene, **more: Any) -> Paper:
    """Issued."""
    paper = town.issued(written(town, **more)).paper
    assert paper is not None
    return paper


def returned(town: Scene) -> Draft:
    draft = town.submitted(written(town))
    return services.return_draft(draft=draft, version=draft.version, reason="写清楚", actor=town.reviewer, now=town.now)


def withdrawn(town: Scene) -> Draft:
    draft = written(town)
    return services.withdraw_draft(draft=draft, version=draft.version, reason="不办了", **town.by)


def voided(town: Scene) -> Draft:
    draft = town.issued(written(town))
    services.void_paper(paper=draft.paper, reason="发错了", actor=person("secretary"), now=town.now)
    draft.refresh_from_db()
    return draft


#: State → a draft that stands there.
AT: dict[DraftState, Callable[[Scene], Draft]] = {
    DraftState.DRAFT: written,
    DraftState.SUBMITTED: lambda town: town.submitted(written(town)),
    DraftState.CHECKED: lambda town: town.checked(written(town)),
    DraftState.RETURNED: returned,
    DraftState.SIGNED: lambda town: town.signed(written(town)),
    DraftState.ISSUED: lambda town: town.issued(written(town)),
    DraftState.VOIDED: voided,
    DraftState.WITHDRAWN: withdrawn,
}


def on(draft: Draft, town: Scene, actor: User) -> dict[str, Any]:
    """What every move of a draft is told."""
    return {"draft": draft, "version": draft.version, "actor": actor, "now": town.now}


def recorded(draft: Draft, town: Scene, actor: User, **more: Any) -> Paper:
    """丁一 has signed the sheet today."""
    given = {
        "signer": person("secretary").official,
        "signed_on": town.today,
        "scan": more.pop("scan", None) or staged("签批单.pdf", PDF, actor.username),
        **more,
    }
    return services.record_signature(**on(draft, town, actor), **given)
