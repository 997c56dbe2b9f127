"""The county's model: six classes with twenty-eight entries. `manage.py load_directory` writes them into the database.

The words are our own and no basis is confirmed: the county says what holds (待县确认). Whoever decides
comes first; what must pass the people's congress goes there after the party committee, where the unit has one.
"""

from dataclasses import dataclass

from foundation.townships.states import BodyKind
from powers.states import Boundary, Category, Step

PARTY, HEAD = BodyKind.PARTY_COMMITTEE, BodyKind.HEAD_MEETING
CONGRESS = BodyKind.PEOPLES_CONGRESS
FUNDS, LEGALITY, FAIR, EXPERT, RISK = Step.FUNDS, Step.LEGALITY, Step.FAIR_COMPETITION, Step.EXPERT, Step.RISK
OPINIONS, TALK, DISCIPLINE = Step.OPINIONS, Step.TALK, Step.DISCIPLINE


@dataclass(frozen=True)
class Matter:
    """One entry as the county's model begins with it."""

    code: str
    name: str
    reviews: tuple[Step, ...] = ()
    bodies: tuple[BodyKind, ...] = (PARTY,)
    threshold: str = ""
    light_body: str = ""
    boundary: Boundary = Boundary.AT_LEAST
    secret_vote: bool = False
    debate: bool = False
    publication: bool = True


def _sum(code: str, name: str, threshold: str, *reviews: Step, boundary: Boundary = Boundary.AT_LEAST) -> Matter:
    """Below its threshold the head's meeting deals with it."""
    return Matter(code, name, reviews, threshold=threshold, light_body=HEAD, boundary=boundary)


#: (class, which of the four, its entries).
CLASSES: tuple[tuple[str, Category, tuple[Matter, ...]], ...] = (
    (
        "贯彻部署和发展规划",
        Category.MAJOR_DECISION,
        (
            Matter("superior_orders", "贯彻上级重要决定、重要会议精神的实施意见", ()),
            Matter(
                "development_plan",
                "经济社会发展规划、年度计划及其调整",
                (LEGALITY, EXPERT, OPINIONS),
                (PARTY, CONGRESS),
                debate=True,
            ),
            Matter(
                "spatial_plan",
                "国土空间规划、集镇和村庄规划",
                (LEGALITY, EXPERT, OPINIONS),
                (PARTY, CONGRESS),
                debate=True,
            ),
            Matter("reform", "行政管理和集体产权等重大改革方案", (LEGALITY, RISK, OPINIONS), debate=True),
            Matter("rules", "工作制度、管理办法的制定、修改和废止", (LEGALITY, FAIR)),
            Matter("report_upward", "须向上级党委、政府请示报告的重要事项", ()),
        ),
    ),
    (
        "民生和社会稳定",
        Category.MAJOR_DECISION,
        (
            Matter("resettlement", "土地征收、房屋搬迁的补偿安置方案", (FUNDS, LEGALITY, RISK, OPINIONS), debate=True),
            Matter("homestead", "宅基地管理和农村建房的具体办法", (LEGALITY, OPINIONS)),
            Matter("livelihood", "年度民生实事项目的确定", (FUNDS, OPINIONS), (PARTY, CONGRESS)),
            Matter("emergency", "突发事件应急预案和重大风险的处置", (LEGALITY,), publication=False),
            _sum("claims", "重大信访、涉诉纠纷的处置和赔付", "decisions.large_risk", FUNDS, LEGALITY),
        ),
    ),
    (
        "党的建设和干部人事",
        Category.PERSONNEL,
        (
            Matter(
                "appointment", "股级干部和中层岗位的任免、调整", (TALK, DISCIPLINE), secret_vote=True, publication=False
            ),
            Matter(
                "nomination",
                "科级干部人选和后备干部的推荐提名",
                (TALK, DISCIPLINE),
                secret_vote=True,
                publication=False,
            ),
            Matter(
                "village_team",
                "村（社区）班子成员的调整和人选",
                (TALK, DISCIPLINE),
                secret_vote=True,
                publication=False,
            ),
            Matter("hiring", "编外人员的招聘、续聘和辞退", (FUNDS, DISCIPLINE), secret_vote=True, publication=False),
            Matter("party_members", "发展党员和党员的组织处理", (TALK,), secret_vote=True, publication=False),
            Matter("awards", "各类先进、代表和委员人选的推荐", (DISCIPLINE,), secret_vote=True, publication=False),
        ),
    ),
    (
        "财政预算和大额资金",
        Category.LARGE_SUM,
        (
            Matter("budget", "年度财政预算草案和决算", (FUNDS, LEGALITY), (PARTY, CONGRESS), debate=True),
            Matter("budget_change", "预算调整方案", (FUNDS, LEGALITY), (PARTY, CONGRESS)),
            _sum("large_payment", "预算内大额资金的使用", "decisions.large_sum", FUNDS),
            _sum("outside_budget", "预算外支出和预算追加", "powers.outside_budget_sum", FUNDS, DISCIPLINE),
            _sum("subsidy", "专项资金、补助和救助资金的分配", "powers.subsidy_sum", FUNDS, OPINIONS),
            Matter("borrowing", "举借、担保、出借和对外投资", (FUNDS, LEGALITY, RISK)),
        ),
    ),
    (
        "工程项目和采购",
        Category.PROJECT,
        (
            _sum("works", "工程项目的立项、预算和招标方式", "powers.project_sum", FUNDS, LEGALITY),
            Matter("works_change", "工程项目的重大变更和概算调整", (FUNDS, LEGALITY, DISCIPLINE)),
            _sum("purchase", "大宗物资和服务的采购", "powers.purchase_sum", FUNDS, boundary=Boundary.OVER),
        ),
    ),
    (
        "资产、资源和合同",
        Category.PROJECT,
        (
            _sum("assets", "国有、集体资产和资源的出租、出让、处置", "powers.asset_sum", LEGALITY, OPINIONS),
            _sum("contracts", "招商引资、合作开发等合同协议的签订", "powers.contract_sum", LEGALITY, FAIR),
        ),
    ),
)
