"""The witness of the county: it accepts what only grew, keeps what it saw, and keeps the evidence of anything else."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

from tests.ledger.published import AT, PROGRAMS, Ledger, canonical, signing_key, sunlit_verify, sunlit_witness

NOW = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
NEXT = "2026-11-22T01:00:00Z"
TOWN = "320831101"


class Site(dict):
    """What the county's site answers: address → content, or the number of an error."""

    asked: list[str]

    def publish(self, ledger: Ledger, at: str = AT) -> None:
        """The latest note; for each stream the consistency with the size that the witness knows."""
        self["/ledger/checkpoint.txt"] = ledger.note(at)
        self["/ledger/key.txt"] = ledger.vkeys.encode()
        for stream, kept in ledger.streams.items():
            new = len(kept.bodies)
            for size in range(1, new):
                self[f"/ledger/consistency/{stream}/{size}/{new}.json"] = ledger.consistency(stream, size, new)


@pytest.fixture
def site(monkeypatch) -> Iterator[Site]:
    pages = Site()
    pages.asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages.asked.append(self.path)
            answer = pages.get(self.path, 404)
            self.send_response(answer if isinstance(answer, int) else 200)
            self.end_headers()
            if isinstance(answer, bytes):
                self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            pass

    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        pages.url = f"http://127.0.0.1:{server.server_port}"
        yield pages
        server.shutdown()
        thread.join()


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger()
    for number in range(3):
        made.add("320831")
        made.add(TOWN, name="sm3")
        made.add("000000", facts={"n": number})
    return made


@pytest.fixture
def seen(site, ledger, tmp_path, capsys):
    """A witness; `seen()` looks once and gives the exit code and what was said."""
    site.publish(ledger)
    folder = tmp_path / "witness"

    def look(*options: str, now: datetime = NOW) -> SimpleNamespace:
        before = held(folder)
        code = sunlit_witness.main([site.url, str(folder), *options], now)
        return SimpleNamespace(code=code, said=capsys.readouterr().out, before=before, after=held(folder))

    look.folder = folder
    return look


def held(folder: Path) -> dict[str, bytes]:
    """The files of the witness's folder, but for evidence."""
    if not folder.exists():
        return {}
    files = [path for path in folder.rglob("*") if path.is_file() and "refused" not in path.parts]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def evidence(folder: Path) -> dict[str, bytes]:
    (place,) = (folder / "refused").iterdir()
    return {path.name: path.read_bytes() for path in place.iterdir()}


def refused(look: SimpleNamespace, said: str) -> bool:
    assert look.code == 1 and look.said.startswith("不一致：") and said in look.said, look.said
    assert look.after == look.before
    return True


# Accepted ----------------------------------------------------------------------------------------


def test_the_first_time_it_pins_the_key_and_says_which(seen, ledger):
    look = seen()
    assert look.code == 0
    assert look.said.startswith(
        "一致：sunlit.example/ledger，2026-11-22T00:00:00Z（世界时），3 个日志流，共 9 条；第一份存证点"
    )
    assert f"指纹 {sunlit_verify.read_keys(ledger.vkeys)[0].fingerprint}。" in look.said
    note = ledger.note()
    assert look.after == {
        "checkpoint.txt": note,
        "key.txt": ledger.vkeys.encode(),
        "notes/2026-11-22T000000Z.txt": note,
    }


def test_the_same_note_again_changes_nothing(seen):
    seen()
    look = seen()
    assert look.code == 0 and look.said.count("\n") == 1 and "没有新的存证点" in look.said
    assert look.after == look.before


def test_growth_is_accepted_and_every_note_kept(seen, site, ledger):
    seen()
    old = ledger.note()
    for _time in range(4):
        ledger.add(TOWN)
    ledger.add("320831")
    ledger.add("320831104")
    site.publish(ledger, NEXT)
    look = seen()
    assert look.code == 0 and "4 个日志流，共 15 条；新的存证点，已保存" in look.said
    assert look.after["checkpoint.txt"] == ledger.note(NEXT)
    assert look.after["notes/2026-11-22T000000Z.txt"] == old
    assert look.after["notes/2026-11-22T010000Z.txt"] == ledger.note(NEXT)
    assert [path for path in site.asked if "consistency" in path] == [
        "/ledger/consistency/320831/3/4.json",
        "/ledger/consistency/320831101/3/7.json",
    ]


