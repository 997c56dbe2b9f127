"""The house's own template of a kind as one piece, for whoever wants to change it."""

import re
from dataclasses import dataclass

from django.template.loader import get_template

_EXTENDS = re.compile(r'\{% extends "([^"]+)" %\}')
_INCLUDE = re.compile(r'\{% include "([^"]+)" %\}')
_COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}\n?", re.DOTALL)
_BLOCK = re.compile(r"\{% (?:block (\w+)|endblock) %\}")
#: Of the base: what the office replaces, and the styles of the kind.
_PAGE, _STYLES = "page", "styles"


def starter(template: str) -> str:
    """The template of a kind (`PaperKind.template`) in the little language: its styles, then its page."""
    blocks = _blocks_of(template)
    style = _written(blocks, _STYLES).strip()
    page = re.sub(r"\s*\n\s*", "\n", _written(blocks, _PAGE)).strip()
    return (f"<style>\n{style}\n</style>\n" if style else "") + f"{page}\n"


@dataclass
class _Block:
    """What a block says, and what the same block said in the parent."""

    text: str
    before: str = ""


def _blocks_of(name: str) -> dict[str, _Block]:
    source = _INCLUDE.sub(lambda found: _whole(found[1]), _source(name))
    parent = _EXTENDS.search(source)
    blocks = _blocks_of(parent[1]) if parent else {}
    for block, text in _cut(source).items():
        blocks[block] = _Block(text, _written_again(blocks[block]) if block in blocks else "")
    return blocks


def _whole(name: str) -> str:
    return _INCLUDE.sub(lambda found: _whole(found[1]), _source(name))


def _source(name: str) -> str:
    template: object = get_template(name).template  # type: ignore[attr-defined]
    return _COMMENT.sub("", str(getattr(template, "source", "")))


def _cut(source: str) -> dict[str, str]:
    """Block → its text, with a mark where another block stands within it."""
    found: dict[str, str] = {}
    open_blocks: list[tuple[str, str]] = []
    at = 0
    for tag in _BLOCK.finditer(source):
        between, at = source[at : tag.start()], tag.end()
        if open_blocks:
            name, text = open_blocks[-1]
            open_blocks[-1] = (name, text + between)
        if tag[1]:
            open_blocks.append((tag[1], ""))
            continue
        name, text = open_blocks.pop()
        found[name] = text
        if open_blocks:
            outer, said = open_blocks[-1]
            open_blocks[-1] = (outer, f"{said}{{% block {name} %}}")
    return found


def _written_again(block: _Block) -> str:
    return block.text.replace("{{ block.super }}", block.before)


def _written(blocks: dict[str, _Block], name: str) -> str:
    text = _written_again(blocks[name]) if name in blocks else ""
    return re.sub(r"\{% block (\w+) %\}", lambda found: _written(blocks, found[1]), text)
