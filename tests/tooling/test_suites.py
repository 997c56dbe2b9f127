"""What `make test` asks pytest for: nothing is left out, and nothing is compiled twice."""

from pathlib import Path

import pytest

from script.sandbox import PROJECT
from script.suites import BROWSER_TESTS, kept_bytecode


def test_all_browser_tests_are_in_the_folder_that_the_block_names():
    bearers = [path for path in (PROJECT / "tests").rglob("test_*.py") if "mark.browser" in path.read_text()]
    here = [path for path in bearers if path != Path(__file__)]
    assert here
    assert {path.relative_to(PROJECT).parent.as_posix() for path in here} == set(BROWSER_TESTS)


def test_bytecode_that_may_not_lie_in_the_tree_is_kept_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    environment = kept_bytecode(tmp_path)
    assert environment["PYTHONPYCACHEPREFIX"] == str(tmp_path)
    assert "PYTHONDONTWRITEBYTECODE" not in environment


def test_elsewhere_bytecode_lies_where_it_always_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    assert "PYTHONPYCACHEPREFIX" not in kept_bytecode(tmp_path)
