"""Findings in every state, made through the services, with days relative to today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from demo.story import Scene
from foundation.calendar.counting import moved_on
from foundation.refs import Ref
from foundation.rulebook import services
from foundation.rulebook.models import Finding
from foundation.townships.models import Division, User

PAPER = "《镇务支出凭证》第 12 号，存镇财政所档案柜"


@dataclass(frozen=True)
class Case:
    """One unit's finding; every step says how many days ago it was taken."""

    division: Division
    word: str
    now: datetime

    def of_unit(self, days_ago: int, prefix: str = "discipline") -> dict[str, Any]:
        return {
            "actor": User.objects.get(username=f"{prefix}.{self.word}"),
            "now": self.now - timedelta(days=days_ago),
        }

    def of_county(self, days_ago: int) -> dict[str, Any]:
        return {
            "actor": User.objects.get(username="inspector.county"),
            "now": self.now - timedelta(days=days_ago),
        }

    def missed_meeting(self, title: str, convened: int, raised: int) -> Finding:
        """A meeting that nobody opened, found by the machine in the night: convened early enough for that night."""
        night = timezone.localdate(self.now) - timedelta(days=raised)
        while moved_on(timezone.localdate(self.now) - timedelta(days=convened - 3)).day > night:
            convened += 1
        scene = Scene(
            self.division, User.objects.get(username=f"clerk.{self.word}"), now=self.now - timedelta(days=convened)
        )
        meeting = scene.convened(scene.topic(title))
        services.raise_findings(now=self.now - timedelta(days=raised))
        return Finding.objects.get(about=str(Ref.of(meeting)))

    def by_person(self, rule: str, text: str, raised: int, paper: str = PAPER) -> Finding:
        return services.raise_by_person(
            rule=rule, division=self.division, text=text, paper=paper, **self.of_county(raised)
        )


def seed_findings(*, now: datetime, units: dict[str, tuple[str, str]]) -> int:
    """Tell every case whose unit is there; returns how many findings there are. `units` as in `seed_decisions`."""
    codes = {word: code for code, (word, _sign) in units.items()}
    for word, tell in CASES:
        division = Division.objects.filter(code=codes.get(word, "")).first()
        if division is not None:
            tell(Case(division, word, now))
    return Finding.objects.count()


def _closed(case: Case) -> None:
    """Raised by a person, answered, confirmed, mended at the second attempt, closed."""
    found = case.by_person("decisions.not_put_to_meeting", "镇政府大门改造 18 万元，没有集体研究即签订合同。", 35)
    services.answer_finding(finding=found, text="工期紧，口头商量后先签了合同，没有上会。", **case.of_unit(33))
    services.confirm_finding(finding=found, reason="属实，应当上会。", **case.of_county(32))
    services.rectify_finding(finding=found, text="已补报说明。", paper="情况说明一份", **case.of_unit(25))
    services.send_back_finding(finding=found, reason="只有说明不够，请重新上会研究。", **case.of_county(24))
    services.rectify_finding(
        finding=found, text="党委会已重新研究并形成纪要，建立合同上会清单。", paper="党委会纪要一份", **case.of_unit(16)
    )
    services.close_finding(finding=found, reason="已上会，制度已建立。", **case.of_county(14))


def _rectified(case: Case) -> None:
    """Confirmed and mended: the county has to look at it."""
    found = case.by_person("decisions.record_untrue", "会议记录写 9 人到会，签到表只有 7 人签名。", 12, "签到表复印件")
    services.answer_finding(finding=found, text="两人中途离会没有注明，记录有误。", **case.of_unit(11))
    services.confirm_finding(finding=found, reason="签到表与记录不符，属实。", **case.of_county(10))
    services.rectify_finding(
        finding=found, text="已在纪要后签注更正，记录人作出检查。", paper="签注页复印件", **case.of_unit(4)
    )


def _rejected(case: Case) -> None:
    """Answered with proof: not true."""
    found = case.by_person("rulebook.other_breach", "公务接待没有审批单。", 9, "接待台账第 3 页")
    services.answer_finding(finding=found, text="审批单夹在上一册，已送县里核对。", **case.of_unit(8))
    services.reject_finding(finding=found, reason="审批单齐全，日期在接待以前。", **case.of_county(7))


def _confirmed(case: Case) -> None:
    """A meeting that was not held: answered, confirmed, to be mended."""
    found = case.missed_meeting("改造集镇供水管网", convened=14, raised=11)
    services.answer_finding(finding=found, text="防汛值守，会议没有开，也没有改期。", **case.of_unit(10, "clerk"))
    services.confirm_finding(finding=found, reason="没有改期，属实。请补开并登记。", **case.of_county(9))


def _unanswered(case: Case) -> None:
    """A meeting that was not held: the unit has let its days to answer pass."""
    case.missed_meeting("处置闲置农机库房", convened=13, raised=10)


def _answered(case: Case) -> None:
    """A meeting that was not held: answered, to be judged."""
    found = case.missed_meeting("维修渔港护岸", convened=6, raised=3)
    services.answer_finding(finding=found, text="主持人临时到县里开会，拟下周补开。", **case.of_unit(1, "clerk"))


def _raised(case: Case) -> None:
    """Raised today, to be answered."""
    case.by_person("disclosure.untrue", "公开的工期与施工合同不一致。", 0, "施工合同第 4 页复印件")


#: Per unit in the order of days: the ledger of a unit goes forwards.
CASES: list[tuple[str, Callable[[Case], None]]] = [
    ("jinbei", _closed),
    ("fuxingwei", _confirmed),
    ("yuanzhong", _unanswered),
    ("jinbei", _rectified),
    ("fuxingwei", _rejected),
    ("baoyinghu", _answered),
    ("jinnan", _raised),
]
