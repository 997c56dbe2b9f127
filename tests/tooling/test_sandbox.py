"""Tests touch neither the developer's data nor other machines."""

import os
import socket
from pathlib import Path

import pytest
from django.conf import settings

from script.pytest_sandbox import OutsideConnection
from script.sandbox import PROJECT, clean_environment


def test_the_data_folder_is_a_temporary_one() -> None:
    assert "sunlit-test-" in str(settings.VAR_DIR)
    assert PROJECT not in Path(settings.VAR_DIR).parents


def test_no_setting_of_the_shell_gets_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SITE_URL", "https://real.example")
    monkeypatch.setenv("UNRELATED", "kept")
    environment = clean_environment(tmp_path, PORT="9")
    assert "SITE_URL" not in environment
    assert (environment["UNRELATED"], environment["PORT"], environment["VAR_DIR"]) == ("kept", "9", str(tmp_path))


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org"])
def test_other_machines_are_out_of_reach(host: str) -> None:
    with socket.socket() as sock, pytest.raises(OutsideConnection):
        sock.connect((host, 80))
    with socket.socket() as sock, pytest.raises(OutsideConnection):
        sock.connect_ex((host, 80))


def test_this_machine_is_in_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
        with socket.socket() as sock:
            assert sock.connect_ex(server.getsockname()) == 0
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "config.settings"
