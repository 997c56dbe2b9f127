"""A drill passes on what is whole, and names what is not."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from foundation.documents.models import Attachment, Paper, PaperFile
from foundation.ledger.models import LedgerEntry, LedgerHead
from foundation.rulebook.models import RegulationFile
from foundation.upkeep import drills, elsewhere, folders
from foundation.upkeep import manifest as manifests
from foundation.upkeep.models import Run
from foundation.upkeep.selectors import latest, latest_passed
from foundation.upkeep.states import Kind, State
from tests.foundation.threads import at_once
from tests.foundation.wording import is_chinese_with_remedy
from tests.upkeep.houses import TITLES, backup, command, drill, relist, resay, tamper

STREAM = "320831101"
LEDGER = "存证日志和业务数据"


def test_a_fresh_backup_passes(house, sound):
    lines, trouble = command("restore_drill", "--backup", str(sound))
    assert (lines[0], lines[-1], trouble) == (f"演练备份 {sound}。", "恢复演练：全部通过。", "")
    # The last title is told of trouble only.
    assert lines[1:-1] == [f"{title}：通过" for title in TITLES[:-1]]
    assert house.left_over() == []
    run = latest_passed(Kind.DRILL)
    assert (run.what, run.state, run.report) == (sound.name, State.PASSED, "\n".join(lines))
    assert run.finished_at > run.started_at
    assert str(run) == f"恢复演练（通过）{sound.name}"


def test_the_backup_holds_what_there_is(house, sound):
    said = manifests.read(sound)
    rows = (PaperFile.objects.get(), RegulationFile.objects.get(), Attachment.objects.get())
    assert {each.path for each in said.files} == {row.path for row in rows}
    assert said.survey.rows["documents_paper"] == Paper.objects.count() == 1
    assert set(said.survey.streams) == set(LedgerHead.objects.values_list("stream", flat=True)) > {STREAM}
    assert f"\n{STREAM} sha256 {said.survey.streams[STREAM].size} " in said.survey.checkpoint
    assert said.version == "0.1.0"


@pytest.mark.once
def test_the_drill_leaves_the_house_as_it_was(house, sound):
    name, papers = connection.settings_dict["NAME"], Paper.objects.count()
    drill(sound)
    assert (connection.settings_dict["NAME"], Paper.objects.count()) == (name, papers)


def spoil(path, at=-1):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def paper_file() -> PaperFile:
    return PaperFile.objects.get()


@pytest.mark.once
def test_a_changed_byte_of_a_file_is_named(copy):
    spoil(copy / "files" / paper_file().path)
    assert drill(copy) == {
        "文件": f"{paper_file().path} 的内容与清单中的摘要不符",
        "附件": f"公文文件 {paper_file().pk}：文件 {paper_file().path} 的内容与登记的摘要不符",
    }
    run = latest(Kind.DRILL)
    assert (run.state, run.what) == (State.FAILED, copy.name)
    assert f"文件：未通过。{paper_file().path} 的内容与清单中的摘要不符" in run.report.splitlines()


@pytest.mark.once
def test_a_file_that_lost_a_byte_is_named(copy):
    path = RegulationFile.objects.get().path
    data = (copy / "files" / path).read_bytes()
    (copy / "files" / path).write_bytes(data[:-1])
    assert drill(copy)["文件"] == f"{path} 应有 {len(data)} 字节，实有 {len(data) - 1} 字节"


@pytest.mark.once
def test_a_missing_file_is_named(copy):
    (copy / "files" / paper_file().path).unlink()
    assert drill(copy) == {
        "文件": f"{paper_file().path} 不见了",
        "附件": f"公文文件 {paper_file().pk}：文件 {paper_file().path} 不在备份里",
    }


@pytest.mark.once
def test_a_file_too_many_is_named(copy):
    (copy / "files" / "regulations" / "extra").write_bytes(b"x")
    assert drill(copy) == {"文件": "regulations/extra 不在清单里"}


@pytest.mark.once
def test_a_changed_file_is_found_by_its_row_when_the_list_was_mended_too(copy):
    spoil(copy / "files" / paper_file().path)
    digest = folders.measured(copy / "files" / paper_file().path).sha256
    files = manifests.read(copy).files
    mended = [replace(each, sha256=digest) if each.path == paper_file().path else each for each in files]
    relist(copy, files=tuple(mended))
    assert drill(copy) == {"附件": f"公文文件 {paper_file().pk}：文件 {paper_file().path} 的内容与登记的摘要不符"}


# The dump ----------------------------------------------------------------------------------------


def dump_of(path):
    return path / manifests.read(path).dump.path


@pytest.mark.parametrize("left", [0, 100, 0.5])
def test_a_dump_that_was_cut_off_is_named(house, copy, left):
    dump = dump_of(copy)
    data = dump.read_bytes()
    size = int(left * len(data)) if left < 1 else left
    dump.write_bytes(data[:size])
    bad = drill(copy)
    assert bad["数据库副本的摘要"] == f"{dump.name} 应有 {len(data):,} 字节，实有 {size:,} 字节"
    assert set(bad) & {"恢复到临时数据库", "每张表的行数"}
    assert house.left_over() == []


def test_a_missing_dump_is_named(house, copy):
    dump_of(copy).unlink()
    bad = drill(copy)
    assert bad["数据库副本的摘要"] == f"{dump_of(copy).name} 不见了"
    assert dump_of(copy).name in bad["恢复到临时数据库"]
    assert house.left_over() == []


@pytest.mark.once
def test_a_changed_byte_of_the_dump_is_named(copy):
    spoil(dump_of(copy), at=20)
    assert drill(copy)["数据库副本的摘要"] == f"{dump_of(copy).name} 的内容与清单中的摘要不符"


def test_a_changed_ledger_row_is_named(copy):
    """Also when the list was mended."""
    tamper(copy, f"UPDATE ledger_ledgerentry SET leaf = body WHERE stream = '{STREAM}' AND number = 2")
    assert drill(copy) == {LEDGER: f"有 1 处不符，第一处是 {STREAM}#2：内容与摘要不符"}


@pytest.mark.once
def test_a_shorter_ledger_with_a_list_of_its_own_is_named(copy):
    """Whoever takes the newest entry away cannot seal the end."""
    size = manifests.read(copy).survey.streams[STREAM].size
    tamper(copy, f"UPDATE ledger_ledgerhead SET size = {size - 1} WHERE stream = '{STREAM}'")
    bad = drill(copy)
    assert f"{STREAM}#{size}：多出这一条" in bad[LEDGER]
    assert bad["日志流的末端"] == f"日志流 {STREAM} 的条数或根摘要与清单不符"


@pytest.mark.once
def test_a_changed_business_row_is_named(copy):
    tamper(copy, "UPDATE decisions_topic SET title = '别的'")
    assert "decisions_topic:" in drill(copy)[LEDGER]


def test_a_deleted_business_row_is_named(copy):
    row = RegulationFile.objects.get()
    last = LedgerEntry.objects.get(act="rulebook.file.attach")
    tamper(copy, "DELETE FROM rulebook_regulationfile")
    assert drill(copy) == {
        "每张表的行数": "表 rulebook_regulationfile：清单记有 1 行，恢复后有 0 行",
        LEDGER: f"有 1 处不符，第一处是 rulebook_regulationfile:{row.pk}：这一行不见了，最近一次记载在 {last}",
    }


@pytest.mark.once
def test_a_deleted_row_that_no_entry_names_is_named(copy):
    before = manifests.read(copy).survey.rows["jobs_job"]
    tamper(copy, "DELETE FROM jobs_job")
    assert drill(copy) == {"每张表的行数": f"表 jobs_job：清单记有 {before} 行，恢复后有 0 行"}


@pytest.mark.once
def test_a_table_too_many_is_named(copy):
    tamper(copy, "CREATE TABLE aside (id integer)")
    assert drill(copy) == {"每张表的行数": "表 aside：清单记有 0 行（没有这张表），恢复后有 0 行"}


def test_a_row_that_points_to_nothing_is_named(house, copy):
    tamper(copy, "UPDATE documents_series SET body_id = 999999")
    bad = drill(copy)
    if connection.vendor == "sqlite":
        assert bad == {"外键": "表 documents_series 第 1 行指向的 townships_body 不存在"}
    else:
        assert list(bad) == ["恢复到临时数据库"]
        assert bad["恢复到临时数据库"].startswith(
            "程序 pg_restore：没有完成（pg_restore: error: could not execute query"
        )
    assert house.left_over() == []


def test_a_lost_foreign_key_is_named(copy):
    tamper(
        copy,
        "ALTER TABLE reminders_reminder RENAME TO former",
        "CREATE TABLE reminders_reminder AS SELECT * FROM former",
        "DROP TABLE former",
    )
    assert drill(copy) == {"外键": "表 reminders_reminder 的 recipient_id 没有外键约束"}


def test_a_lost_trigger_is_named(copy):
    on = "" if connection.vendor == "sqlite" else " ON ledger_ledgerentry"
    tamper(copy, f"DROP TRIGGER IF EXISTS ledger_ledgerentry_no_update{on}", guarded=False)
    bad = drill(copy)
    assert list(bad) == ["触发器"]
    assert bad["触发器"].startswith("数据库 default 缺少触发器")


@pytest.mark.once
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM django_migrations WHERE app = 'upkeep'", "备份早于这一版程序（缺 upkeep.0001_first）"),
        (
            "INSERT INTO django_migrations (app, name, applied) VALUES ('upkeep', '9_x', CURRENT_TIMESTAMP)",
            "备份晚于这一版程序（多 upkeep.9_x）",
        ),
    ],
)
def test_a_backup_of_another_version_is_told(copy, statement, said):
    tamper(copy, statement)
    assert drill(copy)["库表结构"].startswith(said)


# The manifest ------------------------------------------------------------------------------------


@pytest.mark.once
def test_without_a_manifest_it_is_no_backup(copy):
    (copy / manifests.NAME).unlink()
    assert drill(copy) == {"备份清单": f"{copy.name} 里没有 manifest.json，不是完整的备份。请换一个备份。"}


@pytest.mark.once
@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000])
def test_a_garbled_manifest_is_told(copy, data):
    (copy / manifests.NAME).write_bytes(data)
    assert drill(copy) == {"备份清单": f"{copy.name} 的 manifest.json 不能识别，可能已损坏。请换一个备份。"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("form",), "sunlit-backup/2"),
        (("at",), "yesterday"),
        (("version",), 1),
        (("dump", "path"), "../other"),
        (("dump", "path"), "/etc/passwd"),
        (("dump", "size"), -1),
        (("survey", "rows"), {"a": "many"}),
        (("files",), [{"path": "a"}]),
    ],
)
def test_a_manifest_that_says_what_cannot_be_is_told(copy, where, value):
    resay(copy, *where, value=value)
    assert list(drill(copy)) == ["备份清单"]


@pytest.mark.once
def test_what_the_list_says_of_a_stream_must_fit(copy):
    resay(copy, "survey", "streams", STREAM, "root", value="00" * 32)
    assert drill(copy) == {"日志流的末端": f"日志流 {STREAM} 的条数或根摘要与清单不符"}


@pytest.mark.once
def test_without_a_checkpoint_nothing_is_proven(copy):
    resay(copy, "survey", "checkpoint", value="")
    said = drill(copy)
    assert list(said) == [LEDGER] and is_chinese_with_remedy(f"存证：{said[LEDGER]}")


@pytest.mark.once
def test_a_checkpoint_that_is_not_ours_is_told(copy):
    resay(copy, "survey", "checkpoint", value="another house")
    assert drill(copy) == {LEDGER: "内容不能识别，不是存证点"}


@pytest.mark.once
def test_a_backup_of_the_other_kind_of_database_is_told(copy):
    resay(copy, "vendor", value="oracle")
    bad = drill(copy)
    assert list(bad) == ["恢复到临时数据库"] and "oracle" in bad["恢复到临时数据库"]


# Which backup ------------------------------------------------------------------------------------


@pytest.mark.once
def test_without_any_backup_the_drill_fails(nothing_yet):
    lines, trouble = command("restore_drill")
    assert trouble == "恢复演练：未通过。原因见上，请处理后再运行一次。"
    (line,) = lines
    assert is_chinese_with_remedy(line) and str(nothing_yet.backups) in line
    assert latest(Kind.DRILL).report == line
    assert latest_passed(Kind.DRILL) is None


@pytest.mark.once
def test_a_backup_that_is_not_there_is_told(house, tmp_path):
    lines, trouble = command("restore_drill", "--backup", str(tmp_path / "none"))
    assert lines == [f"备份：没有 {tmp_path / 'none'} 这个目录。请核对路径。"] and trouble


@pytest.mark.once
def test_the_newest_whole_one_is_chosen(nothing_yet):
    backup()
    newest = backup()
    for name in (".draft-20991231-000000", "20991231-000000-kept", "aside"):
        (nothing_yet.backups / name).mkdir()
    (nothing_yet.backups / "20991231-000000").write_text("no folder")
    lines, _trouble = command("restore_drill")
    assert lines[0] == f"演练备份 {newest}。"


# When something gives way ------------------------------------------------------------------------


@pytest.mark.once
def test_what_cannot_be_verified_has_failed(house, sound, monkeypatch):
    def gone(**_more: object) -> None:
        raise OSError(5, "Input/output error", "/var/x")

    monkeypatch.setattr(drills, "verify", gone)
    assert drill(sound) == {LEDGER: "不能读写 /var/x（Input/output error）。请核对磁盘空间和目录权限。"}


@pytest.mark.once
def test_what_cannot_be_compared_has_failed(house, sound, monkeypatch):
    def gone(*_arguments: object) -> str:
        raise ValueError("an odd one")

    monkeypatch.setattr(drills, "other_ends", gone)
    assert drill(sound) == {"日志流的末端": "没有完成（ValueError：an odd one）。请把这一行交给维护人员。"}
    assert house.left_over() == []


def test_our_own_mistake_is_noted_and_comes_out(house, sound, monkeypatch):
    def wrong(*_arguments: object) -> str:
        raise AssertionError("ours")

    monkeypatch.setattr(drills, "other_ends", wrong)
    with pytest.raises(AssertionError, match="ours"):
        command("restore_drill", "--backup", str(sound))
    run = latest(Kind.DRILL)
    assert run.state == State.FAILED
    assert run.report.splitlines()[-1] == "程序中途停止，没有留下结果。（AssertionError）"
    assert house.left_over() == []


def test_another_thread_stays_at_home(house, sound):
    name = connection.settings_dict["NAME"]

    def there() -> str:
        return str(connection.settings_dict["NAME"])

    with elsewhere.connected_to(elsewhere.our_own(NAME="elsewhere")):
        assert connection.settings_dict["NAME"] == "elsewhere"
        assert at_once(there) == [name]
    assert connection.settings_dict["NAME"] == name


def test_the_rows_of_runs_are_sound(house):
    for wrong in ({"kind": "x"}, {"state": "x"}, {"state": State.PASSED}, {"finished_at": "2026-01-01T00:00Z"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Run.objects.create(**{"kind": Kind.DRILL, "started_at": "2026-01-01T00:00Z", **wrong})
    assert settings.BACKUP_KEEP == 14
