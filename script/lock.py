"""`make lock`: write the lock files anew from pyproject.toml, with digests and without any registry's address."""

import subprocess
import sys

from script.bootstrap import PROJECT, REQUIREMENTS

UV = [sys.executable, "-m", "uv"]
OPTIONS = ["--quiet", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header"]
# The oldest Python we promise: what resolves there is what everybody gets, on every platform.
RESOLVE = ["--universal", "--python-version", "3.11"]


def main(upgrade: bool) -> None:
    fresh = ["--upgrade"] if upgrade else []
    compile_lock("run", "pyproject.toml", *fresh)
    # The running packages keep their versions in the development environment.
    compile_lock("dev", "pyproject.toml", "--group", "dev", "--constraint", "requirements/run.lock", *fresh)
    compile_lock("uv", "requirements/uv.in", *fresh)


def compile_lock(name: str, source: str, *more: str) -> None:
    target = REQUIREMENTS / f"{name}.lock"
    command = [*UV, "pip", "compile", source, *OPTIONS, *RESOLVE, *more, "--output-file", str(target)]
    subprocess.run(command, cwd=PROJECT, check=True)
    print(f"已写 {target.relative_to(PROJECT)}")


if __name__ == "__main__":
    main(upgrade="--upgrade" in sys.argv)
