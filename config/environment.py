"""Read settings from the environment; a bad value stops the start with one clear line."""

import os
import re
import secrets
import warnings
from collections.abc import Callable
from contextlib import suppress
from datetime import time
from pathlib import Path
from typing import TypeVar

import environ

T = TypeVar("T")


class BadSetting(SystemExit):
    """Ends the process with a line that names the variable, what is wrong and what to write instead."""

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        super().__init__(f"环境变量 {name} 有误：{reason}。{remedy}。")


class Environment:
    """The process environment, read with types.

    Every method raises `BadSetting` for a value that cannot be used.
    """

    def __init__(self, env: environ.Env | None = None) -> None:
        self.env = env or environ.Env()

    def text(self, name: str, default: str = "") -> str:
        return str(self.env.str(name, default=default)).strip()

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise BadSetting(name, f"不认识“{value}”", f"可写：{'、'.join(choices)}")
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name, "1" if default else "0").lower()
        if value not in {"0", "1", "true", "false", "yes", "no"}:
            raise BadSetting(name, f"“{value}”不是开关值", "可写：1 或 0")
        return value in {"1", "true", "yes"}

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise BadSetting(name, f"“{value}”不是 {least} 到 {most} 之间的整数", f"例如 {default}")
        return int(value)

    def words(self, name: str, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def hours(self, name: str, default: str) -> tuple[time, time] | None:
        """From a time of day to a time of day, such as `22:00-07:30`, also over midnight; empty for never."""
        value = self.text(name, default)
        if not value:
            return None
        found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", value, re.ASCII)
        if not found:
            raise BadSetting(name, f"“{value}”不是一段时间", f"例如 {default}")
        first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
        if first == last:
            raise BadSetting(name, f"“{value}”的起止相同", f"例如 {default}；不要这段时间的，写成空值")
        return first, last

    def required(self, name: str, remedy: str) -> str:
        value = self.text(name)
        if not value:
            raise BadSetting(name, "没有填写", remedy)
        return value

    def database(self, name: str, default: str) -> dict[str, object]:
        """A Django database entry from a URL such as `postgres://user@host:5432/name` or `sqlite:////path`."""
        return _read(
            name, lambda: self.env.db_url(name, default=default), "例如 postgres://user:password@127.0.0.1:5432/sunlit"
        )

    def directory(self, name: str, default: Path, *, mode: int = 0o777) -> Path:
        """A folder that exists and can be written; it is made when missing, with these rights at most."""
        path = Path(self.text(name, str(default))).expanduser().resolve()
        try:
            path.mkdir(mode=mode, parents=True, exist_ok=True)
        except OSError as error:
            raise BadSetting(name, f"不能使用目录 {path}({error.strerror})", "请换一个可写的目录") from error
        if not os.access(path, os.W_OK | os.X_OK):
            raise BadSetting(name, f"不能使用目录 {path}（没有写入权限）", "请换一个可写的目录")
        return path


def _read(name: str, read: Callable[[], T], remedy: str) -> T:
    try:
        # What the package only warns of (a path written as a host, no engine) is a bad value too.
        with warnings.catch_warnings(action="error"):
            return read()
    except (ValueError, KeyError, UserWarning, environ.ImproperlyConfigured) as error:
        raise BadSetting(name, "不能识别", remedy) from error


def secret_file(path: Path) -> str:
    """The secret kept in `path`; made at the first start, readable by its owner only."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(60))
        # Whole or not at all; of two processes at the first start, the first one's stays.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