def test_two_notes_of_one_second_are_both_kept(seen, site, ledger):
    seen()
    ledger.add(TOWN)
    site.publish(ledger)
    look = seen()
    assert look.code == 0 and len([name for name in look.after if name.startswith("notes/")]) == 2
    assert look.after["notes/2026-11-22T000000Z.txt"] == look.before["checkpoint.txt"]


def test_an_address_with_a_slash_at_its_end_is_the_same(site, seen, tmp_path):
    site.url += "/"
    assert seen().code == 0


def test_an_old_note_is_remarked_upon(seen):
    assert "没有更新" not in seen(now=NOW + timedelta(days=2)).said
    assert "存证点已有 3 天没有更新" in seen(now=NOW + timedelta(days=3)).said


# Refused -----------------------------------------------------------------------------------------


def test_a_smaller_stream_is_refused_and_the_evidence_kept(seen, site, ledger):
    seen()
    old = ledger.note()
    ledger.streams[TOWN].bodies.pop()
    site.publish(ledger, NEXT)
    assert refused(seen(), "日志流 320831101：由 3 条变成了 2 条，少了")
    kept = evidence(seen.folder)
    assert kept["note.txt"] == ledger.note(NEXT) and kept["accepted.txt"] == old
    assert kept["key.txt"] == ledger.vkeys.encode()
    assert kept["reason.txt"].decode() == "日志流 320831101：由 3 条变成了 2 条，少了\n"
    # The same again leaves one piece of evidence, and what was right again is accepted.
    assert refused(seen(now=NOW + timedelta(hours=1)), "少了") and evidence(seen.folder)
    site["/ledger/checkpoint.txt"] = old
    assert seen().code == 0


def test_a_changed_entry_is_refused_where_the_size_is_the_same(seen, site, ledger):
    seen()
    ledger.streams["320831"].bodies[1] += b" "
    site.publish(ledger, NEXT)
    assert refused(seen(), "日志流 320831：还是 3 条，内容却变了")


def test_a_fork_is_refused(seen, site, ledger):
    """The county shows another past that has grown: its own proof does not join the old root."""
    seen()
    ledger.streams["320831"].bodies[1] += b" "
    ledger.add("320831")
    site.publish(ledger, NEXT)
    assert refused(seen(), "日志流 320831：前 3 条被改过")
    assert evidence(seen.folder)["consistency-320831.json"] == ledger.consistency("320831", 3, 4)


def test_a_stream_that_vanished_is_refused(seen, site, ledger):
    seen()
    del ledger.streams["000000"]
    site.publish(ledger, NEXT)
    assert refused(seen(), "日志流 000000：不见了")


def test_a_changed_hash_is_refused(seen, site, ledger):
    seen()
    ledger.streams[TOWN].hash = "sha256"
    site.publish(ledger, NEXT)
    assert refused(seen(), "日志流 320831101：散列算法由 sm3 变成了 sha256")


def test_a_note_of_an_earlier_time_is_refused(seen, site, ledger):
    seen()
    site.publish(ledger, "2026-11-21T23:59:59Z")
    assert refused(seen(), "存证点：时间倒退")


def test_another_key_is_refused(seen, site, ledger):
    seen()
    ledger.keys = [signing_key(2)]
    site.publish(ledger, NEXT)
    assert refused(seen(), "没有所认公钥的签名")


def test_another_name_is_refused(seen, site, ledger):
    seen()
    renamed = Ledger("other.example/ledger")
    renamed.streams = ledger.streams
    both = seen.folder.parent / "both.txt"
    both.write_text(ledger.vkeys + renamed.vkeys)
    site.publish(renamed, NEXT)
    assert refused(seen("--key", str(both)), "名称由 sunlit.example/ledger 变成了 other.example/ledger")


@pytest.mark.parametrize("first", [True, False])
def test_a_bad_signature_is_refused(seen, site, ledger, first):
    if not first:
        seen()
    site["/ledger/checkpoint.txt"] = ledger.note().replace(b"T00:", b"T02:")
    assert refused(seen(), "签名不对")


def test_a_page_that_is_no_note_is_refused(seen, site):
    seen()
    site["/ledger/checkpoint.txt"] = b"<html>"
    assert refused(seen(), "存证点：格式不对")


def test_a_missing_consistency_file_is_refused(seen, site, ledger):
    seen()
    ledger.add(TOWN)
    site.publish(ledger, NEXT)
    for answer in (404, 410):
        site[f"/ledger/consistency/{TOWN}/3/4.json"] = answer
        assert refused(seen(), "日志流 320831101：由 3 条增加到 4 条，网站却拿不出一致性证明")


