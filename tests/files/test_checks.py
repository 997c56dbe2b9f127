"""Every kind of file that is not taken, by name, with words that say what to do; and those that are."""

import struct
import tempfile
import zlib
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile

import pytest
from PIL import Image

from foundation.files import checks
from foundation.files.checks import office as office_checks
from foundation.files.checks import pdfs
from foundation.files.names import cleaned
from foundation.files.states import EVERYTHING, OFFICIAL, MediaType, upload_most
from foundation.violations import RuleViolation
from tests.files.samples import PDF, jpeg, linked, office, packed, pdf, piece, png, word, zipped
from tests.foundation.wording import is_chinese_with_remedy
from tests.lists import RULES

MOST = 20 * 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FIELD = '<w:p xmlns:w="x"><w:instrText>%s</w:instrText><w:r/><w:instrText>%s</w:instrText></w:p>'


def look(name: str, content: bytes, kinds=EVERYTHING) -> MediaType:
    with tempfile.TemporaryFile() as stream, tempfile.TemporaryFile() as out:
        stream.write(content)
        stream.flush()
        kind = checks.look_into(stream, name, kinds)
        checks.without_traces(stream, kind, out)
        return kind


def stripped(content: bytes) -> bytes:
    with tempfile.TemporaryFile() as stream, tempfile.TemporaryFile() as out:
        stream.write(content)
        stream.flush()
        checks.without_traces(
            stream, checks.look_into(stream, "a.jpg" if content[:1] == b"\xff" else "a.png", EVERYTHING), out
        )
        out.seek(0)
        return out.read()


def spoilt(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content and len(old) == len(new)
    return content.replace(old, new)


def lying_zip() -> bytes:
    """It says of a member that it is small, and is not."""
    content = office(word___long__xml=b"<x>" + b" " * 100_000 + b"</x>")
    return spoilt(content, struct.pack("<I", 100_007), struct.pack("<I", 7))


def locked_zip() -> bytes:
    content = bytearray(office())
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + flag] |= 1
    return bytes(content)


