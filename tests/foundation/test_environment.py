"""The whole settings file: each bad value ends the start with one line that names the variable."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from config import environment
from config.environment import BadSetting, Environment, secret_file
from script.sandbox import PROJECT, clean_environment
from tests.foundation.wording import words

PRODUCTION = {
    "SUNLIT_MODE": "production",
    "SECRET_KEY": "k" * 50,
    "SITE_URL": "https://sunlit.example.gov.cn",
    "DATABASE_URL": "postgres://u:p@h:5432/d",
    "REDIS_URL": "redis://h:6379/0",
}


@pytest.fixture
def settings_with(monkeypatch, tmp_path):
    """Run the settings file with these variables and no other of ours."""

    def run(**variables: str) -> SimpleNamespace:
        for name in set(os.environ) - set(clean_environment(tmp_path)):
            monkeypatch.delenv(name)
        for name, value in ({"VAR_DIR": str(tmp_path)} | variables).items():
            monkeypatch.setenv(name, value)
        return SimpleNamespace(**runpy.run_path(str(PROJECT / "config" / "settings.py")))

    return run


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SUNLIT_MODE", "live", "不认识"),
        ("DEBUG", "maybe", "不是开关值"),
        ("PORT", "80a", "不是 1 到 65535 之间的整数"),
        ("PORT", "0", "不是 1 到 65535 之间的整数"),
        ("PORT", "65536", "不是 1 到 65535 之间的整数"),
        ("SITE_URL", "sunlit.example", "不是网址"),
        ("SITE_URL", "https://sunlit.example/", "不是网址"),
        ("SITE_URL", "https://sunlit.example/a+b", "里有空格或加号"),
        ("SITE_URL", "https://sunlit.example/a b", "里有空格或加号"),
        ("DATABASE_URL", "", "不能识别"),
        ("DATABASE_URL", "sqlite://var/sunlit.sqlite3", "不能识别"),
        ("DATABASE_URL", "nonsense://h", "DATABASE_URL"),
        ("DATABASE_URL", "mysql://u@h/d", "只支持 SQLite 与 PostgreSQL"),
        ("DATABASE_URL", "postgres://u:p@h:port/d", "不能识别"),
        ("REDIS_URL", "http://h", "不能识别"),
        ("SESSION_MINUTES", "4", "不是 5 到 240 之间的整数"),
        ("SESSION_MINUTES", "241", "不是 5 到 240 之间的整数"),
        ("UPLOAD_MEGABYTES", "101", "不是 1 到 100 之间的整数"),
        ("BACKUP_KEEP", "0", "不是 1 到 3660 之间的整数"),
        ("MIGRATE_DATABASE_URL", "nonsense", "不能识别"),
        ("DRILL_DATABASE_URL", "nonsense", "不能识别"),
        ("LOG_LEVEL", "LOUD", "不认识"),
        ("BEHIND_PROXY", "perhaps", "不是开关值"),
        ("EMAIL_TLS", "maybe", "不认识"),
        ("ROBOT_HOSTS", "https://oapi.dingtalk.com", "不是主机名"),
        ("QUIET_HOURS", "22-7", "不是一段时间"),
        ("QUIET_HOURS", "24:00-07:30", "不是一段时间"),
        ("QUIET_HOURS", "07:30-07:30", "起止相同"),
        ("VAR_DIR", "/dev/null/var", "不能使用目录"),
    ],
)
def test_a_bad_value_is_named_with_its_reason(settings_with, name, value, reason):
    with pytest.raises(BadSetting) as stopped:
        settings_with(**{name: value})
    line = words(stopped.value)
    assert line.startswith(f"环境变量 {name} 有误:")
    assert reason in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DEBUG", "1", "生产环境不得打开调试"),
        ("SECRET_KEY", "", "没有填写"),
        ("SECRET_KEY", "k" * 49, "太短"),
        ("SITE_URL", "", "没有填写"),
        ("REDIS_URL", "", "没有填写"),
        ("CONN_MAX_AGE", "-1", "不是 0 到 3600 之间的整数"),
        ("ROBOT_HOSTS", "127.0.0.1", "是网络地址"),
    ],
)
def test_production_is_stricter(settings_with, name, value, reason):
    with pytest.raises(BadSetting) as stopped:
        settings_with(**PRODUCTION | {name: value})
    assert words(stopped.value).startswith(f"环境变量 {name} 有误:")
    assert reason in words(stopped.value)


def test_production_is_closed_tight(settings_with):
    settings = settings_with(**PRODUCTION)
    assert settings.PRODUCTION and not settings.DEBUG
    assert settings.ALLOWED_HOSTS == ["sunlit.example.gov.cn"]
    assert settings.SECURE_SSL_REDIRECT and settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE
    assert settings.CELERY_BROKER_URL == "redis://h:6379/0"
    assert settings.SESSION_COOKIE_HTTPONLY and settings.CSRF_COOKIE_HTTPONLY


def test_mail_goes_out_when_there_is_a_server_and_never_from_a_demonstration(settings_with, tmp_path):
    assert not settings_with(**PRODUCTION).MAIL_ON
    server = {"EMAIL_HOST": "mail.example.gov.cn", "EMAIL_FROM": "sunlit@example.gov.cn"}
    settings = settings_with(**PRODUCTION, **server)
    assert settings.MAIL_ON and settings.EMAIL_USE_SSL and not settings.EMAIL_USE_TLS
    assert not hasattr(settings, "EMAIL_BACKEND")
    with pytest.raises(BadSetting) as stopped:
        settings_with(**PRODUCTION, **server | {"EMAIL_FROM": "阳光用权"})
    assert words(stopped.value).startswith("环境变量 EMAIL_FROM 有误:")
    demonstration = settings_with(**server)
    assert demonstration.MAIL_ON and demonstration.EMAIL_BACKEND.endswith("filebased.EmailBackend")
    assert demonstration.EMAIL_FILE_PATH == str(tmp_path / "mail")
    assert settings_with(QUIET_HOURS="").QUIET_HOURS is None


def test_without_variables_it_runs_by_itself(settings_with, tmp_path):
    settings = settings_with()
    assert settings.DATABASES["default"]["NAME"] == str(tmp_path / "sunlit.sqlite3")
    assert settings.CELERY_BROKER_URL == "filesystem://localhost"
    assert (tmp_path / "broker" / "queue").is_dir()
    assert settings.SITE_URL == "http://127.0.0.1:8000"
    assert not settings.SECURE_SSL_REDIRECT
    assert settings.SECRET_KEY == settings_with().SECRET_KEY


def test_a_folder_that_cannot_be_written_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(environment.os, "access", lambda path, mode: False)
    with pytest.raises(BadSetting, match=r"环境变量 FOLDER 有误.不能使用目录"):
        Environment().directory("FOLDER", tmp_path)


def test_an_interrupted_first_start_leaves_no_empty_secret(monkeypatch, tmp_path):
    key = tmp_path / "secret_key"
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", lambda *_args: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            secret_file(key)
    assert len(secret_file(key)) >= 50


@pytest.mark.parametrize("command", [["manage.py", "check"], ["-c", "import config.wsgi"]])
def test_the_process_ends_with_one_line_and_no_traceback(command, tmp_path):
    result = subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env=clean_environment(tmp_path, SESSION_MINUTES="forever"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert words(result.stderr) == "环境变量 SESSION_MINUTES 有误:“forever”不是 5 到 240 之间的整数。例如 20。\n"


def test_of_two_first_starts_at_once_both_use_the_same_secret(monkeypatch, tmp_path):
    key = tmp_path / "secret_key"
    token = environment.secrets.token_urlsafe

    def slower(size: int) -> str:
        key.write_text("the other process was first")
        return token(size)

    monkeypatch.setattr(environment.secrets, "token_urlsafe", slower)
    assert secret_file(key) == "the other process was first"
    assert os.listdir(tmp_path) == ["secret_key"]
