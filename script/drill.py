"""`make drill`: the long tests (races, tampering, kills, fuzz, secrecy), what bears the marker `drill`."""

import contextlib
import os
import sys

from script import packages, servers
from script.blocks import Blocks
from script.processes import StopRequest, run_step
from script.sandbox import PROJECT

#: Beside the drills themselves: races whose short form is in `make test`.
PLACES = ["drill", "tests/decisions/test_races.py", "tests/decisions/test_races_desk.py"]
PYTEST = [sys.executable, "-m", "pytest", *PLACES, "-v", "--durations=0"]
# pytest's answer when nothing was chosen.
NOTHING = 5


def main(arguments: list[str]) -> int:
    os.chdir(PROJECT)
    stop, blocks = StopRequest(), Blocks()
    inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}

    def drill(marks: str, **settings: str) -> bool:
        environment = {**inherited, "SUNLIT_DRILL": "1", **settings}
        return run_step([*PYTEST, "-m", marks, *arguments], environment, stop) in (0, NOTHING)

    blocks.run("SQLite 演练", lambda: drill("drill and not postgres"))
    if not stop.asked and packages.postgres_folder() and packages.REDIS.present():
        with contextlib.ExitStack() as stack:
            settings = {
                "DATABASE_URL": stack.enter_context(servers.postgres()),
                "REDIS_URL": stack.enter_context(servers.redis()),
            }
            blocks.run("PostgreSQL 演练", lambda: drill("drill and postgres", **settings))
    print(blocks.report(), flush=True)
    return 0 if blocks.passed and not stop.asked else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:]))
