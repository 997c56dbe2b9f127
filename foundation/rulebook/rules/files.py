"""What may come with a regulation as a file: PDF and Word without macros, by what is inside and not by the name."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from foundation.rulebook.models import RegulationFile, RegulationVersion
from foundation.rulebook.states import FILE_MOST, MediaType
from foundation.violations import RuleViolation

ENDINGS = {MediaType.PDF: ".pdf", MediaType.DOCX: ".docx"}
#: What makes a zip a Word document.
_DOCUMENT = "word/document.xml"
_TYPES = "[Content_Types].xml"
_MACROS = "vbaproject.bin"
#: Text shrinks to a twentieth at best; what would grow to more than this many times its size is no document.
_GROWTH = 100
#: No document needs more space than this, however large its file.
_UNPACKED_MOST = 10 * FILE_MOST


def media_type_of(content: bytes) -> MediaType | None:
    """What the bytes are; nothing for whatever is neither PDF nor .docx."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return MediaType.PDF
    return MediaType.DOCX if {_DOCUMENT, _TYPES} <= _names_in(content) else None


def _names_in(content: bytes) -> set[str]:
    return {member.filename for member in _members_of(content)}


def _members_of(content: bytes) -> list[ZipInfo]:
    """What a zip says that it holds. Nothing is unpacked: a small zip can hold a mountain."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return []


def size_fits(content: bytes) -> RuleViolation | None:
    if not content:
        return RuleViolation("rulebook.file_empty", _("文件：是空的。请重新选择文件。"), field="file")
    if len(content) > FILE_MOST:
        return RuleViolation("rulebook.file_too_big", _("文件：超过 20 MB。请压缩或者拆分后再上传。"), field="file")
    return None


def is_readable(name: str, found: MediaType | None) -> RuleViolation | None:
    """PDF or .docx inside, and called so: whoever opens it gets what its name says."""
    if found is not None and name.lower().endswith(ENDINGS[found]):
        return None
    return RuleViolation(
        "rulebook.file_kind",
        _("文件：不是 PDF 或者 Word（.docx），或者内容与文件名的后缀不符。请另存为 PDF 或 .docx 再上传。"),
        field="file",
    )


def has_no_macros(content: bytes) -> RuleViolation | None:
    if not any(name.lower().endswith(_MACROS) for name in _names_in(content)):
        return None
    return RuleViolation(
        "rulebook.file_macros", _("文件：含有宏，可能夹带程序。请另存为 PDF 或者不含宏的 .docx 再上传。"), field="file"
    )


def stays_small(content: bytes) -> RuleViolation | None:
    """Nobody's Word is to choke on it: a zip bomb is small until it is opened."""
    unpacked = sum(member.file_size for member in _members_of(content))
    if unpacked <= min(_UNPACKED_MOST, max(FILE_MOST, _GROWTH * len(content))):
        return None
    return RuleViolation(
        "rulebook.file_bomb",
        _("文件：打开以后比文件本身大得多，不是正常的文档，可能使打开它的电脑卡死。请另存为 PDF 再上传。"),
        field="file",
    )


def is_new(version: RegulationVersion, digest: str) -> RuleViolation | None:
    if not RegulationFile.objects.filter(version=version, digest=digest).exists():
        return None
    return RuleViolation("rulebook.file_known", _("文件：这个版本已有同样的文件，不必重复上传。"), field="file")
