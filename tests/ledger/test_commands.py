"""`ledger_verify` and `ledger_checkpoint`: what whoever looks after the system reads."""

import io
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from foundation.keys.ring import ring
from foundation.keys.states import Purpose
from foundation.ledger.details import ERASED
from foundation.ledger.management.commands import ledger_verify
from foundation.ledger.models import Checkpoint, LedgerEntry, LedgerHead
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.townships.models import Official
from tests.foundation.wording import is_chinese_with_remedy
from tests.keys.cards import make_keys
from tests.ledger.acts import NOW, STREAM, add_official, doing
from tests.ledger.hands import entry, let_go, put_line, run


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def verify(*arguments: str, err: io.StringIO | None = None) -> tuple[list[str], str, str]:
    """The lines that were printed, what went wrong, and the progress."""
    out, err, trouble = io.StringIO(), err or io.StringIO(), ""
    try:
        call_command("ledger_verify", *arguments, stdout=out, stderr=err, no_color=True)
    except CommandError as error:
        assert error.returncode == 1
        trouble = str(error)
    return out.getvalue().splitlines(), trouble, err.getvalue()


def test_a_whole_ledger_is_told_in_numbers(cast):
    lines, trouble, _progress = verify()
    streams, entries = LedgerHead.objects.count(), LedgerEntry.objects.count()
    assert lines[0].startswith(f"已核对：日志流 {streams} 个，存证记录 {entries} 条，业务数据 ")
    assert lines[0].endswith("；依法删除的明细 0 处，旧记录只记行数的业务数据 0 行。")
    assert (lines[1:], trouble) == (["全部相符。"], "")


def guarded() -> list[str]:
    """What is said of triggers that `let_go` took away."""
    return [line for line in verify()[0] if line.startswith("触发器：")]


def test_every_bad_place_has_a_line(cast):
    with doing() as record:
        official = add_official(record, "子一")
        add_official(record, "子二")
    assert guarded() == []
    let_go()
    missing = guarded()
    assert "触发器：数据库 default 缺少触发器 ledger_ledgerentry_no_update" in missing
    put_line(STREAM, 1, 2, ERASED)
    with doing() as record:
        record.touch(official)
    Official.objects.filter(pk=official.pk).update(name="子三")
    lines, trouble, _progress = verify()
    assert lines[1:] == [
        "990101#1：明细第 3 行是空的，而没有删除的记录",
        f"townships_official:{official.pk}：与最近一次记载（990101#2）不符",
        *missing,
    ]
    assert trouble == f"有 {2 + len(missing)} 处不符。请暂停办理，保留数据库现状，对照备份和另存的存证点查明。"


def test_it_says_when_rows_were_not_compared(cast):
    with doing():
        pass
    let_go()
    entry(STREAM, 1).update(leaf=bytes(32))
    lines, trouble, _progress = verify()
    assert lines[1:3] == [
        "业务数据没有核对：有日志流不完整，不知道每一行应当怎样。",
        "990101#1：内容与摘要不符",
    ]
    assert trouble


# A checkpoint that was kept elsewhere ------------------------------------------------------------


@pytest.fixture
def kept(cast, tmp_path: Path) -> Path:
    with doing():
        pass
    path = tmp_path / "checkpoint.txt"
    path.write_text(make_checkpoint(now=NOW).note)
    return path


def test_what_a_kept_checkpoint_lists_must_be_there(kept):
    with doing():
        pass
    assert verify("--checkpoint", str(kept))[1] == ""
    let_go()
    Checkpoint.objects.all().delete()
    run("DELETE FROM ledger_ledgerdetail WHERE entry IN (SELECT id FROM ledger_ledgerentry WHERE stream = %s)", STREAM)
    run("DELETE FROM ledger_ledgerentry WHERE stream = %s", STREAM)
    run("DELETE FROM ledger_ledgerhead WHERE stream = %s", STREAM)
    assert [line for line in verify()[0][1:] if not line.startswith("触发器")] == []
    lines, trouble, _progress = verify("--checkpoint", str(kept))
    assert [line for line in lines[1:] if not line.startswith("触发器")] == [
        "业务数据没有核对：有日志流不完整，不知道每一行应当怎样。",
        "所给的存证点：库中没有这一个存证点",
        "990101#1：日志流的末端不见了",
    ]
    assert trouble


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "是空的"),
        (b"nonsense", "内容不能识别，不是存证点"),
        (b"\xff\xfe", "内容不能识别，不是存证点"),
        (None, "不能读取（No such file or directory）"),
    ],
)
def test_a_file_that_is_no_checkpoint_is_named(cast, tmp_path, content, reason):
    path = tmp_path / "wrong.txt"
    if content is not None:
        path.write_bytes(content)
    lines, trouble, _progress = verify("--checkpoint", str(path))
    assert lines == []
    assert trouble.startswith(f"文件 {path}：{reason}。请") and is_chinese_with_remedy(trouble)


