"""Whether papers are printed quickly, and in the faces that they should have."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import signs
from foundation.documents import fonts
from foundation.signs import Light, Reading, Sign


def printed(_now: datetime) -> Reading:
    if not fonts.can_cut():
        return Reading(Light.AMBER, _("没有系统库 libharfbuzz-subset，生成一份公文需要十几秒。"))
    ready = {face.name for face, _path in fonts.cut_faces()}
    missing = [face.name for face in fonts.FACES if face.name not in ready]
    if missing:
        return Reading(Light.AMBER, _("没有准备好的字体：%(names)s。") % {"names": "、".join(missing)})
    return Reading(Light.GREEN, _("公文字体都已准备好。"))


def declare() -> None:
    signs.register(
        Sign(
            "documents.fonts",
            gettext_lazy("公文字体"),
            "foundation.documents.signs.printed",
            gettext_lazy("公文照样生成，但是较慢，或者以别的字体代替仿宋、楷体。"),
            gettext_lazy("请安装 libharfbuzz-subset0 和字体，再执行 manage.py prepare_fonts。"),
            asks_database=False,
        )
    )
