"""Whether papers can be printed quickly. Said at the start, never in the way of it: the house works without paper."""

from typing import Any

from django.core import checks

from foundation.documents import fonts


@checks.register
def check_cutter(**_kwargs: Any) -> list[checks.CheckMessage]:
    if fonts.can_cut():
        return []
    return [
        checks.Info(
            "没有系统库 libharfbuzz-subset，生成一份公文 PDF 需要十几秒",
            hint="请安装 libharfbuzz-subset0，再执行 manage.py prepare_fonts，然后重新启动。",
            id="documents.I001",
        )
    ]
