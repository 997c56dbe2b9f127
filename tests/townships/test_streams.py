"""Whose part of the ledger somebody reads; where he sees what rows held; sealed streams have readers of their own."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from foundation.ledger.models import LedgerEntry, LedgerHead
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.scope import INSTALLATION, sealed_stream
from foundation.security import services as security
from foundation.security.models import SecurityEvent
from foundation.security.states import Kind
from foundation.townships.models import User
from foundation.townships.selectors import streams
from foundation.townships.states import Role
from tests.ledger.acts import add_official, doing
from tests.townships.acts import account, grant, official

pytestmark = pytest.mark.django_db

COUNTY, JINNAN, TAJI, OTHER = "320831", "320831101", "320831103", "320830101"
SEALED = sealed_stream(COUNTY)
#: Who reads which streams, and in which of them he sees what the rows held.
WHO = {
    "inspector.county": ({COUNTY, JINNAN, TAJI, SEALED}, {COUNTY, JINNAN, TAJI, SEALED}),
    "logs.county": ({COUNTY, JINNAN, TAJI}, set()),
    "limited": ({JINNAN}, {JINNAN}),
    "clerk.jinnan": (set(), set()),
    "finance.county": (set(), set()),
    "system.county": (set(), set()),
    "security.county": (set(), set()),
    "disabled": (set(), set()),
}


@pytest.fixture
def people(cast):
    """Besides the cast: an inspector of 金南镇 alone (分片), and one who is no more."""
    for username in ("limited", "disabled"):
        grant(account(username, official(f"县{username}", cast.county)), Role.INSPECTOR, cast.jinnan)
    User.objects.filter(username="disabled").update(is_active=False)
    return cast


@pytest.fixture
def everywhere(people):
    """An entry and an event in every kind of stream."""
    for stream in (COUNTY, JINNAN, TAJI, SEALED, OTHER, sealed_stream("320830"), INSTALLATION, "0"):
        with doing(stream=stream) as record:
            add_official(record, f"人{stream}")
        security.note(Kind.DENIED, at=people.now, actor="某", stream=stream, act="/admin/")
    return people


def seen(rows) -> set[str]:
    """The streams of some rows, as far as this test made them."""
    return set(rows.values_list("stream", flat=True)) - {"320831403"}


each_of_them = pytest.mark.parametrize("username", WHO)


@each_of_them
def test_everybody_reads_the_entries_and_the_ends_of_his_streams(everywhere, username):
    user, (wanted, _values) = everywhere.user(username), WHO[username]
    assert seen(streams.visible_entries(user)) == wanted
    assert seen(streams.visible_heads(user)) == wanted
    assert set(streams.visible_streams(user)) - {"320831403"} == wanted


@each_of_them
def test_one_stream_is_judged_as_all_of_them_are(everywhere, username):
    reach, (wanted, values) = streams.reach_of(everywhere.user(username)), WHO[username]
    known = set(LedgerHead.objects.values_list("stream", flat=True)) - {"320831403"}
    assert {stream for stream in known if reach.shows(stream)} == wanted
    assert {stream for stream in known if reach.shows_values(stream)} == values


@each_of_them
def test_everybody_reads_the_events_of_his_streams(everywhere, username):
    user, (wanted, _values) = everywhere.user(username), WHO[username]
    more = {INSTALLATION} if username == "logs.county" else set()
    assert seen(streams.visible_events(user).filter(actor="某")) == wanted | more


def test_nobody_reads_nothing(everywhere):
    for rows in (streams.visible_entries, streams.visible_heads, streams.visible_events):
        assert not rows(AnonymousUser()).exists()


@pytest.mark.parametrize("view", ["change", "history", "proof"])
def test_an_entry_of_a_sealed_stream_is_not_there_for_the_audit_administrator(everywhere, login, view):
    make_checkpoint(now=everywhere.now)
    path = reverse(f"admin:ledger_ledgerentry_{view}", args=[LedgerEntry.objects.get(stream=SEALED).pk])
    answers = {
        username: login(username).get(path).status_code for username in ("inspector.county", "logs.county", "limited")
    }
    assert answers == {"inspector.county": 200, "logs.county": 404, "limited": 404}


def test_an_event_and_the_end_of_a_sealed_stream_are_not_there_either(everywhere, login):
    event = SecurityEvent.objects.get(stream=SEALED)
    for path in (
        reverse("admin:security_securityevent_change", args=[event.pk]),
        reverse("admin:ledger_ledgerhead_change", args=[SEALED]),
    ):
        assert login("inspector.county").get(path).status_code == 200
        assert login("logs.county").get(path).status_code == 404
        assert login("limited").get(path).status_code == 404


def test_lists_and_filters_do_not_name_a_sealed_stream_to_others(everywhere, login):
    for model in ("ledger_ledgerentry", "ledger_ledgerhead", "security_securityevent"):
        path = reverse(f"admin:{model}_changelist")
        assert SEALED in login("inspector.county").get(path).content.decode()
        for username in ("logs.county", "limited"):
            assert SEALED not in login(username).get(path).content.decode()


def test_streams_are_called_after_their_owners(everywhere):
    assert streams.stream_names([COUNTY, JINNAN, SEALED, INSTALLATION, "999999", "999999999"]) == {
        COUNTY: "金湖县",
        JINNAN: "金南镇",
        SEALED: "金湖县（封存事项）",
        INSTALLATION: "整个系统",
        "999999": "999999",
        "999999999": "999999999",
    }


def test_the_time_of_the_last_entry_stands_beside_the_end_of_a_stream(everywhere):
    (head,) = streams.visible_heads(everywhere.user("inspector.county")).filter(stream=SEALED)
    assert head.last_at == LedgerEntry.objects.get(stream=SEALED).at
