"""The named styles of the house's .docx templates, after GB/T 9704—2012. Lengths are twips: 1/20 of a point."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from xml.sax.saxutils import quoteattr

BIAOSONG, FANG, KAI, HEI, SONG = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
#: The official faces, and as what a machine may have them besides.
FACES = {
    BIAOSONG: "FZXiaoBiaoSong-B05S",
    FANG: "FangSong_GB2312",
    KAI: "KaiTi_GB2312",
    HEI: "SimHei",
    SONG: "SimSun",
}
RED = "D7000F"
GREY = "555555"


def mm(length: float) -> int:
    """Millimetres in twips."""
    return round(length * 1440 / 25.4)


def pt(length: float) -> int:
    """Points in twips."""
    return round(length * 20)


#: Sheet and margins: top, right, bottom, left. 156 × 225 mm of text are left.
SHEET = (mm(210), mm(297))
MARGINS = (mm(37), mm(26), mm(35), mm(28))
LYING = (MARGINS[3], MARGINS[0], MARGINS[1], MARGINS[2])
WIDTH = SHEET[0] - MARGINS[1] - MARGINS[3]
#: 22 of these make 225 mm.
LINE = pt(28.95)
#: So 28 characters of 16 points fit into the 156 mm.
TIGHT = -5
#: What a character of the text takes.
CHARACTER = pt(16) + TIGHT


#: No room is added between Chinese letters and figures.
UNSPACED = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'


@dataclass(frozen=True)
class Style:
    """A paragraph style: `code` within the file, `name` for people; `size` in points, `more` further properties of the
    paragraph: borders, tabs, and a frame, which stands in each paragraph itself (word processors look for it there)."""

    code: str
    name: str
    face: str = FANG
    size: float = 16
    line: int = LINE
    before: int = 0
    after: int = 0
    left: int = 0
    right: int = 0
    first: int = 0
    align: str = "both"
    tight: int = TIGHT
    color: str = ""
    outline: int | None = None
    keep: bool = False
    more: dict[str, str] = field(default_factory=dict)

    def xml(self) -> str:
        default = ' w:default="1"' if self.code == "Text" else ""
        return (
            f'<w:style w:type="paragraph"{default} w:customStyle="1" w:styleId="{self.code}">'
            f'<w:name w:val="{self.name}"/><w:qFormat/><w:pPr>{self._paragraph()}</w:pPr>'
            f"<w:rPr>{self._run()}</w:rPr></w:style>"
        )

    def _paragraph(self) -> str:
        first = f'w:firstLine="{self.first}"' if self.first >= 0 else f'w:hanging="{-self.first}"'
        keep = "<w:keepNext/>" if self.keep else ""
        return (
            f"{keep}<w:widowControl/>{self.more.get('borders', '')}{self.more.get('tabs', '')}"
            f'{UNSPACED}<w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/>'
            f'<w:spacing w:before="{self.before}" w:after="{self.after}" w:line="{self.line}" w:lineRule="exact"/>'
            f'<w:ind w:left="{self.left}" w:right="{self.right}" {first}/><w:jc w:val="{self.align}"/>'
            + (f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else "")
        )

    def _run(self) -> str:
        color = f'<w:color w:val="{self.color}"/>' if self.color else ""
        half = round(self.size * 2)
        return (
            f'{fonts(self.face)}{color}<w:spacing w:val="{self.tight}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        )


def fonts(face: str) -> str:
    """The face of a run, for every script; Chinese quotation marks count as Chinese."""
    named = quoteattr(face)
    return f'<w:rFonts w:hint="eastAsia" w:ascii={named} w:hAnsi={named} w:eastAsia={named} w:cs={named}/>'


def line(edge: str, points: float, space: int = 0, kind: str = "single", color: str = "auto") -> str:
    """A line at an edge of a paragraph, so thick, `space` points away from its text."""
    return f'<w:{edge} w:val="{kind}" w:sz="{round(points * 8)}" w:space="{space}" w:color="{color}"/>'


def _borders(*lines: str) -> dict[str, str]:
    return {"borders": f"<w:pBdr>{''.join(lines)}</w:pBdr>"}


def _tab(at: int, kind: str = "right") -> dict[str, str]:
    return {"tabs": f'<w:tabs><w:tab w:val="{kind}" w:pos="{at}"/></w:tabs>'}


def _frame(wrap: str, width: int, x: str, y: str) -> dict[str, str]:
    return {"frame": f'<w:framePr w:w="{width}" w:hSpace="0" w:vSpace="0" w:wrap="{wrap}" {x} {y}/>'}


#: At the lower end of the text on the last page.
_AT_THE_END = _frame("notBeside", WIDTH, 'w:hAnchor="margin" w:xAlign="left"', 'w:vAnchor="margin" w:yAlign="bottom"')
#: 170 mm of the sheet, in the middle, at this height of the page.
_ON_THE_SHEET = (mm(170), f'w:hAnchor="page" w:x="{mm(20)}"')
_TWO = 2 * CHARACTER
_SMALL, _SMALLER = pt(14), pt(9.5)

TEXT = Style("Text", "公文正文", first=_TWO)
TITLE = Style(
    "Title",
    "公文标题",
    BIAOSONG,
    22,
    pt(33),
    before=2 * LINE,
    after=LINE,
    align="center",
    tight=0,
    outline=0,
    keep=True,
)
#: Without a red head above, and with the number below.
TITLE_TOP = replace(TITLE, code="TitleTop", name="公文标题（无版头）", before=0, after=pt(9))
HEAD = Style(
    "Head", "发文机关标志", BIAOSONG, 36, pt(40), before=mm(35) - pt(3), align="center", tight=0, color=RED, keep=True
)
NUMBER = Style(
    "Number",
    "发文字号",
    before=2 * LINE,
    align="center",
    more=_borders(line("bottom", 1.25, 5, color=RED)),
    keep=True,
)
#: Where a line with issuer and day stands between number and red line.
NUMBER_ABOVE = replace(NUMBER, code="NumberAbove", name="发文字号（纪要）", more={})
ISSUER = Style(
    "Issuer",
    "发布机关和日期",
    first=CHARACTER,
    align="left",
    more=_borders(line("bottom", 1.25, 8, color=RED)) | _tab(WIDTH - CHARACTER),
    keep=True,
)
NUMBER_PLAIN = Style("NumberPlain", "发文字号（标题下）", KAI, after=LINE, align="center", keep=True)
#: The letter form: mark and lines by their place on the sheet, the number at the right below the first line.
LETTERHEAD = Style(
    "Letterhead",
    "发文机关标志（函）",
    BIAOSONG,
    36,
    pt(40),
    align="center",
    tight=0,
    color=RED,
    more=_frame("around", *_ON_THE_SHEET, f'w:vAnchor="page" w:y="{mm(30) - pt(3)}"')
    | _borders(line("bottom", 3, 9, "thickThinSmallGap", RED)),
)
LETTER_LINE = Style(
    "LetterLine",
    "函的下红线",
    size=1,
    line=pt(2),
    more=_frame("around", *_ON_THE_SHEET, f'w:vAnchor="page" w:y="{mm(277)}"')
    | _borders(line("top", 3, 0, "thinThickSmallGap", RED)),
)
NUMBER_RIGHT = Style("NumberRight", "发文字号（函）", before=mm(9), align="right")
ADDRESSEE = Style("Addressee", "主送机关", align="left")
LEVELS = (
    Style("Level1", "一级标题", HEI, first=_TWO, outline=1, keep=True),
    Style("Level2", "二级标题", KAI, first=_TWO, outline=2, keep=True),
    Style("Level3", "三级标题", first=_TWO, outline=3),
    Style("Level4", "四级标题", first=_TWO, outline=4),
)
FACTS = Style("Facts", "会议情况", left=5 * CHARACTER, first=-3 * CHARACTER)
ATTACHED = Style("Attached", "附件说明", before=LINE, left=6 * CHARACTER, first=-4 * CHARACTER, align="left")
ATTACHED_NEXT = replace(ATTACHED, code="AttachedNext", name="附件说明（续）", before=0, first=-CHARACTER)
SIGNER = Style("Signer", "署名", before=LINE, right=_TWO, align="right", keep=True)
DATE = Style("Date", "成文日期", right=_TWO, align="right")
NOTE = Style("Note", "附注", before=LINE, first=_TWO)
HAND = Style("Hand", "签名", left=12 * CHARACTER, align="left", keep=True)
#: 版记: one frame with thick lines above and below, a thin one between its paragraphs.
COPIES = Style(
    "Copies",
    "版记",
    size=14,
    line=pt(26),
    left=pt(56),
    right=pt(14),
    first=-pt(42),
    more=_AT_THE_END | _borders(line("top", 1), line("bottom", 1), line("between", 0.75)) | _tab(WIDTH - pt(14)),
)
#: The letter form has no lines around whom copies go to.
COPIES_PLAIN = replace(COPIES, code="CopiesPlain", name="版记（函）", more=_AT_THE_END)
#: Holds the block at the end, and takes no line.
ANCHOR = Style("Anchor", "版记位置", size=1, line=pt(0.5), tight=0)
UNIT = Style("Unit", "计量单位", size=12, line=pt(20), align="right", tight=0)
REMARK = Style("Remark", "表注", size=12, line=pt(20), tight=0)
CELL = Style("Cell", "表格文字", size=12, line=pt(18), align="center", tight=0)
COLUMN = Style("Column", "表头", HEI, 12, pt(18), align="center", tight=0)
FOOT_RIGHT = Style(
    "FootRight", "页码（单页）", SONG, 14, _SMALL, right=pt(14), align="left", tight=0, more=_tab(WIDTH - pt(14))
)
FOOT_LEFT = Style("FootLeft", "页码（双页）", SONG, 14, _SMALL, left=pt(14), align="left", tight=0, more=_tab(WIDTH))
FOOT_DIGEST = Style("FootDigest", "内容摘要", HEI, 6.5, _SMALLER, align="left", tight=0, color=GREY)
FOOT_DIGEST_RIGHT = replace(FOOT_DIGEST, code="FootDigestRight", name="内容摘要（双页）", align="right")
HEADER = Style("Header", "页眉", size=9, line=pt(12), tight=0)

STYLES = (
    TEXT,
    TITLE,
    TITLE_TOP,
    HEAD,
    NUMBER,
    NUMBER_ABOVE,
    ISSUER,
    NUMBER_PLAIN,
    LETTERHEAD,
    LETTER_LINE,
    NUMBER_RIGHT,
    ADDRESSEE,
    *LEVELS,
    FACTS,
    ATTACHED,
    ATTACHED_NEXT,
    SIGNER,
    DATE,
    NOTE,
    HAND,
    COPIES,
    COPIES_PLAIN,
    ANCHOR,
    UNIT,
    REMARK,
    CELL,
    COLUMN,
    FOOT_RIGHT,
    FOOT_LEFT,
    FOOT_DIGEST,
    FOOT_DIGEST_RIGHT,
    HEADER,
)
