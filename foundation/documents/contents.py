"""What a paper may hold, kind by kind. Every value is plain: a text ready to print, a day, a list of these.

`heading` and `number` are written when the paper is numbered, `date` and `printed` are the day on which it is
signed. What is
annotated with a part (`parts.py`) is wording, which people may edit in a draft; everything else comes from rows and
stays.
"""

from datetime import date
from typing import Annotated, TypedDict

from django.utils.translation import gettext_lazy as _

from foundation.documents.parts import Cells, Each, Line, Lines, Paragraph, Rows, Running, Voices


class Absence(TypedDict):
    """Somebody who should have been there, and why he was not."""

    name: str
    reason: str


class MinutesItem(TypedDict):
    """One topic of a meeting. `counts` and `resolution` are whole sentences; empty texts and lists are not printed."""

    title: str
    reporter: str
    summary: Annotated[str, Paragraph(_("汇报"))]
    discussion: Annotated[list[str], Voices(_("讨论"))]
    counts: str
    resolution: str
    dissent: list[str]


class Minutes(TypedDict):
    """会议纪要 and 会议记录: `day` is the day of the meeting, `date` that of the paper."""

    body: str
    day: date
    place: str
    chair: str
    recorder: str
    present: list[str]
    absent: list[Absence]
    observers: list[str]
    items: Annotated[list[MinutesItem], Each(_("议题"))]
    date: date


class Block(TypedDict):
    """A paragraph of running text. `level` 0 is text, 1 to 4 are headings (一、 （一） 1. （1）), numbered in print."""

    level: int
    text: str


class Text(TypedDict):
    """公示, 通知, 意见书, 函: one title, running text, a signature. Empty texts and lists are not printed.

    `body` is whose paper it is, `addressee` whom it goes to (主送) without the colon, `attachments` the names of what
    goes with it, `note` 附注; `copies` (抄送), `printer` and `printed` (印发机关, 印发日期) make the block at the end.
    """

    body: str
    title: str
    addressee: Annotated[str, Line(_("主送"), _("收文单位，末尾不写冒号。公示等没有主送的不填。"), 300)]
    blocks: Annotated[
        list[Block],
        Running(
            _("正文"),
            _("一行一段。行首写“一、”“（一）”“1.”“（1）”的是各级标题，序号由系统重新编排。"),
            required=True,
        ),
    ]
    attachments: Annotated[list[str], Lines(_("附件说明"), _("一行一个附件名称，不写序号。"))]
    signer: str
    date: date
    note: Annotated[str, Line(_("附注"), _("例如“此件公开发布”，不写括号。"))]
    copies: Annotated[list[str], Lines(_("抄送"), _("一行一个单位。"))]
    printer: str
    printed: date


class Corrected(TypedDict):
    """The paper that is corrected, as it stands in the correction."""

    label: str
    title: str
    digest: str
    date: date


class Correction(Text):
    """更正: a signed addition to a paper, which itself never changes."""

    corrects: Corrected


class Table(TypedDict):
    """表: rows of texts below the names of their columns, on sheets that lie when there are many columns."""

    body: str
    title: str
    unit: Annotated[str, Line(_("计量单位"), _("例如“单位：元”。没有的不填。"))]
    columns: Annotated[list[str], Cells(_("栏目"), _("一行，各栏用竖线“|”分开。"), required=True)]
    rows: Annotated[
        list[list[str]],
        Rows(_("各行"), _("一行一条，各格用竖线“|”分开；从电子表格复制过来的可以直接粘贴。"), required=True),
    ]
    note: Annotated[str, Paragraph(_("注"))]
    signer: str
    date: date
