"""The first three administrators of a county, which nobody in the system could appoint yet."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.townships.models import Division, Official, User
from foundation.townships.services import appoint_first_administrators
from foundation.townships.states import Level, Role
from foundation.violations import RuleViolation

ROLES = {
    "system": Role.SYSTEM_ADMINISTRATOR,
    "security": Role.SECURITY_ADMINISTRATOR,
    "audit": Role.AUDIT_ADMINISTRATOR,
}


class Command(BaseCommand):
    help = "为一个县开首批三员账号：系统管理员、安全管理员、审计管理员。临时密码只打印这一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--county", required=True, metavar="县代码", help="6 位，例如 320831")
        for word, role in ROLES.items():
            parser.add_argument(f"--{word}", required=True, metavar="用户名:姓名", help=str(role.label))

    def handle(self, *_args: Any, **options: Any) -> None:
        county = Division.objects.filter(county=options["county"], level=Level.COUNTY).first()
        if county is None:
            raise CommandError(f"没有县“{options['county']}”。请核对代码，或先用 import_divisions 导入区划。")
        people = {role: _person(word, options[word]) for word, role in ROLES.items()}
        try:
            made = appoint_first_administrators(county=county, people=people, actor="安装", now=timezone.now())
        except RuleViolation as violation:
            raise CommandError(f"没有开任何账号。{violation.message}") from violation
        self.stdout.write(f"{county.name}的三员账号已开。临时密码只显示这一次，请分别交给本人：")
        for role, (user, password) in zip(people, made.items(), strict=True):
            self.stdout.write(f"{role.label} {user.name} {user.username} {password}")
        self.stdout.write("首次登录须用手机绑定动态验证码，并另设密码。")


def _person(word: str, written: str) -> tuple[str, str]:
    """`用户名:姓名`; the colon may be a Chinese one."""
    username, colon, name = (part.strip() for part in written.replace("：", ":").partition(":"))
    try:
        if not colon:
            raise ValidationError("应写成 用户名:姓名。")
        field = User._meta.get_field("username")
        return str(field.clean(User.normalize_username(username), None)), str(
            Official._meta.get_field("name").clean(name, None)
        )
    except ValidationError as error:
        raise CommandError(f"--{word} “{written}”有误：{''.join(error.messages)}") from error
