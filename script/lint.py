"""`make lint`: every check that needs no running program. All are run; what failed is shown with its output."""

import os
import secrets
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from script.blocks import Blocks
from script.sandbox import PROJECT, clean_environment

PYTHON = sys.executable
# Templates nest deep.
TEMPLATES = ("--tabwidth", "4", "templates")
# Its script in .venv/bin would not survive a moved folder.
IMPORT_LINTER = "from importlinter.cli import lint_imports_command as check; check(['--no-logo'])"


@dataclass(frozen=True)
class Step:
    name: str
    command: list[str]
    settings: dict[str, str] = field(default_factory=dict)

    def passes(self, var_dir: Path) -> bool:
        environment = clean_environment(var_dir / "var", KEY_DIR=str(var_dir / "keys"), **self.settings)
        result = subprocess.run(
            self.command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            print(result.stdout.rstrip(), flush=True)
        return result.returncode == 0


def production_settings() -> dict[str, str]:
    """A production start as it should be; nothing listens on port 1, so a check that connects fails."""
    return {
        "SUNLIT_MODE": "production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "SITE_URL": "https://sunlit.example",
        "DATABASE_URL": "postgres://sunlit@127.0.0.1:1/sunlit",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }


def steps() -> list[Step]:
    deploy = [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return [
        Step("ruff check", [PYTHON, "-m", "ruff", "check", "--output-format=concise"]),
        Step("ruff format", [PYTHON, "-m", "ruff", "format", "--check"]),
        Step("djhtml", [PYTHON, "-m", "djhtml", "--check", *TEMPLATES]),
        Step("mypy", [PYTHON, "-m", "mypy", "--no-error-summary"]),
        Step("import-linter", [PYTHON, "-c", IMPORT_LINTER]),
        Step("makemigrations --check", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
        Step("rules page", [PYTHON, "-m", "script.rules_page", "--check"]),
        Step("messages", [PYTHON, "-m", "script.check_messages"]),
        Step("check --deploy", deploy, production_settings()),
    ]


def main() -> int:
    os.chdir(PROJECT)
    blocks = Blocks()
    with tempfile.TemporaryDirectory(prefix="sunlit-lint-") as folder:
        for step in steps():
            blocks.run(step.name, partial(step.passes, Path(folder)))
    print(blocks.report(), flush=True)
    return 0 if blocks.passed else 1


if __name__ == "__main__":
    sys.exit(main())
