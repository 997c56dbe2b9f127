"""Papers for the word processor: measures and faces of the standard, the words of the content, and nothing else."""

import hashlib
import html as markup
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from foundation.documents import kinds
from foundation.documents.fields import LABELS, context_of, in_chinese, listed, shapes_of
from foundation.documents.papers import PaperKind
from foundation.documents.word import styles
from foundation.documents.word.filling import docx_of, filled
from foundation.documents.word.house import template_of
from foundation.documents.word.language import Language
from foundation.violations import RuleViolation
from tests.documents.samples import contents, minutes, table, text
from tests.documents.sheets import html, unsaved
from tests.documents.word_files import W, paragraphs, parts, repacked, root, style, values, with_words

every_kind = pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.code)
pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def written():
    """Every kind once."""
    return {kind: docx_of(unsaved(kind, contents(kind))) for kind in kinds.KINDS}


def own(words: str, content: dict | None = None, kind: PaperKind = kinds.CIRCULAR) -> bytes:
    """The house's template with more words in it, filled."""
    paper = unsaved(kind, content or contents(kind))
    return docx_of(paper, with_words(template_of(kind), words))


# Content -----------------------------------------------------------------------------------------

_MARK = re.compile(r"^([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.|（\d+）)")


def words_of_page(kind: PaperKind) -> str:
    """What our own PDF says, without its foot and without what it only keeps room for."""
    page = html(kind, contents(kind)).partition("<body>")[2]
    page = re.sub(r'<div class="foot.*?</div>|<div class="room">.*?</div>', "", page, flags=re.DOTALL)
    return re.sub(r"\s", "", markup.unescape(re.sub(r"<[^>]*>", "", page)))


@every_kind
def test_it_says_what_the_pdf_says(written, kind):
    said = [_MARK.sub("", words) if code.startswith("Level") else words for code, words in paragraphs(written[kind])]
    assert re.sub(r"\s", "", "".join(said)) == words_of_page(kind)


def test_headings_are_numbered_by_their_level(written):
    said = {words for code, words in paragraphs(written[kinds.CIRCULAR]) if code.startswith("Level")}
    assert {"一、治理重点", "（一）资金管理", "（2）专项资金须专户核算。", "（二）资产资源管理", "二、工作要求"} <= said
    assert [in_chinese(count) for count in (1, 10, 11, 20, 35, 99, 100)] == [
        "一", "十", "十一", "二十", "三十五", "九十九", "100",
    ]  # fmt: skip


@every_kind
def test_the_digest_stands_at_the_foot_of_every_page(written, kind):
    paper = unsaved(kind, contents(kind))
    feet = [name for name in parts(written[kind]) if name.startswith("word/footer")]
    assert len(feet) == (3 if kind == kinds.LETTER else 2)
    for name in feet:
        said = "".join(each.text or "" for each in root(written[kind], name).iter(f"{W}t"))
        assert paper.label in said and paper.digest in said.replace(" ", "")


def test_words_are_words_whatever_they_look_like():
    """Markup, tags, and letters that no file can hold."""
    strange = "<w:p>&{{ content.title }}{% if %}\x0b\ud800末"
    found = docx_of(unsaved(kinds.CIRCULAR, {**text(), "signer": strange.replace("\ud800", "")}))
    assert ("Signer", "<w:p>&{{ content.title }}{% if %} 末") in paragraphs(found)


def test_what_is_empty_is_not_there():
    bare = {**text(), "addressee": "", "attachments": [], "note": "", "copies": [], "printer": ""}
    codes = {code for code, _words in paragraphs(docx_of(unsaved(kinds.CIRCULAR, bare)))}
    assert not codes & {"Addressee", "Attached", "AttachedNext", "Note", "Copies"}
    one = docx_of(unsaved(kinds.LETTER, {**bare, "attachments": ["一份"]}))
    assert ("Attached", "附件：一份") in paragraphs(one)


# The standard ------------------------------------------------------------------------------------


@every_kind
def test_sheet_and_margins(written, kind):
    section = next(root(written[kind]).iter(f"{W}sectPr"))
    assert {values(section, "pgSz")[edge] for edge in ("w", "h")} == {"11906", "16838"}
    # 37, 26, 35 and 28 mm; the number 7 mm below the text.
    margins = values(section, "pgMar")
    assert [margins[edge] for edge in ("top", "right", "bottom", "left")] == ["2098", "1474", "1984", "1587"]
    kinds_of_feet = {each.get(f"{W}type") for each in section.iter(f"{W}footerReference")}
    assert kinds_of_feet == {"default", "even"} | ({"first"} if kind == kinds.LETTER else set())
    assert next(root(written[kind], "word/settings.xml").iter(f"{W}evenAndOddHeaders")) is not None


