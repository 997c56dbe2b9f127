"""What may be raised, and what may follow on a finding."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from foundation import house_rules
from foundation.refs import Ref, link_for
from foundation.rulebook.models import Finding
from foundation.rulebook.states import FINAL, FINDING_MOVES, FindingState, NoteKind
from foundation.townships.models import Division, User
from foundation.townships.states import Level
from foundation.violations import RuleViolation
from foundation.web.templatetags.sunlit import day as written

# What may be raised ------------------------------------------------------------------------------


def rule_is_raised_by_person(code: str) -> RuleViolation | None:
    """What a machine reads from rows is left to the machine: a person has no better view of them."""
    rule = house_rules.rule_of(code)
    if rule is not None and rule.by_person:
        return None
    return RuleViolation(
        "rulebook.not_by_person",
        _("规则：“%s”不能由人提出，系统会从记录中自动提出。请选择表中的其他规则，或选择“违反其他制度规定”。")
        % (rule.title if rule else code),
        field="rule",
    )


def division_answers(division: Division) -> RuleViolation | None:
    """A finding goes to a unit that can answer: a township, or one of its villages."""
    if division.level in {Level.TOWNSHIP, Level.VILLAGE}:
        return None
    return RuleViolation(
        "rulebook.finding_unit",
        _("单位：%s不是乡镇或村，没有人答复。请选择发生问题的乡镇或村。") % division.name,
        field="division",
    )


def text_is_given(text: str, name: str, field: str) -> RuleViolation | None:
    """Nobody raises, answers or closes anything without words."""
    if text:
        return None
    return RuleViolation("rulebook.finding_text", _("%s：没有填写。请写明后再提交。") % name, field=field)


def something_proves_it(evidence: Sequence[Ref], paper: str) -> RuleViolation | None:
    """A finding of a person, and what a unit says it has mended, rest on a row or on paper."""
    if evidence or paper:
        return None
    return RuleViolation(
        "rulebook.finding_evidence",
        _("证据：没有有关记录，也没有纸质材料。请填写有关记录的网址，或纸质材料的名称和存放处。"),
        field="evidence",
    )


def evidence_is_readable(evidence: Iterable[Ref], actor: User) -> RuleViolation | None:
    """One names what one has seen: a row that is there and that one may open."""
    unknown = [str(ref) for ref in evidence if link_for(ref, actor) is None]
    if not unknown:
        return None
    return RuleViolation(
        "rulebook.evidence_unknown",
        _("证据：没有这些记录，或者您无权查看：%s。请核对网址。") % "、".join(unknown),
        field="evidence",
    )


# What may follow ---------------------------------------------------------------------------------


def move_exists(finding: Finding, state: FindingState, kind: NoteKind) -> RuleViolation | None:
    """Only the moves of the table exist, each by its own kind of note."""
    old = FindingState(finding.state)
    move = FINDING_MOVES.get((old, state))
    if move is not None and move.kind == kind:
        return None
    return RuleViolation(
        "rulebook.finding_move",
        _("问题：现在是“%(old)s”，不能办理“%(kind)s”。请刷新页面，查看办到了哪一步。")
        % {"old": old.label, "kind": kind.label},
    )


def window_has_passed(finding: Finding, state: FindingState, today: date) -> RuleViolation | None:
    """E09: the unit's word is heard first. Without an answer nobody judges before its last day has passed."""
    move = FINDING_MOVES[FindingState(finding.state), state]
    if not move.after_window or today > finding.answer_until:
        return None
    return RuleViolation(
        "rulebook.window_open",
        _("核定：单位可以答复到%s，还没有答复。请在单位答复以后，或者期限过后再核定。") % written(finding.answer_until),
    )


def answer_came_first(finding: Finding) -> RuleViolation | None:
    """An addition adds to an answer or a judgement, and nothing is added to what is done."""
    if FindingState(finding.state) not in FINAL | {FindingState.RAISED}:
        return None
    return RuleViolation(
        "rulebook.note_early",
        _("补充说明：问题现在是“%s”，不能补充。请先答复；已经办结或者不成立的，不必补充。")
        % finding.get_state_display(),
    )
