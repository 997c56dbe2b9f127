"""The house's own .docx templates, one for each kind of paper, written here and filled by docxtpl.

Text in the repository and no binary file: what the office downloads to change is made from these lines.
"""

from __future__ import annotations

from collections.abc import Callable

from foundation.documents import kinds
from foundation.documents.contents import Minutes, Table
from foundation.documents.papers import PaperKind
from foundation.documents.word import markup as m
from foundation.documents.word import packing
from foundation.documents.word import styles as s


def template_of(kind: PaperKind) -> bytes:
    """The .docx template of a kind: the same bytes each time."""
    if kind == kinds.LETTER:
        return packing.packed(_letter(), first_foot=m.foot_of_letter())
    return packing.packed(_bodies().get(kind.code, _fallback(kind))())


def _bodies() -> dict[str, Callable[[], str]]:
    return {
        kinds.MINUTES.code: _minutes,
        kinds.RECORD.code: _record,
        kinds.PUBLIC_NOTICE.code: _public_notice,
        kinds.CIRCULAR.code: _circular,
        kinds.OPINION.code: _opinion,
        kinds.TABLE.code: _table,
        kinds.CORRECTION.code: _correction,
    }


def _fallback(kind: PaperKind) -> Callable[[], str]:
    """Of kinds that other rooms have registered: as their content is."""
    return _minutes if kind.content is Minutes else _table if kind.content is Table else _opinion


# Kinds -------------------------------------------------------------------------------------------


def _minutes() -> str:
    return (
        m.paragraph(s.HEAD, "{{ content.heading }}")
        + m.paragraph(s.NUMBER_ABOVE, "{{ content.number }}")
        + m.paragraph(s.ISSUER, "{{ content.body }}\t{{ content.date }}")
        + _blank()
        + m.paragraph(
            s.TEXT,
            "{{ content.day }}，{{ content.body }}在{{ content.place }}召开会议，{{ content.chair }}主持，"
            "{{ content.recorder }}记录。会议研究了{{ content.items|length }}项议题，现将议定事项纪要如下：",
        )
        + _items()
        + _blank()
        + _people()
    )


def _record() -> str:
    return (
        m.paragraph(s.TITLE_TOP, "{{ content.body }}会议记录")
        + m.paragraph(s.NUMBER_PLAIN, "{{ content.heading }}{{ content.number }}")
        + m.labelled(s.FACTS, "时间：", "{{ content.day }}")
        + m.labelled(s.FACTS, "地点：", "{{ content.place }}")
        + m.labelled(s.FACTS, "主持：", "{{ content.chair }}")
        + m.labelled(s.FACTS, "记录：", "{{ content.recorder }}")
        + _people()
        + _blank()
        + _items()
        + _blank()
        + m.paragraph(s.HAND, "主持人（签名）：", _place_for_a_hand())
        + m.paragraph(s.HAND, "记录人（签名）：", _place_for_a_hand())
        + m.paragraph(s.HAND, "{{ content.date }}")
    )


def _circular() -> str:
    return _common(m.paragraph(s.HEAD, "{{ content.body }}文件"))


def _opinion() -> str:
    return _common(m.paragraph(s.HEAD, "{{ content.heading }}"))


def _common(head: str) -> str:
    return (
        head
        + m.paragraph(s.NUMBER, "{{ content.number }}")
        + m.paragraph(s.TITLE, "{{ title_in_lines }}")
        + _text()
        + _record_of_printing()
    )


def _correction() -> str:
    return (
        m.paragraph(s.HEAD, "{{ content.body }}文件")
        + m.paragraph(s.NUMBER, "{{ content.heading }}{{ content.number }}")
        + m.paragraph(s.TITLE, "{{ title_in_lines }}")
        + _text(
            m.paragraph(
                s.TEXT,
                "{{ content.corrects.date }}成文的{{ content.corrects.label }}《{{ content.corrects.title }}》有误，"
                "现更正如下：",
            ),
            m.paragraph(
                s.TEXT,
                "原件其他内容不变。本更正与原件一并使用，原件内容摘要（SHA-256）：{{ content.corrects.digest }}",
            ),
        )
        + _record_of_printing()
    )


def _public_notice() -> str:
    return (
        m.paragraph(s.TITLE_TOP, "{{ title_in_lines }}")
        + m.paragraph(s.NUMBER_PLAIN, "{{ content.heading }}{{ content.number }}")
        + _text()
        + _record_of_printing()
    )