def test_the_named_styles_have_the_sizes_of_the_standard(written):
    """3号 仿宋 on lines of 28.95 points, 2号 小标宋, 黑体 and 楷体 for headings, 4号 below."""
    data = written[kinds.CIRCULAR]
    for code, name, face, half in (
        ("Text", "公文正文", "仿宋_GB2312", "32"),
        ("Title", "公文标题", "方正小标宋简体", "44"),
        ("Head", "发文机关标志", "方正小标宋简体", "72"),
        ("Level1", "一级标题", "黑体", "32"),
        ("Level2", "二级标题", "楷体_GB2312", "32"),
        ("Level3", "三级标题", "仿宋_GB2312", "32"),
        ("Copies", "版记", "仿宋_GB2312", "28"),
        ("FootRight", "页码（单页）", "宋体", "28"),
    ):
        found = style(data, code)
        assert values(found, "name")["val"] == name
        assert values(found, "rFonts")["eastAsia"] == face
        assert values(found, "sz")["val"] == half
    assert values(style(data, "Text").find(f"{W}pPr"), "spacing") == {
        "before": "0", "after": "0", "line": "579", "lineRule": "exact",
    }  # fmt: skip
    # 22 lines and 28 characters, and no room for one more of either.
    height = styles.SHEET[1] - styles.MARGINS[0] - styles.MARGINS[2]
    assert height // styles.LINE == 22 and styles.WIDTH // styles.CHARACTER == 28
    assert values(style(data, "Head"), "color")["val"] == values(style(data, "Number"), "bottom")["color"] == "D7000F"
    assert values(style(data, "FootRight"), "jc")["val"] == "left" and values(style(data, "FootRight"), "tab")["val"]


