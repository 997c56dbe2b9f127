"""The import contracts cover every room: a new app cannot stay outside."""

import tomllib
from typing import Any

from django.apps import apps

from script.sandbox import PROJECT

OURS = [config.name for config in apps.get_app_configs() if (PROJECT / config.name.replace(".", "/")).is_dir()]


def configuration() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return found


def contract(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in configuration()["contracts"] if entry["id"] == name)
    return found


def layers(name: str) -> set[str]:
    return {part.strip("() ") for layer in contract(name)["layers"] for part in layer.split("|")}


def test_every_app_is_inside_the_contract_of_the_rooms() -> None:
    assert OURS
    assert {app for app in OURS if app != "demo"} <= set(contract("rooms")["containers"])


def test_every_top_package_is_known() -> None:
    tops = {app.split(".")[0] for app in OURS}
    assert tops <= set(configuration()["root_packages"])
    assert tops <= layers("apps")


def test_every_room_of_foundation_has_its_layer() -> None:
    folder = PROJECT / "foundation"
    rooms = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert rooms - {"__init__"} <= layers("foundation")
