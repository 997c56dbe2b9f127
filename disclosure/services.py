"""The verbs of this room. One public function, one act, one transaction, one entry in the ledger."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime

from django.utils import timezone

from disclosure import rules
from disclosure.contract import Card, Section, Text, tidy
from disclosure.events import Published, published
from disclosure.models import Draft, Publication
from disclosure.permissions import check_may_prepare, check_may_review
from disclosure.states import CHECKPOINT, MOVES, Circle, State
from foundation.jobs.services import enqueue
from foundation.ledger.services import Act, act
from foundation.refs import Ref
from foundation.scope import scope_columns
from foundation.townships.models import Division, User
from foundation.violations import refuse_on

__all__ = ["Card", "Section", "prepare", "publish", "return_draft"]


def prepare(
    *,
    kind: str,
    division: Division,
    title: str,
    card: Card,
    sections: Sequence[Section],
    source: Ref,
    preparer: User,
    now: datetime,
    replaces: Draft | None = None,
    take_down_on: date | None = None,
) -> Draft:
    """Hand over a finished copy for review by a second person.

    `kind` is a code of `contract.KINDS`; the copy belongs to `division` (county, unit or village);
    `source` names what it tells about; `replaces` is the returned draft that it improves;
    `take_down_on` the first day on which citizens no longer read it, for copies with personal parts.

    Raises `PermissionDenied` when `preparer` may not prepare for the division, and `RuleViolation`
    when the copy breaks the publication contract, when the source has a standing draft already, or
    when `replaces` was not returned.
    """
    text = tidy(title, card, sections)
    refuse_on(rules.division_has_a_page(division), rules.kind_is_known(kind))
    official = check_may_prepare(preparer, division.scope)
    _check_contract(kind, text, take_down_on, timezone.localdate(now))
    with act("disclosure.draft.prepare", stream=division.scope.stream, actor=preparer, now=now) as record:
        # Two clerks at once: the second waits here and then sees the draft of the first.
        division = Division.objects.select_for_update(no_key=True).get(pk=division.pk)
        old = Draft.objects.select_for_update().get(pk=replaces.pk) if replaces else None
        refuse_on(rules.replaces_a_returned_one(old, division, source, kind), rules.source_is_free(source, kind))
        draft = Draft.objects.create(
            division=division,
            kind=kind,
            title=text.title,
            what=text.card.what,
            amount=text.card.amount,
            body=text.card.body,
            decided_on=text.card.decided_on,
            how_to_object=text.card.how_to_object,
            object_until=text.card.object_until,
            sections=[{"heading": section.heading, "text": section.text} for section in text.sections],
            source=str(source),
            circle=Circle.PUBLIC,
            take_down_on=take_down_on,
            replaces=old,
            preparer=preparer,
            preparer_official=official,
            prepared_at=now,
            **scope_columns(division.scope),
        )
        record.touch(draft)
    return draft


def publish(*, draft: Draft, reviewer: User, now: datetime) -> Publication:
    """Make a draft public: a frozen copy that nobody can change any more. `now` becomes its date.

    Raises `PermissionDenied` when `reviewer` may not review it (see `permissions.check_may_review`)
    and `RuleViolation` when it has been reviewed already or its days have passed. A subscriber of
    `events.published` that raises undoes all of it.
    """
    today = timezone.localdate(now)
    with _act(draft, State.PUBLISHED, reviewer, now) as record:
        draft = _locked(draft)
        _move(draft, State.PUBLISHED, reviewer, now)
        refuse_on(rules.days_still_ahead(draft, today))
        draft.save(update_fields=REVIEWED)
        publication = Publication.of(draft, now=now)
        publication.save(force_insert=True)
        record.touch(draft, publication)
        record.facts.update(publication=publication.pk, digest=publication.digest)
        # Whoever reads the page can check it at once, and not only from the next night on.
        enqueue(kind=CHECKPOINT, ref=Ref.of(publication), now=now, started_by=reviewer)
        published.emit(Published(publication.pk, Ref.parse(draft.source), draft.division.code))
    return publication


def return_draft(*, draft: Draft, reviewer: User, reason: str, now: datetime) -> Draft:
    """Give a draft back to its preparer with the reason. It stays as it is; a new one may replace it.

    Raises `PermissionDenied` when `reviewer` may not review it and `RuleViolation` when it has been
    reviewed already or the reason is missing or too long.
    """
    reason = reason.replace("\r\n", "\n").strip()
    with _act(draft, State.RETURNED, reviewer, now) as record:
        draft = _locked(draft)
        _move(draft, State.RETURNED, reviewer, now)
        refuse_on(rules.reason_is_given(reason))
        draft.return_reason = reason
        draft.save(update_fields=[*REVIEWED, "return_reason"])
        record.touch(draft)
    return draft


REVIEWED = ["state", "reviewer", "reviewer_official", "reviewed_at"]


def _act(draft: Draft, state: State, reviewer: User, now: datetime) -> AbstractContextManager[Act]:
    name = MOVES[State.PREPARED, state].act
    return act(name, stream=draft.scope.stream, actor=reviewer, now=now)


def _locked(draft: Draft) -> Draft:
    return Draft.objects.select_for_update().get(pk=draft.pk)


def _move(draft: Draft, state: State, reviewer: User, now: datetime) -> None:
    """The only writer of a draft's state; the caller saves it."""
    official = check_may_review(reviewer, draft, timezone.localdate(now))
    refuse_on(rules.draft_can_become(draft, state))
    draft.state = state
    draft.reviewer = reviewer
    draft.reviewer_official = official
    draft.reviewed_at = now


def _check_contract(kind: str, text: Text, take_down_on: date | None, today: date) -> None:
    refuse_on(
        rules.texts_fit(text),
        rules.texts_are_plain(text),
        rules.card_is_whole(kind, text.card),
        rules.amount_is_money(text.card.amount),
        rules.dates_make_sense(text.card, take_down_on, today),
        rules.no_personal_numbers(text),
    )
