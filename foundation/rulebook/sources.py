"""Where each rule is used, read from the source itself: what is written by hand goes stale.

A name leads to a name: a rule's function to the functions that mention it, and on, until a service (a
public function of `<room>.services`) is reached. What no service mentions is named where it stands.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

#: The class that every refusal is, or comes from.
REFUSAL = "RuleViolation"


@dataclass(frozen=True)
class Raised:
    """A place in the source that raises a rule: its code, the name it stands in, its basis as written."""

    code: str
    place: str
    basis: str


@dataclass
class _Module:
    """The top-level names of a file: what each mentions, and what is imported under which name."""

    name: str
    imports: dict[str, str] = field(default_factory=dict)
    mentions: dict[str, set[str]] = field(default_factory=dict)


@cache
def used_in() -> dict[str, list[str]]:
    """Code → where it is used: `<room>.<service>` for services, the full name of a function for the rest."""
    trees = _trees()
    users = _users(_modules(trees))
    found: dict[str, set[str]] = {}
    for each in _raised(trees):
        found.setdefault(each.code, set()).update(_reached(each.place, users))
    return {code: sorted(names) for code, names in found.items()}


@cache
def acts() -> dict[str, str]:
    """`<room>.<service>` → the act that it opens, where it calls it by its name."""
    found: dict[str, str] = {}
    for module, tree in _trees().items():
        for own, node in _top(tree):
            name = f"{module}.{own}"
            if _is_service(name):
                found |= {_short(name): act for act in _opened(node)}
    return found


def _opened(node: ast.stmt) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "act":
            if isinstance(call.args[0], ast.Constant):
                yield str(call.args[0].value)


def raised() -> list[Raised]:
    """Every place that raises a rule by its code, also under a class of its own."""
    return _raised(_trees())


def _raised(trees: dict[str, ast.Module]) -> list[Raised]:
    return [each for name, tree in trees.items() for each in _raised_in(name, tree)]


def _trees() -> dict[str, ast.Module]:
    """The modules of our rooms, without migrations."""
    trees: dict[str, ast.Module] = {}
    for config in apps.get_app_configs():
        folder = settings.BASE_DIR / config.name.replace(".", "/")
        if folder.is_dir():
            for path in sorted(Path(folder).rglob("*.py")):
                if "migrations" not in path.parts:
                    trees[_dotted(path)] = ast.parse(path.read_text(encoding="utf-8"))
    return trees


def _dotted(path: Path) -> str:
    parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _raised_in(module: str, tree: ast.Module) -> Iterator[Raised]:
    for name, node in _top(tree):
        bases = {base.id for base in getattr(node, "bases", []) if isinstance(base, ast.Name)}
        for call in ast.walk(node):
            if not (isinstance(call, ast.Call) and call.args):
                continue
            own = isinstance(call.func, ast.Name) and call.func.id == REFUSAL
            inherited = REFUSAL in bases and isinstance(call.func, ast.Attribute) and call.func.attr == "__init__"
            if own or inherited:
                basis = ast.unparse(call.args[2]) if len(call.args) > 2 else ""
                yield Raised(str(ast.literal_eval(call.args[0])), f"{module}.{name}", basis)


def _top(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Functions, classes and assigned names at the top of a file."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((target.id, node) for target in targets if isinstance(target, ast.Name))


def _modules(trees: dict[str, ast.Module]) -> dict[str, _Module]:
    found: dict[str, _Module] = {}
    for name, tree in trees.items():
        module = found[name] = _Module(name)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                module.imports |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        for own, statement in _top(tree):
            module.mentions[own] = set(_mentioned(statement))
    return found


def _mentioned(node: ast.stmt) -> Iterator[str]:
    """`name`, and `name.attribute` for what is reached through a module."""
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
            yield f"{each.value.id}.{each.attr}"
        elif isinstance(each, ast.Name):
            yield each.id


def _users(modules: dict[str, _Module]) -> dict[str, set[str]]:
    """Full name → the full names that mention it."""
    users: dict[str, set[str]] = {}
    for module in modules.values():
        for own, mentions in module.mentions.items():
            for mention in mentions:
                if target := _full_name(mention, module, modules):
                    users.setdefault(target, set()).add(f"{module.name}.{own}")
    return users


def _full_name(mention: str, module: _Module, modules: dict[str, _Module]) -> str:
    """What a word in a module stands for; empty when it is nothing of ours."""
    first, _dot, rest = mention.partition(".")
    if first in module.mentions and not rest:
        return f"{module.name}.{first}"
    if first not in module.imports:
        return ""
    return _followed(module.imports[first] + (f".{rest}" if rest else ""), modules)


def _followed(name: str, modules: dict[str, _Module]) -> str:
    """Where a name is defined, through the packages that hand it on."""
    for _step in range(len(modules)):
        home, _dot, own = name.rpartition(".")
        if home not in modules or own not in modules[home].imports:
            return name
        name = modules[home].imports[own]
    return name


def _reached(place: str, users: dict[str, set[str]]) -> set[str]:
    """The services that lead to a place; the place itself when none does."""
    seen, ahead, services = {place}, [place], set()
    while ahead:
        name = ahead.pop()
        if _is_service(name):
            services.add(_short(name))
            continue
        ahead += users.get(name, set()) - seen
        seen |= users.get(name, set())
    return services or {place}


def _is_service(name: str) -> bool:
    parts = name.split(".")
    return "services" in parts[:-1] and parts[-1][0].islower()


def _short(name: str) -> str:
    """`decisions.open_meeting`: the room and the verb."""
    parts = name.split(".")
    return f"{parts[parts.index('services') - 1]}.{parts[-1]}"
