"""The words of this room that others go by, and the one table of a paper's way from its draft to its recipients."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: The kind of job that makes the PDF of a paper.
RENDER = "documents.render"

#: The kind of job that draws the small picture of an attachment.
PREVIEW = "documents.preview"

#: The kind of job that packs all that is kept of a paper.
PACKAGE = "documents.package"

#: The kind of job that tries a template of the office on a sample.
SPECIMEN = "documents.specimen"


class Form(TextChoices):
    """What a template makes: the PDF, by HTML, or the file for the word processor."""

    HTML = "html", _("PDF（HTML）")
    DOCX = "docx", _("Word（.docx）")

    @property
    def file_ending(self) -> str:
        """The ending of what comes out."""
        return "pdf" if self == Form.HTML else "docx"


class DraftState(TextChoices):
    """Where a draft stands, in the order of 公文处理: 起草, 审核, 签发, 印发."""

    DRAFT = "draft", _("起草中")
    SUBMITTED = "submitted", _("待核稿")
    CHECKED = "checked", _("待签发")
    RETURNED = "returned", _("已退回")
    SIGNED = "signed", _("待印发")
    ISSUED = "issued", _("已印发")
    VOIDED = "voided", _("已作废")
    WITHDRAWN = "withdrawn", _("已撤销")


class Step(TextChoices):
    """What somebody did to a draft. Each leaves a line in its process."""

    BEGUN = "begun", _("起草")
    EDITED = "edited", _("修改")
    SUBMITTED = "submitted", _("送核")
    RECALLED = "recalled", _("收回修改")
    CHECKED = "checked", _("核稿通过")
    RETURNED = "returned", _("退回")
    SIGNED = "signed", _("签发编号")
    ISSUED = "issued", _("印发")
    VOIDED = "voided", _("作废")
    WITHDRAWN = "withdrawn", _("撤销")


class Hand(TextChoices):
    """Whose turn it is: the office that drafts, another of it who checks, whoever answers for the paper."""

    OFFICE = "office", _("党政办经办")
    CHECKER = "checker", _("党政办复核")
    SIGNER = "signer", _("有权签发的人")


class SignedBy(TextChoices):
    """How somebody signed. Neither is an electronic signature in the sense of 电子签名法, and no page says so."""

    CLICK = "click", _("本人登录点击确认")
    PAPER = "paper", _("纸质签批单，由经办录入")


@dataclass(frozen=True)
class Move:
    """One allowed move: whose it is, what it is called in the process, and in the ledger."""

    hand: Hand
    step: Step
    act: str


_SUBMIT = Move(Hand.OFFICE, Step.SUBMITTED, "documents.draft.submit")
_RECALL = Move(Hand.OFFICE, Step.RECALLED, "documents.draft.recall")
_WITHDRAW = Move(Hand.OFFICE, Step.WITHDRAWN, "documents.draft.withdraw")
_VOID = Move(Hand.SIGNER, Step.VOIDED, "documents.paper.void")

#: From, to → by whom (E08). Whatever is not in it does not happen.
MOVES: dict[tuple[DraftState, DraftState], Move] = {
    (DraftState.DRAFT, DraftState.SUBMITTED): _SUBMIT,
    (DraftState.RETURNED, DraftState.SUBMITTED): _SUBMIT,
    (DraftState.SUBMITTED, DraftState.CHECKED): Move(Hand.CHECKER, Step.CHECKED, "documents.draft.check"),
    (DraftState.SUBMITTED, DraftState.RETURNED): Move(Hand.CHECKER, Step.RETURNED, "documents.draft.return"),
    (DraftState.SUBMITTED, DraftState.DRAFT): _RECALL,
    (DraftState.CHECKED, DraftState.SIGNED): Move(Hand.SIGNER, Step.SIGNED, "documents.paper.sign"),
    (DraftState.CHECKED, DraftState.RETURNED): Move(Hand.SIGNER, Step.RETURNED, "documents.draft.send_back"),
    (DraftState.CHECKED, DraftState.DRAFT): _RECALL,
    (DraftState.SIGNED, DraftState.ISSUED): Move(Hand.OFFICE, Step.ISSUED, "documents.draft.issue"),
    (DraftState.SIGNED, DraftState.VOIDED): _VOID,
    (DraftState.ISSUED, DraftState.VOIDED): _VOID,
    (DraftState.DRAFT, DraftState.WITHDRAWN): _WITHDRAW,
    (DraftState.RETURNED, DraftState.WITHDRAWN): _WITHDRAW,
    (DraftState.SUBMITTED, DraftState.WITHDRAWN): _WITHDRAW,
    (DraftState.CHECKED, DraftState.WITHDRAWN): _WITHDRAW,
}

#: Its wording may be changed.
EDITABLE = (DraftState.DRAFT, DraftState.RETURNED)
#: Somebody still has to do something.
OPEN = (*EDITABLE, DraftState.SUBMITTED, DraftState.CHECKED, DraftState.SIGNED)
#: It became a paper with a number.
NUMBERED = (DraftState.SIGNED, DraftState.ISSUED, DraftState.VOIDED)
#: It no longer stands for its thing: another may be drafted.
GONE = (DraftState.VOIDED, DraftState.WITHDRAWN)
#: Who wrote in a draft does not check it.
WRITING = (Step.BEGUN, Step.EDITED)

#: What the ledger calls the acts of this room → what people call them.
ACTS = {
    "documents.attachment.attach": _("上传附件"),
    "documents.attachment.void": _("作废附件"),
    "documents.draft.begin": _("起草公文"),
    "documents.draft.check": _("核稿通过"),
    "documents.draft.edit": _("修改公文稿"),
    "documents.draft.issue": _("印发公文"),
    "documents.draft.recall": _("收回公文稿修改"),
    "documents.draft.return": _("核稿退回"),
    "documents.draft.send_back": _("签发人退回"),
    "documents.draft.submit": _("公文稿送核"),
    "documents.draft.withdraw": _("撤销公文稿"),
    # Until 2026 a paper was numbered without a draft; entries of that time keep their name.
    "documents.paper.issue": _("编号成文"),
    "documents.package.make": _("生成归档包"),
    "documents.paper.receive": _("签收公文"),
    "documents.paper.render": _("生成文件"),
    "documents.paper.sign": _("签发编号"),
    "documents.paper.void": _("作废公文"),
    "documents.paper.write_word": _("生成 Word 文件"),
    "documents.template.end": _("停用公文模板"),
    "documents.template.start": _("启用公文模板"),
    "documents.template.try": _("生成公文模板样张"),
    "documents.template.upload": _("上传公文模板"),
}
