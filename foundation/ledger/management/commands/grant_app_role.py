"""The rights of the role that the program connects as; run by the owner of the tables: `deploy/start migrate`."""

from argparse import ArgumentParser
from typing import Any
from urllib.parse import unquote

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from foundation.ledger.privileges import UnfitRole, grant


class Command(BaseCommand):
    help = "PostgreSQL：把程序需要的权限交给一个账号，并收回它不该有的权限。由表的主人执行，可重复执行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", help="程序平时使用的账号，即 DATABASE_URL 里的用户名")

    def handle(self, *_args: Any, **options: Any) -> None:
        # As it stands in an address.
        role = unquote(options["role"])
        if connection.vendor != "postgresql":
            raise CommandError("只有 PostgreSQL 有账号和权限，SQLite 不需要这一步。")
        try:
            grant(role)
        except UnfitRole as unfit:
            raise CommandError(f"不能授权：{unfit}。请另建一个普通账号给程序用，写进 DATABASE_URL。") from None
        self.stdout.write(f"已授权：{role}。")
