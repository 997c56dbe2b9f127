"""A merger or division: `manage.py succeed_divisions --from CODE… --to CODE… --day ISO`."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.townships.models import Division
from foundation.townships.services import succeed_divisions
from foundation.violations import RuleViolation


class Command(BaseCommand):
    help = "登记区划撤并：原区划至前一天止，任职和授权随之结束，未办结事项列入交接；对现区划的授权覆盖原区划的记录。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", nargs="*", default=[], metavar="CODE", dest="predecessors", help="原区划代码")
        parser.add_argument(
            "--to", nargs="*", default=[], metavar="CODE", dest="successors", help="现区划代码，须已导入"
        )
        parser.add_argument("--day", default="", metavar="ISO", help="生效日期，例如 2026-12-01")

    def handle(self, *_args: Any, **options: Any) -> None:
        day = _day(options["day"])
        before, after = (_divisions(options[side]) for side in ("predecessors", "successors"))
        try:
            rows = succeed_divisions(predecessors=before, successors=after, day=day, actor="命令行", now=timezone.now())
        except RuleViolation as violation:
            raise CommandError(f"没有登记。{violation.message}") from violation
        for row in rows:
            old, new = (f"{side.name}（{side.code}）" for side in (row.predecessor, row.successor))
            self.stdout.write(f"{old}→ {new}，自 {row.day} 起。")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"生效日期“{text}”不对。请用 --day 2026-12-01 的写法。") from error


def _divisions(codes: list[str]) -> list[Division]:
    """In the order in which they were typed. A code that is not known stops everything."""
    known = {row.code: row for row in Division.objects.filter(code__in=codes)}
    if missing := [code for code in codes if code not in known]:
        raise CommandError(f"没有这些区划代码：{'、'.join(missing)}。请核对，或先用 import_divisions 导入。")
    return [known[code] for code in codes]
