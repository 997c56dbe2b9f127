"""Whatever is killed at whatever moment of `make run`: nothing goes on alone, nothing is lost, the next start works."""

import os
import random
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.tooling.houses import House, free_port, open_house, wait_for

pytestmark = pytest.mark.drill
# The first start migrates and seeds; it is hit there before later ones are hit while they serve.
FIRST_STARTS = range(3)
LATER_STARTS = range(3, 10)
LONGEST = 8
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
# The word that tells a process of the house from the others.
VICTIMS = {"make": "make", "supervisor": "script.run", "web": "gunicorn", "worker": "celery", "any": ""}


@pytest.fixture(scope="module")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("killed")


@pytest.fixture
def open_again(var_dir: Path) -> Iterator[Callable[[], House]]:
    houses: list[House] = []

    def begin() -> House:
        houses.append(open_house(var_dir, free_port(), ("make", "run")))
        return houses[-1]

    yield begin
    for house in houses:
        house.close()


def command_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def kill_at_random(seed: int, open_again: Callable[[], House]) -> None:
    chance = random.Random(seed)
    victim, signum = chance.choice(sorted(VICTIMS)), chance.choice(SIGNALS)
    house = open_again()
    time.sleep(chance.uniform(0.5, LONGEST))
    hit = [pid for pid in house.left() if VICTIMS[victim] in command_of(pid)]
    if hit:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(hit), signum)
    time.sleep(1)
    # A web worker is replaced by its master, and what was not yet running was not hit: the house stands, and is closed.
    with suppress(ProcessLookupError):
        os.kill(house.process.pid, signal.SIGTERM)
    wait_for(lambda: house.left() == [], f"the end of all processes ({victim}, {signum.name}): {house.output}")


def open_and_close(open_again: Callable[[], House]) -> None:
    house = open_again()
    wait_for(lambda: house.is_up, "the first page")
    with urllib.request.urlopen(f"http://127.0.0.1:{house.port}/") as page:
        assert page.status == 200
    os.killpg(house.process.pid, signal.SIGINT)
    wait_for(lambda: house.left() == [], "the end of all processes")


@pytest.mark.parametrize("seed", FIRST_STARTS)
def test_a_killed_first_start_leaves_nothing(seed: int, open_again: Callable[[], House]) -> None:
    kill_at_random(seed, open_again)


def test_after_killed_first_starts_the_house_opens(open_again: Callable[[], House]) -> None:
    open_and_close(open_again)


@pytest.mark.parametrize("seed", LATER_STARTS)
def test_a_killed_house_leaves_nothing(seed: int, open_again: Callable[[], House]) -> None:
    kill_at_random(seed, open_again)


def test_after_all_that_the_house_opens(open_again: Callable[[], House]) -> None:
    open_and_close(open_again)
