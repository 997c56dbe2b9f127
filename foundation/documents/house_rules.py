"""The rules of this room by name."""

from django.utils.translation import gettext_lazy as _

from foundation.house_rules import declare, refusal


def declare_rules() -> None:
    declare(
        refusal("documents.file_lost", _("公文文件须在存储目录中")),
        refusal("documents.attached_already", _("一件事下同一附件只传一次")),
        refusal("documents.void_already", _("附件只作废一次")),
        refusal("documents.no_reason", _("作废附件须写明原因")),
    )
