"""What the pages on findings share: for whom they open, the way there, and how findings look."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.house_rules import Severity
from foundation.rulebook.models import Finding
from foundation.rulebook.permissions import check_may_read_findings
from foundation.rulebook.selectors import findings as selectors
from foundation.rulebook.states import FindingState
from foundation.townships.models import User
from foundation.web.components import Link, Pill, Tone

STATE_TONES: dict[FindingState, Tone] = {
    FindingState.RAISED: "amber",
    FindingState.ANSWERED: "blue",
    FindingState.CONFIRMED: "red",
    FindingState.RECTIFIED: "blue",
    FindingState.CLOSED: "green",
    FindingState.REJECTED: "neutral",
}
SEVERITY_TONES: dict[Severity, Tone] = {
    Severity.RED: "red",
    Severity.ORANGE: "orange",
    Severity.YELLOW: "yellow",
}


def user_of(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def finding_or_404(request: HttpRequest, pk: int) -> Finding:
    """A finding that this person may read."""
    check_may_read_findings(request.user)
    return get_object_or_404(selectors.visible_findings(request.user), pk=pk)


def way(*further: Link) -> list[Link]:
    return [Link(_("我的工作"), reverse("web:desk")), Link(_("问题"), reverse("findings:findings")), *further]


def state_pill(finding: Finding) -> Pill:
    return Pill(finding.get_state_display(), STATE_TONES[FindingState(finding.state)])


def severity_pill(severity: str) -> Pill:
    return Pill(str(Severity(severity).label), SEVERITY_TONES[Severity(severity)])


def late_pill(finding: Finding, today: date) -> Pill | None:
    """A unit that has not answered in time, or not at all."""
    if not finding.is_late_on(today):
        return None
    if finding.answered_at:
        return Pill(_("逾期答复"), "red")
    return Pill(_("逾期未答复") if finding.state == FindingState.RAISED else _("未答复"), "red")


def until(finding: Finding) -> str:
    """Why a last day may still move; empty when it does not."""
    return _("暂定：这一年的放假安排还没有录入，录入后重新计算") if finding.answer_provisional else ""
