"""`make fix`: what a machine can put right by itself."""

import os
import subprocess
import sys

from script.lint import TEMPLATES
from script.sandbox import PROJECT


def main() -> int:
    os.chdir(PROJECT)
    python = [sys.executable, "-m"]
    steps = (
        [*python, "ruff", "check", "--fix"],
        [*python, "ruff", "format"],
        [*python, "djhtml", *TEMPLATES],
    )
    # All are run; djhtml answers 1 when it changed something, which is no failure here.
    codes = [subprocess.run(step, check=False).returncode for step in steps]
    return max(codes[:2])


if __name__ == "__main__":
    sys.exit(main())
