"""Write the country's default rules of procedure: `manage.py load_procedures`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from decisions.services import load_procedures


class Command(BaseCommand):
    help = "写入各类组织议事规则的全国缺省。已有的保持不变，可重复执行。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        count = load_procedures(now=timezone.now(), actor="命令行")
        self.stdout.write(f"新增 {count} 项议事规则缺省。")
