from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What can happen at a door."""

    LOGGED_IN = "logged_in", _("登录成功")
    LOGIN_FAILED = "login_failed", _("登录失败")
    LOCKED = "locked", _("登录锁定")
    FACTOR_FAILED = "factor_failed", _("动态验证码不正确")
    RECOVERY_USED = "recovery_used", _("使用备用验证码")
    LOGGED_OUT = "logged_out", _("退出")
    SESSION_ENDED = "session_ended", _("结束其他登录")
    DENIED = "denied", _("没有权限")
    MISSED = "missed", _("查找不存在或不在范围内的记录")
    REFUSED = "refused", _("规则拒绝")
    UNLOCKED = "unlocked", _("解除锁定")
    FEED_MADE = "feed_made", _("生成日历订阅地址")
    FEED_REVOKED = "feed_revoked", _("停用日历订阅地址")
    WAYS_CHOSEN = "ways_chosen", _("选择通知方式")
    JOB_BEGUN_AGAIN = "job_begun_again", _("重新开始后台任务")
