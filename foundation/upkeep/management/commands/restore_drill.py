"""Try a backup out: `manage.py restore_drill [--backup DIR]`. Ends with 1 unless everything was right."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from foundation.upkeep.said import ended
from foundation.upkeep.services import drill


class Command(BaseCommand):
    help = "把备份恢复到临时数据库，逐项核对，随后删除临时数据库。不影响办理。有不符或不能核对的以 1 结束。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--backup", type=Path, metavar="DIR", help="演练哪一个备份，默认是 BACKUP_DIR 里最新的")

    def handle(self, *_args: Any, **options: Any) -> None:
        ended(lambda: drill(now=timezone.now(), backup=options["backup"], tell=self.stdout.write))
