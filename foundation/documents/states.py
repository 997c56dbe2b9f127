"""The words of this room that others go by."""

from django.utils.translation import gettext_lazy as _

#: The kind of job that makes the PDF of a paper.
RENDER = "documents.render"

#: The kind of job that draws the small picture of an attachment.
PREVIEW = "documents.preview"

#: What the ledger calls the acts of this room → what people call them.
ACTS = {
    "documents.attachment.attach": _("上传附件"),
    "documents.attachment.void": _("作废附件"),
    "documents.paper.issue": _("编号成文"),
    "documents.paper.render": _("生成文件"),
}
