"""Two at the same moment: one of them is refused, or both are right."""

from functools import partial

import pytest

from foundation.rulebook import services
from foundation.rulebook.models import Finding, FindingNote
from foundation.rulebook.states import FindingState
from foundation.violations import RuleViolation
from tests.cast import Cast
from tests.foundation.threads import at_once
from tests.rulebook.findings import DAY, MONDAY, RULE, by_person, finding_at, found_in, fresh, machines, shown, take

pytestmark = pytest.mark.postgres

ROUNDS = 5


@pytest.fixture
def people(copied_db) -> Cast:
    return Cast()


def codes(results: list) -> list[str]:
    return sorted(result.code if isinstance(result, RuleViolation) else type(result).__name__ for result in results)


def test_of_an_answer_and_a_judgement_at_once_both_are_kept_or_the_answer_is_too_late(people):
    for _round in range(ROUNDS):
        finding = by_person(people.jinnan)
        late = MONDAY + 9 * DAY
        results = at_once(partial(take, "answer", finding, now=late), partial(take, "confirm", finding, now=late))
        kinds = list(FindingNote.objects.filter(finding=finding).order_by("pk").values_list("kind", flat=True))
        assert (codes(results), kinds) in (
            (["FindingNote", "FindingNote"], ["answer", "confirm"]),
            (["FindingNote", "rulebook.finding_move"], ["confirm"]),
        )
        assert fresh(finding).state == FindingState.CONFIRMED
        assert (fresh(finding).answered_at is not None) == ("answer" in kinds)


def test_of_two_who_judge_at_once_one_does(people):
    for _round in range(ROUNDS):
        finding = finding_at(FindingState.ANSWERED, people.jinnan)
        results = at_once(partial(take, "confirm", finding), partial(take, "reject", finding))
        assert codes(results) == ["FindingNote", "rulebook.finding_move"]


def test_of_closing_and_sending_back_at_once_one_happens(people):
    for _round in range(ROUNDS):
        finding = finding_at(FindingState.RECTIFIED, people.jinnan)
        results = at_once(partial(take, "close", finding), partial(take, "send_back", finding))
        assert codes(results) == ["FindingNote", "rulebook.finding_move"]


def test_two_answers_at_once_are_one(people):
    for _round in range(ROUNDS):
        finding = by_person(people.jinnan)
        results = at_once(*(partial(take, "answer", finding, by=f"{who}.jinnan") for who in ("clerk", "discipline")))
        assert codes(results) == ["FindingNote", "rulebook.finding_move"]


def test_two_sweeps_at_once_raise_once_and_note_once(people):
    with machines(RULE):
        services.load_defaults(now=MONDAY)
        shown.extend(found_in(people.jinnan, pk=str(number)) for number in range(5))
        reports = at_once(*(partial(services.raise_findings, now=MONDAY) for _sweeper in range(3)))
        assert sum(report.raised for report in reports) == Finding.objects.count() == 5
        assert [report.failed for report in reports] == [()] * 3
        shown.clear()
        reports = at_once(*(partial(services.raise_findings, now=MONDAY) for _sweeper in range(3)))
        assert sum(report.no_longer for report in reports) == FindingNote.objects.count() == 5
        assert [report.failed for report in reports] == [()] * 3
