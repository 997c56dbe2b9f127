"""A backup is whole or not there, one at a time, and the oldest go."""

import json
import os
import re
import stat
from datetime import timedelta

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import connection

from foundation import files
from foundation.ledger.models import LedgerHead
from foundation.upkeep import folders, manifest, postgres, services, sqlite, tasks
from foundation.upkeep.engines import engine
from foundation.upkeep.locking import alone
from foundation.upkeep.models import Run
from foundation.upkeep.selectors import latest, latest_passed
from foundation.upkeep.states import Kind, State
from foundation.upkeep.survey import survey
from foundation.upkeep.trouble import Busy, UpkeepTrouble
from script.sandbox import PROJECT
from tests.foundation.wording import is_chinese_with_remedy
from tests.upkeep.houses import backup, command, drill, in_another_process, next_moment


def names(place) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def test_the_command_says_what_it_did_and_what_it_did_not(nothing_yet):
    lines, trouble = command("backup")
    run = latest_passed(Kind.BACKUP)
    said = manifest.read(nothing_yet.backups / run.what)
    assert trouble == ""
    rows = sum(said.survey.rows.values())
    assert lines == [
        f"已备份到 {nothing_yet.backups / run.what}：{len(said.survey.rows)} 张表 {rows:,} 行，"
        f"日志流 {len(said.survey.streams)} 个，文件 3 个，数据库副本 {said.dump.size:,} 字节。",
        "密钥不在备份里。请把密钥目录 KEY_DIR 另外保存，和备份分开：没有密钥，备份里的密文谁也读不出来。",
    ]
    assert run.report == "\n".join(lines)
    assert names(nothing_yet.backups / run.what) == sorted([engine().DUMP, "files", "manifest.json"])
    # The backup holds password digests and people's data.
    assert stat.S_IMODE((nothing_yet.backups / run.what).stat().st_mode) == 0o700


@pytest.mark.once
def test_no_key_is_in_a_backup(nothing_yet):
    keys = [path.read_bytes() for path in settings.KEY_DIR.rglob("*") if path.is_file()]
    assert keys
    found = [path.read_bytes() for path in backup().rglob("*") if path.is_file()]
    assert not any(key in data for key in keys for data in found)


@pytest.mark.once
def test_a_folder_may_be_given(nothing_yet, tmp_path):
    there = tmp_path / "disk" / "sunlit"
    _lines, trouble = command("backup", "--to", str(there))
    assert trouble == "" and names(there) == [latest(Kind.BACKUP).what]
    assert not nothing_yet.backups.exists()
    assert drill(next(there.iterdir())) == {}


@pytest.mark.once
def test_a_backup_within_the_files_is_refused(nothing_yet):
    lines, trouble = command("backup", "--to", str(nothing_yet.files / "inside"))
    assert is_chinese_with_remedy(lines[0]) and trouble == "备份：未通过。原因见上，请处理后再运行一次。"
    assert not (nothing_yet.files / "inside").exists()


@pytest.mark.once
def test_a_place_that_cannot_be_written_is_told(nothing_yet, tmp_path):
    (tmp_path / "file").write_text("")
    lines, trouble = command("backup", "--to", str(tmp_path / "file"))
    assert lines == [f"不能读写 {tmp_path / 'file'}（File exists）。请核对磁盘空间和目录权限。"] and trouble
    assert latest(Kind.BACKUP).state == State.FAILED


@pytest.mark.once
def test_two_backups_in_one_second_are_refused(nothing_yet):
    now = next_moment()
    assert services.back_up(now=now).state == State.PASSED
    run = services.back_up(now=now)
    assert run.state == State.FAILED and is_chinese_with_remedy(run.report)
    assert names(nothing_yet.backups) == [run.what]


