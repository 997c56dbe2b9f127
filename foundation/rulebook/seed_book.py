"""What the book of rules begins with: titles only. `manage.py load_rulebook` writes them into the database.

Nobody here has compared a text, so each waits for the county (待县确认) and is printed as no citation. Numbers
and days are left open for the same reason. A name that no source gives is not made up: of a county's ten basic
rules three are known.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from foundation.rulebook.states import RegulationKind

WAITS = "待县确认"


@dataclass(frozen=True)
class Title:
    """One entry of the book, by its title."""

    kind: RegulationKind
    text: str
    basis: str = WAITS


def _of(kind: RegulationKind, *titles: str, basis: str = WAITS) -> Iterator[Title]:
    return (Title(kind, text, basis) for text in titles)


#: The laws and Party rules that the rules of this house speak of.
COUNTRY: tuple[Title, ...] = (
    *_of(
        RegulationKind.LAW,
        "中华人民共和国民法典",
        "中华人民共和国地方各级人民代表大会和地方各级人民政府组织法",
        "中华人民共和国村民委员会组织法",
        "中华人民共和国农村集体经济组织法",
        "中华人民共和国公务员法",
        "中华人民共和国监察法",
        "中华人民共和国公职人员政务处分法",
        "中华人民共和国审计法",
        "中华人民共和国审计法实施条例",
        "中华人民共和国预算法",
        "中华人民共和国招标投标法",
        "中华人民共和国招标投标法实施条例",
        "必须招标的工程项目规定",
        "中华人民共和国政府采购法",
        "中华人民共和国政府采购法实施条例",
        "政府投资条例",
        "公平竞争审查条例",
        "重大行政决策程序暂行条例",
        "中华人民共和国政府信息公开条例",
        "中华人民共和国档案法",
        "中华人民共和国档案法实施条例",
        "中华人民共和国保守国家秘密法",
        "中华人民共和国网络安全法",
        "中华人民共和国个人信息保护法",
        "网络数据安全管理条例",
        "商用密码管理条例",
        "中华人民共和国电子签名法",
        "中华人民共和国无障碍环境建设法",
    ),
    *_of(
        RegulationKind.PARTY,
        "中国共产党地方委员会工作条例",
        "中国共产党党组工作条例",
        "中国共产党党内监督条例",
        "中国共产党问责条例",
        "中国共产党纪律处分条例",
        "中国共产党组织处理规定（试行）",
        "中国共产党纪律检查机关监督执纪工作规则",
        "纪检监察机关处理检举控告工作规则",
        "中国共产党党务公开条例（试行）",
        "党政领导干部选拔任用工作条例",
        "领导干部报告个人有关事项规定",
        "党政主要领导干部和国有企事业单位主要领导人员经济责任审计规定",
        "党政机关厉行节约反对浪费条例",
        "党政机关公文处理工作条例",
        "信访工作条例",
    ),
    *_of(
        RegulationKind.SUPERIOR,
        "关于做好失实检举控告澄清工作的意见",
    ),
)

#: Of each county served: what the counties of the sources have, under the names that the sources give.
COUNTY: tuple[Title, ...] = (
    *_of(
        RegulationKind.COUNTY,
        "招投标实施、评标和验收办法",
        "财务管理制度",
        "中层干部竞争上岗制度",
        basis=f"{WAITS}：全县统一的十项基本制度之一。其余七项的名称没有掌握，由县里补录。",
    ),
    *_of(
        RegulationKind.COUNTY,
        "村干部权力运行管理制度",
        "基层党组织议事决策规则",
        "党务政务公开制度",
        "乡镇党委书记末位发言制度",
        "重大事项票决制度",
        "乡村权力运行规范指数评估办法及责任追究办法",
        basis=f"{WAITS}：参照其他县已有的制度列名，本县的名称和内容由县里确认。",
    ),
)
