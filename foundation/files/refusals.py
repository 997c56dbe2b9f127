"""Why a file is not taken, or not handed out: what is wrong and what to do."""

from django.utils.translation import gettext as _

from foundation.violations import RuleViolation


def empty() -> RuleViolation:
    return RuleViolation(
        "files.empty",
        _("文件：是空的。请重新选择文件。"),
        field="file",
    )


def too_big(*, most: object) -> RuleViolation:
    return RuleViolation(
        "files.too_big",
        _("文件：超过 %(most)s MB。请压缩或者拆分后再上传。") % {"most": most},
        field="file",
    )


def name() -> RuleViolation:
    return RuleViolation(
        "files.name",
        _("文件：文件名里有看不见的控制字符，可能伪装后缀。请重新命名后再上传。"),
        field="file",
    )


def name_reserved(*, name: object) -> RuleViolation:
    return RuleViolation(
        "files.name_reserved",
        _("文件：文件名“%(name)s”是电脑系统的保留名，别人打不开。请重新命名后再上传。") % {"name": name},
        field="file",
    )


def name_double(*, ending: object) -> RuleViolation:
    return RuleViolation(
        "files.name_double",
        _("文件：文件名里夹着程序的后缀“%(ending)s”，可能是伪装的程序。请核对来源，确认无误的，重新命名后再上传。")
        % {"ending": ending},
        field="file",
    )


def kind(*, name: object, kinds: object) -> RuleViolation:
    """Another format than the form takes, or one that its name does not promise."""
    return RuleViolation(
        "files.kind",
        _(
            "文件：“%(name)s”的内容不是这里可以上传的格式，或者与文件名的后缀不符。"
            "可以上传的有：%(kinds)s。请另存后再上传。"
        )
        % {"name": name, "kinds": kinds},
        field="file",
    )


def old_office() -> RuleViolation:
    """Word, Excel and WPS as they were before 2007."""
    return RuleViolation(
        "files.old_office",
        _(
            "文件：是旧版的 Office 或 WPS 格式（.doc、.xls、.ppt、.wps 等），"
            "里面是否夹带程序无从查看。请另存为新格式（.docx、.xlsx、.pptx）或 PDF 再上传。"
        ),
        field="file",
    )


def encrypted() -> RuleViolation:
    return RuleViolation(
        "files.encrypted",
        _("文件：设有密码，无从查看，以后也可能打不开。请取消密码后另存再上传。"),
        field="file",
    )


def macros() -> RuleViolation:
    return RuleViolation(
        "files.macros",
        _("文件：含有宏，可能夹带程序。请另存为 PDF 或者不含宏的格式再上传。"),
        field="file",
    )


def objects() -> RuleViolation:
    return RuleViolation(
        "files.objects",
        _("文件：嵌有对象或控件（OLE、ActiveX），可能夹带程序。请把对象改为图片，或者另存为 PDF 再上传。"),
        field="file",
    )


def external() -> RuleViolation:
    return RuleViolation(
        "files.external",
        _("文件：引用了外部的模板、图片、工作簿或数据，打开时会连到别处。请断开链接，或者另存为 PDF 再上传。"),
        field="file",
    )


def bomb() -> RuleViolation:
    return RuleViolation(
        "files.bomb",
        _("文件：打开以后比文件本身大得多，不是正常的文档，可能使打开它的电脑卡死。请另存为 PDF 再上传。"),
        field="file",
    )


def nested() -> RuleViolation:
    return RuleViolation(
        "files.nested",
        _("文件：里面夹带压缩包，或者一层套一层。请取出后分别上传，或者另存为 PDF 再上传。"),
        field="file",
    )


def damaged() -> RuleViolation:
    return RuleViolation(
        "files.damaged",
        _("文件：已损坏或者不完整，读不下去。请打开核对，重新另存或者重新导出后再上传。"),
        field="file",
    )


def scripts() -> RuleViolation:
    return RuleViolation(
        "files.scripts",
        _("文件：PDF 里有脚本，或者会启动程序、提交数据的动作。请用“打印成 PDF”重新生成后再上传。"),
        field="file",
    )


def embedded() -> RuleViolation:
    return RuleViolation(
        "files.embedded",
        _("文件：PDF 里夹带着别的文件。请取出后分别上传，正文用“打印成 PDF”重新生成。"),
        field="file",
    )


def opaque() -> RuleViolation:
    return RuleViolation(
        "files.opaque",
        _("文件：PDF 里有无从查看的部分。请用“打印成 PDF”重新生成后再上传。"),
        field="file",
    )


def pixels(*, most: object) -> RuleViolation:
    return RuleViolation(
        "files.pixels",
        _("文件：图片超过 %(most)s 万像素，打开它的电脑可能卡死。请缩小后再上传。") % {"most": most},
        field="file",
    )


def formulas(*, line: object) -> RuleViolation:
    return RuleViolation(
        "files.formulas",
        _("文件：第 %(line)s 行有以“=”或“@”等开头的公式，打开时可能运行程序。请删去公式，或者另存为 .xlsx 再上传。")
        % {"line": line},
        field="file",
    )


def gone() -> RuleViolation:
    return RuleViolation(
        "files.gone",
        _("文件：上次选择的文件已经过期或者已经用过。请重新选择文件。"),
        field="file",
    )


def lost(*, name: object) -> RuleViolation:
    """A file whose row is there, and nothing else."""
    return RuleViolation(
        "files.lost",
        _("文件：“%(name)s”不在存储目录中。请系统管理员从备份恢复文件目录。") % {"name": name},
    )
