"""Whether the English catalogue is up to date, complete where citizens read it, and compiled."""

import re
import shutil
import sys
import tempfile
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

import polib

from script.messages import CATALOGUE, CHINESE, extract
from script.sandbox import PROJECT

# What must be in English at all times: the open site, the login, the error pages and the pieces they are made of.
OPEN_PLACES = (
    "templates/disclosure/*",
    "templates/accounts/*",
    "templates/400.html",
    "templates/403.html",
    "templates/404.html",
    "templates/409.html",
    "templates/500.html",
    "templates/base*.html",
    "templates/_*",
    "templates/django/*",
    "disclosure/*.py",
    "foundation/townships/forms.py",
    "foundation/townships/passwords.py",
    "foundation/townships/middleware.py",
    "foundation/townships/views_account.py",
    "foundation/townships/views_login.py",
    "foundation/web/views.py",
    "foundation/web/middleware.py",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w*\}")
NOT_SOURCES = shutil.ignore_patterns(".*", "var", "docs", "tests", "static", "__pycache__", "*.mo")

Key = tuple[str | None, str, str | None]


def stale(committed: polib.POFile, extracted: polib.POFile) -> list[str]:
    """Sentences of the sources that the catalogue lacks, and the other way round."""
    known, used = keys(committed), keys(extracted)
    lacking = [f"词条缺少（请运行 make messages）：{key[1]}" for key in sorted(used - known, key=str)]
    return lacking + [f"词条已无处使用（请运行 make messages）：{key[1]}" for key in sorted(known - used, key=str)]


def keys(catalogue: polib.POFile) -> set[Key]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}


def incomplete(extracted: polib.POFile, committed: polib.POFile) -> list[str]:
    """Open sentences without a good English one. Where they occur is read from the fresh extraction."""
    english = {(entry.msgctxt, entry.msgid): entry for entry in committed if not entry.obsolete}
    lines = []
    for entry in extracted:
        translation = english.get((entry.msgctxt, entry.msgid))
        if translation and (fault := fault_of(translation, is_open(entry))):
            lines.append(f"{fault}：{entry.msgid}（{', '.join(place for place, _line in entry.occurrences)}）")
    return lines


def is_open(entry: polib.POEntry) -> bool:
    return any(fnmatch(place, pattern) for place, _line in entry.occurrences for pattern in OPEN_PLACES)


def fault_of(entry: polib.POEntry, required: bool) -> str:
    """What is wrong with the English of `entry`, or nothing."""
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if required and entry.fuzzy:
        return "英文待核对"
    if required and not all(forms):
        return "没有英文"
    if not entry.fuzzy and any(not same_placeholders(entry, form) for form in forms if form):
        return "英文的占位符不同"
    return ""


def same_placeholders(entry: polib.POEntry, form: str) -> bool:
    """A singular may leave the number out ("one item"); nothing may be added or, without plural, be lost."""
    wanted, found = Counter(PLACEHOLDER.findall(entry.msgid)), Counter(PLACEHOLDER.findall(form))
    return found <= wanted if entry.msgid_plural else found == wanted


def uncompiled(committed: polib.POFile, path: Path) -> list[str]:
    """Where the compiled file says something else; compared by content, since msgfmt's bytes differ by version."""
    if not path.exists():
        return [f"缺少 {path.name}（请运行 make messages）"]
    compiled = {(entry.msgctxt, entry.msgid): texts(entry) for entry in polib.mofile(str(path))}
    expected = {(entry.msgctxt, entry.msgid): texts(entry) for entry in committed.translated_entries()}
    differing = [key for key in expected.keys() | compiled.keys() if expected.get(key) != compiled.get(key)]
    return [f".mo 与 .po 不一致（请运行 make messages）：{msgid}" for _context, msgid in sorted(differing, key=str)]


def texts(entry: polib.POEntry | polib.MOEntry) -> tuple[str, ...]:
    return (entry.msgstr, *(entry.msgstr_plural[index] for index in sorted(entry.msgstr_plural)))


def check(project: Path) -> list[str]:
    committed = polib.pofile(str(project / CATALOGUE))
    with tempfile.TemporaryDirectory(prefix="sunlit-messages-") as folder:
        copy = Path(folder) / "project"
        shutil.copytree(project, copy, ignore=NOT_SOURCES)
        extract(copy)
        extracted = polib.pofile(str(copy / CATALOGUE))
    return [
        *stale(committed, extracted),
        *incomplete(extracted, committed),
        *(
            line
            for path in (project / CATALOGUE, project / CHINESE)
            if path.exists()
            for line in uncompiled(polib.pofile(str(path)), path.with_suffix(".mo"))
        ),
    ]


def main() -> int:
    if not (PROJECT / CATALOGUE).exists():
        print(f"缺少 {CATALOGUE}（请运行 make messages）")
        return 1
    faults = check(PROJECT)
    for line in faults:
        print(line)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
