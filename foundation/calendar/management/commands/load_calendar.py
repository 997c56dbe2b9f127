"""Write the years that came with the system: `manage.py load_calendar`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from foundation.calendar.services import load_calendar


class Command(BaseCommand):
    help = "写入随系统提供的历年放假安排。已有的年份保持不变，可重复执行。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        years = load_calendar(now=timezone.now(), actor="命令行")
        span = f"（{years[0]}年至{years[-1]}年）" if years else ""
        self.stdout.write(f"新增 {len(years)} 个年份的放假安排{span}。")
