"""The verbs of this room: make a backup, try one out. Each leaves a `Run`, however it ends."""

import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from foundation.jobs.models import Job
from foundation.jobs.services import retry
from foundation.security import services as security
from foundation.security.states import Kind as Event
from foundation.townships.models import User
from foundation.upkeep import drills, folders, manifest
from foundation.upkeep.engines import engine
from foundation.upkeep.locking import alone
from foundation.upkeep.manifest import Manifest, Stored
from foundation.upkeep.models import Run
from foundation.upkeep.selectors import latest_passed
from foundation.upkeep.states import OFTEN_ENOUGH, Kind, State
from foundation.upkeep.trouble import TROUBLES, UpkeepTrouble, words

KILLED = "程序中途停止，没有留下结果。"
NO_KEYS = "密钥不在备份里。请把密钥目录 KEY_DIR 另外保存，和备份分开：没有密钥，备份里的密文谁也读不出来。"
#: Told line by line what is going on.
Tell = Callable[[str], object]


def _silent(_line: str) -> None:
    pass


def back_up(*, now: datetime, to: Path | None = None, tell: Tell = _silent) -> Run:
    """Copy database and files into a new folder of `to` (default: BACKUP_DIR), and remove the oldest ones there.

    The `Run` says whether it passed; raises `Busy` when another one is going on.
    """
    place = to or settings.BACKUP_DIR
    return _recorded(Kind.BACKUP, now, tell, lambda diary: _back_up(place, now, diary))


def drill(*, now: datetime, backup: Path | None = None, tell: Tell = _silent) -> Run:
    """Restore a backup (default: the newest of BACKUP_DIR) into a throw-away database and compare everything.

    The `Run` says whether all was right; raises `Busy` when another one is going on.
    """
    return _recorded(Kind.DRILL, now, tell, lambda diary: _drill(backup, diary))


def nightly_backup(*, now: datetime) -> str:
    """For the clock. Raises `UpkeepTrouble` with the report when it failed, so that the worker's log shows it."""
    return _by_the_clock(Kind.BACKUP, now, back_up)


def weekly_drill(*, now: datetime) -> str:
    """For the clock, as `nightly_backup`."""
    return _by_the_clock(Kind.DRILL, now, drill)


def begin_again(*, job: Job, actor: User, now: datetime) -> bool:
    """Let a job that was given up begin again. Returns whether it was one; the security log tells who did it."""
    begun = retry(job.pk, now=now)
    if begun:
        reason = f"{job.ref} {job.error}"
        security.note(Event.JOB_BEGUN_AGAIN, at=now, actor=actor, stream=actor.stream, act=job.kind, reason=reason)
    return begun


def _by_the_clock(kind: Kind, now: datetime, work: Callable[..., Run]) -> str:
    last = latest_passed(kind)
    if last and abs(now - last.started_at) < OFTEN_ENOUGH:
        return f"{last.what}: done already"
    run = work(now=now)
    if run.state != State.PASSED:
        raise UpkeepTrouble(run.report)
    return run.what


# What is written down ----------------------------------------------------------------------------


class _Diary:
    """What a run is about, and what it said."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.what = ""
        self.lines: list[str] = []

    def say(self, line: object) -> None:
        self.lines.append(str(line))
        self.tell(str(line))


def _recorded(kind: Kind, now: datetime, tell: Tell, work: Callable[[_Diary], bool]) -> Run:
    """`work` says whether it passed; what is wrong with a disk, a file or a database is told and has failed."""
    started, diary, passed = monotonic(), _Diary(tell), False
    with alone():
        # Nobody else is at work: whoever says so was killed.
        Run.objects.filter(state=State.RUNNING).update(state=State.FAILED, finished_at=now, report=KILLED)
        run = Run.objects.create(kind=kind, started_at=now)
        try:
            passed = work(diary)
        except TROUBLES as error:
            diary.say(words(error))
        except BaseException as error:
            diary.say(f"{KILLED}（{type(error).__name__}）")
            raise
        finally:
            # The connection may have waited for hours.
            connection.close_if_unusable_or_obsolete()
            run.state = State.PASSED if passed else State.FAILED
            run.finished_at = now + timedelta(seconds=monotonic() - started)
            run.what, run.report = diary.what, "\n".join(diary.lines)
            run.save(update_fields=["state", "finished_at", "what", "report"])
    return run


# The work ----------------------------------------------------------------------------------------


def _back_up(place: Path, now: datetime, diary: _Diary) -> bool:
    storage = Path(default_storage.path(""))
    if place.resolve().is_relative_to(storage.resolve()):
        raise UpkeepTrouble(f"备份目录：{place} 在要备份的文件目录里面。请换一个目录。")
    diary.what = folders.name_of(now)
    with folders.drafted(place, diary.what) as draft:
        found = engine().copy_out(draft)
        dump = folders.measured(draft / engine().DUMP)
        # After the database: a file lies there before the row that names it is committed, and stays.
        files = _copy_files(storage, draft / folders.FILES)
        said = Manifest(
            version=_version(),
            at=now,
            vendor=connection.vendor,
            dump=Stored(engine().DUMP, dump.size, dump.sha256),
            survey=found,
            files=tuple(files),
        )
        (draft / manifest.NAME).write_bytes(said.written())
    diary.say(
        f"已备份到 {place / diary.what}：{len(found.rows)} 张表 {sum(found.rows.values()):,} 行，"
        f"日志流 {len(found.streams)} 个，文件 {len(files):,} 个，数据库副本 {dump.size:,} 字节。"
    )
    diary.say(NO_KEYS)
    for old in _too_many(place):
        folders.remove(old)
        diary.say(f"已删除旧备份 {old.name}。")
    return True


def _copy_files(storage: Path, target: Path) -> list[Stored]:
    target.mkdir()
    stored = []
    for path in folders.files_below(storage):
        try:
            copy = folders.copied(storage / path, target / path)
        except FileNotFoundError:
            continue  # the draft of a file that has got its name meanwhile
        stored.append(Stored(path, copy.size, copy.sha256))
    return stored


def _too_many(place: Path) -> list[Path]:
    """All but the newest ones, and but the newest that is known to be good."""
    there = folders.whole(place)
    passed = Run.objects.filter(kind=Kind.DRILL, state=State.PASSED).order_by("-pk").values_list("what", flat=True)
    names = {each.name for each in there}
    good = next((name for name in passed if name in names), "")
    return [each for each in there[settings.BACKUP_KEEP :] if each.name != good]


def _drill(backup: Path | None, diary: _Diary) -> bool:
    found = backup or next(iter(folders.whole(settings.BACKUP_DIR)), None)
    if found is None:
        raise UpkeepTrouble(f"备份：{settings.BACKUP_DIR} 里没有完整的备份。请先运行 manage.py backup。")
    if not found.is_dir():
        raise UpkeepTrouble(f"备份：没有 {found} 这个目录。请核对路径。")
    diary.what = found.resolve().name
    diary.say(f"演练备份 {found}。")
    if not drills.look_through(found, diary.say):
        raise UpkeepTrouble("恢复演练：未通过，这个备份不能算数。请查明原因，重新备份，再演练一次。")
    diary.say("恢复演练：全部通过。")
    return True


def _version() -> str:
    said = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return str(said["project"]["version"])
