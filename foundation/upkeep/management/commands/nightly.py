"""All that Celery's beat starts once a night: `manage.py nightly`. For cron where no beat runs. Ends with 1 when
something failed; the rest is done all the same."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation.upkeep.nights import work_through
from foundation.upkeep.trouble import words


class Command(BaseCommand):
    help = "依次执行每夜的全部任务，星期日加做恢复演练。没有定时进程时由 cron 每夜调用一次，可重复执行。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        failed = []
        for name, said in work_through(timezone.now()):
            short = name.rsplit(".", 1)[-1]
            if isinstance(said, Exception):
                failed.append(short)
                self.stdout.write(f"{short}：没有做成。{words(said)}")
            else:
                self.stdout.write(f"{short}：完成。")
        if failed:
            raise CommandError(f"夜间任务：{'、'.join(failed)}没有做成。原因见上，请处理后再运行一次。")
