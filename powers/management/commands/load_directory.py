"""Write the county's model of the directory: `manage.py load_directory`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from foundation.townships.selectors import served_counties
from powers.services import load_directory


class Command(BaseCommand):
    help = "写入本县集体决策事项目录的范本（6 大类 28 项，待县确认）。已有目录的县保持不变，可重复执行。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        now = timezone.now()
        counties = served_counties(timezone.localdate(now))
        made = [load_directory(county=county, actor="命令行", now=now) for county in counties]
        self.stdout.write(f"新增 {sum(each is not None for each in made)} 个县的目录范本。")
