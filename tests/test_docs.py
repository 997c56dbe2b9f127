"""The documentation says what the code does: settings, commands, roles, demo accounts, links, punctuation.

The tables between `<!-- name -->` and `<!-- /name -->` are written by the tests themselves:
UPDATE_DOCS=1 make test-fast T=tests/test_docs.py
"""

import ast
import os
import re
import runpy
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.utils import timezone

from demo.management.commands.seed_demo import DATA
from demo.people import ACTOR, COUNTY_ACCOUNTS, UNITS, seed_people
from foundation.rulebook.defaults import AREAS, DEFAULTS
from foundation.rulebook.states import Stricter
from foundation.rulebook.values import written
from foundation.townships.models import Assignment, Body, Division, Tenure, User
from foundation.townships.services import import_divisions
from foundation.townships.states import ROLES, Capability
from script.sandbox import PROJECT, setting_names
from tests.cast import SEED, forget_directories

DOCS = PROJECT / "docs"
REFERENCE = DOCS / "reference"
ADRS = sorted((DOCS / "adr").glob("*.md"))
PAGES = sorted([*PROJECT.glob("*.md"), *DOCS.rglob("*.md")])
#: Pages whose title is Chinese.
CHINESE = [path for path in PAGES if re.match(r"# [\u4e00-\u9fff]", path.read_text())]
#: What `Environment` calls a type, and the pages' word for it.
TYPES = {
    "choice": "choice",
    "database": "address",
    "directory": "folder",
    "flag": "1 or 0",
    "hours": "hours",
    "required": "text",
    "text": "text",
    "whole": "number",
    "words": "list",
}
#: What may stand in backticks and look like a file, but is made when the program runs or by whoever installs it.
NOT_OURS = ("var/", "deploy/certificates")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;?!()]|[,;?!(][\u4e00-\u9fff]")
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def rows(path: Path) -> dict[str, list[str]]:
    """The table rows of a page whose first cell is code, by that code."""
    found = re.findall(r"^\| `([^`|]+)` \| (.+) \|$", path.read_text(), re.MULTILINE)
    return {first: rest.split(" | ") for first, rest in found}


def table(head: list[str], lines: list[list[str]]) -> str:
    cells = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(line) + " |" for line in cells)


def assert_current(path: Path, word: str, wanted: str) -> None:
    """The generated part of a page is what it would be now; with UPDATE_DOCS it is written first."""
    page = path.read_text()
    parts = re.fullmatch(rf"(.*<!-- {word} -->\n)(.*)(<!-- /{word} -->.*)", page, re.DOTALL)
    assert parts, f"{name(path)} has no part <!-- {word} -->"
    fresh = f"{parts[1]}{wanted}\n{parts[3]}"
    if os.environ.get("UPDATE_DOCS"):
        path.write_text(fresh)
        page = fresh
    assert page == fresh, "run: UPDATE_DOCS=1 make test-fast T=tests/test_docs.py"


# Settings and commands ---------------------------------------------------------------------------


