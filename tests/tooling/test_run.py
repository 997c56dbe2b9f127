"""`make run` as a newcomer and as an operator meets it. On SQLite only: that is what it runs on."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from script import run
from script.sandbox import PROJECT, clean_environment
from tests.tooling.houses import House, free_port, open_house, wait_for

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="runs on SQLite, tested once")


@pytest.fixture(scope="module")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("house")


@pytest.fixture
def house(var_dir: Path) -> Iterator[House]:
    opened = open_house(var_dir, free_port())
    yield opened
    opened.close()


def refused(**settings: str) -> str:
    """What a start that is refused says."""
    environment = clean_environment(Path(settings.pop("VAR_DIR")), **settings)
    command = [sys.executable, "-m", "script.run"]
    result = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    return result.stdout + result.stderr


def test_from_an_empty_folder_to_the_first_page_and_back(house: House, tmp_path: Path) -> None:
    wait_for(lambda: house.is_up, "the first page")
    with urllib.request.urlopen(f"http://127.0.0.1:{house.port}/") as page:
        assert "金湖" in page.read().decode()
    password = (house.var_dir / "demo-password").read_text().strip()
    assert f"http://127.0.0.1:{house.port}" in house.output
    assert f"统一密码：{password}" in house.output
    seed = (house.var_dir / "demo-second-factor").read_text().strip()
    assert f"三员登录时用）：{seed}" in house.output
    for name in ("demo-password", "demo-second-factor"):
        assert (house.var_dir / name).stat().st_mode & 0o777 == 0o600
    code = re.search(r"现在的验证码：VAR_DIR=(\S+) \.venv/bin/python (manage\.py second_factor_code \S+)", house.output)
    assert code and code[1] == str(house.var_dir)
    environment = clean_environment(house.var_dir)
    told = subprocess.run(
        [sys.executable, *code[2].split()], cwd=PROJECT, env=environment, capture_output=True, text=True, check=True
    )
    assert re.match(r"\d{6}（\d+ 秒后换下一个）", told.stdout)

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = refused(PORT=str(port), VAR_DIR=str(tmp_path))
    assert line == f"端口 {port} 已被占用，请用 PORT 另指端口，例如 PORT=8001 make run\n"

    os.killpg(house.process.pid, signal.SIGINT)
    assert house.process.wait(20) == 0
    assert house.left() == []


def test_the_second_start_keeps_the_county_and_a_killed_one_leaves_nothing(house: House) -> None:
    password = (house.var_dir / "demo-password").read_text()
    wait_for(lambda: house.is_up, "the first page")
    assert (house.var_dir / "demo-password").read_text() == password
    assert "演示县已建立" not in house.output
    house.process.kill()
    wait_for(lambda: house.left() == [], "the services to end")


def test_a_bad_port_is_one_line(tmp_path: Path) -> None:
    line = refused(PORT="eighty", VAR_DIR=str(tmp_path))
    assert line == "环境变量 PORT 有误：“eighty”不是 1 到 65535 之间的整数。例如 8000。\n"


def test_a_start_whose_make_was_killed_ends(tmp_path: Path) -> None:
    environment = clean_environment(tmp_path, SUNLIT_PARENT="1")
    result = subprocess.run([sys.executable, "-m", "script.run"], cwd=PROJECT, env=environment, check=False)
    assert result.returncode == -signal.SIGTERM
    assert not (tmp_path / "sunlit.sqlite3").exists()


def test_one_data_folder_serves_one_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LOCK_SECONDS", 0.2)
    nobody_asks = SimpleNamespace(asked=False)
    held = run.claim(tmp_path, nobody_asks)
    with pytest.raises(SystemExit, match="正被另一个运行中的程序使用"):
        run.claim(tmp_path, nobody_asks)
    os.close(held)
    os.close(run.claim(tmp_path, nobody_asks))
