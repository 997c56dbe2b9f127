"""Import of division codes from a CSV file: all of it or nothing, errors by line, twice the same as once."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import category

from django.utils.translation import gettext as _

from foundation.ledger.services import act
from foundation.scope import INSTALLATION
from foundation.townships.models import Division
from foundation.townships.states import Level
from foundation.townships.units import unit_type_of
from foundation.violations import RuleViolation

COLUMNS = ["code", "name", "level"]
#: How many leading digits say something at each level; the rest must be zeros.
DIGITS = {Level.PROVINCE: 2, Level.PREFECTURE: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
MAX_ERRORS = 50
NAME_LENGTH = Division._meta.get_field("name").max_length


@dataclass(frozen=True)
class Line:
    """A line of the file that has passed every check of its own."""

    number: int
    code: str
    name: str
    level: Level


@dataclass(frozen=True)
class ImportReport:
    """How many divisions were added, changed (also some that the file lacks), and how many lines changed nothing."""

    created: int
    changed: int
    same: int


class BadFile(RuleViolation):
    """Every line that cannot be taken, with its reason (the first 50); nothing was imported."""

    def __init__(self, errors: list[str]) -> None:
        shown = errors[:MAX_ERRORS]
        if len(errors) > MAX_ERRORS:
            shown.append(_("……另有 %d 处错误未列出。") % (len(errors) - MAX_ERRORS))
        super().__init__("townships.bad_file", "\n".join(shown))
        self.errors = errors


def import_divisions(*, data: bytes, actor: object, now: datetime) -> ImportReport:
    """Take divisions from a CSV file in UTF-8 with the columns code (12 digits), name, level.

    Levels are province, prefecture, county, township, village. Parents may be missing: a division
    hangs on the nearest ancestor that is there, and on a nearer one as soon as it comes. Known codes
    get the file's name; their unit type, which may have been edited, and whatever else the file
    lacks are left alone.
    Raises `BadFile`, a `RuleViolation`, which names each bad line.
    """
    lines = _read(data)
    digest = hashlib.sha256(data).hexdigest()
    with act("townships.divisions.import", stream=INSTALLATION, actor=actor, now=now, file=digest) as record:
        known = {row.code: row for row in Division.objects.all()}
        _refuse_new_levels(lines, known)
        created, changed = _save(lines, known)
        record.facts.update(created=len(created), changed=len(changed))
        record.touch_all([*created, *changed])
        if not record.batches:
            record.drop()
    written = {division.code for division in [*created, *changed]}
    return ImportReport(len(created), len(changed), sum(line.code not in written for line in lines))


def _read(data: bytes) -> list[Line]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile([_("文件不是 UTF-8 编码。请另存为“CSV UTF-8”后重试。")]) from error
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    errors: list[str] = []
    lines = list(_checked(rows, errors))
    if not lines and not errors:
        errors.append(_("文件没有数据行。请核对是否选错了文件。"))
    if errors:
        raise BadFile(errors)
    return lines


def _checked(rows: Any, errors: list[str]) -> Iterator[Line]:
    """The good lines; what is wrong with the others goes into `errors`."""
    seen: dict[str, int] = {}
    try:
        header = next(rows, None)
        if header != COLUMNS:
            errors.append(_("第 1 行：表头应为 code,name,level，实为 %s。") % ",".join(header or [_("空")])[:100])
            return
        for row in rows:
            if not row:
                continue
            number = rows.line_num
            reason = _problem(row, seen)
            if reason:
                errors.append(_("第 %(number)d 行：%(reason)s") % {"number": number, "reason": reason})
                continue
            code, name, level = row
            seen[code] = number
            yield Line(number, code, name.strip(), Level(level))
    except csv.Error as error:
        errors.append(_("第 %(number)d 行：不是有效的 CSV(%(error)s)。") % {"number": rows.line_num, "error": error})


def _problem(row: list[str], seen: dict[str, int]) -> str:
    """What is wrong with one line by itself; an empty text when nothing is."""
    if len(row) != len(COLUMNS):
        return _("应有 3 列，实有 %d 列。") % len(row)
    code, name, level = row
    if not (len(code) == 12 and code.isascii() and code.isdigit()):
        return _("代码“%s”不是 12 位数字。") % code[:20]
    if level not in DIGITS:
        return _("层级“%(level)s”不认识，可写：%(levels)s。") % {"level": level[:20], "levels": "、".join(DIGITS)}
    if code[DIGITS[Level(level)] :].strip("0"):
        return _("代码 %(code)s 与层级 %(level)s 不符：第 %(digit)d 位以后应为 0。") % {
            "code": code,
            "level": level,
            "digit": DIGITS[Level(level)],
        }
    if not 0 < len(name.strip()) <= (NAME_LENGTH or 0):
        return _("名称应为 1 至 %d 个字。") % (NAME_LENGTH or 0)
    if any(category(sign) == "Cc" for sign in name):
        return _("名称中有换行等控制字符。")
    if code in seen:
        return _("代码 %(code)s 与第 %(line)d 行重复。") % {"code": code, "line": seen[code]}
    return ""


def _refuse_new_levels(lines: list[Line], known: dict[str, Division]) -> None:
    errors = [
        _("第 %(number)d 行：代码 %(code)s 已登记为%(old)s，不能改为%(new)s。")
        % {
            "number": line.number,
            "code": line.code,
            "old": known[line.code].get_level_display(),
            "new": line.level.label,
        }
        for line in lines
        if line.code in known and known[line.code].level != line.level
    ]
    if errors:
        raise BadFile(errors)


def _save(lines: list[Line], known: dict[str, Division]) -> tuple[list[Division], list[Division]]:
    """Write level by level, so that parents have their keys before their children are written."""
    created: list[Division] = []
    changed: list[Division] = []
    for level in DIGITS:
        fresh = []
        for line in lines:
            if line.level != level:
                continue
            parent = _nearest_ancestor(line.code, level, known)
            division = known.get(line.code)
            if division is None:
                fresh.append(_new(line, parent))
            elif (division.name, division.parent_id) != (line.name, parent.pk if parent else None):
                division.name, division.parent = line.name, parent
                changed.append(division)
        Division.objects.bulk_create(fresh)
        known.update((division.code, division) for division in fresh)
        created += fresh
    changed += _adopted(created, known, {line.code for line in lines})
    Division.objects.bulk_update(changed, ["name", "parent"], batch_size=200)
    return created, changed


def _adopted(created: list[Division], known: dict[str, Division], in_file: set[str]) -> list[Division]:
    """Those imported earlier that now have a nearer ancestor: each hangs on it from here on."""
    fresh = {division.code for division in created if division.level != Level.VILLAGE}
    if not fresh:
        return []
    found = []
    for code, division in known.items():
        if code in in_file or not any(above in fresh for above in _ancestors(code, Level(division.level))):
            continue
        parent = _nearest_ancestor(code, Level(division.level), known)
        if parent is not None and parent.pk != division.parent_id:
            division.parent = parent
            found.append(division)
    return found


def _new(line: Line, parent: Division | None) -> Division:
    below_county = line.level in {Level.TOWNSHIP, Level.VILLAGE}
    return Division(
        code=line.code,
        name=line.name,
        level=line.level,
        unit_type=unit_type_of(code=line.code, name=line.name, level=line.level) or "",
        parent=parent,
        county=line.code[:6] if below_county or line.level == Level.COUNTY else "",
        township=line.code[:9] if below_county else "",
    )


def _nearest_ancestor(code: str, level: Level, known: dict[str, Division]) -> Division | None:
    for code_above, above in _ancestors(code, level).items():
        ancestor = known.get(code_above)
        if ancestor is not None and ancestor.level == above:
            return ancestor
    return None


def _ancestors(code: str, level: Level) -> dict[str, Level]:
    """The codes that the ancestors of a division would have, nearest first, with their levels."""
    return {
        code[: DIGITS[above]].ljust(12, "0"): above
        for above in reversed([other for other in DIGITS if DIGITS[other] < DIGITS[level]])
    }
