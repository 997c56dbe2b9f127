"""The rules of this room by name."""

from django.utils.translation import gettext_lazy as _

from foundation.house_rules import Severity, by_person, declare, refusal
from foundation.violations import Basis

#: Of what no rule of its own stands for yet.
WRITTEN = Basis("由提出人写明")


def declare_rules() -> None:
    declare(
        refusal("rulebook.unknown_code", _("只设定规则用到的参数")),
        refusal("rulebook.unit", _("参数的单位不换种类")),
        refusal("rulebook.value", _("参数是其单位的数")),
        refusal("rulebook.no_basis", _("设定参数写明依据")),
        refusal("rulebook.reaches_back", _("参数从今天起改")),
        refusal("rulebook.end_before_start", _("失效不早于生效")),
        refusal("rulebook.not_latest", _("参数一版接一版")),
        refusal("rulebook.missing", _("没有参数不作判断")),
        refusal("rulebook.below_floor", _("参数不低于上级的底线")),
        refusal("rulebook.floor", _("底线是其单位的数")),
        refusal("rulebook.floor_without_way", _("分得出宽严的参数才有底线")),
        refusal("rulebook.floor_of_village", _("底线由县和乡镇设定")),
        refusal("rulebook.floor_above_value", _("本级数值不低于自定的底线")),
        refusal("rulebook.floor_below_floor", _("下级的底线不低于上级的底线")),
        refusal("rulebook.village", _("村的参数属于本乡镇的村")),
        refusal("rulebook.confirmed_already", _("依据不重复核对")),
        refusal("rulebook.other_level", _("各级核对本级的依据")),
        refusal("rulebook.touched_unknown", _("涉及面不明不改参数")),
    )
    _declare_findings()
    _declare_book()


def _declare_findings() -> None:
    declare(
        refusal("rulebook.finding_move", _("问题按规定的步骤办理")),
        refusal("rulebook.window_open", _("答复期限内不先核定"), parameter="findings.answer_days"),
        refusal("rulebook.finding_text", _("提出、答复和处理问题写明内容")),
        refusal("rulebook.finding_evidence", _("问题和整改有记录或纸质材料为证")),
        refusal("rulebook.evidence_unknown", _("证据是提出人能查看的记录")),
        refusal("rulebook.not_by_person", _("机器提出的问题不由人提出")),
        refusal("rulebook.finding_unit", _("问题属于一个乡镇或村")),
        refusal("rulebook.note_early", _("先答复、后补充")),
        by_person("rulebook.other_breach", _("违反其他制度规定"), WRITTEN, Severity.YELLOW),
    )


def _declare_book() -> None:
    declare(
        refusal("rulebook.unit_ended", _("已撤并的单位不再制定制度")),
        refusal("rulebook.countrys", _("全国的法规不由账号修改")),
        refusal("rulebook.no_title", _("制度写明名称")),
        refusal("rulebook.title_taken", _("一个名称只登记一次")),
        refusal("rulebook.regulation_kind", _("制度的类别与所属层级一致")),
        refusal("rulebook.text_not_compared", _("有条文才能标明已核对")),
        refusal("rulebook.no_start", _("制度写明生效日期")),
        refusal("rulebook.issued_ahead", _("印发日期不晚于今天")),
        refusal("rulebook.version_not_latest", _("制度一版接一版")),
        refusal("rulebook.version_ended", _("已废止的版本不再修改")),
        refusal("rulebook.ended_before_start", _("废止不早于生效")),
        refusal("rulebook.no_reason", _("废止和作废写明理由")),
        refusal("rulebook.target_unknown", _("关联的是现有的参数或规则")),
        refusal("rulebook.article_elsewhere", _("条文属于同一个版本")),
        refusal("rulebook.linked_already", _("同一关联不重复登记")),
        refusal("rulebook.link_void", _("作废的关联不再修改")),
        refusal("rulebook.file_known", _("同一附件不重复上传")),
    )
