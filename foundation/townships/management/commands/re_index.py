"""Make every blind index anew under a new key, by a worker: `manage.py re_index`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from foundation.jobs.services import enqueue
from foundation.refs import Ref
from foundation.townships.states import RE_INDEX


class Command(BaseCommand):
    help = "换用新的查找密钥，由后台进程重做全部查找索引；中断后自动接着做。当场做完用 rotate_keys --index。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        with transaction.atomic():
            job = enqueue(kind=RE_INDEX, ref=Ref("keys.index", "all"), payload={"actor": "命令行"}, now=timezone.now())
        self.stdout.write(f"已交给后台进程（任务 {job.pk}）。没有后台进程时，请运行 manage.py sweep_jobs。")
