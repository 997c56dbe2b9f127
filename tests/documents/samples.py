"""A whole set of minutes, with rare names and every part that the template knows, and a thing it is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from django.utils import timezone

from foundation import refs
from foundation.documents import kinds, papers
from foundation.documents.contents import Corrected, Correction, Minutes, Table, Text
from foundation.documents.models import Paper
from foundation.documents.papers import PaperKind
from foundation.documents.services import number_paper
from foundation.ledger.services import act
from foundation.refs import Presenter, Ref
from foundation.townships.states import BodyKind

KIND = PaperKind("tests.minutes", "会议纪要", "纪要", "documents/minutes.html")
ABOUT = Ref("tests.meeting", "5")
#: Everybody may read the meeting but the head.
PRESENTER = Presenter(
    title=lambda pk: f"第{pk}次会议",
    url=lambda pk: f"/desk/meetings/{pk}/",
    may_read=lambda user, pk: user.username != "head.jinnan",
)


@contextmanager
def printing_office() -> Iterator[None]:
    """The kind and the thing that the samples need are known."""
    with patch.dict(papers._kinds, {KIND.code: KIND}), patch.dict(refs._presenters, {ABOUT.label: PRESENTER}):
        yield


def issue(cast, day: date = date(2026, 3, 6), **more) -> Paper:
    """Minutes of the party committee of 金南镇, numbered without their way: for tests of what comes after it."""
    wanted = {
        "kind": KIND.code,
        "body": cast.body(cast.jinnan, BodyKind.PARTY_COMMITTEE),
        "about": ABOUT,
        "title": "2026年3月5日党委会",
        "content": minutes(),
        "day": day,
        "actor": cast.user("clerk.jinnan"),
        "now": timezone.now(),
        **more,
    }
    with act(
        "documents.paper.sign", stream=wanted["body"].scope.stream, actor=wanted["actor"], now=wanted["now"]
    ) as record:
        paper = number_paper(**wanted)
        record.touch(paper)
    return paper


def minutes() -> Minutes:
    return {
        "body": "金南镇党委会",
        "day": date(2026, 3, 5),
        "place": "镇政府三楼会议室",
        "chair": "丁一",
        "recorder": "丁十三",
        "present": ["丁一", "丁二", "丁三", "丁四", "丁五", "丁喆", "丁堃", "丁昇珺"],
        "absent": [{"name": "丁九", "reason": "参加县委党校培训"}],
        "observers": ["丁十（人大主席）", "丁十一（三资管理中心）"],
        "items": [
            {
                "title": "关于金南镇2026年农村道路维修工程立项的议题",
                "reporter": "丁五",
                "summary": "全镇需维修农村道路12.6公里，预算186.40万元，资金来源为县级专项资金120.00万元、"
                "镇级自筹66.40万元。工程按规定进入县公共资源交易中心公开招标。",
                "discussion": [
                    "丁三：建议优先安排学校周边路段，在秋季开学前完工。",
                    "丁喆：建议明确质量保证金比例和验收责任人。",
                ],
                "counts": "应到9人，实到8人，同意7人，不同意1人，弃权0人。",
                "resolution": "同意立项。由丁五负责组织实施，2026年8月20日前完工，"
                "工程概况、预算和中标结果在镇政务公开栏和村务公开栏同步公示。",
                "dissent": ["丁四不同意：自筹资金未列入年初预算，建议调整预算后再行立项。"],
            },
            {
                "title": "关于镇党政办公室中层岗位竞争上岗结果的议题",
                "reporter": "丁六",
                "summary": "经公布职位、公开报名、资格审查、民主测评和组织考察，拟确定2名人选。",
                "discussion": [],
                "counts": "应到9人，实到8人，同意8人，不同意0人，弃权0人。",
                "resolution": "同意提交的人选，按规定公示五个工作日，公示期满无异议后办理任职手续。",
                "dissent": [],
            },
            {
                "title": "关于提前收回村集体闲置厂房的议题",
                "reporter": "",
                "summary": "因承租方尚未提交书面意见，本议题不具备讨论条件。",
                "discussion": [],
                "counts": "",
                "resolution": "暂缓讨论，待补充材料后重新提交党委会。",
                "dissent": [],
            },
        ],
        "date": date(2026, 3, 6),
    }


def text(title: str = "关于开展农村集体资金资产资源管理突出问题专项治理工作的通知") -> Text:
    return {
        "body": "金南镇人民政府",
        "title": title,
        "addressee": "各村（居）民委员会，镇各办、局、中心",
        "blocks": [
            {
                "level": 0,
                "text": "为规范农村集体“三资”管理，经2026年3月5日镇党委会研究，决定开展专项治理。现通知如下：",
            },
            {"level": 1, "text": "治理重点"},
            {"level": 2, "text": "资金管理"},
            {"level": 3, "text": "现金坐支、白条抵库，大额支出未经民主决策。"},
            {"level": 4, "text": "单笔5000元以上的支出须附会议记录。"},
            {"level": 4, "text": "专项资金须专户核算。"},
            {"level": 2, "text": "资产资源管理"},
            {
                "level": 0,
                "text": "合同到期未收回、未重新招租，以及租金明显低于市场价格的，由丁喆、丁堃、丁昇珺负责逐项清理，"
                "清理结果于2026年6月30日前在村务公开栏公布。",
            },
            {"level": 1, "text": "工作要求"},
            {"level": 0, "text": "各村于2026年4月10日前完成自查，镇三资管理中心于2026年5月31日前完成核查。"},
        ],
        "attachments": ["农村集体资金资产资源自查表", "专项治理工作进度安排及责任分工一览表（各村对照执行，逐项填写）"],
        "signer": "金南镇人民政府",
        "date": date(2026, 3, 6),
        "note": "此件公开发布",
        "copies": ["县农业农村局", "县纪委监委派驻第五纪检监察组"],
        "printer": "金南镇党政办公室",
        "printed": date(2026, 3, 6),
    }


def table() -> Table:
    return {
        "body": "金南镇人民政府",
        "title": "金南镇2026年第一季度“三公”经费支出情况表",
        "unit": "单位：元",
        "columns": ["序号", "项目", "年初预算", "本季度支出", "累计支出", "备注"],
        "rows": [
            [str(at), f"公务接待（第{at}批）", "20,000.00", "3,186.50", "3,186.50", "县级部门调研" if at % 3 else ""]
            for at in range(1, 31)
        ],
        "note": "注：公务用车运行维护费由县机关事务管理中心统一核算，不在本表内。",
        "signer": "金南镇人民政府",
        "date": date(2026, 4, 8),
    }


def correction() -> Correction:
    told: Corrected = {
        "label": "金南镇党委会通知〔2026〕3号",
        "title": "关于开展专项治理工作的通知",
        "digest": "0123456789abcdef" * 4,
        "date": date(2026, 3, 6),
    }
    return {**text("关于更正金南镇党委会通知〔2026〕3号的通知"), "corrects": told}


def contents(kind: PaperKind) -> Minutes | Text | Table:
    """What a paper of that kind may say, with every part that its template knows."""
    match kind:
        case kinds.CORRECTION:
            return correction()
        case kinds.MINUTES | kinds.RECORD:
            return minutes()
        case kinds.TABLE:
            return table()
        case kinds.PUBLIC_NOTICE:
            return text("关于金南镇党政办公室副主任拟任人选的公示")
        case kinds.LETTER:
            return {**text("金南镇人民政府关于商请支持农村道路维修工程的函"), "printer": ""}
        case kinds.OPINION:
            return text("关于金南村文化广场建设项目的监督意见书")
    return text()
