"""What the authenticator app of a demonstration account would show now. No other account, never in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.townships import totp
from foundation.townships.models import Authenticator


class Command(BaseCommand):
    help = "显示演示账号现在的动态验证码。正式环境和真实账号拒绝。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="账号")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("正式环境不显示动态验证码。")
        wanted = Authenticator.objects.select_related("user").filter(user__username=options["username"])
        device = wanted.filter(user__is_demo=True).first()
        if device is None:
            raise CommandError(f"“{options['username']}”不是演示账号，或者没有绑定动态验证码。")
        now = timezone.now()
        left = totp.STEP_SECONDS - int(now.timestamp()) % totp.STEP_SECONDS
        if device.last_step >= totp.step_at(now) + device.drift:
            self.stdout.write(f"现在的验证码已经用过，{left} 秒后再试。")
            return
        code = totp.code_at(device.secret.open(), now, drift=device.drift)
        self.stdout.write(f"{code}（{left} 秒后换下一个）")
