"""A paper's way (E08): drafted, checked by another, signed and thereby numbered, issued; voided, corrected."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from foundation.documents import drafting, parts, rules
from foundation.documents.kinds import CORRECTION
from foundation.documents.models import Draft, DraftStep, Paper, PaperVoid, Receipt
from foundation.documents.papers import kind_of
from foundation.documents.permissions import check_can_sign, check_can_void, check_can_write, check_hand
from foundation.documents.selectors_flow import checked_at
from foundation.documents.services.papers import attach, number_paper
from foundation.documents.states import MOVES, DraftState, SignedBy, Step
from foundation.documents.subjects import recipients_of, signers_of
from foundation.files.models import StagedFile
from foundation.ledger.services import Act, act
from foundation.refs import Ref
from foundation.scope import scope_columns
from foundation.townships.models import Body, Official, User
from foundation.violations import refuse_on

# Drafting ----------------------------------------------------------------------------------------


def begin_draft(
    *,
    kind: str,
    body: Body,
    title: str,
    content: Mapping[str, Any] | None = None,
    about: Ref | None = None,
    corrects: Paper | None = None,
    replaces: Paper | None = None,
    actor: User,
    now: datetime,
) -> Draft:
    """Begin the draft of a paper of `kind` that `body` will issue.

    `content` is the typed content of the kind, empty for one from scratch; `about` the thing that the paper is
    about, nothing for
    itself. Raises `PermissionDenied` for who is not of the office, `LookupError` for an unknown kind, and
    `RuleViolation` without a
    title and for a thing of which there is such a paper or draft.
    """
    official = check_can_write(actor, body.scope)
    with act("documents.draft.begin", stream=body.scope.stream, actor=actor, now=now) as record:
        told = str(about or "")
        # One thing is drafted by one of two at once: the second waits here, and then sees the draft of the first.
        body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
        refuse_on(rules.title_is_given(title), None if corrects else rules.thing_is_free(told, kind))
        content = content or drafting.empty(kind, body, title, localdate(now))
        draft = Draft.objects.create(
            kind=kind_of(kind).code,
            body=body,
            about=told,
            title=title.strip(),
            content=drafting.plain(drafting.titled(content, title.strip())),
            corrects=corrects,
            replaces=replaces,
            drafter=official,
            begun_at=now,
            **scope_columns(body.scope),
        )
        record.touch(draft, _step(draft, Step.BEGUN, official, actor, now))
    return draft


def begin_correction(*, paper: Paper, actor: User, now: datetime) -> Draft:
    """Begin the correction of a paper: a paper of its own, which names it and goes the same way.

    Raises what `begin_draft` raises, and `RuleViolation` for a paper that is void.
    """
    check_can_write(actor, paper.scope)
    refuse_on(rules.still_counts(paper))
    title = _("关于更正%s的通知") % paper.label
    return begin_draft(
        kind=CORRECTION.code,
        body=paper.body,
        title=title,
        content=drafting.correcting(paper, title, localdate(now)),
        about=Ref.parse(paper.about),
        corrects=paper,
        actor=actor,
        now=now,
    )


def begin_replacement(*, paper: Paper, actor: User, now: datetime) -> Draft:
    """Begin the paper that comes in the place of a voided one, with its wording.

    Raises what `begin_draft` raises, and `RuleViolation` for a paper that counts, and for one that was replaced.
    """
    check_can_write(actor, paper.scope)
    refuse_on(rules.is_voided(paper))
    return begin_draft(
        kind=paper.kind,
        body=paper.body,
        title=paper.title,
        content=drafting.again(paper),
        about=Ref.parse(paper.about),
        corrects=paper.corrects,
        replaces=paper,
        actor=actor,
        now=now,
    )


def edit_draft(
    *, draft: Draft, version: int, title: str, words: Mapping[str, str], actor: User, now: datetime
) -> Draft:
    """Word a draft anew. `words` are the inputs of its form by name (`parts.fields_of`): only what is wording changes.

    Raises `PermissionDenied` for who is not of the office, and `RuleViolation` when it was changed since `version`,
    is no longer to
    be edited, has no title, or a table with a row that does not fit.
    """
    official = check_can_write(actor, draft.scope)
    with act("documents.draft.edit", stream=draft.scope.stream, actor=actor, now=now) as record:
        draft = _locked(draft)
        refuse_on(rules.is_newest(draft, version), rules.is_editable(draft), rules.title_is_given(title))
        content = parts.read(kind_of(draft.kind).content, draft.content, words)
        refuse_on(rules.table_is_even(content))
        draft.title = title.strip()
        draft.content = drafting.plain(drafting.titled(content, draft.title))
        draft.version += 1
        draft.save(update_fields=["title", "content", "version"])
        record.touch(draft, _step(draft, Step.EDITED, official, actor, now))
    return draft


# Moves -------------------------------------------------------------------------------------------


def submit_draft(*, draft: Draft, version: int, actor: User, now: datetime) -> Draft:
    """Give it to the second person. Raises as `_moved` does, and `RuleViolation` while something is missing."""
    with _moved(draft, version, DraftState.SUBMITTED, actor, now) as (found, _official, _record):
        refuse_on(rules.is_whole(drafting.lacks(found)))
        found.checker = None
    return found


def recall_draft(*, draft: Draft, version: int, actor: User, now: datetime) -> Draft:
    """Take it back to word it anew, before it is signed. Whoever checked it must check it again."""
    with _moved(draft, version, DraftState.DRAFT, actor, now) as (found, _official, _record):
        found.checker = None
    return found


def check_draft(*, draft: Draft, version: int, actor: User, now: datetime) -> Draft:
    """The second person finds it right. Raises `PermissionDenied` also for whoever wrote in it."""
    with _moved(draft, version, DraftState.CHECKED, actor, now) as (found, official, _record):
        found.checker = official
    return found


def return_draft(*, draft: Draft, version: int, reason: str, actor: User, now: datetime) -> Draft:
    """Whoever checks, or whoever should sign, gives it back with a reason."""
    with _moved(draft, version, DraftState.RETURNED, actor, now, reason, given=True) as (found, _official, _record):
        found.checker = None
    return found


def withdraw_draft(*, draft: Draft, version: int, reason: str, actor: User, now: datetime) -> Draft:
    """Nothing comes of it. The draft stays, with the reason."""
    with _moved(draft, version, DraftState.WITHDRAWN, actor, now, reason, given=True) as (found, _official, _record):
        pass
    return found


def sign_draft(*, draft: Draft, version: int, actor: User, now: datetime) -> Paper:
    """Sign by a click, in one's own login: the paper is numbered and never changes again.

    Raises as `_moved` does: `PermissionDenied` for who may not sign this paper today.
    """
    check_can_sign(actor, draft, localdate(now))
    with _moved(draft, version, DraftState.SIGNED, actor, now) as (found, official, record):
        paper = _number(found, official, SignedBy.CLICK, localdate(now), actor, now, record)
    return paper


def record_signature(
    *, draft: Draft, version: int, signer: Official, signed_on: date, scan: StagedFile, actor: User, now: datetime
) -> Paper:
    """Record that somebody has signed the printed sheet by hand: for the office, with a scan of that sheet.

    Raises as `_moved` does, and `RuleViolation` for a signer who may not sign it, and for a day before the check or
    to come.
    """
    official = check_can_write(actor, draft.scope)
    with _moved(draft, version, DraftState.SIGNED, actor, now, by=official) as (found, _official, record):
        today = localdate(now)
        refuse_on(
            rules.may_sign(signer, signers_of(found.thing, found.body, signed_on)),
            rules.signed_in_between(signed_on, checked_at(found) or today, today),
        )
        # The scan hangs on the paper, which exists before its draft says that there is one.
        paper = _number(found, signer, SignedBy.PAPER, signed_on, actor, now, record)
        found.scan = attach(about=Ref.of(paper), staged=scan, actor=actor, now=now)
    return paper


def issue_draft(*, draft: Draft, version: int, also: Sequence[Official] = (), actor: User, now: datetime) -> Draft:
    """Make a signed paper known (印发): to those who must be told of it, and to whoever else the office names.

    Each gets a line to receive it by. Raises as `_moved` does.
    """
    with _moved(draft, version, DraftState.ISSUED, actor, now) as (found, _official, record):
        found.issued_on = localdate(now)
        must = recipients_of(found.thing, found.body, found.issued_on)
        told = {official.pk: official for official in [*must, *also]}.values()
        # The move from `SIGNED`: there is a paper.
        given: dict[str, Any] = {"paper": found.paper, "told_on": found.issued_on, **scope_columns(found.scope)}
        record.touch_all([Receipt.objects.create(official=official, **given) for official in told])
    return found


# Papers ------------------------------------------------------------------------------------------


def void_paper(*, paper: Paper, reason: str, actor: User, now: datetime) -> PaperVoid:
    """A paper no longer counts. It keeps number, bytes and PDF; page and public check say so from now on.

    Raises `PermissionDenied` for who may not sign it today, and `RuleViolation` without a reason and for one that is
    void.
    """
    today = localdate(now)
    official = check_can_void(actor, paper, today)
    with act("documents.paper.void", stream=paper.scope.stream, actor=actor, now=now) as record:
        body = Body.objects.select_for_update(of=("self",)).get(pk=paper.body_id)
        draft = Draft.objects.select_for_update(of=("self",)).filter(paper=paper).first()
        refuse_on(rules.reason_is_given(reason), rules.still_counts(paper))
        void = PaperVoid.objects.create(
            paper=paper,
            reason=reason.strip(),
            voided_on=today,
            official=official,
            **scope_columns(body.scope),
        )
        record.about(paper)
        record.touch(void)
        if draft is not None:
            refuse_on(rules.can_become(draft, DraftState.VOIDED))
            draft.state, draft.version = DraftState.VOIDED, draft.version + 1
            draft.save(update_fields=["state", "version"])
            record.touch(draft, _step(draft, Step.VOIDED, official, actor, now, reason.strip()))
    return void


def receive_paper(*, paper: Paper, actor: User, now: datetime) -> Receipt:
    """Whoever was told of a paper has it. Raises `RuleViolation` for who was not told, and for a second time."""
    with act("documents.paper.receive", stream=paper.scope.stream, actor=actor, now=now) as record:
        told = Receipt.objects.select_for_update(of=("self",)).filter(paper=paper, official=actor.official_id)
        receipt = told.filter(received_at__isnull=True).first()
        if receipt is None:
            raise rules.nothing_to_receive()
        receipt.received_at = now
        receipt.save(update_fields=["received_at"])
        record.about(paper)
        record.touch(receipt)
    return receipt


# -------------------------------------------------------------------------------------------------


@contextmanager
def _moved(
    draft: Draft,
    version: int,
    state: DraftState,
    actor: User,
    now: datetime,
    reason: str = "",
    *,
    given: bool = False,
    by: Official | None = None,
) -> Iterator[tuple[Draft, Official, Act]]:
    """The only writer of a draft's state: gives the locked draft, whose columns the block sets, and saves it.

    Whose turn it is the table says, unless the caller has found that out (`by`). Raises `PermissionDenied` for
    everybody else, and
    `RuleViolation` for a move that is not in the table, when it was changed since `version`, and where `reason` must
    be `given`.
    """
    with act(_name(draft, state), stream=draft.scope.stream, actor=actor, now=now) as record:
        found = _locked(draft)
        refuse_on(rules.is_newest(found, version), rules.can_become(found, state))
        move = MOVES[DraftState(found.state), state]
        official = by or check_hand(actor, move.hand, found, localdate(now))
        refuse_on(rules.reason_is_given(reason) if given else None)
        yield found, official, record
        found.state, found.version = state, found.version + 1
        found.save()
        record.touch(found, _step(found, move.step, official, actor, now, reason.strip()))


def _name(draft: Draft, state: DraftState) -> str:
    """What the ledger calls the move; one that is not in the table is refused under the name of its like."""
    before = DraftState(Draft.objects.values_list("state", flat=True).get(pk=draft.pk))
    names = {start: move.act for (start, end), move in MOVES.items() if end == state}
    return names.get(before) or next(iter(names.values()))


def _number(draft: Draft, signer: Official, how: SignedBy, day: date, actor: User, now: datetime, record: Act) -> Paper:
    """The draft becomes a paper. The draft's row is locked, then the counter."""
    refuse_on(rules.is_whole(drafting.lacks(draft)), rules.still_counts(draft.corrects) if draft.corrects else None)
    paper = number_paper(
        kind=draft.kind,
        body=draft.body,
        about=draft.thing,
        title=draft.title,
        content=drafting.dated(draft.content, day),
        day=day,
        actor=actor,
        now=now,
        corrects=draft.corrects,
    )
    draft.signer, draft.signed_by, draft.paper = signer, how, paper
    record.touch(paper)
    return paper


def _locked(draft: Draft) -> Draft:
    rows = Draft.objects.select_related("body__division", "paper", "corrects")
    return rows.select_for_update(of=("self",)).get(pk=draft.pk)


def _step(draft: Draft, step: Step, official: Official, actor: User, now: datetime, reason: str = "") -> DraftStep:
    return DraftStep.objects.create(
        draft=draft, step=step, version=draft.version, official=official, user=actor, at=now, reason=reason
    )
