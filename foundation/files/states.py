"""Which files are taken, and how large they may be."""

from datetime import timedelta

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

_OFFICE = "application/vnd.openxmlformats-officedocument"


class MediaType(TextChoices):
    """What is taken. Nobody can look into the older formats of Office, so they are not here (ADR 0022)."""

    PDF = "application/pdf", "PDF"
    DOCX = f"{_OFFICE}.wordprocessingml.document", _("Word（.docx）")
    XLSX = f"{_OFFICE}.spreadsheetml.sheet", _("Excel（.xlsx）")
    PPTX = f"{_OFFICE}.presentationml.presentation", _("演示文稿（.pptx）")
    JPEG = "image/jpeg", _("照片（JPEG）")
    PNG = "image/png", _("图片（PNG）")
    TEXT = "text/plain", _("文本（.txt）")
    CSV = "text/csv", _("表格文本（.csv）")


ENDINGS: dict[MediaType, tuple[str, ...]] = {
    MediaType.PDF: (".pdf",),
    MediaType.DOCX: (".docx",),
    MediaType.XLSX: (".xlsx",),
    MediaType.PPTX: (".pptx",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.PNG: (".png",),
    MediaType.TEXT: (".txt",),
    MediaType.CSV: (".csv",),
}
EVERYTHING = tuple(MediaType)
#: What an official text comes as.
OFFICIAL = (MediaType.PDF, MediaType.DOCX)
#: What has a small picture.
PICTURED = (MediaType.PDF, MediaType.JPEG, MediaType.PNG)

#: Letters of a file's name.
NAME_MOST = 300
#: How long a file waits for its form, and how many of one person's.
STAGED_FOR = timedelta(days=1)
STAGED_EACH = 20


def upload_most() -> int:
    """The most bytes that a file may hold (`UPLOAD_MEGABYTES`)."""
    most: int = settings.UPLOAD_MOST
    return most
