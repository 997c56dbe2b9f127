"""Copy database and files: `manage.py backup [--to DIR]`. Ends with 1 when there is no whole backup."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from foundation.upkeep.said import ended
from foundation.upkeep.services import back_up


class Command(BaseCommand):
    help = "备份数据库和上传、生成的文件，不含密钥。程序运行时也可以执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, metavar="DIR", help="放在哪个目录，默认是设置 BACKUP_DIR")

    def handle(self, *_args: Any, **options: Any) -> None:
        ended(lambda: back_up(now=timezone.now(), to=options["to"], tell=self.stdout.write))
