"""A sentence that was encrypted is nowhere to be read: not in the database, its log, a dump, nor in our files."""

import logging
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings as house
from django.core.cache import cache
from django.db import connection, connections
from django.utils import timezone

from foundation.keys.once_keys import make, use
from foundation.keys.rotation import re_index, rotate
from foundation.keys.services import reveal
from tests.keys.cards import TOWN, card_model, create_table, known, make_keys
from tests.ledger.acts import seal_anew

CANARY = "金丝雀canary-3f9c2b在此"
NUMBER = "13812345670"
NEEDLES = [
    spelling
    for word in (CANARY, NUMBER)
    for spelling in (
        word.encode(),
        word.encode("utf-16-le"),
        word.encode("unicode_escape"),
        word.encode().hex().encode(),
    )
]


def hits(data: bytes) -> list[bytes]:
    return sorted({needle for needle in NEEDLES if needle in data})


def files_below(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def lived_through(copied_db, tmp_path, settings):
    """Written, changed, read, searched, rotated and removed, with all of Django's own logging on."""
    settings.KEY_DIR = make_keys(tmp_path / "keys")
    seal_anew()
    cards = card_model()
    create_table(cards)
    now = timezone.now()
    loggers = [logging.getLogger(name) for name in ("django.db.backends", "django", "")]
    levels = [logger.level for logger in loggers]
    handler = logging.FileHandler(tmp_path / "debug.log")
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    connection.force_debug_cursor = True
    try:
        with known(cards):
            card = cards.objects.create(mobile=NUMBER, note=CANARY, **TOWN)
            gone = cards.objects.create(note=CANARY, **TOWN)
            assert reveal(card, "note", reader="监督甲", reason="核对有关情况", now=now) == CANARY
            assert cards.objects.filter(mobile_index__of=NUMBER).get().note.open() == CANARY
            rotate(actor="运维甲", now=now)
            re_index(actor="运维甲", now=now)
            gone.note = ""
            gone.save()
            cache.set("card", cards.objects.values("note", "mobile").first())
            make("keys.card:1", now=now)
            (tmp_path / "box").write_bytes(use("keys.card:1").lock(CANARY.encode()))
            queries = "".join(query["sql"] for query in connection.queries)
    finally:
        connection.force_debug_cursor = False
        logging.getLogger().removeHandler(handler)
        handler.close()
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
    assert "UPDATE" in queries
    (tmp_path / "queries").write_text(queries)
    return tmp_path


def test_the_needles_are_sharp(tmp_path):
    assert len(hits(f"{CANARY} {NUMBER}".encode())) == 2
    assert len(hits(NUMBER.encode().hex().encode())) == 1


def test_no_file_of_the_house_holds_the_sentence(lived_through):
    looked_at = files_below(lived_through, Path(house.VAR_DIR))
    assert {path.name for path in looked_at} >= {"debug.log", "queries", "box"}
    assert {path: found for path in looked_at if (found := hits(path.read_bytes()))} == {}
    assert hits(repr(cache._cache).encode()) == [] and cache.get("card")


def test_the_database_file_and_its_log_do_not_hold_it(lived_through):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL: see the dump and the pages")
    name = connection.settings_dict["NAME"]
    data = {ending: path.read_bytes() for ending in ("", "-wal") if (path := Path(name + ending)).exists()}
    assert "-wal" in data and b"s1.i." in data["-wal"]
    assert [hits(each) for each in data.values()] == [[], []]


@pytest.mark.postgres
def test_the_dump_does_not_hold_it(lived_through):
    if connection.vendor != "postgresql" or not shutil.which("pg_dump"):
        pytest.skip("needs PostgreSQL and pg_dump")
    found = connection.settings_dict
    name = found["NAME"]
    connections.close_all()
    command = ["pg_dump", "-h", found["HOST"], "-p", str(found["PORT"] or 5432), "-U", found["USER"], name]
    dump = subprocess.run(command, capture_output=True, check=True, env={"PGPASSWORD": found["PASSWORD"] or ""}).stdout
    assert b"s1.i." in dump and hits(dump) == []


@pytest.mark.postgres
def test_the_pages_of_the_tables_do_not_hold_it(lived_through):
    """The heap itself, old versions of rows included; needs the rights of a database superuser."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("needs a database superuser")
        cursor.execute("CHECKPOINT")
        for table in ("keys_card", "keys_reading", "ledger_ledgerentry"):
            cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [table])
            pages = bytes(cursor.fetchone()[0])
            assert pages and hits(pages) == []
            assert table != "keys_card" or pages.count(b"s1.i.") > 3
