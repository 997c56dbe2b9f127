"""An end that this house did not write stops every act on its stream: going on would seal what somebody else wrote."""

import shutil

import pytest

from foundation.keys import files
from foundation.keys.states import Purpose
from foundation.keys.trouble import KeyTrouble, Trouble
from foundation.ledger import heads
from foundation.ledger.merkle import SHA256, Frontier
from foundation.ledger.models import LedgerEntry, LedgerHead
from foundation.ledger.verification import first_bad_entry
from foundation.townships.models import Official
from tests.keys.cards import MADE
from tests.ledger.acts import STREAM, add_official, doing, names, written
from tests.ledger.hands import entry, let_go, rewrite
from tests.townships.pages import TOKEN, url

OTHER = "990102"


@pytest.fixture
def stream(db) -> str:
    for _round in range(3):
        with doing():
            pass
    with doing(stream=OTHER):
        pass
    let_go()
    return STREAM


@pytest.mark.parametrize(
    "columns",
    [
        {"size": 2},
        {"size": 4},
        {"frontier": bytes(64)},
        {"frontier": b""},
        {"seal": b""},
        {"seal": b"i" + bytes(32)},
        {"hash": "sm3"},
        {"hash": "md5"},
    ],
    ids=str,
)
def test_an_altered_end_stops_the_acts_on_its_stream_and_no_other(stream, columns):
    LedgerHead.objects.filter(stream=stream).update(**columns)
    with (
        pytest.raises(KeyTrouble, match=f"存证日志 {stream}：末端与封印不符.*请暂停办理") as refused,
        doing() as record,
    ):
        add_official(record, "子一")
    assert refused.value.code == Trouble.ALTERED
    assert (names("子一"), len(written())) == ([], 3)
    with doing(stream=OTHER):
        pass


def test_an_act_over_two_streams_stops_when_one_of_them_is_altered(stream):
    LedgerHead.objects.filter(stream=stream).update(seal=b"")
    with pytest.raises(KeyTrouble), doing(stream=OTHER):
        with doing():
            pass
    assert len(written(OTHER)) == 1


def test_a_rewritten_stream_is_not_gone_on_with(stream):
    """All computed anew, but for the seal, which nobody can make without the keys."""
    rewrite(stream, {2: bytes(entry(stream, 2).get().body).replace(b"test.thing.do", b"test.thing.cut")})
    with pytest.raises(KeyTrouble), doing():
        pass


def test_a_new_mac_key_reads_old_seals_and_makes_new_ones(stream, settings, tmp_path):
    before = bytes(LedgerHead.objects.get(stream=stream).seal)
    older = settings.KEY_DIR
    settings.KEY_DIR = shutil.copytree(older, tmp_path / "keys")
    files.make(settings.KEY_DIR, Purpose.MAC, 2, now=MADE)
    with doing():
        pass
    head = LedgerHead.objects.get(stream=stream)
    assert bytes(head.seal) != before
    assert heads.frontier_of(head) is not None
    assert first_bad_entry(stream) is first_bad_entry(OTHER) is None
    settings.KEY_DIR = older
    assert heads.frontier_of(head) is None


def test_a_page_says_so_and_nothing_is_done(cast, login):
    client = login("clerk.jinnan")
    let_go()
    LedgerHead.objects.filter(stream="320831101").update(seal=b"")
    size = LedgerEntry.objects.count()
    given = {"form_token": TOKEN, "name": "子一", "another": ""}
    response = client.post(url("record", cast.jinnan.code), given)
    assert response.status_code == 503
    assert "存证日志 320831101：末端与封印不符" in response.content.decode()
    assert not Official.objects.filter(name="子一").exists()
    assert LedgerEntry.objects.count() == size


def test_orders_count_on_from_the_last_entry(db):
    orders = heads.next_orders(3)
    assert orders == sorted(orders) and len(set(orders)) == 3
    assert orders[0] > LedgerEntry.objects.latest("pk").pk


def test_what_is_sealed_tells_every_end_from_every_other():
    leaf = SHA256.leaf(b"")
    ends = [
        ("1", Frontier(SHA256)),
        ("1", Frontier(SHA256, 1, leaf)),
        ("1", Frontier(SHA256, 2, leaf)),
        ("11", Frontier(SHA256)),
    ]
    assert len({heads.sealed_bytes(stream, frontier) for stream, frontier in ends}) == len(ends)
