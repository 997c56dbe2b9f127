"""Whether enough of the project is tested; reads what `coverage json` wrote.

Two measures: every branch of the modules that hold the rules and of all of foundation, and 95 % of all lines.
"""

import json
import sys
from pathlib import Path, PurePosixPath
from typing import Any

LEAST_LINES = 95.0
WHOLE_MODULES = {"states.py", "rules.py", "permissions.py", "selectors.py", "services.py"}
WHOLE_FOLDERS = {"states", "rules", "permissions", "selectors", "services"}


def is_whole(name: str) -> bool:
    """Whether every branch of this file must be tested."""
    path = PurePosixPath(name)
    return path.name in WHOLE_MODULES or path.parts[0] == "foundation" or bool(WHOLE_FOLDERS & set(path.parts[:-1]))


def complaints(report: dict[str, Any]) -> list[str]:
    """What is not tested enough, a line each; empty when the gate is open."""
    files = report.get("files", {})
    statements = sum(entry["summary"]["num_statements"] for entry in files.values())
    if not statements:
        return ["没有覆盖率数据：测试没有运行，或没有测量到项目代码。"]
    if not report.get("meta", {}).get("branch_coverage"):
        return ["覆盖率数据没有测量分支。"]
    gaps = [line for name, entry in sorted(files.items()) if is_whole(name) and (line := _gap(name, entry))]
    covered = sum(entry["summary"]["covered_lines"] for entry in files.values())
    share = 100 * covered / statements
    if share < LEAST_LINES:
        gaps.append(f"全部代码的行覆盖率 {share:.1f} %，低于 {LEAST_LINES:.0f} %。缺得最多的文件：")
        gaps += [f"  {name} 缺 {count} 行：{_spans(lines)}" for count, name, lines in _worst(files)]
    return gaps


def _gap(name: str, entry: dict[str, Any]) -> str:
    lines = entry["missing_lines"]
    # A negative target is the end of the function; a branch of a line that never ran is that line's matter.
    branches = [(start, to) for start, to in entry["missing_branches"] if start not in lines and to not in lines]
    parts = []
    if lines:
        parts.append(f"行 {_spans(lines)}")
    if branches:
        parts.append("分支 " + ", ".join(f"{start}→{to if to > 0 else '结束'}" for start, to in branches))
    return f"{name}（要求 100 % 分支）缺 " + "；".join(parts) if parts else ""


def _worst(files: dict[str, Any]) -> list[tuple[int, str, list[int]]]:
    rows = [(len(entry["missing_lines"]), name, entry["missing_lines"]) for name, entry in files.items()]
    return sorted((row for row in rows if row[0]), reverse=True)[:10]


def _spans(lines: list[int]) -> str:
    """[1, 2, 3, 7] as 1–3, 7."""
    spans: list[list[int]] = []
    for line in sorted(lines):
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


def main(path: Path) -> int:
    report = json.loads(path.read_text()) if path.exists() else {}
    found = complaints(report)
    for line in found:
        print(line)
    if not found:
        totals = report["totals"]
        print(
            f"覆盖率：行 {100 * totals['covered_lines'] / totals['num_statements']:.1f} %，规则与基础部分的分支 100 %"
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
