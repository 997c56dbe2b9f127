"""A bad value in the environment stops the start with one line that names it and says what to write."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.environment import BadSetting, Environment, secret_file
from script.sandbox import PROJECT, clean_environment, setting_names

env = Environment()

EXAMPLE = "例如 postgres://user:password@127.0.0.1:5432/sunlit。"


def whole() -> int:
    return env.whole("NAME", 5, least=1, most=9)


BAD = [
    (lambda: env.choice("NAME", "a", ("a", "b")), "c", "不认识“c”。可写：a、b。"),
    (lambda: env.flag("NAME", False), "maybe", "“maybe”不是开关值。可写：1 或 0。"),
    (whole, "10", "“10”不是 1 到 9 之间的整数。例如 5。"),
    (whole, "²", "“²”不是 1 到 9 之间的整数。例如 5。"),
    (whole, "", "“”不是 1 到 9 之间的整数。例如 5。"),
    (lambda: env.required("NAME", "请填写"), " ", "没有填写。请填写。"),
    (lambda: env.database("NAME", ""), "/path", f"不能识别。{EXAMPLE}"),
    (lambda: env.database("NAME", ""), "postgres://h:port/d", f"不能识别。{EXAMPLE}"),
]


@pytest.mark.parametrize(("read", "value", "line"), BAD)
def test_a_bad_value_is_named_with_a_remedy(
    read: Callable[[], Any], value: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAME", value)
    with pytest.raises(BadSetting) as refused:
        read()
    assert str(refused.value) == f"环境变量 NAME 有误：{line}"


def test_good_values_are_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAME", " 7 ")
    assert env.whole("NAME", 1, least=1, most=9) == 7
    assert env.text("NAME") == "7"
    monkeypatch.setenv("NAME", "a, b ,")
    assert env.words("NAME") == ["a", "b"]
    monkeypatch.setenv("NAME", "YES")
    assert env.flag("NAME", False)
    monkeypatch.setenv("NAME", "postgres://u:p@h:5433/d")
    assert env.database("NAME", "")["PORT"] == 5433
    assert env.choice("OTHER", "a", ("a", "b")) == "a"
    assert env.required("NAME", "") == "postgres://u:p@h:5433/d"


def test_a_folder_is_made_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.directory("NAME", tmp_path / "new" / "folder").is_dir()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NAME", str(tmp_path / "file" / "below"))
    with pytest.raises(BadSetting, match="环境变量 NAME 有误：不能使用目录"):
        env.directory("NAME", tmp_path)


def test_the_secret_is_made_once_and_is_the_owners(tmp_path: Path) -> None:
    first = secret_file(tmp_path / "key")
    assert len(first) >= 50
    assert secret_file(tmp_path / "key") == first
    assert os.stat(tmp_path / "key").st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "settings",
    [
        {"SUNLIT_MODE": "nonsense"},
        {"DATABASE_URL": "mysql://u@h/d"},
        {"DATABASE_URL": "nonsense://u:p@h/d"},
        {"DATABASE_URL": "/path"},
        {"SUNLIT_MODE": "production"},
        {"SUNLIT_MODE": "production", "SECRET_KEY": "x" * 60, "SITE_URL": "https://a.example/"},
    ],
)
def test_the_start_ends_with_one_line(settings: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import config.settings"]
    environment = clean_environment(tmp_path, **settings)
    result = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("环境变量 ")


def test_the_sandbox_knows_every_setting() -> None:
    assert {"VAR_DIR", "DATABASE_URL", "SECRET_KEY", "SITE_URL", "SUNLIT_MODE", "PORT"} <= setting_names()
