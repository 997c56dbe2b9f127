"""Renew and tell reminders: `manage.py sweep_reminders [--now ISO] [--retry]`. For cron without Celery, and by hand."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.calendar.states import FIRST_YEAR, LAST_YEAR
from foundation.reminders.services import Sent, retry_given_up, sweep


class Command(BaseCommand):
    help = "更新并发出到期提醒。没有后台执行程序时由定时任务调用，可重复执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--now", metavar="ISO", help="当作此刻的时间，例如 2026-11-21T09:00；不带时区的按北京时间。"
        )
        parser.add_argument("--retry", action="store_true", help="把多次发送失败、已经放弃的邮件和群消息重新发送。")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = _moment(options["now"])
        again = retry_given_up(now=now) if options["retry"] else 0
        report = sweep(now=now)
        if report.busy:
            self.stdout.write("另一个程序正在更新提醒，这一次只发出已经到时间的提醒。")
        self.stdout.write(
            f"新增 {report.added} 条，改期 {report.moved} 条，了结 {report.closed} 条，发出 {report.sent} 条提醒。"
        )
        if report.out != Sent() or again:
            self.stdout.write(
                f"重新发送 {again} 条，邮件 {report.out.mails} 封，群消息 {report.out.messages} 条，"
                f"没有发出 {report.out.failed} 条。"
            )
        if report.failed:
            raise CommandError(
                f"这些提醒规则没有执行成功，原有提醒保持不变：{'、'.join(report.failed)}。请查看运行日志。"
            )


def _moment(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--now：“{text}”不是时间。请写成 2026-11-21T09:00 的形式。") from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise CommandError(f"--now：{text}不在{FIRST_YEAR}年到{LAST_YEAR}年之间，没有可以计算的期限。请换一个时间。")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
