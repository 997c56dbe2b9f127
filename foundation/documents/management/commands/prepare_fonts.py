"""Cut the faces of papers once: `manage.py prepare_fonts`."""

from typing import Any

from django.core.management.base import BaseCommand

from foundation.documents import fonts
from foundation.documents.cutting import NoCutter


class Command(BaseCommand):
    help = "把公文用的自由字体裁剪到 GB 2312，公文打印得更快。已有的保持不变，可重复执行；缺字体不算失败。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            prepared = fonts.prepare()
        except NoCutter as trouble:
            # Papers are printed all the same, only slowly: the house goes on.
            self.stderr.write(str(trouble))
            return
        self.stdout.write(f"新裁剪字体 {len(prepared.cut)} 个，已有 {len(prepared.kept)} 个。")
        if prepared.missing:
            names = "、".join(face.name for face in prepared.missing)
            self.stderr.write(f"没有安装 {names}，以后面的字体代替。安装方法见 docs/guides/运维人员.md“公文字体”。")