def test_what_happens_meanwhile_is_not_half_in_it(nothing_yet, monkeypatch):
    """Rows and ends are counted as of the dump, whatever is written between the two."""
    seen = []

    writing = "from foundation.upkeep.models import Run; from django.utils import timezone;"
    writing += "Run.objects.create(kind='drill', started_at=timezone.now(), finished_at=timezone.now(), state='failed')"

    def written_first():
        before = survey()
        seen.append(before.rows["upkeep_run"])
        assert in_another_process(writing).returncode == 0
        return before

    monkeypatch.setattr(sqlite if connection.vendor == "sqlite" else postgres, "survey", written_first)
    path = backup()
    assert Run.objects.count() == seen[0] + 1
    assert drill(path) == {}


@pytest.mark.once
def test_a_file_that_goes_while_it_is_copied_is_left_out(nothing_yet, monkeypatch):
    """The draft of a file that is being placed gets its name meanwhile."""
    found = [*folders.files_below(nothing_yet.files), "papers/tmp12345"]
    real = folders.files_below
    monkeypatch.setattr(folders, "files_below", lambda folder: found if folder == nothing_yet.files else real(folder))
    path = backup()
    assert len(manifest.read(path).files) == 3
    assert drill(path) == {}


@pytest.mark.once
def test_a_head_that_somebody_spoilt_does_not_stop_the_backup(nothing_yet):
    head = LedgerHead.objects.get(stream="320831101")
    LedgerHead.objects.filter(pk=head.pk).update(hash="md5")
    try:
        path = backup()
    finally:
        head.save()
    assert manifest.read(path).survey.streams["320831101"].root == ""
    bad = drill(path)
    assert list(bad) == ["存证日志和业务数据"] and "摘要算法“md5”不能识别" in bad["存证日志和业务数据"]


@pytest.mark.once
def test_a_house_without_checkpoint_says_so(nothing_yet, monkeypatch):
    monkeypatch.setattr("foundation.upkeep.survey.latest_checkpoint", lambda: None)
    assert manifest.read(backup()).survey.checkpoint == ""


# Half backups ------------------------------------------------------------------------------------

KILLED = """
from foundation.upkeep import services
from django.utils import timezone
services.{where} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
services.back_up(now=timezone.now())
"""


def test_a_killed_backup_leaves_no_folder_that_a_drill_takes_for_whole(nothing_yet):
    whole = backup()
    assert in_another_process(KILLED.format(where="_copy_files")).returncode == -9
    (draft,) = [path for path in nothing_yet.backups.iterdir() if path != whole]
    assert draft.name.startswith(".draft-") and names(draft) == [engine().DUMP]
    assert latest(Kind.BACKUP).state == State.RUNNING
    lines, trouble = command("restore_drill")
    assert (lines[0], trouble) == (f"演练备份 {whole}。", "")
    given_up = latest(Kind.BACKUP)
    assert (given_up.state, given_up.report) == (State.FAILED, services.KILLED)
    newest = backup()
    assert names(nothing_yet.backups) == [whole.name, newest.name]


