"""What may come with a regulation as a file: PDF and Word without macros, by what is inside and not by the name."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from foundation.rulebook.models import RegulationFile, RegulationVersion
from foundation.rulebook.states import FILE_MOST, MediaType
from foundation.violations import RuleViolation

ENDINGS = {MediaType.PDF: ".pdf", MediaType.DOCX: ".docx"}
#: What makes a zip a Word document.
_DOCUMENT = "word/document.xml"
_TYPES = "[Content_Types].xml"
_MACROS = "vbaproject.bin"


def media_type_of(content: bytes) -> MediaType | None:
    """What the bytes are; nothing for whatever is neither PDF nor .docx."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return MediaType.PDF
    return MediaType.DOCX if {_DOCUMENT, _TYPES} <= _names_in(content) else None


def _names_in(content: bytes) -> set[str]:
    """The names of a zip's members. Nothing is unpacked: a small zip can hold a mountain."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return set(archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return set()


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


def is_new(version: RegulationVersion, digest: str) -> RuleViolation | None:
    if not RegulationFile.objects.filter(version=version, digest=digest).exists():
        return None
    return RuleViolation("rulebook.file_known", _("文件：这个版本已有同样的文件，不必重复上传。"), field="file")
