"""Write the default parameters: `manage.py load_rulebook`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from foundation.rulebook.services import load_defaults


class Command(BaseCommand):
    help = "写入规则参数的默认值。已有的保持不变，可重复执行。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"新增 {load_defaults(now=timezone.now(), actor='命令行')} 项规则参数。")
