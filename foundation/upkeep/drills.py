"""Whether a backup can be restored and is what was there: one check after the other, each with the first bad thing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from foundation import files
from foundation.ledger import triggers
from foundation.ledger.verification import verify
from foundation.upkeep import folders, manifest
from foundation.upkeep.engines import engine
from foundation.upkeep.manifest import Manifest, Stored
from foundation.upkeep.survey import Survey, survey
from foundation.upkeep.trouble import TROUBLES, words


@dataclass(frozen=True)
class Check:
    """What was looked at, and the first thing that is wrong; empty when nothing is."""

    title: str
    problem: str

    def __str__(self) -> str:
        return f"{self.title}：未通过。{self.problem}" if self.problem else f"{self.title}：通过"


Tell = Callable[[Check], object]


def look_through(backup: Path, tell: Tell) -> bool:
    """Tell every check as it is done. What could not be checked has not passed. Returns whether all have."""
    return _Drill(backup, tell).passed()


class _Drill:
    def __init__(self, backup: Path, tell: Tell) -> None:
        self.backup = backup
        self.tell = tell
        self.bad = 0
        #: Path within the storage → digest, of each file that is in the backup.
        self.digests: dict[str, str] = {}

    def passed(self) -> bool:
        said = self.manifest()
        if said:
            self.check("数据库副本的摘要", lambda: self.changed(said.dump, self.backup))
            self.check("文件", lambda: self.wrong_file(said))
            self.restore(said)
        return not self.bad

    def check(self, title: str, look: Callable[[], str]) -> None:
        try:
            problem = look()
        except TROUBLES as error:
            problem = words(error)
        self.told(title, problem)

    def told(self, title: str, problem: str = "") -> None:
        self.bad += bool(problem)
        self.tell(Check(title, problem))

    def manifest(self) -> Manifest | None:
        try:
            said = manifest.read(self.backup)
        except TROUBLES as error:
            self.told("备份清单", words(error))
            return None
        self.told("备份清单")
        return said

    # Bytes ---------------------------------------------------------------------------------------

    def changed(self, stored: Stored, folder: Path) -> str:
        path = folder / stored.path
        if not path.is_file():
            return f"{stored.path} 不见了"
        found = folders.measured(path)
        if folder != self.backup:
            self.digests[stored.path] = found.sha256
        if found.size != stored.size:
            return f"{stored.path} 应有 {stored.size:,} 字节，实有 {found.size:,} 字节"
        return "" if found.sha256 == stored.sha256 else f"{stored.path} 的内容与清单中的摘要不符"

    def wrong_file(self, said: Manifest) -> str:
        folder = self.backup / folders.FILES
        problems = [problem for each in said.files if (problem := self.changed(each, folder))]
        listed = {each.path for each in said.files}
        problems += [f"{path} 不在清单里" for path in folders.files_below(folder) if path not in listed]
        return problems[0] if problems else ""

    # The database --------------------------------------------------------------------------------

    def restore(self, said: Manifest) -> None:
        if said.vendor != connection.vendor:
            where = f"备份来自 {said.vendor}，现在用的是 {connection.vendor}"
            return self.told("恢复到临时数据库", f"{where}。请在同一种数据库上演练。")
        title = "恢复到临时数据库"
        try:
            with engine().restored(self.backup / said.dump.path):
                found = survey()
                self.told(title)
                title = "删除临时数据库"
                self.check("库表结构", other_structure)
                self.check("每张表的行数", lambda: other_rows(said.survey, found))
                self.check("外键", broken_key)
                self.check("触发器", lambda: next(iter(triggers.problems()), ""))
                self.check("存证日志和业务数据", lambda: other_than_proven(said.survey))
                self.check("日志流的末端", lambda: other_ends(said.survey, found))
                self.check("附件", self.wrong_attachment)
        except TROUBLES as error:
            self.told(title, words(error))

    def wrong_attachment(self) -> str:
        """The first row that names a file which is not in the backup as the row says."""
        for label in files.keepers():
            for row in apps.get_model(label)._default_manager.order_by("pk").iterator():
                digest = self.digests.get(_said(row, "path"))
                if digest != _said(row, "digest"):
                    what = "不在备份里" if digest is None else "的内容与登记的摘要不符"
                    return f"{row._meta.verbose_name} {row.pk}：文件 {_said(row, 'path')} {what}"
        return ""


def _said(row: Model, name: str) -> str:
    return str(getattr(row, name))


def other_structure() -> str:
    """Whether the migrations that were run are those of this program: else it cannot tell what is right."""
    loader = MigrationLoader(connection)
    known, applied = set(loader.disk_migrations), set(loader.applied_migrations)
    for missing in sorted(known - applied):
        return f"备份早于这一版程序（缺 {'.'.join(missing)}）。请用做备份的那一版程序演练，或者重新备份。"
    for unknown in sorted(applied - known):
        return f"备份晚于这一版程序（多 {'.'.join(unknown)}）。请用做备份的那一版程序演练。"
    return ""


def other_rows(said: Survey, found: Survey) -> str:
    for table in sorted({*said.rows, *found.rows}):
        before, after = said.rows.get(table), found.rows.get(table)
        if before != after:
            return f"表 {table}：清单记有 {_rows(before)}，恢复后有 {_rows(after)}"
    return ""


def _rows(count: int | None) -> str:
    return "0 行（没有这张表）" if count is None else f"{count:,} 行"


def broken_key() -> str:
    """A foreign key that is not there, or a row that points to nothing."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            keys = [field for field in model._meta.local_concrete_fields if getattr(field, "db_constraint", False)]
            there = connection.introspection.get_relations(cursor, model._meta.db_table) if keys else {}
            for key in keys:
                if key.column not in there:
                    return f"表 {model._meta.db_table} 的 {key.column} 没有外键约束"
    return engine().broken_reference()


def other_than_proven(said: Survey) -> str:
    if not said.checkpoint:
        return "备份里没有存证点，无从核对。请先运行 manage.py ledger_checkpoint，再做一次备份。"
    bad = verify(note=said.checkpoint).bad
    return f"有 {len(bad):,} 处不符，第一处是 {bad[0]}" if bad else ""


def other_ends(said: Survey, found: Survey) -> str:
    for stream in sorted({*said.streams, *found.streams}):
        if said.streams.get(stream) != found.streams.get(stream):
            return f"日志流 {stream} 的条数或根摘要与清单不符"
    return ""
