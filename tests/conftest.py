"""What every test may use: the cast, clients for each role, databases that may be broken.

`make test` runs the tests twice, on SQLite and on PostgreSQL, and measures which lines they run. Neither is free:

- PostgreSQL is asked again for what may differ by database: services with their constraints, transactions, locks,
  triggers, selectors (order, case, sums), migrations, the ledger, failing ledgers, races. `once` is for the rest: who
  may do what, wording, pages, papers, pure rules. Left out by themselves: tests that ask no database, `ABOUT_PAGES`,
  `ABOUT_RULES`.
- A measured test takes twice its time. `unmeasured` is for tests whose lines others run. On PostgreSQL only those are
  measured that run lines no SQLite run can reach: `postgres`, and `SPEAKS_POSTGRES`.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from time import monotonic
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import user_logged_in
from django.contrib.auth.hashers import get_hashers, get_hashers_by_algorithm
from django.test import Client
from django.test.utils import teardown_databases
from django.utils import timezone, translation

from foundation.calendar import counting
from foundation.townships.models import User
from foundation.townships.sessions import VERIFIED
from tests import cast as the_cast
from tests import watcher
from tests.copies import Copier
from tests.shared import SharedCast, beginning
from tests.townships.doorway import Clock

# A busy machine is no reason to fail.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")


#: The second suite of `make test`.
ONLY_WITH_DATABASE = bool(os.environ.get("SUNLIT_DATABASE_TESTS_ONLY"))
#: Tests of code that has words for PostgreSQL alone, where they do not bear `postgres` because SQLite is asked as well.
SPEAKS_POSTGRES = re.compile(
    r"ledger/test_(app_role\w*|append_only|checkpoints|commands|heads|privileges|races|triggers|verification"
    r"|weakened_triggers)\.py|upkeep/test_\w+\.py"
)
#: Files of tests on what pages show, which is the same on every database. That each page opens on each of them is shown
#: by tests/doors/, what stands behind it by the tests of services and selectors.
ABOUT_PAGES = re.compile(r"test_(views_\w+|\w*pages?|look|components|desk|refused_forms)\.py")
#: Files of tests on what the rules of meetings refuse, in which words. On both databases stand: what the rules read
#: (tests/decisions/test_selectors.py), every verb (test_ledger.py), every body from beginning to end
#: (test_procedures.py), and what the database itself refuses (test_triggers.py, test_constraints.py).
ABOUT_RULES = re.compile(r"test_rules_\w+\.py")
#: Fixtures through which a test reaches the database; others build on these.
DATABASE = {"db", "copier", "copied_db"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What the database has no part in is the same on every one: in the second suite of `make test` it is left out."""
    if ONLY_WITH_DATABASE:
        chosen = [item for item in items if asks_a_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Measuring which lines are run makes a test twice as slow. What covers nothing new is not measured:
    the second suite but for what PostgreSQL is spoken to about, and the long tables of who may do what."""
    if is_measured(item):
        return (yield)
    with at_full_speed(item.config):
        return (yield)


def is_measured(item: pytest.Item) -> bool:
    if item.get_closest_marker("unmeasured"):
        return False
    if not ONLY_WITH_DATABASE or item.get_closest_marker("postgres"):
        return True
    return bool(SPEAKS_POSTGRES.fullmatch("/".join(item.path.parts[-2:])))


@contextmanager
def at_full_speed(config: pytest.Config) -> Iterator[None]:
    """The tracer rests, if it is there and does not rest already."""
    plugin = config.pluginmanager.getplugin("_cov")
    if plugin is None or plugin.cov_controller is None or not plugin.cov_controller.started:
        yield
        return
    plugin.cov_controller.pause()
    try:
        yield
    finally:
        plugin.cov_controller.resume()


def asks_a_database(item: pytest.Item) -> bool:
    if (
        item.get_closest_marker("once")
        or ABOUT_PAGES.fullmatch(item.path.name)
        or ABOUT_RULES.fullmatch(item.path.name)
    ):
        return False
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("postgres")
    return bool(marked or DATABASE & set(getattr(item, "fixturenames", ())))


#: A Tuesday with weeks of ordinary days before and behind it, in a year whose holidays are known.
FIRST_DAY = datetime(2026, 11, 10, 9, 30, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def live_on(day: datetime) -> None:
    """Periods end on working days: what is counted from today would be another thing on a Friday or before a feast.

    The clock goes on as fast as the real one. Other processes and the database itself keep the real time.
    """
    since, real = monotonic(), timezone.now

    def now() -> datetime:
        return day + timedelta(seconds=monotonic() - since)

    # Also where a library took the function itself.
    for module in list(sys.modules.values()):
        for name in [name for name, value in vars(module).items() if value is real]:
            setattr(module, name, now)


# Before any test is collected: some are given days.
live_on(beginning(FIRST_DAY))


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Argon2 is slow on purpose; tests log in hundreds of times."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    get_hashers.cache_clear()
    get_hashers_by_algorithm.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def quick_clients() -> None:
    """Every test client loads the middleware anew, and WhiteNoise would look at each static file each time."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session", autouse=True)
