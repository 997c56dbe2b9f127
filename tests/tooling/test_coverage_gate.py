"""The gate opens only for what is tested; each test plants one gap."""

import json
from pathlib import Path
from typing import Any

import pytest

from script.coverage_gate import complaints, is_whole, main


def entry(*, lines: int = 20, missing: tuple[int, ...] = (), branches: tuple[tuple[int, int], ...] = ()) -> Any:
    return {
        "summary": {"num_statements": lines, "covered_lines": lines - len(missing)},
        "missing_lines": list(missing),
        "missing_branches": [list(branch) for branch in branches],
    }


def report(**files: Any) -> dict[str, Any]:
    statements = sum(file["summary"]["num_statements"] for file in files.values())
    covered = sum(file["summary"]["covered_lines"] for file in files.values())
    totals = {"num_statements": statements, "covered_lines": covered}
    return {"meta": {"branch_coverage": True}, "files": files, "totals": totals}


def test_fully_tested_code_passes() -> None:
    assert complaints(report(**{"foundation/refs.py": entry(), "disclosure/views.py": entry()})) == []


@pytest.mark.parametrize(
    "name",
    [
        "foundation/web/views.py",
        "disclosure/rules.py",
        "decisions/services/votes.py",
        "powers/selectors.py",
        "powers/permissions.py",
        "decisions/states.py",
    ],
)
def test_one_missing_branch_closes_the_gate_where_rules_live(name: str) -> None:
    found = complaints(report(**{name: entry(branches=((4, 7), (9, -1)))}))
    assert found == [f"{name}（要求 100 % 分支）缺 分支 4→7, 9→结束"]


def test_missing_lines_are_named_with_their_numbers() -> None:
    file = entry(lines=200, missing=(3, 4, 5, 9), branches=((2, 3), (5, 6)))
    assert complaints(report(**{"foundation/money.py": file})) == ["foundation/money.py（要求 100 % 分支）缺 行 3–5, 9"]


def test_a_missing_branch_elsewhere_is_no_matter_of_the_gate() -> None:
    assert not is_whole("disclosure/views.py")
    assert complaints(report(**{"disclosure/views.py": entry(branches=((4, 7),))})) == []


def test_too_few_lines_in_all_name_the_worst_files() -> None:
    files = {"disclosure/views.py": entry(missing=(1, 2)), "disclosure/forms.py": entry(missing=(8,))}
    found = complaints(report(**files))
    assert found[0].startswith("全部代码的行覆盖率 92.5 %")
    assert found[1:] == ["  disclosure/views.py 缺 2 行：1–2", "  disclosure/forms.py 缺 1 行：8"]


@pytest.mark.parametrize("empty", [{}, report(), report(**{"config/__init__.py": entry(lines=0)})])
def test_no_data_closes_the_gate(empty: dict[str, Any]) -> None:
    assert complaints(empty) == ["没有覆盖率数据：测试没有运行，或没有测量到项目代码。"]


def test_data_without_branches_closes_the_gate() -> None:
    data = report(**{"foundation/refs.py": entry()})
    data["meta"]["branch_coverage"] = False
    assert complaints(data) == ["覆盖率数据没有测量分支。"]


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "coverage.json"
    assert main(path) == 1
    path.write_text(json.dumps(report(**{"foundation/refs.py": entry()})))
    assert main(path) == 0
    path.write_text(json.dumps(report(**{"foundation/refs.py": entry(branches=((1, 2),))})))
    assert main(path) == 1
    assert "foundation/refs.py" in capsys.readouterr().out
