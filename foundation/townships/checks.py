"""What a start for real use must not find in the database."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import connections

from foundation.townships.models import User


@checks.register(checks.Tags.database)
def check_demo_accounts(
    *, app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Accounts whose password and second factor were printed on a screen open no house with real people in it."""
    found: list[checks.CheckMessage] = []
    for using in databases or [] if settings.PRODUCTION else []:
        is_there = User._meta.db_table in connections[using].introspection.table_names()
        if is_there and User.objects.using(using).filter(is_demo=True).exists():
            found.append(
                checks.Error(
                    f"数据库 {using} 里有演示账号，正式环境不能启动",
                    hint="请让 DATABASE_URL 指向没有演示数据的数据库",
                    id="townships.E001",
                )
            )
    return found
