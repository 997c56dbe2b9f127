"""Every act that the sources can write to the ledger has a name that people read, and so has each of its facts."""

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from foundation.ledger import labels

ROOMS = {
    config.label: settings.BASE_DIR / config.name.replace(".", "/")
    for config in apps.get_app_configs()
    if (settings.BASE_DIR / config.name.replace(".", "/")).is_dir()
}
#: The arguments of `act` that are no facts.
GIVEN = {"stream", "actor", "now"}
#: Facts that are passed on in a variable: `Rotated(act, …, facts)`.
PASSED_ON = {("keys", "public"), ("keys", "key"), ("keys", "keys"), ("keys", "values"), ("keys", "bad")}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for label, folder in ROOMS.items():
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                yield label, ast.parse(path.read_text())


def module_exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def is_an_act(text: object) -> bool:
    """`room.noun.verb`, and not the dotted path of a function, as events and jobs have them."""
    if not isinstance(text, str) or not re.fullmatch(r"[a-z_]+\.[a-z_]+\.[a-z_]+", text):
        return False
    room, noun, _verb = text.split(".")
    return room in ROOMS and not module_exists(f"{room}.{noun}")


def texts(node: ast.AST) -> Iterator[object]:
    """Every text below a node, but not the keys of the tables that give the labels."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "ACTS" for t in child.targets):
            yield from (key.id for key in child.value.keys if isinstance(key, ast.Name))
            continue
        if isinstance(child, ast.Constant):
            yield child.value
        yield from texts(child)


def acts_named() -> set[str]:
    """Every act that a source names: in `act("…")`, in a table of moves, in an event that is passed on."""
    return {text for _label, tree in sources() for text in texts(tree) if is_an_act(text)}


def calls(tree: ast.Module, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
            yield node


def facts_named() -> set[tuple[str, str]]:
    found = set(PASSED_ON)
    for label, tree in sources():
        for call in calls(tree, "act"):
            words = {word.arg for word in call.keywords if word.arg}
            # Something else of a view may be called so too.
            found |= {(label, word) for word in words - GIVEN} if words >= GIVEN else set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record.facts.update"):
                found |= {(label, word.arg) for word in node.keywords}
            if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "record.facts":
                found.add((label, node.slice.value))
    return found


def test_every_act_that_is_written_out_is_among_those_that_are_found():
    """What the search over all texts rests on: it sees at least each `act("…")`."""
    written = {
        call.args[0].value
        for _label, tree in sources()
        for call in calls(tree, "act")
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    assert len(written) > 40
    assert written <= acts_named()


#: Entries of before papers had drafts keep their names.
NO_LONGER = {"documents.paper.issue", "decisions.meeting.issue_minutes"}


def test_every_act_has_a_label_and_no_label_is_left_over():
    assert acts_named() == set(labels.declared()) - NO_LONGER


def test_every_fact_has_a_label_and_no_label_is_left_over():
    assert facts_named() == set(labels._facts)


def test_labels_are_chinese_and_two_acts_never_share_one():
    found = labels.declared()
    assert all(re.search("[一-鿿]", label) for label in found.values())
    assert len(set(found.values())) == len(found)


def test_an_act_of_an_unknown_version_shows_its_bare_name():
    assert labels.label_of("decisions.topic.propose") == "提出议题"
    assert labels.label_of("unknown.thing.do") == "unknown.thing.do"
    assert labels.fact_label_of("ledger.detail.erase", "reason") == "理由"
    assert labels.fact_label_of("ledger.detail.erase", "colour") == "colour"


def test_the_same_key_may_say_different_things_in_two_rooms():
    assert labels.fact_label_of("keys.key.retire", "key") != labels.fact_label_of("ledger.detail.erase", "key")


def test_the_labels_of_some_rooms_can_be_asked_for():
    assert set(labels.declared("documents", "keys")) == {
        act for act in labels.declared() if act.startswith(("documents.", "keys."))
    }


@pytest.mark.parametrize(
    ("room", "acts", "facts"),
    [
        ("rulebook", {"keys.value.reveal": "别的"}, {}),
        ("keys", {"keys.value.reveal": "别的"}, {}),
        ("keys", {}, {"key": "别的"}),
    ],
)
def test_foreign_acts_and_second_labels_are_refused(room, acts, facts):
    with pytest.raises(ValueError, match="declared twice"):
        labels.declare(room, acts, facts)
    assert labels.label_of("keys.value.reveal") == "查看加密内容"


def test_the_sources_are_really_read():
    assert {Path(folder).name for folder in ROOMS.values()} >= {"ledger", "decisions", "keys", "townships"}
