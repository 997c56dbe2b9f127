"""Samples: what a template is tried on before it is put in force. Invented, and it says so."""

from datetime import date
from typing import Any

from foundation.documents.contents import Block, Corrected, Correction, Minutes, MinutesItem, Table, Text
from foundation.documents.fields import as_paper
from foundation.documents.models import Paper
from foundation.documents.papers import PaperKind

_DAY, _MEETING = date(2026, 3, 6), date(2026, 3, 5)
LABEL, DIGEST = "样张（不是公文）", "0" * 64


def specimen_of(kind: PaperKind) -> Paper:
    """A paper of the kind that was never issued, with every part that a content of its type may have."""
    content: Any = {Correction: correction, Minutes: minutes, Table: table}.get(kind.content, text)()
    return as_paper(kind, content, label=LABEL, number="〔2026〕1号", digest=DIGEST)


def minutes() -> Minutes:
    return Minutes(
        body="样例镇党委会",
        day=_MEETING,
        place="样例镇三楼会议室",
        chair="甲一",
        recorder="乙二",
        present=["甲一", "甲二", "甲三", "甲喆", "甲堃", "甲昇珺"],
        absent=[{"name": "甲九", "reason": "参加培训"}],
        observers=["丙一（人大主席）"],
        items=[
            MinutesItem(
                title="关于样例道路维修工程立项的议题",
                reporter="甲二",
                summary="需维修道路12.6公里，预算186.40万元，资金来源为专项资金和自筹资金。",
                discussion=["甲三：建议优先安排学校周边路段。", "甲喆：建议明确验收责任人。"],
                counts="应到7人，实到6人，同意5人，不同意1人，弃权0人。",
                resolution="同意立项，由甲二负责组织实施，结果在镇村两级公示。",
                dissent=["甲堃（不同意）：自筹资金未列入年初预算。"],
            ),
            MinutesItem(
                title="关于收回闲置厂房的议题",
                reporter="",
                summary="承租方尚未提交书面意见。",
                discussion=[],
                counts="",
                resolution="暂缓讨论。",
                dissent=[],
            ),
        ],
        date=_DAY,
    )


def correction() -> Correction:
    corrected: Corrected = {"label": LABEL, "title": "关于样例道路维修工程的通知", "digest": DIGEST, "date": _MEETING}
    return Correction(**{**text(), "title": "关于《关于样例道路维修工程的通知》的更正", "corrects": corrected})


def text() -> Text:
    said = "这一段是样张里的文字，用来核对字体、字号、行距和缩进，每行二十八字，每页二十二行。"
    return Text(
        body="样例镇人民政府",
        title="关于核对公文模板版式和各级标题字体字号的样张",
        addressee="各村（居）民委员会，镇各办、局、中心",
        blocks=[
            Block(level=0, text=said),
            Block(level=1, text="一级标题用黑体"),
            Block(level=2, text="二级标题用楷体"),
            Block(level=3, text="三级标题用仿宋。"),
            Block(level=4, text="四级标题用仿宋。"),
            Block(level=0, text=f"人名里的生僻字：甲喆、甲堃、甲昇珺。{said}"),
            Block(level=1, text="第二个一级标题"),
            Block(level=0, text=said * 3),
        ],
        attachments=["样例附件之一", "样例附件之二（名称较长的，第二行与第一行的文字对齐）"],
        signer="样例镇人民政府",
        date=_DAY,
        note="此件是样张",
        copies=["样例机关甲", "样例机关乙"],
        printer="样例镇党政办公室",
        printed=_DAY,
    )


def table() -> Table:
    return Table(
        body="样例镇人民政府",
        title="样例镇2026年第一季度经费支出情况表",
        unit="单位：元",
        columns=["序号", "项目", "年初预算", "本季度支出", "累计支出", "备注"],
        rows=[[str(at), f"样例项目之{at}", "20,000.00", "3,186.50", "3,186.50", ""] for at in range(1, 9)],
        note="注：数字是虚构的。",
        signer="样例镇人民政府",
        date=_DAY,
    )
