"""The rules of this room by name."""

from django.utils.translation import gettext_lazy as _

from foundation.house_rules import declare, refusal


def declare_rules() -> None:
    declare(
        refusal("files.empty", _("上传的文件不能是空的")),
        refusal("files.too_big", _("上传的文件不超过规定的大小")),
        refusal("files.name", _("文件名没有控制字符")),
        refusal("files.name_reserved", _("文件名不是系统保留名")),
        refusal("files.name_double", _("文件名没有可以运行的双重后缀")),
        refusal("files.kind", _("文件的内容与后缀一致，格式在可上传之列")),
        refusal("files.old_office", _("不收旧版 Office 文件")),
        refusal("files.encrypted", _("文件没有加密")),
        refusal("files.macros", _("文件不带宏")),
        refusal("files.objects", _("文件不嵌入对象和控件")),
        refusal("files.external", _("文件不引用外部内容")),
        refusal("files.bomb", _("文件打开后仍是正常大小")),
        refusal("files.nested", _("文件里不夹带压缩包")),
        refusal("files.damaged", _("文件没有损坏")),
        refusal("files.scripts", _("PDF 不含脚本和会自己动作的内容")),
        refusal("files.embedded", _("PDF 不夹带文件")),
        refusal("files.opaque", _("PDF 的内容可以查看")),
        refusal("files.pixels", _("图片不超过规定的像素")),
        refusal("files.formulas", _("表格文本不含公式")),
        refusal("files.gone", _("上传的文件一天内有效")),
        refusal("files.lost", _("文件须在存储目录中")),
    )
