"""Files as people send them, and as nobody should: made here, byte by byte."""

import struct
import zlib
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from foundation.files import services
from foundation.files.models import StagedFile
from foundation.townships.models import User

PDF = b"%PDF-1.7\nnothing on the page\n%%EOF\n"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def zipped(members: dict[str, bytes], how: int = ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def office(kind: str = "docx", **members: bytes) -> bytes:
    """What every such document has, and more members: `__` in a name stands for a dot, `___` for a slash."""
    more = {name.replace("___", "/").replace("__", "."): content for name, content in members.items()}
    return zipped({"[Content_Types].xml": b"<Types/>", MAIN[kind]: b"<x/>", **more})


def word(body: bytes) -> bytes:
    """A Word document with this text."""
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": body})


def linked(kind: str, target: str = "http://example.org/x", mode: str = "External") -> bytes:
    rel = f'<r:Relationship Id="1" Type="{_RELS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    text = f'<r:Relationships xmlns:r="x">{rel}</r:Relationships>'
    return office(word____rels___document__xml__rels=text.encode())


def pdf(body: bytes) -> bytes:
    return b"%PDF-1.7\n" + body + b"\ntrailer << >>\n%%EOF\n"


def packed(objects: bytes, more: bytes = b"/Filter /FlateDecode", begin: bytes = b"") -> bytes:
    """A PDF with objects packed into a stream."""
    stream = begin + zlib.compress(objects)
    return pdf(b"1 0 obj\n<< /Type /ObjStm /N 1 /First 4 " + more + b" >>\nstream\n" + stream + b"\nendstream endobj")


def png(width: int = 2, height: int = 2, *pieces: tuple[bytes, bytes], picture: bool = True) -> bytes:
    """A black picture; `pieces` stand between its head and itself."""
    lines = zlib.compress(b"".join(b"\0" + b"\0\0\0" * width for _line in range(height))) if picture else b""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), *pieces, *([(b"IDAT", lines)] if picture else []), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(piece(kind, data) for kind, data in parts)


def piece(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def jpeg(side: tuple[int, int] = (48, 32), orientation: int = 0, *, progressive: bool = False) -> bytes:
    """A photo, from a telephone when it has an orientation: then with place, device, a comment and a film behind it."""
    from PIL import Image

    picture = Image.linear_gradient("L").resize(side).convert("RGB")
    more: dict[str, Any] = {"progressive": progressive}
    if orientation:
        exif = Image.Exif()
        exif[0x0112], exif[0x010F], exif[0x0132] = orientation, "SecretPhone", "2026:11:10 09:30:00"
        exif.get_ifd(0x8825)[1] = "N"
        more |= {"exif": exif, "comment": b"SecretComment", "icc_profile": b"\0" * 128, "xmp": b"<x>SecretXmp</x>"}
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=90, **more)
    return stream.getvalue() + (b"SecretFilm" if orientation else b"")


def staged(name: str = "材料.pdf", content: bytes = PDF, owner: str = "clerk.jinnan", **more: Any) -> StagedFile:
    return services.stage(
        name=name,
        upload=SimpleUploadedFile("x", content),
        owner=User.objects.get(username=owner),
        **{"now": timezone.now(), **more},
    )
