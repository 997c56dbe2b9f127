"""The rules of this room by name."""

from django.utils.translation import gettext_lazy as _

from foundation.house_rules import declare, refusal


def declare_rules() -> None:
    declare(
        refusal("calendar.not_loaded", _("先装入随系统提供的放假安排")),
        refusal("calendar.year", _("放假安排按年录入")),
        refusal("calendar.no_source", _("放假安排写明通知")),
        refusal("calendar.no_holidays", _("一年总有放假的日子")),
        refusal("calendar.other_year", _("日期属于所录入的年份")),
        refusal("calendar.day_twice", _("一天只有一种安排")),
        refusal("calendar.changed_meanwhile", _("以最新的安排为准修改")),
        refusal("calendar.unchanged", _("没有变化不再登记")),
    )
