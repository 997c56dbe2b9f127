"""Is everything as it was written: `manage.py ledger_verify [--checkpoint FILE]`. Ends with 1 when it is not."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS

from foundation.keys.trouble import KeyTrouble
from foundation.ledger import triggers
from foundation.ledger.verification import NotOurNote, Verification, verify

#: Seconds between two words of progress: on a terminal, where the line renews itself, and elsewhere.
ON_TERMINAL, ELSEWHERE = 0.2, 15.0


class Command(BaseCommand):
    help = "核对存证日志、明细、存证点和业务数据。不改动任何内容，不影响办理。有不符时以 1 结束。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="另外保存的存证点：其中记载的都应当还在")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = self._verified(options["checkpoint"])
        bad = [*map(str, found.bad), *(f"触发器：{problem}" for problem in triggers.problems(DEFAULT_DB_ALIAS))]
        self.stdout.write(
            f"已核对：日志流 {found.streams:,} 个，存证记录 {found.entries:,} 条，业务数据 {found.rows:,} 行；"
            f"依法删除的明细 {found.erased:,} 处，旧记录只记行数的业务数据 {found.unnamed:,} 行。"
        )
        if found.rows_left_out:
            self.stdout.write("业务数据没有核对：有日志流不完整，不知道每一行应当怎样。")
        for line in bad:
            self.stdout.write(line)
        if bad:
            raise CommandError(f"有 {len(bad):,} 处不符。请暂停办理，保留数据库现状，对照备份和另存的存证点查明。")
        self.stdout.write("全部相符。")

    def _verified(self, path: Path | None) -> Verification:
        progress = Progress(self)
        try:
            return verify(note=_read(path) if path else "", report=progress.tell)
        except NotOurNote as problem:
            raise CommandError(f"文件 {path}：{problem}。请使用本系统签发、原样保存的存证点文件。") from None
        except KeyTrouble as trouble:
            raise CommandError(str(trouble)) from None
        finally:
            progress.end()


def _read(path: Path) -> str:
    try:
        # As it is: another line end would be another note.
        text = path.read_bytes().decode()
    except OSError as error:
        raise CommandError(f"文件 {path}：不能读取（{error.strerror}）。请核对路径和权限。") from None
    except UnicodeDecodeError:
        raise NotOurNote("内容不能识别，不是存证点") from None
    if not text:
        raise NotOurNote("是空的")
    return text


class Progress:
    """On a terminal one line that renews itself; elsewhere a line now and then."""

    def __init__(self, command: BaseCommand) -> None:
        self.out = command.stderr
        self.renews = self.out.isatty()
        self.told = time.monotonic()
        self.open = False

    def tell(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self.told < (ON_TERMINAL if self.renews else ELSEWHERE):
            return
        self.told = time.monotonic()
        self.open = self.renews
        of = f" / {total:,}" if total else ""
        before, ending = ("\r\x1b[K", "") if self.renews else ("", "\n")
        self.out.write(f"{before}{what}：{done:,}{of}", lambda text: text, ending=ending)
        self.out.flush()

    def end(self) -> None:
        if self.open:
            self.out.write("\r\x1b[K", lambda text: text, ending="")
