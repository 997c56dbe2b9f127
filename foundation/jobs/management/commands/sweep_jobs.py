"""Run the jobs that are due: `manage.py sweep_jobs`. For cron where no Celery runs, and for a pair of hands."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from foundation.jobs.selectors import dead_jobs
from foundation.jobs.services import sweep


class Command(BaseCommand):
    help = "执行到时的后台任务。没有后台执行程序时由定时任务调用，可重复执行。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        done = sweep(now=timezone.now())
        self.stdout.write(f"完成 {done} 件后台任务，另有 {dead_jobs().count()} 件多次失败，等待人工处理。")