WRONG = {
    "another stream": ({"stream": "320831"}, "别的日志流"),
    "another hash": ({"hash": "sha256"}, "别的日志流"),
    "another size": ({"old": 2}, "别的日志流"),
    "another form": ({"format": "sunlit-consistency/2"}, "别的日志流"),
    "something more": ({"more": 1}, "别的日志流"),
    "an empty path": ({"path": []}, "前 3 条被改过"),
    "a wrong path": ({"path": ["x"]}, "路径第 1 项"),
    "no path": ({"path": None}, "类型不对"),
    "a size that is no number": ({"new": "4"}, "类型不对"),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_a_consistency_file_about_something_else_is_refused(seen, site, ledger, change, said):
    seen()
    ledger.add(TOWN)
    site.publish(ledger, NEXT)
    site[f"/ledger/consistency/{TOWN}/3/4.json"] = ledger.consistency(TOWN, 3, 4, **change)
    assert refused(seen(), said)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"{", b"[" * 99999, b"\xff", canonical({"path": []}) + b" "])
def test_a_consistency_file_that_is_rubbish_is_refused(seen, site, ledger, data):
    seen()
    ledger.add(TOWN)
    site.publish(ledger, NEXT)
    site[f"/ledger/consistency/{TOWN}/3/4.json"] = data
    assert refused(seen(), "日志流 320831101的一致性证明")


# Keys --------------------------------------------------------------------------------------------


def test_a_given_key_is_pinned_and_the_one_on_the_site_not_asked_for(seen, site, ledger, tmp_path):
    given = tmp_path / "given.txt"
    given.write_text(ledger.vkeys)
    site["/ledger/key.txt"] = b"nonsense"
    look = seen("--key", str(given))
    assert look.code == 0 and "认定了公钥" in look.said and "/ledger/key.txt" not in site.asked
    assert "认定了公钥" not in seen("--key", str(given)).said
    assert seen().code == 0


def test_a_given_key_that_did_not_sign_is_not_pinned(seen, ledger, tmp_path):
    other = Ledger()
    other.keys = [signing_key(5)]
    given = tmp_path / "given.txt"
    given.write_text(other.vkeys)
    assert refused(seen("--key", str(given)), "没有所认公钥") and seen().code == 0
    assert refused(seen("--key", str(given)), "没有所认公钥")


def test_during_a_change_of_keys_the_old_one_is_enough_then_the_new_one_is_given(seen, site, ledger, tmp_path):
    seen()
    ledger.keys.append(signing_key(2))
    site.publish(ledger, NEXT)
    look = seen()
    assert look.code == 0 and "没有认定的公钥" in look.said and ledger.key_id(signing_key(2)).hex() in look.said
    given = tmp_path / "given.txt"
    given.write_text(ledger.vkeys)
    look = seen("--key", str(given))
    assert look.code == 0 and look.after["key.txt"] == ledger.vkeys.encode() and "没有认定" not in look.said
    del ledger.keys[0]
    site.publish(ledger, "2026-11-22T02:00:00Z")
    assert seen().code == 0


# No verdict --------------------------------------------------------------------------------------


def troubled(look: SimpleNamespace, said: str) -> bool:
    assert look.code == 2 and look.said.startswith("无法核对：") and said in look.said, look.said
    assert look.after == look.before
    return True


def test_a_site_that_is_down_is_no_verdict(seen, site):
    seen()
    url = site.url
    site.url = "http://127.0.0.1:1"
    assert troubled(seen(), "取不到")
    site.url = url
    assert seen().code == 0 and not (seen.folder / "refused").exists()


@pytest.mark.parametrize("code", [403, 404, 429, 500, 503])
def test_a_site_that_answers_with_an_error_is_no_verdict(seen, site, code):
    seen()
    site["/ledger/checkpoint.txt"] = code
    assert troubled(seen(), "/ledger/checkpoint.txt")


def test_an_error_while_growth_is_proven_is_no_verdict(seen, site, ledger):
    seen()
    ledger.add(TOWN)
    site.publish(ledger, NEXT)
    site[f"/ledger/consistency/{TOWN}/3/4.json"] = 503
    assert troubled(seen(), "HTTP 503")


