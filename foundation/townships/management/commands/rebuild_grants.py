"""Bring every right in line with the assignments of today: `manage.py rebuild_grants`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from foundation.townships.services import rebuild_grants


class Command(BaseCommand):
    help = "按今天有效的角色重新计算每个账号的权限；升级后角色的内容可能有变，deploy/start migrate 会自动执行。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        added, removed = rebuild_grants(now=timezone.now())
        self.stdout.write(f"权限：新增 {added} 项，收回 {removed} 项。")
