"""One compiler from the typed content of a paper to a form and back.

A field of a content type that is annotated with a part can be worded by hand: the part says what it is called, which
inputs it
becomes, and how their texts become the value again. What has no part is not in the form, and no form can change it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, get_args, get_type_hints

from django import forms
from django.utils.translation import gettext as _

#: No paper of a township is longer, and the browser must show it.
LONGEST_TEXT, LONGEST_LINE, MOST_LINES = 20_000, 200, 200
#: How a line begins that is a heading, by its level, as people number them.
LEVELS = (
    (1, re.compile(r"[一二三四五六七八九十百]+、")),
    (2, re.compile(r"[（(][一二三四五六七八九十百]+[）)]")),
    (3, re.compile(r"[0-9]{1,2}[.．、](?![0-9])")),
    (4, re.compile(r"[（(][0-9]{1,2}[）)]")),
)
NUMERALS = "零一二三四五六七八九"
BAR = "|"


@dataclass(frozen=True)
class Part:
    """A wording: `label` and `hint` stand beside its input; a `required` one is missed before anybody checks the
    draft."""

    label: Any
    hint: Any = ""
    most: int = LONGEST_TEXT
    required: bool = False

    #: Lines of its input while it is empty.
    tall: ClassVar[int] = 4

    def fields(self, path: str, value: Any, of: Any, title: str) -> Iterator[tuple[str, forms.Field]]:
        """Inputs by name. `of` is the type of the value, `title` of what it is a part, for lists of things."""
        label = f"{title}：{self.label}" if title else self.label
        yield (
            path,
            forms.CharField(
                label=label,
                help_text=self.hint,
                max_length=self.most,
                required=False,
                initial=self.written(value),
                widget=self.widget(value),
            ),
        )

    def read(self, path: str, value: Any, of: Any, words: Mapping[str, str]) -> Any:
        """The value again, from what was entered; what the form did not have stays as it is."""
        return self.parsed(words[path]) if path in words else value

    def widget(self, value: Any) -> forms.Widget:
        rows = min(max(self.tall, self.written(value).count("\n") + 2), 24)
        return forms.Textarea(attrs={"rows": rows})

    def written(self, value: Any) -> str:
        return str(value)

    def parsed(self, text: str) -> Any:
        return text.replace("\r\n", "\n").strip()


@dataclass(frozen=True)
class Line(Part):
    """A text of one line."""

    most: int = LONGEST_LINE

    def widget(self, value: Any) -> forms.Widget:
        return forms.TextInput()


class Paragraph(Part):
    """A text of some lines."""


class Lines(Part):
    """A list of texts, one a line."""

    tall = 3

    def written(self, value: Any) -> str:
        return "\n".join(value)

    def parsed(self, text: str) -> Any:
        return [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]


class Cells(Part):
    """A row of texts with bars between them; a row that was copied from a sheet has tabs."""

    def widget(self, value: Any) -> forms.Widget:
        return forms.TextInput()

    def written(self, value: Any) -> str:
        return f" {BAR} ".join(value)

    def parsed(self, text: str) -> Any:
        return cells(text)


class Rows(Part):
    """Rows of cells, one a line."""

    tall = 10

    def written(self, value: Any) -> str:
        return "\n".join(f" {BAR} ".join(row) for row in value)

    def parsed(self, text: str) -> Any:
        return [cells(line) for line in text.splitlines() if line.strip()]


class Running(Part):
    """Running text: paragraphs and headings, written with the numbers that they have on paper."""

    tall = 14

    def written(self, value: Any) -> str:
        counts = [0, 0, 0, 0]
        lines = []
        for block in value:
            level = block["level"]
            if level:
                counts[level - 1] += 1
                counts[level:] = [0] * (4 - level)
            lines.append(_numbered(level, counts[level - 1]) + block["text"])
        return "\n".join(lines)

    def parsed(self, text: str) -> Any:
        return [_block(line.strip()) for line in text.splitlines() if line.strip()]


class Voices(Part):
    """Who said what, each as `name：words`: the words can be edited, names and their order not."""

    def fields(self, path: str, value: Any, of: Any, title: str) -> Iterator[tuple[str, forms.Field]]:
        for at, voice in enumerate(value):
            name, _colon, words = voice.partition("：")
            yield from Paragraph(f"{self.label}（{name}）").fields(f"{path}-{at}", words, str, title)

    def read(self, path: str, value: Any, of: Any, words: Mapping[str, str]) -> Any:
        found = []
        for at, voice in enumerate(value):
            name, _colon, before = voice.partition("：")
            found.append(f"{name}：{Paragraph('').read(f'{path}-{at}', before, str, words)}")
        return found


class Each(Part):
    """A list of things of one type: the wordings of each. Their number and order stay."""

    def fields(self, path: str, value: Any, of: Any, title: str) -> Iterator[tuple[str, forms.Field]]:
        for at, one in enumerate(value):
            yield from fields_of(get_args(of)[0], one, f"{path}-{at}-", one["title"]).items()

    def read(self, path: str, value: Any, of: Any, words: Mapping[str, str]) -> Any:
        return [read(get_args(of)[0], one, words, f"{path}-{at}-") for at, one in enumerate(value)]


# -------------------------------------------------------------------------------------------------


@cache
def parts_of(content: Any) -> dict[str, tuple[Part, Any]]:
    """Of a typed content: field → its part and the type of its value."""
    hints = get_type_hints(content, include_extras=True)
    return {
        name: (hint.__metadata__[0], hint.__origin__)
        for name, hint in hints.items()
        if isinstance(next(iter(getattr(hint, "__metadata__", ())), None), Part)
    }


def fields_of(content: Any, value: Mapping[str, Any], path: str = "", title: str = "") -> dict[str, forms.Field]:
    """The inputs for a value of a typed content, by name, filled with what it says."""
    return {
        name: field
        for key, (part, of) in parts_of(content).items()
        for name, field in part.fields(f"{path}{key}", value[key], of, title)
    }


def read(content: Any, value: Mapping[str, Any], words: Mapping[str, str], path: str = "") -> dict[str, Any]:
    """The value with the wordings that were entered, and everything else as it was."""
    worded = {key: part.read(f"{path}{key}", value[key], of, words) for key, (part, of) in parts_of(content).items()}
    return {**value, **worded}


def missing(content: Any, value: Mapping[str, Any]) -> list[str]:
    """What must be worded before anybody checks it, by name."""
    return [str(part.label) for key, (part, _of) in parts_of(content).items() if part.required and not value[key]]


def cells(text: str) -> list[str]:
    """A line in its cells: at tabs when it has any, at bars otherwise."""
    found = text.split("\t") if "\t" in text else text.replace("｜", BAR).split(BAR)
    return [cell.strip() for cell in found] if text.strip() else []


def numeral(number: int) -> str:
    """1 … 99 in Chinese: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return head + (NUMERALS[ones] if ones or not tens else "")


def _numbered(level: int, number: int) -> str:
    return ("", f"{numeral(number)}、", f"（{numeral(number)}）", f"{number}. ", f"（{number}）")[level]


def _block(line: str) -> dict[str, Any]:
    for level, pattern in LEVELS:
        if found := pattern.match(line):
            return {"level": level, "text": line[found.end() :].strip()}
    return {"level": 0, "text": line}


def uneven_row(columns: list[str], rows: list[list[str]]) -> str:
    """The first row that has not one cell for each column, in words; empty when all have."""
    for at, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            return _("第 %(row)d 行有 %(cells)d 格，栏目有 %(columns)d 个") % {
                "row": at,
                "cells": len(row),
                "columns": len(columns),
            }
    return ""
