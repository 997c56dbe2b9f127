"""What `make` does before anything runs: profiles, stamps, missing packages."""

from pathlib import Path

import pytest

from script import bootstrap, packages
from script.blocks import Blocks
from script.packages import Package
from script.sandbox import PROJECT

MISSING = Package("lacking-package", lambda: False)
FONT = Package("huge-package", lambda: False, ("Fang.otf",))
PRESENT = Package("present-package", lambda: True)


@pytest.fixture(autouse=True)
def no_installation(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    asked: list[list[str]] = []

    def refuse(lacking: tuple[Package, ...]) -> bool:
        asked.append([package.name for package in lacking])
        return False

    monkeypatch.setattr(packages, "_install", refuse)
    return asked


def test_every_profile_names_a_module_and_a_lock() -> None:
    for profile in bootstrap.PROFILES.values():
        assert (PROJECT / (profile.module.replace(".", "/") + ".py")).exists()
        assert (PROJECT / "requirements" / f"{profile.lock}.lock").exists()


def test_every_target_of_the_makefile_has_a_profile() -> None:
    lines = (PROJECT / "Makefile").read_text().splitlines()
    called = {line.split("script/start ")[1].split()[0] for line in lines if "exec script/start " in line}
    assert called == set(bootstrap.PROFILES)


@pytest.mark.parametrize(("synced", "run", "dev"), [("run", True, False), ("dev", True, True), ("", False, False)])
def test_a_development_environment_is_good_enough_to_run(
    synced: str, run: bool, dev: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "synced")
    if synced:
        (tmp_path / "synced").write_text(bootstrap.digest(synced))
    assert (bootstrap.is_current("run"), bootstrap.is_current("dev")) == (run, dev)


def test_a_required_package_stops_with_one_line(tmp_path: Path) -> None:
    with pytest.raises(
        SystemExit, match="缺少系统软件：lacking-package。请先安装，例如 apt-get install lacking-package"
    ):
        packages.ensure((PRESENT, MISSING), (MISSING,), tmp_path / "tried")


def test_an_optional_package_is_named_and_the_start_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], no_installation: list[list[str]]
) -> None:
    packages.ensure((PRESENT, MISSING), (), tmp_path / "venv" / "tried")
    assert capsys.readouterr().out.startswith("提示：尚未安装 lacking-package，")
    packages.ensure((PRESENT, MISSING), (), tmp_path / "venv" / "tried")
    assert no_installation == [["lacking-package"]], "a failed installation is not tried again at every start"


def test_a_package_of_which_a_file_is_wanted_is_never_recommended_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packages.ensure((PRESENT, FONT), (), tmp_path / "tried")
    said = capsys.readouterr().out
    assert "尚未安装字体 Fang.otf" in said and "huge-package" not in said


def test_nothing_is_said_when_nothing_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packages.ensure((PRESENT,), (PRESENT,), tmp_path / "tried")
    assert capsys.readouterr().out == ""


def test_one_failed_block_fails_the_whole() -> None:
    blocks = Blocks()
    assert not blocks.passed, "nothing was run"
    blocks.run("第一", lambda: True)
    assert blocks.passed
    blocks.run("第二", lambda: False)
    blocks.run("第三", lambda: True)
    assert not blocks.passed
    assert [line.split()[-1] for line in blocks.report().splitlines()[1:]] == ["通过", "未通过", "通过", "未通过"]
