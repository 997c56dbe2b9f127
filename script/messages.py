"""`make messages`: collect the interface's sentences into the English catalogue and compile it."""

import os
import subprocess
import sys
from pathlib import Path

import polib

from script.sandbox import PROJECT

CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
# Django's own sentences in the words of this house, kept by hand.
CHINESE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
# Folders without sentences of the interface.
SKIPPED = ("bench", "build", "deploy", "docs", "drill", "script", "static", "tests", "var")
# Changes at every run and says nothing.
NOISE = "POT-Creation-Date"
HEADER = r"""# English of the interface, kept by `make messages`; the sentences in the sources are Chinese.
msgid ""
msgstr ""
"Project-Id-Version: sunlit\n"
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"""


def extract(root: Path) -> None:
    """Bring the catalogue under `root` up to date with its sources; new sentences are empty, similar ones fuzzy."""
    if not (root / CATALOGUE).exists():
        (root / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
        (root / CATALOGUE).write_text(HEADER)
    ignored = [f"--ignore={folder}" for folder in SKIPPED]
    command = [sys.executable, "-m", "django", "makemessages", "--locale=en", "--add-location=file", "--no-obsolete"]
    # Without settings Django takes the `locale` folder where it stands; the sources need not even import.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([*command, *ignored], cwd=root, env=environment, check=True, capture_output=True, text=True)
    lines = (root / CATALOGUE).read_text().splitlines(keepends=True)
    (root / CATALOGUE).write_text("".join(line for line in lines if NOISE not in line))


def compile_catalogue(root: Path) -> None:
    for path in (root / CATALOGUE, root / CHINESE):
        if path.exists():
            subprocess.run(
                ["msgfmt", "--check-format", "--check-domain", "-o", str(path.with_suffix(".mo")), str(path)],
                check=True,
            )


def main() -> None:
    try:
        extract(PROJECT)
        compile_catalogue(PROJECT)
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"没有成功：{' '.join(error.cmd)}\n{error.stderr or ''}") from error
    open_entries = [entry for entry in polib.pofile(str(PROJECT / CATALOGUE)) if entry.fuzzy or not entry.translated()]
    print(f"已更新 {CATALOGUE} 和 .mo；尚无英文或待核对 {len(open_entries)} 条。")


if __name__ == "__main__":
    main()
