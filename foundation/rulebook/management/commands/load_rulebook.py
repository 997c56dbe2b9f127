"""Write the default parameters and what the book of rules begins with: `manage.py load_rulebook`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from foundation.rulebook.services import load_book, load_defaults
from foundation.townships.selectors import served_counties


class Command(BaseCommand):
    help = "写入规则参数的默认值，以及全国和本县制度汇编的目录。已有的保持不变，可重复执行。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        said: dict[str, Any] = {"now": timezone.now(), "actor": "命令行"}
        parameters = load_defaults(**said)
        counties = [None, *served_counties(timezone.localdate())]
        titles = sum(load_book(county=county, **said) for county in counties)
        self.stdout.write(f"新增 {parameters} 项规则参数、{titles} 部制度的名称。")
