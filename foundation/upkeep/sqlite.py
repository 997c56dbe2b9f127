"""SQLite: the file copied by the database's own means, and opened elsewhere."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from foundation.upkeep.elsewhere import Address, connected_to, opened, our_own
from foundation.upkeep.survey import Survey, survey
from foundation.upkeep.trouble import UpkeepTrouble

DUMP = "database.sqlite3"
#: Within VAR_DIR; what a killed drill left in it is removed by the next one.
DRILL = "drill"


def copy_out(draft: Path) -> Survey:
    """The database as it is at one moment, in one file; and what it holds, counted in the copy."""
    path = draft / DUMP
    # In one step: nobody's writing comes between two pages, and no writer waits.
    with opened(our_own()) as source, opened(_alone(path)) as target:
        source.ensure_connection()
        with target.cursor() as cursor:
            source.connection.backup(target.connection)
            # Without a log beside it, the file is whole by itself.
            cursor.execute("PRAGMA journal_mode=DELETE")
    with connected_to(_alone(path, "PRAGMA query_only=ON")):
        return survey()


@contextmanager
def restored(dump: Path) -> Iterator[None]:
    """Inside, this thread's default database is a copy of the dump in a folder that goes away.

    Raises `UpkeepTrouble` or `DatabaseError` when the dump is no sound database.
    """
    folder = settings.VAR_DIR / DRILL
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        path = Path(shutil.copyfile(dump, folder / DUMP))
        with connected_to(_alone(path, "PRAGMA query_only=ON")):
            _refuse_damage()
            yield
    finally:
        shutil.rmtree(folder)


def broken_reference() -> str:
    """The first row that points to nothing; empty when all are right."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        row = cursor.fetchone()
    return f"表 {row[0]} 第 {row[1]} 行指向的 {row[2]} 不存在" if row else ""


def size() -> int:
    """Bytes of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def _refuse_damage() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        said = str(cursor.fetchone()[0])
    if said != "ok":
        raise UpkeepTrouble(f"数据库副本：文件已损坏（{' '.join(said.split())}）。请换一个备份。")


def _alone(path: Path, command: str = "") -> Address:
    """A file that nobody else opens: without the log that lets readers and a writer work at once."""
    return our_own(NAME=str(path), OPTIONS={"init_command": command} if command else {})