@pytest.mark.parametrize("answer", [404, b"", b"nonsense", b"\xff"])
def test_a_site_without_a_key_is_no_verdict(seen, site, answer):
    site["/ledger/key.txt"] = answer
    assert troubled(seen(), "网站上没有可用的公钥")


def test_a_server_that_says_nothing_is_no_verdict(seen, site, monkeypatch):
    seen()
    monkeypatch.setattr(sunlit_witness, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        site.url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert troubled(seen(), "timed out")


@pytest.mark.parametrize(("name", "said"), [("checkpoint.txt", "已损坏"), ("key.txt", "公钥文件")])
def test_a_damaged_file_of_its_own_is_no_verdict(seen, name, said):
    seen()
    for data in (b"", b"nonsense", b"\xff"):
        (seen.folder / name).write_bytes(data)
        assert troubled(seen(), said)


def test_a_folder_that_cannot_be_used_is_no_verdict(seen, site, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        assert sunlit_witness.main([site.url, str(folder)], NOW) == 2
        assert capsys.readouterr().out.startswith("无法核对：")


@pytest.mark.parametrize(
    "url", ["sunlit.example", "file:///etc", "ftp://127.0.0.1", "http://", "http://a b", "http://\u4e00:x"]
)
def test_an_address_that_is_none_is_no_verdict(tmp_path, capsys, url):
    assert sunlit_witness.main([url, str(tmp_path)], NOW) == 2
    assert capsys.readouterr().out.startswith("无法核对：")


def test_a_call_without_folder_is_explained(capsys):
    with pytest.raises(SystemExit) as ended:
        sunlit_witness.main(["http://127.0.0.1:1"], NOW)
    assert ended.value.code == 2 and "目录" in capsys.readouterr().err


# The program -------------------------------------------------------------------------------------

#: Kills itself in place of the nth file that it would have put in its place.
KILLED = """
import os, runpy, signal, sys
real, left = os.replace, [int(sys.argv.pop(1))]
def replace(*names):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    real(*names)
os.replace = replace
sys.path.insert(0, ".")
sys.argv[0] = "sunlit_witness.py"
runpy.run_path("sunlit_witness.py", run_name="__main__")
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    for path in PROGRAMS.glob("*.py"):
        shutil.copy(path, folder)
    environment = {"no_proxy": "127.0.0.1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, timeout=60)


def test_as_a_program_it_answers_with_its_exit_code(site, ledger, tmp_path):
    site.publish(ledger)
    calls = ["sunlit_witness.py", site.url, "seen"]
    done = run(tmp_path, *calls)
    assert (done.returncode, done.stderr) == (0, b"") and done.stdout.decode().startswith("一致：")
    ledger.streams[TOWN].bodies.pop()
    site.publish(ledger, NEXT)
    done = run(tmp_path, *calls)
    assert (done.returncode, done.stderr) == (1, b"") and done.stdout.decode().startswith("不一致：日志流 320831101：")
    site.clear()
    done = run(tmp_path, *calls)
    assert (done.returncode, done.stderr) == (2, b"") and done.stdout.decode().startswith("无法核对：")


@pytest.mark.parametrize("stop_at", [1, 2, 3])
def test_killed_while_it_writes_it_still_has_the_old_note(site, ledger, tmp_path, stop_at):
    """The first time it writes key, note and checkpoint, later note and checkpoint: each may be the last."""
    site.publish(ledger)
    folder = tmp_path / "seen"
    done = run(tmp_path, "-c", KILLED, str(stop_at), site.url, "seen")
    assert done.returncode == -signal.SIGKILL
    assert not (folder / "checkpoint.txt").exists()
    assert run(tmp_path, "sunlit_witness.py", site.url, "seen").returncode == 0
    old = ledger.note()
    assert (folder / "checkpoint.txt").read_bytes() == old
    ledger.add(TOWN)
    site.publish(ledger, NEXT)
    done = run(tmp_path, "-c", KILLED, str(min(stop_at, 2)), site.url, "seen")
    assert done.returncode == -signal.SIGKILL
    assert (folder / "checkpoint.txt").read_bytes() == old
    done = run(tmp_path, "sunlit_witness.py", site.url, "seen")
    assert done.returncode == 0 and "新的存证点，已保存" in done.stdout.decode()
    assert (folder / "checkpoint.txt").read_bytes() == ledger.note(NEXT)
    assert sorted(os.listdir(folder / "notes"))[-2:] == ["2026-11-22T000000Z.txt", "2026-11-22T010000Z.txt"]
