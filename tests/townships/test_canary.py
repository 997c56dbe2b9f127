"""Numbers and secrets of real people's rows, used as people use them, are nowhere to be read afterwards."""

import logging
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client

from foundation.keys.rotation import re_index, rotate
from foundation.townships import totp
from foundation.townships.models import Authenticator, Official, User
from foundation.web.tokens import new_token
from tests.cast import PASSWORD, Cast, next_code
from tests.townships.contacts import ID_NUMBER, MOBILE

#: A secret that the device of this test has, beside the numbers.
SECRET = totp.new_secret()
NEEDLES = [
    spelling
    for word in (MOBILE, ID_NUMBER, SECRET)
    for spelling in (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode())
]


def hits(data: bytes) -> list[bytes]:
    return [needle for needle in NEEDLES if needle in data]


def walk(number: str) -> None:
    """A secretary logs in with two factors; a clerk enters numbers, fails once, reads one and searches."""
    secretary, clerk = Client(), Client()
    secretary.post("/accounts/login/", {"username": "secretary.jinnan", "password": PASSWORD})
    device = Authenticator.objects.get(user__username="secretary.jinnan")
    device.secret = SECRET
    device.save()
    clerk.post("/accounts/login/", {"username": "clerk.jinnan", "password": PASSWORD})
    official = Official.objects.get(name="丁一")
    answers = {"office_phone": "0000-1", "mobile": MOBILE, "id_number": ID_NUMBER}
    at = f"/desk/people/officials/{official.pk}"
    for given in ({**answers, "mobile": MOBILE + "1"}, answers):
        clerk.post(f"{at}/contact/", {**given, "form_token": new_token()})
    assert Official.objects.get(pk=official.pk).id_number.open() == ID_NUMBER
    shown = clerk.post(f"{at}/reveal/{number}/", {"reason": "防汛值班联系"}).content.decode()
    assert MOBILE in shown or ID_NUMBER in shown
    clerk.get(f"{at}/")
    clerk.get("/admin/")
    assert Official.objects.filter(id_number_index__of=ID_NUMBER).exists()


@pytest.fixture
def lived_through(copied_db, tmp_path):
    """All of it with every log of the house open as far as its settings let it, then rotated and indexed anew."""
    handler = logging.FileHandler(tmp_path / "debug.log")
    names = ("", "django", "sunlit", "sunlit.security", "celery")
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    try:
        for number in ("mobile", "id-number"):
            walk(number)
        rotate(actor="test", now=Cast().now)
        re_index(actor="test", now=Cast().now)
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
    yield tmp_path
    connections.close_all()


def test_neither_files_nor_database_hold_a_number_or_a_secret(lived_through):
    assert User.objects.exists() and next_code("inspector.county")
    folders = [lived_through, Path(settings.VAR_DIR)]
    read = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert (lived_through / "debug.log") in read
    if connection.vendor == "sqlite":
        name = Path(str(connection.settings_dict["NAME"]))
        read += [path for path in (name, Path(f"{name}-wal")) if path.exists()]
    found = {str(path): wrong for path in read if (wrong := hits(path.read_bytes()))}
    assert found == {}


@pytest.mark.postgres
@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="no pg_dump on this machine")
def test_the_dump_does_not_hold_them(lived_through):
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    here = connection.settings_dict
    address = f"postgresql://{here['USER']}:{here['PASSWORD']}@{here['HOST']}:{here['PORT']}/{here['NAME']}"
    dump = subprocess.run(["pg_dump", "--dbname", address], capture_output=True, check=True).stdout
    assert "丁一".encode() in dump
    assert hits(dump) == []
