"""Somebody leaves a post: his tenure ends, and what is open in his hands is listed, within one act (E06)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from foundation.events import Failure
from foundation.ledger.services import Act
from foundation.scope import scope_columns
from foundation.townships import rules
from foundation.townships.events import Leaving, OpenMatter, open_matters
from foundation.townships.models import HandOver, HandOverLine, Tenure
from foundation.townships.models.handovers import DUTY, TITLE
from foundation.violations import refuse_on


def leave(tenure: Tenure, last: date, record: Act) -> HandOver | None:
    """End a locked tenure; returns the hand-over, if there is something to hand over.

    Whoever keeps another post in the unit goes on with his matters. Raises `RuleViolation` when a
    room cannot say what is open.
    """
    tenure.end = last
    tenure.save(update_fields=["end"])
    record.touch(tenure)
    if _stays(tenure, last):
        return None
    matters = matters_of(Leaving(tenure.official, tenure.post.division, last))
    return _hand_over(tenure, last, matters, record) if matters else None


def matters_of(leaving: Leaving) -> list[OpenMatter]:
    """All that is open in somebody's hands, each thing and duty once. Raises `RuleViolation` when a room fails."""
    answers = open_matters.ask(leaving)
    refuse_on(rules.matters_are_known(sum(isinstance(answer, Failure) for answer in answers)))
    matters = [answer for answer in answers if not isinstance(answer, Failure)]
    named = {matter.ref for matter in matters if not matter.minor}
    found = {(matter.ref, matter.duty): matter for matter in matters if not matter.minor or matter.ref not in named}
    return list(found.values())


def _stays(tenure: Tenure, last: date) -> bool:
    others = Tenure.objects.filter(official=tenure.official, post__division=tenure.post.division)
    return others.filter(Q(end__isnull=True) | Q(end__gt=last)).exclude(pk=tenure.pk).exists()


def _hand_over(tenure: Tenure, last: date, matters: Iterable[OpenMatter], record: Act) -> HandOver:
    """A planned leaving may be brought forward by a merger: the list that is there takes what has come since."""
    hand_over = HandOver.objects.filter(tenure=tenure).first()
    if hand_over is None:
        hand_over = HandOver.objects.create(tenure=tenure, day=last, **scope_columns(tenure.scope))
    elif hand_over.completed_on:
        return hand_over
    else:
        hand_over.day = last
        hand_over.save(update_fields=["day"])
    record.touch(hand_over)
    known = set(hand_over.lines.values_list("ref", "duty"))
    for matter in matters:
        if (str(matter.ref), matter.duty[:DUTY]) in known:
            continue
        line = HandOverLine.objects.create(
            hand_over=hand_over,
            ref=str(matter.ref),
            title=matter.title[:TITLE],
            duty=matter.duty[:DUTY],
            due=matter.due,
            **scope_columns(tenure.scope),
        )
        record.touch(line)
    return hand_over
