"""The program has all the rights that it needs: every verb, every door and every task, as the role of a server."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from http.cookies import SimpleCookie
from io import StringIO

import pytest
from celery import current_app
from django.conf import settings as house_settings
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from decisions.models import Vote
from foundation.keys.models import Reading
from foundation.keys.services import reveal
from foundation.ledger.models import LedgerEntry, LedgerHead
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.ledger.verification import first_bad_entry
from foundation.townships.models import Official
from foundation.upkeep.services import back_up
from tests.cast import Cast
from tests.decisions.scenes import scene
from tests.decisions.verbs import SMALL, VERBS, actor_of
from tests.disclosure.made import publication_of
from tests.doors.roles import ACCOUNTS
from tests.doors.rows import expected
from tests.doors.table import ROWS
from tests.ledger.app_role import Roles
from tests.test_completeness import PERFORMED
from tests.townships.contacts import ID_NUMBER, MOBILE, reachable
from tests.townships.doorway import come_in

pytestmark = pytest.mark.postgres
ROLES = ("nobody", "clerk", "inspector", "audit administrator")


@contextmanager
def taken_back() -> Iterator[None]:
    """The other tests of this file find the cast as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def keys(tmp_path_factory):
    """Of this file alone: what is encrypted anew stays so until its end."""
    before = house_settings.KEY_DIR
    house_settings.KEY_DIR = shutil.copytree(before, tmp_path_factory.mktemp("app") / "keys")
    yield
    house_settings.KEY_DIR = before


@pytest.fixture(scope="module")
def logins(server, keys) -> dict[str, SimpleCookie]:
    """Once for all doors; each gets a browser of its own."""
    return {role: come_in(ACCOUNTS[role]).cookies if ACCOUNTS[role] else SimpleCookie() for role in ROLES}


def browser(cookies: SimpleCookie) -> Client:
    client = Client()
    client.cookies = deepcopy(cookies)
    return client


@pytest.fixture
def cast(server: Roles) -> Cast:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        assert cursor.fetchone() == (server.app,)
    return Cast()


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_of_a_decision(cast, name):
    with taken_back():
        town = scene(cast.jinnan, "clerk.jinnan", kind=SMALL)
        verb = VERBS[name]
        verb.ready(town)(actor_of(town, verb))
        assert LedgerEntry.objects.filter(act=verb.acts[-1]).exists()


@pytest.mark.parametrize("name", sorted(PERFORMED))
def test_every_service_of_the_townships(cast, name):
    prepare, perform = PERFORMED[name]
    with taken_back():
        before = LedgerEntry.objects.count()
        perform(cast, prepare(cast))
        assert LedgerEntry.objects.count() > before


def test_a_whole_decision_to_the_citizens_page_and_its_proof(cast, client):
    """Committed, as on a server."""
    resolution = scene(cast.taji, "clerk.taji").resolution()
    assert Vote.objects.filter(item=resolution.item).count() > 2
    publication = publication_of(cast.taji, by="clerk.taji", reviewer="reviewer.taji")
    assert client.get(reverse("disclosure:publication", args=[publication.pk])).status_code == 200
    streams = LedgerHead.objects.values_list("stream", flat=True)
    assert {first_bad_entry(stream) for stream in streams} == {None}


def test_a_number_is_kept_revealed_and_encrypted_anew(cast):
    person = reachable(cast.official("戊三"), id_number=ID_NUMBER)
    now = timezone.now()
    assert reveal(person, "mobile", reader="甲一", reason="防汛值班联系", now=now) == MOBILE
    assert Reading.objects.filter(at=now).count() == 1
    call_command("rotate_keys", stdout=StringIO())
    call_command("rotate_keys", "--index", stdout=StringIO())
    assert Official.objects.get(id_number_index__of=ID_NUMBER).mobile.open() == MOBILE


#: Every tenth: pages read alike, and `test_doors.py` opens each of them.
@pytest.mark.parametrize("row", ROWS[::10], ids=lambda row: row.name)
def test_a_tenth_of_the_doors(cast, logins, row):
    with taken_back():
        url = reverse(row.name, args=row.args(cast))
        for role, cookies in logins.items():
            for method, codes in (("get", row.get), ("post", row.post)):
                with taken_back():
                    answer = getattr(browser(cookies), method)(url, row.data if method == "post" else {})
                    if answer.streaming:
                        # Read to its end, a file is closed.
                        list(answer)
                wanted = expected(codes, role)
                assert answer.status_code == (302 if wanted == "login" else wanted), (method, role)


@pytest.mark.parametrize("task", sorted({each["task"] for each in house_settings.CELERY_BEAT_SCHEDULE.values()}))
def test_every_task_of_the_clock(cast, server, settings, tmp_path, task):
    # On a server the drill has a role of its own, which may make databases.
    settings.DRILL_DATABASE = {
        **connection.settings_dict,
        "USER": server.admin,
        "PASSWORD": server.passwords[server.admin],
    }
    current_app.loader.import_default_modules()
    # Not what another test left: a drill is held on a backup with a checkpoint.
    settings.BACKUP_DIR = tmp_path
    make_checkpoint(now=timezone.now())
    back_up(now=timezone.now())
    assert current_app.tasks[task].apply().successful()


def test_the_start_has_nothing_to_say(cast, settings):
    settings.OWNER_APART = True
    assert run_checks(tags=[Tags.database], databases=["default"]) == []
