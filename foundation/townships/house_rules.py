"""The rules of this room by name."""

from django.utils.translation import gettext_lazy as _

from foundation.house_rules import declare, refusal


def declare_rules() -> None:
    _declare_accounts()
    _declare_divisions()
    _declare_people()


def _declare_accounts() -> None:
    declare(
        refusal("townships.role_level", _("角色在本层级授予")),
        refusal("townships.role_ends_before_start", _("授权至少一天")),
        refusal("townships.assignment_ended", _("已失效的授权不再收回")),
        refusal("townships.assigned_already", _("同一角色不重复授予")),
        refusal("townships.administrators_apart", _("三员分设")),
        refusal("townships.not_three_people", _("三员是三个人")),
        refusal("townships.administrators_exist", _("首批三员只设一次")),
        refusal("townships.own_rights", _("不给自己授权")),
        refusal("townships.own_account", _("不管理自己的账号")),
        refusal("townships.account_taken", _("一个账号名只用一次")),
        refusal("townships.account_state", _("账号不重复停用或启用")),
        refusal("townships.enrolled_already", _("一个账号只绑定一台设备")),
        refusal("townships.not_enrolled", _("先绑定动态验证码")),
        refusal("townships.wrong_code", _("绑定时验证码相符")),
    )


def _declare_divisions() -> None:
    declare(
        refusal("townships.bad_file", _("区划文件逐行合格才导入")),
        refusal("townships.no_unit", _("组织只建在乡镇和村")),
        refusal("townships.unit_exists", _("一个单位只建一次组织")),
        refusal("townships.division_ended", _("已撤并的单位不办新事项")),
        refusal("townships.succession_empty", _("撤并有原区划和现区划")),
        refusal("townships.succession_level", _("同级之间撤并")),
        refusal("townships.succession_both", _("继续存在的单位不是原区划")),
        refusal("townships.succession_known", _("一次撤并只登记一次")),
        refusal("townships.succession_early", _("撤并在双方设立之后")),
        refusal("townships.succession_not_in_force", _("撤并当日双方都存在")),
        refusal("townships.tenure_after_merger", _("撤并后没有新的任职")),
    )


def _declare_people() -> None:
    declare(
        refusal("townships.post_taken", _("一职一人")),
        refusal("townships.other_county", _("干部在本县任职")),
        refusal("townships.tenure_ended", _("离任只登记一次")),
        refusal("townships.end_before_start", _("离任不早于任职")),
        refusal("townships.no_post_in_unit", _("提议人在本单位任职")),
        refusal("townships.matters_unknown", _("查清未办结事项才离任")),
        refusal("townships.line_received", _("一件事项只接收一次")),
        refusal("townships.receiver_leaves", _("不移交给自己")),
        refusal("townships.receiver_elsewhere", _("接收人在本单位任职")),
        refusal("townships.hand_over_completed", _("交接只完成一次")),
        refusal("townships.lines_missing", _("事项全部接收才完成交接")),
        refusal("townships.witness_is_party", _("监交人是第三人")),
        refusal("townships.no_witness", _("交接有监交人")),
        refusal("townships.mobile", _("手机号码是 11 位")),
        refusal("townships.no_mobile_to_show", _("登记了号码才能公开")),
        refusal("townships.id_number", _("身份证号码校验相符")),
        refusal("townships.id_number_taken", _("一个人只登记一次")),
    )