def test_a_long_head_stays_in_one_line():
    content = {**minutes(), "body": "金南镇农村集体资金资产资源管理工作领导小组"}
    head = next(each for each in root(docx_of(unsaved(kinds.MINUTES, content))).iter(f"{W}p"))
    assert values(head, "sz")["val"] == str(2 * (430 // len(f"{content['body']}纪要")))
    assert values(next(root(docx_of(unsaved(kinds.MINUTES, minutes()))).iter(f"{W}p")), "sz")["val"] == "72"


@pytest.mark.parametrize(
    ("signer", "behind"), [("金南镇人民政府", (2, 7 - 6)), ("镇政府", (4 + 6 - 3, 2))], ids=["longer", "shorter"]
)
def test_the_date_begins_two_characters_behind_the_signature(signer, behind):
    data = docx_of(unsaved(kinds.CIRCULAR, {**text(), "signer": signer}))
    found = {}
    for each in root(data).iter(f"{W}p"):
        code = values(each, "pStyle")["val"]
        if code in ("Signer", "Date"):
            found[code] = int(values(each, "ind")["right"])
    assert found == {
        "Signer": round(behind[0] * styles.CHARACTER),
        "Date": round(behind[1] * styles.CHARACTER),
    }


def test_a_table_with_many_columns_lies():
    wide = {**table(), "columns": [f"第{at}栏" for at in range(8)], "rows": [["一二三四五六七八九十" * 3] * 8]}
    data = docx_of(unsaved(kinds.TABLE, wide))
    section = next(root(data).iter(f"{W}sectPr"))
    assert values(section, "pgSz") == {"w": "16838", "h": "11906", "orient": "landscape"}
    margins = values(section, "pgMar")
    assert [margins[edge] for edge in ("top", "right", "bottom", "left")] == ["1587", "2098", "1474", "1984"]
    assert len(list(root(data).iter(f"{W}gridCol"))) == 8


def test_columns_are_as_wide_as_their_words(written):
    widths = [int(each.get(f"{W}w")) for each in root(written[kinds.TABLE]).iter(f"{W}gridCol")]
    assert len(widths) == 6 and abs(sum(widths) - styles.WIDTH) < 6
    assert widths[0] == min(widths) and widths[1] == max(widths)
    rows = list(root(written[kinds.TABLE]).iter(f"{W}tr"))
    assert len(rows) == 31 and next(rows[0].iter(f"{W}tblHeader")) is not None


# Faces and properties ----------------------------------------------------------------------------


def runs(data: bytes) -> list[tuple[str, dict[str, str]]]:
    """Part and faces of every run, and of what the styles stand on."""
    found = []
    for name in parts(data):
        if name.startswith("word/") and name.endswith(".xml"):
            tree = root(data, name)
            for each in (*tree.iter(f"{W}r"), *tree.iter(f"{W}rPrDefault"), *tree.iter(f"{W}style")):
                faces = each.find(f".//{W}rFonts")
                found.append((name, {} if faces is None else {k.removeprefix(W): v for k, v in faces.attrib.items()}))
    return found


@every_kind
def test_every_run_names_an_official_face_for_chinese(written, kind):
    found = runs(written[kind])
    assert {name for name, _faces in found} >= {"word/document.xml", "word/footer1.xml", "word/styles.xml"}
    assert {faces.get("eastAsia") for _name, faces in found} <= set(styles.FACES)
    assert len(found) > 40


def test_a_table_of_one_column_keeps_it():
    narrow = {**table(), "columns": ["项目"], "rows": [["公务接待"]]}
    data = docx_of(unsaved(kinds.TABLE, narrow))
    assert len(root(data, "word/document.xml").findall(f".//{W}gridCol")) == 1


def test_a_template_of_a_word_processor_gets_its_faces_too():
    """Runs without properties, in head, foot and notes; a face that has no Chinese letters; traces of who wrote it."""
    document = Document()
    document.core_properties.author, document.core_properties.comments = "甲一", "草稿"
    document.add_paragraph("{{ content.title }}")
    document.add_paragraph("{{ content.body }}").runs[0].font.name = "Arial"
    document.sections[0].header.paragraphs[0].add_run("{{ paper.label }}")
    document.sections[0].footer.paragraphs[0].add_run("第一页").style = document.styles["Default Paragraph Font"]
    out = BytesIO()
    document.save(out)
    body = parts(out.getvalue())["word/document.xml"].replace(b"<w:p>", b'<w:p w:rsidR="00A1">', 1)
    template = repacked(out.getvalue(), word_document=body, docProps_custom=b"<Properties><a>secret</a></Properties>")
    data = docx_of(unsaved(kinds.CIRCULAR, text()), template)
    assert {faces.get("eastAsia") for _name, faces in runs(data) if faces or not _name.startswith("word/styles")} == {
        styles.FANG
    }
    for name, part in parts(data).items():
        assert "甲一".encode() not in part and b"rsid" not in part and b"secret" not in part, name
    assert root(data, "docProps/core.xml").xpath("string()") == unsaved(kinds.CIRCULAR, text()).label


@every_kind
def test_nothing_is_told_of_who_made_it_when(written, kind):
    data = written[kind]
    core, app = root(data, "docProps/core.xml"), root(data, "docProps/app.xml")
    assert [child.tag.rpartition("}")[2] for child in core] == ["title"] and len(app) == 0
    with ZipFile(BytesIO(data)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


@every_kind
def test_the_same_content_gives_the_same_bytes(written, kind):
    again = docx_of(unsaved(kind, contents(kind)))
    assert hashlib.sha256(again).digest() == hashlib.sha256(written[kind]).digest()
    assert template_of(kind) == template_of(kind)
    # And a word processor reads both.
    assert Document(BytesIO(again)).paragraphs and Document(BytesIO(template_of(kind))).paragraphs


def test_kinds_of_other_rooms_are_written_as_their_content_is():
    for like in (kinds.MINUTES, kinds.TABLE, kinds.OPINION):
        other = PaperKind("tests.other", "别的", "别的", like.template, like.content)
        assert template_of(other) == template_of(like)


# The language ------------------------------------------------------------------------------------

LONG = "{% for a in content.blocks %}" * 7 + "x" + "{% endfor %}" * 7


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("{{ ''.__class__.__mro__ }}", "forbidden", "const"),
        ("{{ content.__class__ }}", "unknown", "content.__class__"),
        ("{{ content.title.upper() }}", "forbidden", "call"),
        ("{{ content['title'] }}", "forbidden", "getitem"),
        ("{{ self.__init__.__globals__ }}", "unknown", "self.__init__"),
        ("{{ cycler.__init__ }}", "unknown", "cycler"),
        ("{{ content.title|attr('__class__') }}", "forbidden", "attr"),
        ("{{ content.title|upper }}", "forbidden", "upper"),
        ("{% import 'os' as os %}", "forbidden", "import"),
        ("{% include 'x' %}", "forbidden", "include"),
        ("{% set a = 1 %}", "forbidden", "assign"),
        ("{% macro a() %}{% endmacro %}", "forbidden", "macro"),
        ("{% for a in range(9) %}{% endfor %}", "forbidden", "call"),
        ("{% for a in 'abc' %}{% endfor %}", "forbidden", "const"),
        ("{% for a, b in content.blocks %}{% endfor %}", "forbidden", "for"),
        ("{% for a in content.blocks if a.text %}{% endfor %}", "forbidden", "for"),
        ("{% for content in content.blocks %}{% endfor %}", "forbidden", "content"),
        ("{% for a in content.title %}{% endfor %}", "no_list", "content.title"),
        ("{{ content.blocks }}", "no_text", "content.blocks"),
        ("{{ content.tittle }}", "unknown", "content.tittle"),
        ("{{ 2 ** 99999999 }}", "forbidden", "pow"),
        ("{{ content.title ~ content.title }}", "forbidden", "concat"),
        ("{{ content.title", "syntax", "花括号"),
        ("{% if content.title %}", "syntax", "成对"),
        ("{% for a in content.blocks %}{% endif %}", "syntax", "endif"),
        (LONG, "too_much", "内容过多"),
        ("{{ content.title }}" * 401, "too_much", "内容过多"),
    ],
)
def test_what_is_not_of_the_language_is_refused(words, code, said):
    with pytest.raises(RuleViolation) as refused:
        own(words)
    assert refused.value.code == f"documents.template_{code}"
    assert said in str(refused.value)


def test_an_unknown_field_is_named_with_those_that_are_known():
    with pytest.raises(RuleViolation) as refused:
        own("{{ content.secretary }}")
    assert "没有“content.secretary”这个字段" in str(refused.value)
    for known in ("content.title", "content.blocks[].text", "title_in_lines", "paper.digest"):
        assert known in str(refused.value)


def test_what_is_of_the_language_is_filled_in():
    words = (
        "{% for block in content.blocks %}{% if block.level == 1 and not loop.first %}[{{ loop.index }}"
        "{{ block.text }}]{% endif %}{% else %}无{% endfor %}{{ content.copies|join('、')|length }}"
    )
    assert "[2治理重点][9工作要求]21" in paragraphs(own(words))[0][1]


def test_every_field_has_a_name():
    assert len(list(listed(shapes_of(kinds.MINUTES)))) > 20
    for kind in kinds.KINDS:
        assert {str(label) for _name, label in listed(shapes_of(kind))} <= {str(label) for label in LABELS.values()}


def test_a_file_that_breaks_while_it_is_filled_is_refused():
    for broken in (b"no zip", repacked(template_of(kinds.CIRCULAR), word_document=b"<w:document")):
        with pytest.raises(RuleViolation) as refused:
            filled(broken, context_of(unsaved(kinds.CIRCULAR, text())), Language(shapes_of(kinds.CIRCULAR)), "x")
        assert refused.value.code == "documents.template_syntax"


def test_a_dot_never_reaches_an_attribute_of_python():
    language = Language(shapes_of(kinds.CIRCULAR))
    assert language.getattr({"title": "x"}, "title") == "x"
    for thing in ({}, "", [], language):
        assert not language.getattr(thing, "items") and not language.getattr(thing, "__class__")


def test_a_head_with_a_size_of_its_own_is_fitted_and_styles_without_a_face_get_one():
    """As a word processor writes them."""
    template = template_of(kinds.MINUTES)
    body = parts(template)["word/document.xml"].replace(b"</w:rFonts>", b"")
    sized = re.sub(rb"(<w:rFonts [^>]*/>)", rb'\1<w:sz w:val="100"/>', body, count=1)
    bare = re.sub(rb"<w:rPrDefault>.*?</w:rPrDefault>", b"<w:rPrDefault/>", parts(template)["word/styles.xml"])
    data = docx_of(unsaved(kinds.MINUTES, minutes()), repacked(template, word_document=sized, word_styles=bare))
    assert values(next(root(data).iter(f"{W}p")), "sz")["val"] == "72"
    assert values(next(root(data, "word/styles.xml").iter(f"{W}rPrDefault")), "rFonts")["eastAsia"] == styles.FANG
