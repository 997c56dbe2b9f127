"""Raise what the rows show: `manage.py raise_findings [--now ISO]`. For cron where no Celery runs, and by hand."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.rulebook.services import raise_findings


class Command(BaseCommand):
    help = "按规则检查记录，提出新发现的问题。没有后台执行程序时由定时任务每夜调用，可重复执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--now", metavar="ISO", help="当作此刻的时间，例如 2026-11-21T01:00；不带时区的按北京时间。"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        report = raise_findings(now=_moment(options["now"]))
        self.stdout.write(f"新提出 {report.raised} 个问题，{report.no_longer} 个问题的记录已不再显示。")
        if report.failed:
            raise CommandError(f"这些规则没有执行成功，其他规则已执行：{'、'.join(report.failed)}。请查看运行日志。")


def _moment(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--now：“{text}”不是时间。请写成 2026-11-21T01:00 的形式。") from error
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