def _letter() -> str:
    return (
        m.paragraph(s.LETTERHEAD, "{{ content.body }}")
        + m.paragraph(s.NUMBER_RIGHT, "{{ content.number }}")
        + m.paragraph(s.TITLE, "{{ title_in_lines }}")
        + _text()
        + m.when("content.copies", m.paragraph(s.COPIES_PLAIN, "抄送：{{ content.copies|join('，') }}。"))
        + m.paragraph(s.ANCHOR)
    )


def _table() -> str:
    return (
        m.paragraph(s.TITLE_TOP, "{{ title_in_lines }}")
        + m.paragraph(s.NUMBER_PLAIN, "{{ content.heading }}{{ content.number }}")
        + m.when("content.unit", m.paragraph(s.UNIT, "{{ content.unit }}"))
        + m.table("content.columns", "content.rows", s.COLUMN, s.CELL)
        + m.when("content.note", m.paragraph(s.REMARK, "{{ content.note }}"))
        + _signature()
    )


# Parts -------------------------------------------------------------------------------------------


def _blank() -> str:
    return m.paragraph(s.TEXT)


def _items() -> str:
    return m.each(
        "item",
        "content.items",
        m.paragraph(s.LEVELS[0], "{{ item.mark }}{{ item.title }}"),
        m.when(
            "item.reporter or item.summary",
            m.labelled(s.TEXT, "汇报{% if item.reporter %}（{{ item.reporter }}）{% endif %}：", "{{ item.summary }}"),
        ),
        m.each("voice", "item.discussion", m.labelled(s.TEXT, "{% if loop.first %}讨论：{% endif %}", "{{ voice }}")),
        m.when("item.counts", m.labelled(s.TEXT, "表决：", "{{ item.counts }}")),
        m.each("voice", "item.dissent", m.labelled(s.TEXT, "{% if loop.first %}不同意见：{% endif %}", "{{ voice }}")),
        m.when("item.resolution", m.labelled(s.TEXT, "决定：", "{{ item.resolution }}")),
    )


def _people() -> str:
    absent = (
        "{% for one in content.absent %}{{ one.name }}{% if one.reason %}（{{ one.reason }}）{% endif %}"
        "{% if not loop.last %}、{% endif %}{% endfor %}"
    )
    return (
        m.labelled(s.FACTS, "出席：", "{{ content.present|join('、') }}")
        + m.when("content.absent", m.labelled(s.FACTS, "请假：", absent))
        + m.when("content.observers", m.labelled(s.FACTS, "列席：", "{{ content.observers|join('、') }}"))
    )


def _text(before: str = "", behind: str = "") -> str:
    """The running text, with what always stands before and behind its paragraphs, and whatever follows it."""
    headings = "".join(
        m.when(f"block.level == {level}", m.paragraph(style, "{{ block.mark }}{{ block.text }}"))
        for level, style in enumerate(s.LEVELS, start=1)
    )
    count = "{% if loop.length > 1 %}{{ loop.index }}.{% endif %}{{ name }}"
    return (
        m.when("content.addressee", m.paragraph(s.ADDRESSEE, "{{ content.addressee }}："))
        + before
        + m.each(
            "block",
            "content.blocks",
            m.when("block.level == 0", m.paragraph(s.TEXT, "{{ block.text }}")),
            headings,
        )
        + behind
        + m.each(
            "name",
            "content.attachments",
            m.when("loop.first", m.paragraph(s.ATTACHED, f"附件：{count}")),
            m.when("not loop.first", m.paragraph(s.ATTACHED_NEXT, count)),
        )
        + _signature()
        + m.when("content.note", m.paragraph(s.NOTE, "（{{ content.note }}）"))
    )


def _signature() -> str:
    return m.paragraph(s.SIGNER, "{{ content.signer }}") + m.paragraph(s.DATE, "{{ content.date }}")


def _record_of_printing() -> str:
    """版记: held by a paragraph that takes no line, so that it stands on the last page."""
    return (
        m.when("content.copies", m.paragraph(s.COPIES, "抄送：{{ content.copies|join('，') }}。"))
        + m.when("content.printer", m.paragraph(s.COPIES, "{{ content.printer }}\t{{ content.printed }}印发"))
        + m.paragraph(s.ANCHOR)
    )


def _place_for_a_hand() -> str:
    return m.run("　　　　　　", s.FANG, '<w:u w:val="single"/>')
