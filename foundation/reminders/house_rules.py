"""The rules of this room by name."""

from django.utils.translation import gettext_lazy as _

from foundation.house_rules import declare, refusal


def declare_rules() -> None:
    declare(
        refusal("reminders.no_mail", _("接通发信服务器以后才能选择邮件")),
        refusal("reminders.no_address", _("选择邮件的，写明邮箱")),
        refusal("reminders.webhook", _("群机器人只在允许的网站上")),
        refusal("reminders.no_secret", _("钉钉机器人须加签")),
        refusal("reminders.no_use_of_secret", _("企业微信机器人没有密钥")),
        refusal("reminders.robot_known", _("一个群机器人只登记一次")),
        refusal("reminders.robot_stopped", _("停用的群机器人不再使用")),
    )