GOOD = {
    "a.pdf": PDF,
    "b.PDF": packed(b"1 0 << /Type /Catalog /OpenAction [2 0 R /Fit] >>" + b" " * 200_000),
    "c.pdf": packed(b"", b"", b"1 0 << /Type /Catalog >>"),
    "a.docx": office(word____rels___document__xml__rels=b"<Relationships/>", docProps___app__xml=b"<x/>"),
    "link.docx": linked("hyperlink"),
    "inside.docx": linked("image", "media/1.png", "Internal"),
    "page.docx": word((FIELD % ("PAGE ", "NUMPAGES")).encode()),
    "diagram.docx": office(word___embeddings___sheet1__xlsx=office("xlsx")),
    "words.docx": zipped(
        {"[Content_Types].xml": b'<T><Override ContentType="x"/></T>', "word/document.xml": b"<x>DDE in words</x>"}
    ),
    "a.xlsx": office("xlsx"),
    "a.pptx": office("pptx"),
    "a.jpg": jpeg(),
    "a.JPEG": jpeg(orientation=6, progressive=True),
    "a.png": png(),
    "a.txt": "第一条\n=这是正文".encode(),
    "gb.txt": "乡镇权力".encode("gb18030"),
    "a.csv": "\ufeff姓名,金额\r\n丁一,-5\r\n丁二,-\r\n".encode(),
    "one line.csv": b"a,b",
    "long.csv": ("丁一,1\n" * 30_000).encode(),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken(name):
    kind = look(name, GOOD[name])
    assert name.lower().endswith(checks.ENDINGS[kind])


BAD: list[tuple[str, bytes, str]] = [
    # Lies
    ("virus.pdf", b"MZ\x90\x00" + bytes(200), "kind"),
    ("virus.txt", b"MZ\x90\x00" + bytes(200), "kind"),
    ("a.docx", PDF, "kind"),
    ("a.pdf", office(), "kind"),
    ("a.xlsx", office("docx"), "kind"),
    ("a.exe", PDF, "kind"),
    ("a", PDF, "kind"),
    ("a.pdf", b"%PDF-1.7 cut short", "kind"),
    ("a.jpg", png(), "kind"),
    ("a.docx", zipped({"readme.txt": b"x"}), "kind"),
    ("a.docx", zipped({"word/document.xml": b"x"}), "kind"),
    ("a.docx", office("docx", xl___workbook__xml=b"<x/>"), "kind"),
    ("a.docm", office(), "kind"),
    ("a.txt", b"  <html><script>alert(1)</script>", "kind"),
    ("a.txt", b"bell \x07", "kind"),
    ("a.txt", b"half a letter \xe4\xb8\x81\xff", "kind"),
    ("a.gif", b"GIF89a" + bytes(9), "kind"),
    ("a.txt", b"\xff\xfe" + "全文".encode("utf-16-le"), "kind"),
    # Nobody can look into them
    ("a.doc", OLE + bytes(512), "old_office"),
    ("a.docx", OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ("a.docx", locked_zip(), "encrypted"),
    ("a.pdf", pdf(b"<< /Encrypt 5 0 R >>"), "encrypted"),
    # Programs
    ("a.docx", office(word___vbaProject__bin=b"Sub AutoOpen()"), "macros"),
    ("a.docx", office(elsewhere___VBAPROJECT__BIN=b"Sub AutoOpen()"), "macros"),
    ("a.xlsx", office("xlsx", xl___macrosheets___sheet1__xml=b"<x/>"), "macros"),
    (
        "a.docx",
        zipped(
            {"[Content_Types].xml": b'<T><Override ContentType="x.macroEnabled.y"/></T>', "word/document.xml": b"<x/>"}
        ),
        "macros",
    ),
    ("a.docx", office(word___embeddings___oleObject1__bin=b"x"), "objects"),
    ("a.docx", office(word___activeX___activeX1__xml=b"<x/>"), "objects"),
    ("a.docx", office(word___media___1__png=OLE + b"x"), "objects"),
    ("a.docx", office(word___media___1__png=b"MZ\x90"), "objects"),
    ("a.docx", linked("attachedTemplate"), "external"),
    ("a.docx", linked("image"), "external"),
    ("a.docx", word((FIELD % ("DD", "EAUTO cmd")).encode()), "external"),
    ("a.docx", word(b'<w:fldSimple xmlns:w="x" w:instr=" DDE cmd "/>'), "external"),
    ("a.xlsx", office("xlsx", xl___externalLinks___1__xml=b"<ddeLink/>"), "external"),
    ("a.pdf", pdf(b"<< /S /JavaScript /JS (app.alert) >>"), "scripts"),
    ("a.pdf", pdf(b"<< /S /Java#53cript >>"), "scripts"),
    ("a.pdf", packed(b"1 0 << /S /Launch /F (cmd.exe) >>"), "scripts"),
    ("a.pdf", packed(b"1 0 " + b" " * (65536 - 8) + b"/JavaScript "), "scripts"),
    ("a.pdf", pdf(b"<< /Type /EmbeddedFile >>"), "embedded"),
    ("a.csv", b"a,b\n\"=cmd|' /C calc'!A0\",1\n", "formulas"),
    ("a.csv", b"a,+A1", "formulas"),
    # Bombs
    ("a.docx", office(word___media___1__bmp=bytes(MOST)), "bomb"),
    ("a.docx", word(b'<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'), "bomb"),
    ("a.docx", office(word____rels___document__xml__rels=b"<!DOCTYPE x []><x/>"), "bomb"),
    ("a.xlsx", office("xlsx", xl___sheet1__xml="<!DOCTYPE x []><x/>".encode("utf-16")), "bomb"),
    ("a.docx", spoilt(office(), b"\x02\0\x02\0", b"\xff\xff\xff\xff"), "bomb"),
    (
        "a.docx",
        zipped({"[Content_Types].xml": b"<T/>", "word/document.xml": b"<x/>", **{str(n): b"" for n in range(5000)}}),
        "bomb",
    ),
    ("a.pdf", packed(b"1 0 " + bytes(65 * 1024 * 1024)), "bomb"),
    ("a.docx", office(word___inside__zip=zipped({"a": b"b"})), "nested"),
    ("a.docx", office(word___inside__rar=b"Rar!\x1a\x07\x01"), "nested"),
    ("a.docx", office(word___embeddings___1__xlsx=zipped({"a": b"b"})), "nested"),
    (
        "a.docx",
        office(word___embeddings___1__xlsx=office("xlsx", xl___embeddings___2__xlsx=office("xlsx"))),
        "nested",
    ),
    ("a.png", png(60_000, 60_000, picture=False), "pixels"),
    # Damaged
    ("a.docx", b"PK\x03\x04 and nothing behind it", "damaged"),
    ("a.docx", office()[:-9], "damaged"),
    ("a.docx", spoilt(office(), b"PK\x01\x02", b"PK\x01\x03"), "damaged"),
    ("a.docx", lying_zip(), "damaged"),
    ("a.docx", zipped({"[Content_Types].xml": b"<T/>", "word/document.xml": b"<x/>"}, ZIP_BZIP2), "damaged"),
    ("a.docx", office(**{"______etc___x": b"x"}), "damaged"),
    ("a.docx", office(**{"___etc___x": b"x"}), "damaged"),
    ("a.docx", office(WORD___DOCUMENT__XML=b"x"), "damaged"),
    ("a.docx", word(b"<x><y></x>"), "damaged"),
    ("a.pdf", packed(b"1 0", begin=b"xx"), "damaged"),
    ("a.pdf", pdf(b"<< /Type /ObjStm >>"), "damaged"),
    ("a.pdf", b"%PDF-1.7 %%EOF /ObjStm /FlateDecode stream\n" + zlib.compress(bytes(99))[:9], "damaged"),
    ("a.pdf", packed(b"1 0", b"/Filter [/ASCII85Decode /FlateDecode]"), "opaque"),
    ("a.csv", b"a" * 200_000, "damaged"),
    ("a.jpg", jpeg()[:200], "damaged"),
    ("a.jpg", b"\xff\xd8\xff", "damaged"),
    ("a.jpg", b"\xff\xd8\xff\xff\xff\xd9", "damaged"),
    ("a.jpg", b"\xff\xd8\xff\xc0\x00\x03\x08", "damaged"),
    ("a.jpg", b"\xff\xd8\xff\xf0\x00\x02\xff\xd9", "damaged"),
    ("a.jpg", b"\xff\xd8\xff\xe1\x00\x01\xff\xd9", "damaged"),
    ("a.jpg", jpeg().replace(b"\xff\xd9", b""), "damaged"),
    ("a.jpg", spoilt(jpeg(), struct.pack(">HH", 32, 48), struct.pack(">HH", 0, 48)), "damaged"),
    ("a.jpg", spoilt(jpeg(), struct.pack(">HH", 32, 48), struct.pack(">HH", 60_000, 60_000)), "pixels"),
    ("a.png", png()[:-12], "damaged"),
    ("a.png", png()[:-13], "damaged"),
    ("a.png", png(picture=False), "damaged"),
    ("a.png", png(2, 2, (b"XYZa", b"x")), "damaged"),
    ("a.png", b"\x89PNG\r\n\x1a\n" + piece(b"IDAT", b"x") + piece(b"IEND", b""), "damaged"),
    ("a.png", png().replace(b"IDAT", b"IDAT")[:-20] + bytes(8) + png()[-12:], "damaged"),
]


@pytest.mark.parametrize(("name", "content", "code"), BAD, ids=[f"{code}-{n}" for n, (_, _, code) in enumerate(BAD)])
def test_what_is_not_taken(name, content, code):
    with pytest.raises(RuleViolation) as caught:
        look(name, content)
    assert (caught.value.code, caught.value.field) == (f"files.{code}", "file")
    assert is_chinese_with_remedy(caught.value.message)


def test_every_reason_has_its_case():
    """Those that are no matter of what is in a file are tried where they arise."""
    elsewhere = {"empty", "too_big", "name", "name_reserved", "name_double", "gone", "lost"}
    assert {f"files.{code}" for _name, _content, code in BAD} == {
        code for code in RULES if code.startswith("files.")
    } - {f"files.{code}" for code in elsewhere}


def test_a_form_takes_what_it_asks_for():
    with pytest.raises(RuleViolation) as caught:
        look("a.png", png(), OFFICIAL)
    assert "可以上传的有：PDF、Word（.docx）。" in caught.value.message


def test_a_document_that_opens_to_what_a_file_may_be_is_taken():
    content = office(word___media___1__bmp=bytes(upload_most() - 100))
    assert len(content) < upload_most() // 100 and look("a.docx", content) == MediaType.DOCX


def test_the_budget_counts_what_is_in_what_is_inside(monkeypatch):
    """Each of them would be small enough."""
    monkeypatch.setattr(office_checks, "_GROWTH", 0)
    inside = office("xlsx", xl___media___1__bmp=bytes(12 * 1024 * 1024))
    stored = BytesIO()
    with ZipFile(stored, "w", ZIP_STORED) as archive:
        for name, content in (("[Content_Types].xml", b"<T/>"), ("word/document.xml", b"<x/>")):
            archive.writestr(name, content)
        archive.writestr("word/embeddings/1.xlsx", inside)
        archive.writestr("word/media/2.bmp", bytes(12 * 1024 * 1024))
    with pytest.raises(RuleViolation, match="大得多"):
        look("a.docx", stored.getvalue())


def test_packed_objects_are_counted_together(monkeypatch):
    monkeypatch.setattr(pdfs, "_UNPACKED_MOST", 1500)
    one = packed(b"1 0 " + b" " * 1000)
    assert look("a.pdf", one) == MediaType.PDF
    with pytest.raises(RuleViolation, match="大得多"):
        look("a.pdf", one + one)


# Photos ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("progressive", [False, True])
def test_a_photo_does_not_say_where_and_with_what_it_was_taken(progressive):
    came = jpeg(orientation=6, progressive=progressive)
    assert b"SecretPhone" in came and b"SecretFilm" in came
    kept = stripped(came)
    assert b"Secret" not in kept and kept.endswith(b"\xff\xd9")
    before, after = Image.open(BytesIO(came)), Image.open(BytesIO(kept))
    # The picture is the same bit by bit, its colours and which way is up too.
    assert after.tobytes() == before.tobytes()
    assert dict(after.getexif()) == {0x0112: 6}
    assert after.info["icc_profile"] == before.info["icc_profile"]
    assert stripped(kept) == kept


def test_a_photo_with_its_small_picture_loses_that():
    came = (
        jpeg().replace(b"\xff\xe0\x00\x10", b"\xff\xe0\x00\x13").replace(b"\x00\x00\xff\xdb", b"\x01\x01abc\xff\xdb", 1)
    )
    kept = stripped(came)
    assert b"abc\xff\xdb" in came and b"abc" not in kept
    Image.open(BytesIO(kept)).load()


@pytest.mark.parametrize(
    "tiff",
    [
        b"XX",
        b"II*\0\x08\0\0\0\x09\0",
        b"II*\0\x08\0\0\0\0\0",
        b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x09\0\0\0",
        b"MM\0*\0\0\0\x08\0\x01\x01\x0f\0\x03\0\0\0\x01\0\x03\0\0",
    ],
)
def test_what_does_not_say_which_way_is_up_stands_upright(tiff):
    segment = b"Exif\0\0" + tiff
    came = b"\xff\xd8\xff\xe1" + struct.pack(">H", 2 + len(segment)) + segment + jpeg()[2:]
    assert not Image.open(BytesIO(stripped(came))).getexif()


def test_a_comment_among_the_tables_goes_too():
    came = jpeg().replace(b"\xff\xc0", b"\xff\xfe\x00\x08Secret\xff\xc0", 1)
    assert stripped(came) == stripped(jpeg())


def test_a_picture_loses_its_texts_and_keeps_its_colours():
    text, time, gamma = (b"tEXt", b"Author\0Secret"), (b"tIME", bytes(7)), (b"gAMA", struct.pack(">I", 45455))
    kept = stripped(png(2, 2, text, time, gamma))
    assert kept == png(2, 2, gamma)
    Image.open(BytesIO(kept)).load()


# Names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/办法.pdf", "办法.pdf"),
        (r"C:\Users\丁一\办法.pdf", "办法.pdf"),
        (" 办法.pdf. ", "办法.pdf"),
        ("长" * 400 + ".pdf", "长" * 296 + ".pdf"),
        ("a." + "b" * 400, "a." + "b" * 298),
        ("请示<一>?.pdf", "请示_一__.pdf"),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
        ("正文.docx.pdf", "正文.docx.pdf"),
        ("2026.11.10纪要.pdf", "2026.11.10纪要.pdf"),
        ("///", "_"),
    ],
)
def test_a_name_is_a_name_and_no_path(given, kept):
    assert cleaned(given) == kept


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a\x00b.pdf", "name"),
        ("a\nb.pdf", "name"),
        ("纪要\u202efdp.exe", "name"),
        ("纪\u200b要.pdf", "name"),
        ("NUL.pdf", "name_reserved"),
        ("com1", "name_reserved"),
        ("合同.exe.pdf", "name_double"),
        ("合同.docm.docx", "name_double"),
    ],
)
def test_a_name_that_hides_something_is_refused(name, code):
    with pytest.raises(RuleViolation) as caught:
        cleaned(name)
    assert caught.value.code == f"files.{code}" and is_chinese_with_remedy(caught.value.message)
