"""A temporary password by the command line, for whoever has lost his: in place of Django's, which leaves no proof."""

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.townships.models import User
from foundation.townships.services import reset_password

ATTEMPTS = 3


class Command(BaseCommand):
    help = "为账号设置临时密码：写入存证日志，退出该账号的全部登录，本人下次登录须另设密码。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="账号")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(username=User.normalize_username(options["username"])).first()
        if user is None:
            raise CommandError(f"没有账号“{options['username']}”。请核对。")
        password = self._ask(user)
        reset_password(user=user, password=password, actor="命令行", now=timezone.now())
        self.stdout.write(f"{user} 的临时密码已设置。请交给本人，下次登录须另设密码。")

    def _ask(self, user: User) -> str:
        for _attempt in range(ATTEMPTS):
            password = getpass("临时密码：")
            if getpass("再输一次：") != password:
                self.stderr.write("两次输入不一致。")
                continue
            try:
                validate_password(password, user)
            except ValidationError as error:
                self.stderr.write("\n".join(error.messages))
            else:
                return password
        raise CommandError(f"{ATTEMPTS} 次都没有成功，密码没有改动。")
