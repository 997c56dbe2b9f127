"""The rules on what comes round, by name."""

from django.utils.translation import gettext_lazy as _

from foundation.house_rules import declare, refusal


def declare_rules() -> None:
    declare(
        refusal("reminders.duty_first", _("周期性工作从某月1日起分期")),
        refusal("reminders.duty_past", _("周期性工作不追溯以前")),
        refusal("reminders.duty_end", _("周期性工作先开始后停止")),
        refusal("reminders.duty_end_past", _("周期性工作从今天起停止")),
        refusal("reminders.duty_ended", _("停止的周期性工作不再停止")),
        refusal("reminders.duty_due", _("到期的月和日一并写明")),
        refusal("reminders.duty_due_twice", _("到期日由参数或者由月日规定")),
        refusal("reminders.duty_parameter", _("周期性工作只用截止日和间隔的参数")),
        refusal("reminders.duty_known", _("一项周期性工作只设一次")),
        refusal("reminders.term_other", _("各期依次报告完成")),
        refusal("reminders.term_ahead", _("没有开始的一期不报告完成")),
        refusal("reminders.report_stands", _("完成报告从最近的一期作废")),
    )