def watched() -> None:
    """Every statement of the run, by whatever thread and on whatever database."""
    watcher.install()


@pytest.fixture(autouse=True)
def every_write_is_proven(watched: None) -> Iterator[None]:
    """First to begin and last to end: also what other fixtures wrote is counted."""
    yield from watcher.fail_for_findings()


@pytest.fixture(autouse=True)
def chinese() -> None:
    """A request for an English page leaves its language to whatever the same thread does next."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def another_request() -> None:
    """A page that failed did not end its request: what it knew of working days is not for the next test."""
    counting._end()


@pytest.fixture(scope="session")
def django_db_setup(
    pytestconfig: pytest.Config,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
    quick_passwords: None,
    watched: None,
) -> Iterator[None]:
    """The cast is in the database before the first test; each test then works in a transaction of its own.

    In place of the plugin's fixture, which makes no database when every test chosen works on a copy.
    """

    def build() -> None:
        with watcher.findings() as found:
            the_cast.build()
        assert not found, "\n".join(found)

    shared = SharedCast(build, partial(at_full_speed, pytestconfig))
    with django_db_blocker.unblock():
        databases = shared.set_up()
    yield
    with django_db_blocker.unblock():
        teardown_databases(databases, verbosity=0)
        shared.tear_down()


@pytest.fixture
def cast(db: None) -> "the_cast.Cast":
    return the_cast.Cast()


@pytest.fixture
def no_numbers(db: None) -> None:
    the_cast.forget_numbers()


@pytest.fixture
def login(db: None) -> Callable[[str], Client]:
    """`login("clerk.jinnan")` → a client that is logged in, second factor included; `login("")` → nobody."""

    def verify(request: Any, **_more: Any) -> None:
        request.session[VERIFIED] = True

    def as_user(username: str) -> Client:
        client = Client()
        if username:
            user_logged_in.connect(verify)
            try:
                user = User.objects.get(username=username)
                client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            finally:
                user_logged_in.disconnect(verify)
        return client

    return as_user


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time stands still, and goes on when a test says so."""
    # The pages are loaded with the first request: whichever then takes `now` for itself would keep this one for good.
    import_module(settings.ROOT_URLCONF)
    return Clock(monkeypatch)


@pytest.fixture(scope="session")
def copier(django_db_setup: None, django_db_blocker: Any) -> Copier:
    return Copier(django_db_blocker)


@pytest.fixture
def copied_db(copier: Copier) -> Iterator[None]:
    """A database of its own, copied from the one with the cast: commits are real, threads see them.

    For races and browsers. `flush` cannot empty tables that are append-only, so there is no
    `TransactionTestCase` here.
    """
    with copier.copy():
        yield
