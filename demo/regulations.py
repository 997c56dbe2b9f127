"""The book of rules of the seeded county: its titles, and one plainly made-up text of the county and of a town."""

from datetime import datetime, timedelta

from django.utils import timezone

from demo.people import ACTOR
from foundation.rulebook.services import Wording, link, load_book, record_regulation
from foundation.rulebook.states import RegulationKind, Target
from foundation.townships.models import Division, User
from foundation.townships.states import Level

COUNTYS = """第一条　为了规范演示，制定本办法。本办法内容为虚构，不是任何地方的制度。
第二条　议题和材料至少提前两天送达每位班子成员。紧急事项由主要负责人写明理由，会后补送。
第三条　讨论议题时，其他成员先发言，镇长在后，书记最后发言。
第四条　表决以应到会成员过半数同意为通过。未到会成员的书面意见可以宣读，不计入票数。
第五条　本办法由演示县办公室负责解释。"""

TOWNSHIPS = """第一条　本制度内容为虚构，只用于演示。
第二条　单笔 5000 元以上的办公用品采购，由党政联席会议集体决定。
第三条　采购结果在镇政务公开栏公示，公示期不少于 7 日。"""


def seed_regulations(*, now: datetime) -> None:
    """Load the titles, then enter the two texts as the county's office and the town's clerk would."""
    county = Division.objects.get(level=Level.COUNTY)
    for owner in (None, county):
        load_book(county=owner, now=now, actor=ACTOR)
    start = timezone.localdate(now) - timedelta(days=200)
    office = User.objects.get(username="office.county")
    regulation = record_regulation(
        owner=county,
        kind=RegulationKind.COUNTY,
        title="乡镇集体决策议事办法（演示）",
        issuer="演示县办公室",
        wording=Wording(
            basis="虚构，只用于演示。",
            text_known=True,
            text=COUNTYS,
            document_number=f"演示办〔{start.year}〕1号",
            issued_on=start,
            start=start,
        ),
        actor=office,
        now=now,
    )
    version = regulation.versions.get()
    for position, code in ((2, "decisions.delivery_days"), (4, "decisions.majority")):
        article = version.articles.get(position=position)
        link(version=version, article=article, kind=Target.PARAMETER, code=code, actor=office, now=now)
    town = Division.objects.get(code="320831101000")
    record_regulation(
        owner=town,
        kind=RegulationKind.TOWNSHIP,
        title="办公用品采购制度（演示）",
        issuer=town.name,
        wording=Wording(basis="虚构，只用于演示。", text_known=True, text=TOWNSHIPS, issued_on=start, start=start),
        actor=User.objects.get(username="clerk.jinnan"),
        now=now,
    )
