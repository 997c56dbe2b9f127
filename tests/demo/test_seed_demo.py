"""`seed_demo` makes a whole county through the services, once, and never in production."""

import io
import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.utils import timezone

from demo import people
from demo.management.commands import seed_demo
from foundation.ledger.models import LedgerHead
from foundation.ledger.verification import first_bad_entry
from foundation.rulebook.models import Finding
from foundation.rulebook.services import raise_findings
from foundation.rulebook.services.sweeps import Report
from foundation.rulebook.states import FindingState
from foundation.townships import selectors, totp
from foundation.townships.models import (
    Assignment,
    Authenticator,
    Body,
    BodySeat,
    Division,
    DivisionGrant,
    Official,
    Post,
    Tenure,
    User,
)
from foundation.townships.services import rebuild_grants
from foundation.townships.states import BodyKind, Level
from tests.cast import forget_directories
from tests.townships.acts import today
from tests.townships.doorway import show, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(db, settings, tmp_path):
    """A house without people, until the end of the test."""
    forget_directories()
    for model in (Authenticator, DivisionGrant, Assignment, User, Tenure, BodySeat, Post, Body, Official, Division):
        model.objects.all()._raw_delete("default")
    settings.VAR_DIR = tmp_path
    return tmp_path


def seed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("seed_demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def few_villages(monkeypatch, tmp_path) -> int:
    """The county with at most two villages for each unit: the others are more of the same."""
    header, *lines = seed_demo.DATA.read_text().splitlines()
    villages = [line for line in lines if line.endswith(",village")]
    few = [line for unit in people.UNITS for line in [each for each in villages if each[:9] == unit[:9]][:2]]
    kept = [line for line in lines if line not in villages] + few
    monkeypatch.setattr(seed_demo, "DATA", tmp_path / "few.csv")
    seed_demo.DATA.write_text("\n".join([header, *kept]))
    return len(few)


def test_a_whole_county_is_made(empty, few_villages, client):
    said = seed()
    password = re.search(r"Sunlit-\S+", said)[0]
    assert f"{User.objects.count()} 个账号" in said

    assert Division.objects.filter(level=Level.TOWNSHIP).count() == 12
    assert Body.objects.values("division").distinct().count() == 12 + few_villages
    seats = {
        body.division.name: selectors.who_sits(body, today())
        for body in Body.objects.filter(kind=BodyKind.PARTY_COMMITTEE).select_related("division")
    }
    short = {name: len(sitters) for name, sitters in seats.items() if len(sitters) != 9}
    assert short == {"金湖经济开发区": 8, "吕良镇": 8}
    assert seats["金湖经济开发区"][0].title == "党工委书记、党工委副书记、管委会主任"
    assert [name for name, sitters in seats.items() if any(each.acting for each in sitters)] == ["银涂镇"]

    pattern = r"[甲乙丙丁戊己庚辛壬癸子丑](村?[一二三四五六七八九十]+乙?|会计|三资)|县[纪组财审编易访办管安志]一"
    assert [name for name in Official.objects.values_list("name", flat=True) if not re.fullmatch(pattern, name)] == []

    accounts = list(User.objects.all())
    assert len(accounts) == 150
    assert all(user.is_demo and user.is_active and user.check_password(password) for user in accounts)
    validate_password(password)
    seed_of_all = re.search(r"密钥都是 ([A-Z2-7]{32})$", said, re.MULTILINE)[1]
    devices = {device.user.username: device for device in Authenticator.objects.select_related("user")}
    assert set(devices) == {user.username for user in accounts if user.may("second_factor")}
    assert len(devices) == 27 and {device.secret.open() for device in devices.values()} == {seed_of_all}
    for username in ("clerk.jinnan", "reviewer.jinnan"):
        assert sign_in(client, username, password)["Location"] == "/desk/"
    for username in ("secretary.jinnan", "inspector.county", "system.county"):
        sign_in(client, username, password)
        assert show(client, totp.code_at(seed_of_all, timezone.now()))["Location"] == "/desk/"
    assert rebuild_grants(now=timezone.now()) == (0, 0)

    for name, secret in (("demo-password", password), ("demo-second-factor", seed_of_all)):
        assert (empty / name).read_text() == f"{secret}\n"
        assert (empty / name).stat().st_mode & 0o777 == 0o600
    assert set(Finding.objects.values_list("state", flat=True)) == set(FindingState.values)
    assert raise_findings(now=timezone.now()) == Report()

    streams = list(LedgerHead.objects.values_list("stream", flat=True))
    assert len(streams) == 14
    assert [first_bad_entry(stream) for stream in streams] == [None] * 14


def test_a_county_that_is_there_is_left_alone(cast):
    before = User.objects.count(), Division.objects.count()
    with pytest.raises(CommandError, match="已有区划或账号"):
        seed()
    assert seed("--if-empty") == ""
    assert (User.objects.count(), Division.objects.count()) == before


@pytest.mark.parametrize("what", ["an account", "a division"])
def test_a_house_that_is_not_quite_empty_is_left_alone_too(empty, what):
    if what == "an account":
        User.objects.create(username="somebody", password="x", name="某某")
    else:
        Division.objects.create(code="990000000000", name="某省", level="province")
    with pytest.raises(CommandError, match="已有区划或账号"):
        seed()


def test_production_has_no_demonstration(empty, settings):
    settings.PRODUCTION = True
    for arguments in ((), ("--if-empty",)):
        with pytest.raises(CommandError, match="正式环境不建立演示账号"):
            seed(*arguments)
    assert not Division.objects.exists()


def test_a_seed_that_fails_leaves_nothing(empty, monkeypatch):
    def fail(**_arguments):
        assert Division.objects.exists()
        raise ZeroDivisionError

    monkeypatch.setattr(seed_demo, "seed_people", fail)
    with pytest.raises(ZeroDivisionError):
        seed("--if-empty")
    assert not Division.objects.exists()
    assert list(empty.iterdir()) == []


def test_an_old_password_file_is_replaced(empty, monkeypatch):
    (empty / "demo-password").write_text("old\n")
    (empty / "demo-password").chmod(0o644)
    seed_demo.keep("demo-password", "new")
    assert (empty / "demo-password").read_text() == "new\n"
    assert (empty / "demo-password").stat().st_mode & 0o777 == 0o600
