"""The page of all rules, `docs/reference/rules.md`, made from what the rooms declare and from the source.

.venv/bin/python -m script.rules_page            writes it
.venv/bin/python -m script.rules_page --check    ends with 1 when it is stale (`make lint`)
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from script.sandbox import PROJECT

if TYPE_CHECKING:
    from foundation.house_rules import Rule

PAGE = PROJECT / "docs" / "reference" / "rules.md"
RENEW = ".venv/bin/python -m script.rules_page"

HEAD = """\
# 规则表

系统执行的每一条规则，由各应用的 `house_rules.py` 声明，“用在哪里”从源代码读出。本页自动生成，请不要手工修改；
规则有变化时运行 `.venv/bin/python -m script.rules_page`，`make lint` 会检查。工作台的“规则表”显示同样的内容。

“拒绝办理”的规则在办理时当场拒绝；“提出问题”的规则事后提出，先由单位答复，再由县里核定。依据没有与原文核对过的，
一律写作“按本县规定（待县确认）”；没有依据的，是系统自身的办理要求。
"""


def page() -> str:
    """The whole page, in Chinese. Needs Django to be set up."""
    return "\n".join([HEAD, *_tables()])


def _tables() -> Iterator[str]:
    from foundation.rulebook.registry import rooms

    for room in rooms():
        yield f"## {room.name}\n"
        yield "| 代码 | 名称 | 作用 | 依据 | 怎样提出 | 用在哪里 |"
        yield "|---|---|---|---|---|---|"
        yield from (_line(rule) for rule in room.rules)
        yield ""


def _line(rule: "Rule") -> str:
    from foundation.house_rules import Effect
    from foundation.rulebook.registry import basis_in_words, raised_in_words
    from foundation.rulebook.sources import used_in

    effect = str(Effect(rule.effect).label)
    if rule.severity:
        effect += f"：{rule.severity.label}"
    used = "、".join(f"`{name}`" for name in used_in().get(rule.code, []))
    where = f"`{rule.machine}`" if rule.machine else used or "工作台“提出问题”"
    return f"| `{rule.code}` | {rule.title} | {effect} | {basis_in_words(rule)} | {raised_in_words(rule)} | {where} |"


def stale(path: Path, wanted: str) -> str:
    """What is wrong with the page and how to renew it; empty when it is as wanted."""
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    return "" if written == wanted else f"规则表不是最新的：{path.name}。请运行 {RENEW}"


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    wanted = page()
    if "--check" not in arguments:
        PAGE.write_text(wanted, encoding="utf-8")
        return 0
    complaint = stale(PAGE, wanted)
    if complaint:
        print(complaint)
    return 1 if complaint else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
