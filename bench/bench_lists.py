"""The lists of the desk at a million rows, against the same lists at ten thousand.

Twenty years of a county with twenty townships; the pages go through the whole house. Every filter is asked by an
inspector of the county and by a town's clerk, on the first page and in the middle of the list.
"""

from django.urls import reverse

from bench import archive
from bench.cases import Case, register
from bench.county import seed
from bench.twins import Twin
from bench.visitors import Visitor

MANY, FEW = 1_000_000, 10_000
READERS = ("inspector.county", "clerk.jinnan")
#: What every list is asked for: nothing, what is common, what is not there, periods.
ASKS: dict[str, dict[str, str]] = {
    "不筛选": {},
    "组织": {"body": "head_meeting"},
    "没有的组织": {"body": "village_branch"},
    "从某日": {"since": "2012-01-01"},
    "到某日": {"until": "2020-01-01"},
    "常见的题目": {"text": archive.COMMON},
    "没有的题目": {"text": archive.ABSENT},
}
CATEGORY = {"类别": {"category": "personnel"}}
LISTS: dict[str, tuple[str, dict[str, dict[str, str]]]] = {
    "议题": ("topics", {**ASKS, **CATEGORY, "状态": {"state": "refused"}}),
    "会议": ("meetings", {**ASKS, "状态": {"state": "convened"}}),
    "决定": ("resolutions", {**ASKS, **CATEGORY, "结果": {"state": "rejected"}}),
}


class County:
    """Somebody of each kind, in front of lists of so many rows."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        archive.fill(rows)
        self.readers = [Visitor(username) for username in READERS]

    def read(self, url: str, asked: dict[str, str]) -> None:
        middle = {"before": str(archive.FIRST + self.rows // 2)}
        for reader in self.readers:
            reader.open(url, asked)
            reader.open(url, {**asked, **middle})


class List(Case):
    """Four pages: two readers, the first page and one in the middle."""

    goal_ratio = 1.3
    rounds = 15
    url: str
    asked: dict[str, str]
    made: tuple[County, Twin, County] | None = None

    def setup(self) -> None:
        if List.made is None:
            seed()
            twin = Twin("few")
            with twin.entered():
                few = County(FEW)
            List.made = (County(MANY), twin, few)
        self.many, self.twin, self.few = List.made

    def ours(self) -> None:
        self.many.read(reverse(self.url), self.asked)

    def bare(self) -> None:
        with self.twin.entered():
            self.few.read(reverse(self.url), self.asked)


for name, (noun, asks) in LISTS.items():
    for ask, asked in asks.items():
        words = {"name": f"{name}列表 100 万条：{ask}", "url": f"decisions:{noun}", "asked": asked}
        register(type("DeskList", (List,), {"__module__": __name__, **words}))
