"""Import division codes: `manage.py import_divisions FILE`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.townships.services import import_divisions
from foundation.violations import RuleViolation


class Command(BaseCommand):
    help = "导入区划代码（CSV,UTF-8，列：code,name,level）。全部成功或全部不导入，可重复执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"不能读取文件 {path}：{error.strerror}。请核对路径。") from error
        try:
            report = import_divisions(data=data, actor="命令行", now=timezone.now())
        except RuleViolation as violation:
            raise CommandError(f"没有导入任何区划。请改正后重试：\n{violation.message}") from violation
        self.stdout.write(f"新增 {report.created} 个，更新 {report.changed} 个，不变 {report.same} 个。")
