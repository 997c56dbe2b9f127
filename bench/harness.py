"""`make bench`: all cases on SQLite and, where a server can be started, on PostgreSQL; `make bench T=word` chooses."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import django

if TYPE_CHECKING:
    from bench.cases import Case

from config.environment import Environment
from script import packages, servers
from script.sandbox import PROJECT, clean_environment

HEADINGS = ("基准", "数据库", "我们", "裸写法", "倍数（四分位距）", "目标", "")


def main(word: str) -> int:
    results = []
    for database, url in chosen_databases():
        with url as address, tempfile.TemporaryDirectory(prefix="sunlit-bench-") as folder:
            results += run_child(database, address, Path(folder), word)
    if not results:
        print("没有基准测试（bench/bench_*.py）。" if not word else f"没有名称含“{word}”的基准测试。")
        return 1
    print(table(results))
    report = Environment().directory("VAR_DIR", PROJECT / "var") / "bench.json"
    report.write_text(json.dumps(results, ensure_ascii=False, indent=1))
    print(f"已写 {report}")
    return 0


def chosen_databases() -> list[tuple[str, contextlib.AbstractContextManager[str]]]:
    chosen: list[tuple[str, contextlib.AbstractContextManager[str]]] = [("SQLite", contextlib.nullcontext(""))]
    if given := os.environ.get("DATABASE_URL"):
        chosen.append(("PostgreSQL", contextlib.nullcontext(given)))
    elif packages.postgres_folder():
        chosen.append(("PostgreSQL", servers.postgres(durable=True)))
    else:
        print("没有 PostgreSQL 服务器程序，只在 SQLite 上测量。")
    return chosen


def run_child(database: str, url: str, folder: Path, word: str) -> list[dict[str, Any]]:
    """A process for each database: settings are read once in a process."""
    report = folder / "results.json"
    environment = clean_environment(folder / "var", **({"DATABASE_URL": url} if url else {}))
    command = [sys.executable, "-m", "bench.harness", "--child", database, str(report), word]
    subprocess.run(command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, check=True)
    found: list[dict[str, Any]] = json.loads(report.read_text())
    return found


def child(database: str, report: Path, word: str) -> None:
    """Measure each file of cases in a fresh, migrated database of its own that goes away afterwards."""
    django.setup()
    from bench.cases import CASES

    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        importlib.import_module(f"bench.{path.stem}")
    results: list[dict[str, Any]] = []
    for _module, cases in itertools.groupby(CASES, key=lambda case: case.__module__):
        chosen = [case for case in cases if word in case.name]
        if chosen:
            results += measured(chosen, database)
    report.write_text(json.dumps(results))


def measured(cases: list[type[Case]], database: str) -> list[dict[str, Any]]:
    from django.test.utils import setup_databases, teardown_databases

    from bench.measure import measure
    from bench.twins import forget

    created = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        results = []
        for case in cases:
            print(f"{database}：{case.name}……", flush=True)
            result = measure(case(), database)
            results.append({**dataclasses.asdict(result), "met": result.met})
            # Said at once: an hour's figures are not lost by what fails after them.
            print("    " + "  ".join(row(results[-1])[2:]), flush=True)
    finally:
        forget()
        teardown_databases(created, verbosity=0)
    return results


def table(results: list[dict[str, Any]]) -> str:
    rows = [HEADINGS, *(row(result) for result in results)]
    widths = [max(columns(cell) for cell in column) for column in zip(*rows, strict=True)]
    padded = (
        [cell + " " * (width - columns(cell)) for cell, width in zip(cells, widths, strict=True)] for cells in rows
    )
    return "\n".join("  ".join(cells).rstrip() for cells in padded)


def row(result: dict[str, Any]) -> tuple[str, ...]:
    goals = []
    if result["goal_ratio"] is not None:
        goals.append(f"≤ {result['goal_ratio']:g} 倍")
    if result["goal_seconds"] is not None:
        goals.append(f"≤ {result['goal_seconds']:g} s")
    return (
        result["name"],
        result["database"],
        seconds(result["ours"]["median"]),
        seconds(result["bare"]["median"]),
        f"{result['ratio']['median']:.2f}（{result['ratio']['iqr']:.2f}）",
        "、".join(goals) or "—",
        {True: "达到", False: "未达到", None: ""}[result["met"]],
    )


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.2f} ms"


def columns(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        child(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
    else:
        sys.exit(main(" ".join(sys.argv[2:])))
