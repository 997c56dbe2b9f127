"""问题: raised by a machine or by a person, answered by the unit, judged by the county, rectified, closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import house_rules
from foundation.ledger.services import SYSTEM, act
from foundation.refs import Ref
from foundation.rulebook.models import Finding, FindingEvidence, FindingNote
from foundation.rulebook.permissions import check_can_add, check_can_answer, check_can_judge, check_can_raise
from foundation.rulebook.registry import Found, stored
from foundation.rulebook.rules import findings as rules
from foundation.rulebook.states import FINDING_ACTS, JUDGES, FindingState, NoteKind
from foundation.rulebook.windows import answer_window
from foundation.scope import scope_columns
from foundation.townships.models import Division, Official, User
from foundation.violations import RuleViolation, refuse_on


def raise_finding(*, rule: str, found: Found, now: datetime, actor: object = SYSTEM) -> Finding | None:
    """A machine raises what it has found, once for each rule, thing and key: the second time nothing happens.

    Returns the new finding, `None` when it was raised before. Raises `ValueError` for a rule that no
    machine raises or parameters that are not the rule's, `MissingParameter` without the days to answer.
    """
    declared = house_rules.rule_of(rule)
    if declared is None or not declared.machine:
        raise ValueError(f"{rule} is not raised by a machine")
    scope = found.division.scope
    with act("rulebook.finding.raise", stream=scope.stream, actor=actor, now=now, rule=rule) as record:
        end = answer_window(scope, timezone.localdate(now))
        finding, is_new = Finding.objects.get_or_create(
            rule=rule,
            about=str(found.about),
            key=found.key,
            raised_by=None,
            defaults={
                "division": found.division,
                "parameters": stored(declared, found.parameters),
                "severity": house_rules.grade_of(rule),
                "raised_at": now,
                "answer_until": end.day,
                "answer_provisional": end.provisional,
                **scope_columns(scope),
            },
        )
        if not is_new:
            record.drop()
            return None
        record.touch(finding, *_evidence(finding, found.evidence))
    return finding


def raise_by_person(
    *,
    rule: str,
    division: Division,
    text: str,
    evidence: Sequence[Ref] = (),
    paper: str = "",
    actor: User,
    now: datetime,
) -> Finding:
    """An inspector raises what no row shows by itself, in his own words.

    `evidence` are rows that he may open, `paper` says which paper and where it is kept: one of the two
    is needed. The finding is about the first row, without one about the unit. Raises `PermissionDenied`
    without the right or within one's own unit, `RuleViolation` for a rule that is a machine's, a
    division that has nobody to answer, missing text or proof, and rows that he may not open.
    """
    text, paper, evidence = _tidy(text), paper.strip(), list(dict.fromkeys(evidence))
    scope = division.scope
    with act("rulebook.finding.raise", stream=scope.stream, actor=actor, now=now, rule=rule) as record:
        official = check_can_raise(actor, scope)
        refuse_on(
            rules.rule_is_raised_by_person(rule),
            rules.division_answers(division),
            rules.text_is_given(text, _("问题说明"), "text"),
            rules.something_proves_it(evidence, paper),
            rules.evidence_is_readable(evidence, actor),
        )
        end = answer_window(scope, timezone.localdate(now))
        finding = Finding.objects.create(
            division=division,
            rule=rule,
            about=str(evidence[0] if evidence else Ref.of(division)),
            severity=house_rules.grade_of(rule),
            raised_at=now,
            raised_by=actor,
            raised_by_official=official,
            text=text,
            paper=paper,
            answer_until=end.day,
            answer_provisional=end.provisional,
            **scope_columns(scope),
        )
        record.touch(finding, *_evidence(finding, evidence))
    return finding


def answer_finding(*, finding: Finding, text: str, actor: User, now: datetime) -> FindingNote:
    """The unit says how it was, once; what comes later is an addition. Late answers are taken, and shown as late.

    Raises `PermissionDenied` for others than the unit, `RuleViolation` without text and when it is
    answered or judged already.
    """
    said = _Said(NoteKind.ANSWER, text, _("答复"), "text")
    return _step(finding, FindingState.ANSWERED, said, actor, now)


def confirm_finding(*, finding: Finding, reason: str, actor: User, now: datetime) -> FindingNote:
    """The county finds it true: from now on it counts, and the unit has to mend it.

    Raises `PermissionDenied` for others and for people of the unit, `RuleViolation` without a reason,
    before the unit has answered or its days have passed, and when it is judged already.
    """
    said = _Said(NoteKind.CONFIRM, reason, _("核定意见"), "reason")
    return _step(finding, FindingState.CONFIRMED, said, actor, now)


def reject_finding(*, finding: Finding, reason: str, actor: User, now: datetime) -> FindingNote:
    """The county finds it not true. Final. Raises as `confirm_finding` does."""
    said = _Said(NoteKind.REJECT, reason, _("不成立的理由"), "reason")
    return _step(finding, FindingState.REJECTED, said, actor, now)


def rectify_finding(
    *, finding: Finding, text: str, evidence: Sequence[Ref] = (), paper: str = "", actor: User, now: datetime
) -> FindingNote:
    """The unit says what it has done about it, with rows or paper that prove it.

    Raises `PermissionDenied` for others than the unit, `RuleViolation` without text or proof, for rows
    that the actor may not open, and when it is not confirmed, or rectified already.
    """
    said = _Said(NoteKind.RECTIFY, text, _("整改情况"), "text", paper.strip(), tuple(dict.fromkeys(evidence)))
    objections = (
        rules.something_proves_it(said.evidence, said.paper),
        rules.evidence_is_readable(said.evidence, actor),
    )
    return _step(finding, FindingState.RECTIFIED, said, actor, now, *objections)


def close_finding(*, finding: Finding, reason: str, actor: User, now: datetime) -> FindingNote:
    """The county takes the rectification. Final. Raises as `confirm_finding` does."""
    said = _Said(NoteKind.CLOSE, reason, _("办结意见"), "reason")
    return _step(finding, FindingState.CLOSED, said, actor, now)


def send_back_finding(*, finding: Finding, reason: str, actor: User, now: datetime) -> FindingNote:
    """The county does not take the rectification: the unit has to go on. Raises as `confirm_finding` does."""
    said = _Said(NoteKind.SEND_BACK, reason, _("退回理由"), "reason")
    return _step(finding, FindingState.CONFIRMED, said, actor, now)


def add_note(*, finding: Finding, text: str, actor: User, now: datetime) -> FindingNote:
    """Something more to what has been answered or judged, from the unit or from the county.

    Raises `PermissionDenied` for others, `RuleViolation` without text, before the answer, and when all is done.
    """
    said = _Said(NoteKind.ADDITION, text, _("补充说明"), "text")
    with act("rulebook.finding.addition", stream=finding.scope.stream, actor=actor, now=now) as record:
        finding = _locked(finding)
        official = check_can_add(actor, finding)
        refuse_on(rules.answer_came_first(finding), said.objection())
        record.about(finding)
        note = _note(finding, said, actor, official, now)
        record.touch(note)
    return note


# -------------------------------------------------------------------------------------------------

#: The time that each state is reached at.
_REACHED = {
    FindingState.ANSWERED: "answered_at",
    FindingState.CONFIRMED: "judged_at",
    FindingState.REJECTED: "judged_at",
    FindingState.RECTIFIED: "rectified_at",
    FindingState.CLOSED: "closed_at",
}


@dataclass(frozen=True)
class _Said:
    """The words of a step; `name` and `field` are what they are called in a form."""

    kind: NoteKind
    words: str
    name: str
    field: str
    paper: str = ""
    evidence: tuple[Ref, ...] = ()

    @property
    def text(self) -> str:
        return _tidy(self.words)

    def objection(self) -> RuleViolation | None:
        return rules.text_is_given(self.text, self.name, self.field)


def _step(
    finding: Finding,
    state: FindingState,
    said: _Said,
    actor: User,
    now: datetime,
    *objections: RuleViolation | None,
) -> FindingNote:
    """Move a finding with the words that move it. `objections`: what else stands in the way of this step."""
    name = FINDING_ACTS[said.kind]
    today = timezone.localdate(now)
    with act(name, stream=finding.scope.stream, actor=actor, now=now) as record:
        finding = _locked(finding)
        judging = said.kind in JUDGES
        official = check_can_judge(actor, finding, today) if judging else check_can_answer(actor, finding)
        refuse_on(rules.move_exists(finding, state, said.kind))
        refuse_on(rules.window_has_passed(finding, state, today), said.objection(), *objections)
        _move(finding, state, now)
        note = _note(finding, said, actor, official, now)
        record.touch(finding, note, *_evidence(finding, said.evidence, note))
    return note


def _move(finding: Finding, state: FindingState, now: datetime) -> None:
    """The only writer of a finding's state."""
    if finding.state == FindingState.RECTIFIED and state == FindingState.CONFIRMED:
        # It stays judged as it was; the rectification is none any more.
        finding.rectified_at = None
    else:
        setattr(finding, _REACHED[state], now)
    finding.state = state
    finding.save(update_fields=["state", "rectified_at", _REACHED[state]])


def _locked(finding: Finding) -> Finding:
    return Finding.objects.select_for_update(of=("self",)).select_related("division").get(pk=finding.pk)


def _note(finding: Finding, said: _Said, actor: User, official: Official, now: datetime) -> FindingNote:
    return FindingNote.objects.create(
        finding=finding, kind=said.kind, text=said.text, paper=said.paper, at=now, account=actor, official=official
    )


def _evidence(finding: Finding, refs: Iterable[Ref], note: FindingNote | None = None) -> list[FindingEvidence]:
    return [FindingEvidence.objects.create(finding=finding, note=note, ref=str(ref)) for ref in refs]


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