def test_a_backup_that_fails_leaves_nothing(nothing_yet, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device", "/disk/x")

    monkeypatch.setattr(folders, "copied", full)
    lines, trouble = command("backup")
    assert lines == ["不能读写 /disk/x（No space left on device）。请核对磁盘空间和目录权限。"] and trouble
    assert names(nothing_yet.backups) == []
    assert latest(Kind.BACKUP).report == lines[0] and latest_passed(Kind.BACKUP) is None


@pytest.mark.once
def test_a_removal_that_is_killed_leaves_a_draft(nothing_yet, monkeypatch):
    path = backup()
    monkeypatch.setattr(folders.shutil, "rmtree", lambda _path: None)
    folders.remove(path)
    assert names(nothing_yet.backups) == [f".draft-{path.name}"]
    assert folders.whole(nothing_yet.backups) == []


def test_only_one_at_a_time(nothing_yet):
    with alone():
        for name in ("backup", "restore_drill"):
            lines, trouble = command(name)
            assert lines == [] and trouble == "备份与演练：另一次正在进行。请等它结束以后再运行。"
        with pytest.raises(Busy):
            services.nightly_backup(now=next_moment())
    # The one that goes on has its own.
    assert not Run.objects.exists()
    assert command("backup")[1] == ""


# How many are kept -------------------------------------------------------------------------------


@pytest.mark.once
def test_the_newest_are_kept_and_the_newest_that_passed_a_drill(nothing_yet, settings):
    settings.BACKUP_KEEP = 2
    first, second = backup(), backup()
    (nothing_yet.backups / "20200101-000000-mine").mkdir()
    assert drill(second) == {}
    third = backup()
    assert folders.whole(nothing_yet.backups) == [third, second]
    assert not first.exists()
    fourth = backup()
    assert folders.whole(nothing_yet.backups) == [fourth, third, second]
    assert drill(fourth) == {}
    fifth = backup()
    assert names(nothing_yet.backups) == ["20200101-000000-mine", fourth.name, fifth.name]
    assert latest(Kind.BACKUP).report.splitlines()[-2:] == [f"已删除旧备份 {each.name}。" for each in (third, second)]


# By the clock ------------------------------------------------------------------------------------


def test_the_clock_backs_up_and_drills(nothing_yet):
    assert tasks.nightly_backup() == latest_passed(Kind.BACKUP).what
    assert tasks.weekly_drill() == latest_passed(Kind.BACKUP).what
    assert latest_passed(Kind.DRILL).what == latest_passed(Kind.BACKUP).what


@pytest.mark.once
def test_what_a_broker_hands_out_twice_is_done_once(nothing_yet):
    done = backup()
    run = latest(Kind.BACKUP)
    assert services.nightly_backup(now=run.started_at + timedelta(hours=5)) == f"{done.name}: done already"
    assert services.nightly_backup(now=run.started_at + timedelta(hours=7)) != f"{done.name}: done already"
    assert Run.objects.count() == 2
    # Somebody has set the clock back: the last one lies ahead, and does not stand for those to come.
    assert services.nightly_backup(now=run.started_at - timedelta(days=90)) != f"{done.name}: done already"


@pytest.mark.once
def test_a_failure_by_the_clock_is_a_failure_of_its_task(nothing_yet):
    current_app.loader.import_default_modules()
    result = current_app.tasks["foundation.upkeep.tasks.weekly_drill"].apply()
    assert result.failed() and isinstance(result.result, UpkeepTrouble)
    assert str(result.result) == latest(Kind.DRILL).report


def test_they_come_at_night():
    schedule = {each["task"].rsplit(".", 1)[1]: each["schedule"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    night, weekly = schedule["nightly_backup"], schedule["weekly_drill"]
    assert (night.hour, night.minute, len(night.day_of_week)) == ({2}, {30}, 7)
    assert (weekly.hour, weekly.minute, weekly.day_of_week) == ({3}, {30}, {0})


# What is known of files --------------------------------------------------------------------------


def test_every_room_that_places_files_says_which_rows_name_them():
    placing = {
        str(path.relative_to(PROJECT)).split("/services")[0].replace("/", ".")
        for path in PROJECT.glob("*/**/services*")
        for path in ([path] if path.suffix else path.rglob("*.py"))
        if re.search(r"foundation\.files(\.services)? import (place|keep)\b", path.read_text())
        and ".venv" not in path.parts
    }
    assert placing == {apps.get_model(label)._meta.app_config.name for label in files.keepers()}
    assert len(placing) == 2
    files.keeps("documents.PaperFile")
    assert files.keepers() == [
        "documents.ArchivePackage",
        "documents.Attachment",
        "documents.PaperFile",
        "documents.PaperTemplate",
        "documents.WordFile",
        "rulebook.RegulationFile",
    ]


def test_a_manifest_can_hold_any_file_name(tmp_path):
    name = os.fsdecode(b"\xff\xfe.pdf")
    said = manifest.Manifest(
        "1",
        next_moment(),
        "sqlite",
        manifest.Stored("d", 0, ""),
        manifest.Survey({}, {}, ""),
        (manifest.Stored(name, 1, "x"),),
    )
    (tmp_path / manifest.NAME).write_bytes(said.written())
    assert manifest.read(tmp_path) == said
    assert json.loads(said.written().decode(errors="surrogateescape"))["form"] == "sunlit-backup/1"
