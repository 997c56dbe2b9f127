"""The forms of templates: upload, write, put in force, take back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.documents.models import PaperTemplate
from foundation.documents.own_html import SOURCE_MOST
from foundation.files.forms import UploadForm
from foundation.files.states import MediaType
from foundation.web.inputs import day_field
from foundation.web.tokens import OnceForm

#: A template with a picture of a seal's place or two; ours have 8 KB.
FILE_MOST = 2 * 1024 * 1024


def _most(name: str) -> int:
    most: Any = PaperTemplate._meta.get_field(name)
    return int(most.max_length)


def _note() -> forms.CharField:
    return forms.CharField(
        label=_("说明"), max_length=_most("note"), help_text=_("改了什么、为什么，例如“版头按县委办通知改为两行”。")
    )


class UploadTemplateForm(UploadForm):
    """A .docx template."""

    kinds = (MediaType.DOCX,)
    most = FILE_MOST

    note = _note()
    field_order = ["note", "file"]


class WriteTemplateForm(OnceForm):
    """An HTML template."""

    note = _note()
    text = forms.CharField(
        label=_("模板"),
        max_length=SOURCE_MOST,
        strip=False,
        help_text=_("HTML 和样式（style）。只打印字段、用 for 重复、用 if 判断；没有图片、链接和脚本。"),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )


class StartTemplateForm(OnceForm):
    """From which day on."""

    start = day_field(_("启用日期"), _("从这一天起印发的公文用它；以前的公文不变。"))


class EndTemplateForm(OnceForm):
    """Back to what holds without it."""

    until = day_field(_("停用日期"), _("从这一天起不再使用，改用全县通用的模板；没有的，用本系统的模板。"))
    reason = forms.CharField(label=_("停用原因"), max_length=_most("end_reason"))