def test_a_folder_is_no_checkpoint(cast, tmp_path):
    assert verify("--checkpoint", str(tmp_path))[1].startswith(f"文件 {tmp_path}：不能读取（Is a directory）。请")


def test_a_checkpoint_of_another_house_is_refused(kept, tmp_path, settings):
    ours = settings.KEY_DIR
    settings.KEY_DIR = make_keys(tmp_path / "theirs")
    assert ring().current(Purpose.SIGN)
    _lines, trouble, _progress = verify("--checkpoint", str(kept))
    assert trouble.startswith(f"文件 {kept}：签名不符，不是本系统的密钥签发的。请使用")
    settings.KEY_DIR = ours
    assert verify("--checkpoint", str(kept))[1] == ""


@pytest.mark.parametrize("change", [lambda note: note.replace("\n", "\r\n"), lambda note: note.replace(" 1 ", " 2 ")])
def test_a_changed_checkpoint_is_refused(kept, change):
    kept.write_bytes(change(kept.read_text()).encode())
    assert verify("--checkpoint", str(kept))[1].startswith(f"文件 {kept}：")


def test_keys_that_are_missing_are_told(cast, tmp_path, settings):
    settings.KEY_DIR = make_keys(tmp_path / "some")
    for path in settings.KEY_DIR.glob("mac-*"):
        path.unlink()
    assert "缺少密钥文件 mac" in verify()[1]
    with pytest.raises(CommandError, match="缺少密钥文件 mac"):
        call_command("ledger_checkpoint")


# Progress ----------------------------------------------------------------------------------------


@pytest.fixture
def often(monkeypatch) -> None:
    monkeypatch.setattr("foundation.ledger.verification.shown.FETCHED", 50)
    monkeypatch.setattr(ledger_verify, "ON_TERMINAL", 0)
    monkeypatch.setattr(ledger_verify, "ELSEWHERE", 0)


def test_a_terminal_has_one_line_that_renews_itself(cast, often):
    progress = verify(err=Terminal())[2]
    assert "\n" not in progress
    first, *_others, last = progress.split("\r\x1b[K")[1:]
    size = LedgerHead.objects.get(stream="000000").size
    assert (first, last) == (f"日志树 000000：{size} / {size}", "")


def test_elsewhere_each_word_has_a_line(cast, often):
    progress = verify()[2]
    assert "\x1b" not in progress and "\r" not in progress
    assert "明细 320831101：50\n" in progress


def test_a_total_is_told_where_it_is_known(cast):
    command = ledger_verify.Command(stderr=io.StringIO())
    progress = ledger_verify.Progress(command)
    progress.told -= 60
    progress.tell("日志树 320831", 4096, 12000)
    progress.tell("日志树 320831", 8192, 12000)
    assert command.stderr._out.getvalue() == "日志树 320831：4,096 / 12,000\n"


# A living system ---------------------------------------------------------------------------------


def test_whoever_writes_meanwhile_neither_waits_nor_alarms(copied_db):
    """A writer goes on for as long as three verifications take."""
    done, stop = [], threading.Event()

    def write() -> None:
        try:
            while not stop.is_set():
                with doing(stream=("990101", "000000", "320831101")[len(done) % 3]) as record:
                    add_official(record, f"子{len(done)}")
                done.append(time.monotonic())
        finally:
            connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    found: list[Any] = []
    try:
        for _round in range(3):
            before = len(done)
            found.append(verify()[1])
            assert len(done) > before, "the writer had to wait"
    finally:
        stop.set()
        writer.join()
    assert found == ["", "", ""]
    assert verify()[1] == ""


# ledger_checkpoint -------------------------------------------------------------------------------


def checkpoint(*arguments: str) -> str:
    out = io.StringIO()
    call_command("ledger_checkpoint", *arguments, stdout=out)
    return out.getvalue()


def test_a_checkpoint_is_made_when_something_is_new(cast):
    assert checkpoint() == "1\n"
    assert checkpoint() == ""
    with doing():
        pass
    assert checkpoint() == "2\n"
    assert Checkpoint.objects.count() == 2


def test_a_checkpoint_is_made_all_the_same(cast):
    assert checkpoint("--always") == "1\n"
    Checkpoint.objects.get()
    time.sleep(1)
    assert checkpoint("--always") == "2\n"


def test_no_checkpoint_is_made_of_an_altered_end(cast):
    let_go()
    LedgerHead.objects.filter(stream="320831").update(seal=b"")
    with pytest.raises(CommandError, match="存证日志 320831：末端与封印不符，没有签发存证点。请运行"):
        checkpoint()