def reads() -> dict[str, tuple[str, str]]:
    """Variable of config/settings.py → (the page's word for its type, its default where that is a constant)."""
    found = {}
    for node in ast.walk(ast.parse((PROJECT / "config" / "settings.py").read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TYPES:
            first, *more = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
            if isinstance(first, str) and ast.unparse(node.func.value) == "env":
                default = more[0] if more and node.func.attr in ("choice", "flag", "whole") else None
                found.setdefault(
                    first,
                    (
                        TYPES[node.func.attr],
                        "" if default is None else str(int(default) if isinstance(default, bool) else default),
                    ),
                )
    return found


def test_every_setting_is_on_the_page_with_type_and_default() -> None:
    assert set(reads()) == setting_names()
    wrong = {}
    page = rows(REFERENCE / "settings.md")
    for variable, (kind, default) in reads().items():
        kind_said, default_said = page.get(variable, ["", ""])[:2]
        if kind != kind_said or (default and default_said != f"`{default}`"):
            wrong[variable] = (kind, default)
    assert not wrong


def test_the_settings_page_names_nothing_else() -> None:
    started = re.findall(r"\$\{([A-Z_]+):-", (PROJECT / "deploy" / "start").read_text())
    composed = re.findall(r"\$\{([A-Z_]+):\?", (PROJECT / "docker-compose.yml").read_text())
    assert set(rows(REFERENCE / "settings.md")) == setting_names() | {
        each for each in started if each != "TMPDIR"
    } | set(composed)


def test_every_command_is_on_the_page() -> None:
    targets = re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    commands = [path.stem for path in PROJECT.glob("*/**/management/commands/[a-z]*.py") if ".venv" not in path.parts]
    processes = re.findall(r"^([a-z]+)\)$", (PROJECT / "deploy" / "start").read_text(), re.MULTILINE)
    wanted = [
        *(f"make {target}" for target in targets),
        *(f"manage.py {command}" for command in commands),
        *(f"deploy/start {process}" for process in processes),
    ]
    page = (REFERENCE / "commands.md").read_text()
    assert targets and commands and processes
    assert [command for command in wanted if f"`{command}" not in page] == []


# Roles and accounts ------------------------------------------------------------------------------


def test_the_page_of_roles_is_current() -> None:
    lines = [
        [
            f"`{role.value}`",
            str(role.label),
            str(level.label),
            "、".join(str(each.label) for each in Capability if each in held),
        ]
        for role, (level, held) in ROLES.items()
    ]
    assert_current(REFERENCE / "roles.md", "roles", table(["Code", "Role", "Level", "Capabilities"], lines))


def test_the_page_of_roles_explains_every_capability() -> None:
    page = rows(REFERENCE / "roles.md")
    assert {each.value for each in Capability} <= set(page)
    assert {page[each.value][0] for each in Capability} == {str(each.label) for each in Capability}


# Numbers -----------------------------------------------------------------------------------------


def test_the_page_of_parameters_is_current() -> None:
    parts = []
    for area, name_of_area in AREAS.items():
        lines = [
            [
                f"`{default.code}`",
                default.title,
                written(default.text, default.unit),
                {Stricter.MORE: "more", Stricter.LESS: "less", Stricter.NONE: "—"}[default.stricter],
                "floor" if default.is_floor else "",
                default.basis.text,
            ]
            for default in DEFAULTS.values()
            if default.area == area
        ]
        head = ["Code", "Title", "Value", "Stricter", "Floor", "Where to look"]
        parts.append(f"## {name_of_area}\n\n{table(head, lines)}")
    assert_current(REFERENCE / "parameters.md", "parameters", "\n\n".join(parts))


def first_village_of_each_unit() -> bytes:
    """Jinhu's divisions without the villages in which nobody has an account."""
    seen: set[str] = set()
    kept = []
    for line in DATA.read_text().splitlines():
        if not line.endswith(",village") or line[:9] not in seen:
            kept.append(line)
        if line.endswith(",village"):
            seen.add(line[:9])
    return "\n".join(kept).encode()


@pytest.fixture
def empty_county(db: None) -> None:
    """The divisions of Jinhu in place of the cast, and nobody there yet."""
    forget_directories()
    for model in apps.get_app_config("townships").get_models():
        model.objects.all()._raw_delete("default")
    import_divisions(data=first_village_of_each_unit(), actor=ACTOR, now=timezone.now())


@pytest.fixture
def seeded(empty_county: None) -> None:
    """By `seed_people`, as `seed_demo` does it."""
    seed_people(now=timezone.now(), password="Cast-secret-1", seed=SEED)


@pytest.mark.once
@pytest.mark.unmeasured
def test_the_page_of_demo_accounts_is_current(seeded: None) -> None:
    path = REFERENCE / "demo-accounts.md"
    given = Assignment.objects.select_related("user__official__division", "division").order_by("pk")
    by_name = {each.user.username: each for each in given}
    posts: dict[int, list[str]] = defaultdict(list)
    for tenure in Tenure.objects.select_related("post").order_by("post__rank"):
        posts[tenure.official_id].append(tenure.title)
    county = [by_name[username] for username, _name, _role in COUNTY_ACCOUNTS]
    lines = [[f"`{each.user.username}`", each.user.name, str(each.get_role_display())] for each in county]
    assert_current(path, "county", table(["账号", "姓名", "角色"], lines))

    prefixes = [username.removesuffix(".jinnan") for username in by_name if username.endswith(".jinnan")]
    lines = []
    for prefix in prefixes:
        each = by_name[f"{prefix}.jinnan"]
        held = "；".join(posts[each.user.official_id])
        person = f"{each.user.name}，{held}" if held else f"{each.user.name}（不担任职务）"
        lines.append([f"`{prefix}`", str(each.get_role_display()), person])
    assert_current(path, "prefixes", table(["前缀", "角色", "以金南镇为例"], lines))

    lines = []
    for code, (word, _sign) in UNITS.items():
        holders = [by_name.get(f"{prefix}.{word}") for prefix in prefixes]
        unit = Division.objects.get(code=code)
        lines.append([unit.name, f"`{word}`", *(each.user.name if each else "—" for each in holders)])
    assert_current(path, "units", table(["单位", "后缀", *(f"`{prefix}`" for prefix in prefixes)], lines))
    shown = {f"{prefix}.{word}" for prefix in prefixes for word, _sign in UNITS.values()}
    assert set(by_name) - shown == {username for username, _name, _role in COUNTY_ACCOUNTS}
    assert f"共 {len(by_name)} 个账号" in path.read_text()


def test_the_programs_for_the_first_accounts_work(empty_county: None, tmp_path: Path, capsys: Any) -> None:
    programs = re.findall(
        r"^```python\n(.*?)^```", (DOCS / "how-to" / "install-on-a-server.md").read_text(), re.M | re.S
    )
    for number, program in enumerate(programs):
        path = tmp_path / f"{number}.py"
        path.write_text(program)
        runpy.run_path(str(path))
    username, password = capsys.readouterr().out.split()
    user = User.objects.get(username=username)
    validate_password(password)
    assert (username, user.check_password(password), user.may(Capability.ENTER_DESK)) == ("zhaoliu", True, True)
    assert Body.objects.filter(division__level="village").exists()


def test_the_command_for_the_first_administrators_works(empty_county: None, capsys: Any) -> None:
    page = (DOCS / "how-to" / "install-on-a-server.md").read_text()
    command = re.search(r"manage\.py (first_administrators .+)", page)
    assert command
    call_command(*command[1].split())
    assert User.objects.filter(username__in=["zhangsan", "lisi", "wangwu"], is_demo=False).count() == 3


# Pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", FENCE.sub("", path.read_text()))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", [path for path in PAGES if path.name != "gates.md"], ids=name)
def test_files_that_are_named_exist(path: Path) -> None:
    """Paths in backticks, from the top of the project; `gates.md` names planted ones too."""
    named = re.findall(r"`([\w.-]+/[\w./-]*(?:\.\w+|/))`", FENCE.sub("", path.read_text()))
    assert [each for each in named if not each.startswith(NOT_OURS) and not (PROJECT / each).exists()] == []


@pytest.mark.parametrize("path", CHINESE, ids=name)
def test_chinese_sentences_have_full_width_punctuation(path: Path) -> None:
    text = re.sub(r"`[^`\n]+`|\]\([^)]*\)|\[[ x]\]", "``", FENCE.sub("", path.read_text()))
    assert [line.strip() for line in text.splitlines() if HALF_WIDTH.search(line)] == []


@pytest.mark.parametrize("path", sorted((DOCS / "images").glob("*.png")), ids=name)
def test_a_picture_is_small_and_used(path: Path) -> None:
    assert path.stat().st_size < 200_000
    assert any(f"images/{path.name})" in page.read_text() for page in PAGES)


def test_decisions_are_numbered_and_say_why() -> None:
    assert [int(path.name[:4]) for path in ADRS] == list(range(1, len(ADRS) + 1))
    heads = ["## Context", "## Decision", "## Consequences"]
    assert {path.name for path in ADRS if re.findall(r"^## .+$", path.read_text(), re.MULTILINE) != heads} == set()
