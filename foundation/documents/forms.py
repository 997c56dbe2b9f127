"""The forms of attachments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.documents.models import Attachment
from foundation.files.forms import UploadForm
from foundation.web.tokens import OnceForm


class AttachForm(UploadForm):
    """A file for a thing. Where a warning stands above it, somebody must say that he has read it."""

    heeded = forms.BooleanField(
        label=_("已看过上面的提醒，这份文件可以上传"),
        error_messages={"required": _("没有确认。请看过提醒，确认可以上传的再勾选。")},
    )

    field_order = ["heeded", "file"]

    def __init__(self, warned: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not warned:
            del self.fields["heeded"]


class VoidAttachmentForm(OnceForm):
    """Why a file was wrong."""

    reason = forms.CharField(
        label=_("作废原因"),
        max_length=Attachment._meta.get_field("void_reason").max_length,
        help_text=_("作废后文件仍然保留，写明“已作废”和原因。"),
    )
