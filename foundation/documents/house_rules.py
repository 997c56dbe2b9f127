"""The rules of this room by name."""

from django.utils.translation import gettext_lazy as _

from foundation.documents.rules import OFFICE_WORK
from foundation.house_rules import declare, refusal


def declare_rules() -> None:
    declare(
        refusal("documents.file_lost", _("公文文件须在存储目录中")),
        refusal("documents.attached_already", _("一件事下同一附件只传一次")),
        refusal("documents.void_already", _("附件只作废一次")),
        refusal("documents.no_reason", _("作废附件须写明原因")),
        refusal("documents.template_markup", _("公文模板只写段落、标题和表格的标记")),
        refusal("documents.template_style", _("公文模板的样式不引用文件和网址")),
        refusal("documents.template_owner", _("已撤销的单位不更换公文模板")),
        refusal("documents.template_note", _("更换公文模板须写说明")),
        refusal("documents.template_unseen", _("公文模板看过样张才启用")),
        refusal("documents.template_started", _("公文模板只启用一次")),
        refusal("documents.template_past", _("公文模板不对已经印发的公文启用")),
        refusal("documents.template_order", _("公文模板一版接着一版启用")),
        refusal("documents.template_ended", _("只停用在用的公文模板")),
        refusal("documents.template_end_past", _("公文模板不对已经印发的公文停用")),
        refusal("documents.template_no_reason", _("停用公文模板须写明原因")),
        refusal("documents.template_unknown", _("公文模板只用已有的字段")),
        refusal("documents.template_forbidden", _("公文模板只打印、重复和判断")),
        refusal("documents.template_no_list", _("公文模板只对成组的内容重复")),
        refusal("documents.template_no_text", _("公文模板不直接打印成组的内容")),
        refusal("documents.template_syntax", _("公文模板的标记成对")),
        refusal("documents.template_too_much", _("公文模板的标记不过多")),
        refusal("documents.template_large", _("公文模板的文字不超过一份公文所需")),
        refusal("documents.template_traces", _("公文模板不带批注和修订痕迹")),
        refusal("documents.template_notes", _("公文模板的脚注里没有字段")),
        refusal("documents.move", _("起草、核稿、签发、印发依次办理"), OFFICE_WORK),
        refusal("documents.not_editable", _("送核以后不再修改，要改的先收回"), OFFICE_WORK),
        refusal("documents.changed_meanwhile", _("按看到的那一版办理")),
        refusal("documents.incomplete", _("没有写完的不送核、不签发")),
        refusal("documents.no_title", _("公文须有标题")),
        refusal("documents.uneven_row", _("表格各行与栏目一致")),
        refusal("documents.reason_missing", _("退回、撤销、作废须写明原因")),
        refusal("documents.drafted_already", _("一件事同一文种只有一份公文、一个编号"), OFFICE_WORK),
        refusal("documents.not_voided", _("作废以后才重新起草")),
        refusal("documents.replaced_already", _("作废的公文只重新起草一次")),
        refusal("documents.paper_void", _("作废的公文不再更正、不再作废"), OFFICE_WORK),
        refusal("documents.other_signer", _("由有权的人签发"), OFFICE_WORK),
        refusal("documents.signed_when", _("核稿以后签发，不预签")),
        refusal("documents.received_already", _("送达本人的公文只签收一次")),
    )
