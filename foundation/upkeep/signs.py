"""What the house stands on: its database, its disks, its backups and whether they can be restored."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import signs
from foundation.jobs.beats import set_up_at
from foundation.signs import Light, Reading, Sign, ago, by_age
from foundation.upkeep.engines import engine
from foundation.upkeep.selectors import latest, latest_passed
from foundation.upkeep.states import Kind, State

#: Without it no other sign of the database is asked.
DATABASE = "upkeep.database"
#: Seconds for the shortest question.
SLOW = 0.5
#: Hundredths of a disk that are free.
LITTLE, NOTHING = 15, 5
GIGABYTE = 1 << 30
#: A backup is made every night, a drill every Sunday: how late is late, and when nobody should rely on it any more.
BACKUP_AMBER, BACKUP_RED = timedelta(hours=26), timedelta(days=3)
DRILL_AMBER, DRILL_RED = timedelta(days=8), timedelta(days=30)


def database(now: datetime) -> Reading:
    started = monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        took = monotonic() - started
        size = engine().size()
    except DatabaseError:
        return Reading(Light.RED, _("数据库没有应答。"))
    said = {"took": ceil(took * 1000), "size": f"{size / GIGABYTE:.2f}"}
    words = _("数据库正常应答，用时%(took)d毫秒，大小%(size)s GB。") % said
    return Reading(Light.AMBER if took > SLOW else Light.GREEN, words)


def disk(now: datetime) -> Reading:
    return _room_on(settings.VAR_DIR)


def backup_disk(now: datetime) -> Reading:
    return _room_on(settings.BACKUP_DIR)


def _room_on(folder: Path) -> Reading:
    """As much as the program may still write. A folder that is not made yet will lie where its parent does."""
    usage = shutil.disk_usage(next(each for each in _upwards(folder) if each.exists()))
    percent = 100 * usage.free // (usage.used + usage.free)
    words = _("剩余%(free)s GB（%(percent)d%%）。") % {"free": f"{usage.free / GIGABYTE:.1f}", "percent": percent}
    return Reading(Light.RED if percent < NOTHING else Light.AMBER if percent < LITTLE else Light.GREEN, words)


def _upwards(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.parents


def backup(now: datetime) -> Reading:
    return _done(Kind.BACKUP, now, BACKUP_AMBER, BACKUP_RED)


def drill(now: datetime) -> Reading:
    reading = _done(Kind.DRILL, now, DRILL_AMBER, DRILL_RED)
    last = latest(Kind.DRILL)
    # A backup that cannot be restored is worse than one that nobody has tried.
    return Reading(Light.RED, reading.words) if last and last.state == State.FAILED else reading


def _done(kind: Kind, now: datetime, amber: timedelta, red: timedelta) -> Reading:
    """How long ago it passed; what has never been done is counted from the day when the house was set up."""
    last, passed = latest(kind), latest_passed(kind)
    since = passed.started_at if passed else set_up_at() or now - red - timedelta(seconds=1)
    light = by_age(now - since, amber=amber, red=red)
    name = {"kind": kind.label, "ago": ago(now - since)}
    words = _("最近一次通过的%(kind)s在%(ago)s。") % name if passed else _("还没有通过的%s。") % kind.label
    if last and last.state == State.FAILED:
        return Reading(light if light == Light.RED else Light.AMBER, words + _("最近一次没有通过，原因见下面的记录。"))
    if passed is None and light == Light.GREEN:
        words = _("刚启用，还没有到做%s的时间。") % kind.label
    return Reading(light, words)


def declare() -> None:
    room = gettext_lazy("磁盘写满以后不能保存任何内容，也不能备份。")
    clear = gettext_lazy("请清理磁盘或扩容。可以减少 BACKUP_KEEP，或者把 BACKUP_DIR 换到另一块盘。")
    signs.register(
        Sign(
            DATABASE,
            gettext_lazy("数据库"),
            "foundation.upkeep.signs.database",
            gettext_lazy("网页打不开，或者打开很慢。已经办好的不会丢。"),
            gettext_lazy("请检查数据库是否在运行、DATABASE_URL 是否正确、机器是否忙不过来。"),
            vital=True,
        ),
        *(
            Sign(code, title, look, room, clear, vital=vital, asks_database=False)
            for code, title, look, vital in (
                ("upkeep.disk", gettext_lazy("数据盘"), "foundation.upkeep.signs.disk", True),
                # A backup that is missing is told by its own sign.
                ("upkeep.backup_disk", gettext_lazy("备份盘"), "foundation.upkeep.signs.backup_disk", False),
            )
        ),
        Sign(
            "upkeep.backup",
            gettext_lazy("备份"),
            "foundation.upkeep.signs.backup",
            gettext_lazy("这时机器坏了，最近办理的内容就找不回来。"),
            gettext_lazy("请看下面的记录写明的原因，处理以后执行 manage.py backup。"),
            vital=True,
        ),
        Sign(
            "upkeep.drill",
            gettext_lazy("恢复演练"),
            "foundation.upkeep.signs.drill",
            gettext_lazy("现有的备份能不能恢复，没有人知道。"),
            gettext_lazy("请看下面的记录写明的原因，处理以后重新备份，再执行 manage.py restore_drill。"),
        ),
    )
