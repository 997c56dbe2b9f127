"""The security log stands although what it tells of was rolled back; nobody changes it or deletes what is young."""

import logging
import time
from datetime import UTC, datetime, timedelta

import pytest
from concurrent_log_handler import ConcurrentTimedRotatingFileHandler
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from foundation.ledger.models import LedgerEntry
from foundation.ledger.services import act
from foundation.security import services
from foundation.security.models import SecurityEvent
from foundation.security.services import LEAST_DAYS, coming_from, forget_events, note, write_out
from foundation.security.states import Kind
from foundation.security.tasks import forget_events as nightly
from foundation.violations import RuleViolation

pytestmark = pytest.mark.django_db


def events():
    return list(SecurityEvent.objects.order_by("pk"))


def refused_act(cast, trouble: Exception) -> None:
    with act("decisions.vote.cast", stream="320831101", actor="甲一", now=cast.now):
        raise trouble


VIOLATION = RuleViolation("decisions.last_word", "表决：还有成员没有表决。请稍候。", field="seat")


def test_an_act_that_a_rule_refuses_is_noted_and_leaves_no_entry(cast):
    before = LedgerEntry.objects.count()
    with pytest.raises(RuleViolation):
        refused_act(cast, VIOLATION)
    (event,) = events()
    assert (event.kind, event.actor, event.stream, event.act, event.code, event.reason) == (
        Kind.REFUSED,
        "甲一",
        "320831101",
        "decisions.vote.cast",
        "decisions.last_word",
        "表决：还有成员没有表决。请稍候。",
    )
    assert LedgerEntry.objects.count() == before


def test_an_act_without_the_right_is_noted_with_its_reason(cast):
    with pytest.raises(PermissionDenied):
        refused_act(cast, PermissionDenied("没有权限"))
    (event,) = events()
    assert (event.kind, event.code, event.reason) == (Kind.DENIED, "", "没有权限")


def test_an_error_of_the_program_is_no_refusal(cast):
    with pytest.raises(ZeroDivisionError):
        refused_act(cast, ZeroDivisionError())
    assert events() == []


def test_a_refusal_inside_a_transaction_is_written_when_it_is_over(cast):
    with coming_from("10.0.0.7"):
        with pytest.raises(RuleViolation), transaction.atomic():
            refused_act(cast, VIOLATION)
        assert events() == []
    (event,) = events()
    assert event.network == "10.0.0.7"


def test_outside_of_a_request_the_next_chance_is_taken(cast):
    with pytest.raises(RuleViolation), transaction.atomic():
        refused_act(cast, VIOLATION)
    assert events() == []
    note(Kind.LOGGED_OUT, at=cast.now)
    assert [event.kind for event in events()] == [Kind.REFUSED, Kind.LOGGED_OUT]


def test_nested_acts_are_noted_once(cast):
    with pytest.raises(RuleViolation), act("outer", stream="320831101", actor="甲一", now=cast.now):
        refused_act(cast, VIOLATION)
    assert [event.act for event in events()] == ["outer"]


def test_what_is_too_long_or_holds_a_nul_is_cut(cast):
    note(Kind.DENIED, at=cast.now, actor="a\0b" + "x" * 300, act="/" + "y" * 300, reason="z" * 900)
    (event,) = events()
    assert (event.actor[:3], len(event.actor), len(event.act), len(event.reason)) == ("abx", 200, 200, 500)


def test_nothing_to_write_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        write_out()


def test_a_database_that_does_not_answer_stops_nobody_and_the_file_has_it(cast, monkeypatch, caplog):
    def broken(_rows):
        raise DatabaseError("gone")

    monkeypatch.setattr(SecurityEvent.objects, "bulk_create", broken)
    monkeypatch.setattr(services.logger, "propagate", True)
    with caplog.at_level(logging.INFO, logger="sunlit.security"):
        note(Kind.DENIED, at=cast.now, actor="甲一", act="/admin/")
    assert "denied 甲一  /admin/" in caplog.text
    assert "could not be written" in caplog.text
    assert events() == []


# Nobody edits it -----------------------------------------------------------------------------------


def an_event(cast, days: int = 0, now: datetime | None = None) -> SecurityEvent:
    return SecurityEvent.objects.create(at=(now or cast.now) - timedelta(days=days), kind=Kind.DENIED, actor="甲一")


def test_no_row_is_changed_however_old(cast):
    for days in (0, 4000):
        event = an_event(cast, days)
        with pytest.raises(IntegrityError), transaction.atomic():
            SecurityEvent.objects.filter(pk=event.pk).update(actor="乙二")


@pytest.mark.parametrize(("days", "stays"), [(0, True), (180, True), (185, False), (4000, False)])
def test_what_is_younger_than_six_months_is_not_deleted(cast, days, stays):
    # The trigger asks the clock of the database, which no test moves.
    event = an_event(cast, days, datetime.now(UTC))
    if stays:
        with pytest.raises(IntegrityError), transaction.atomic():
            event.delete()
    else:
        event.delete()


def test_it_is_not_emptied(cast):
    an_event(cast)
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE security_securityevent")
    assert len(events()) == 1


def test_an_unknown_kind_is_refused(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        SecurityEvent.objects.create(at=cast.now, kind="strange")


def test_old_rows_are_forgotten_at_night_and_never_too_early(cast):
    young, old = an_event(cast, settings.LOG_DAYS - 1), an_event(cast, settings.LOG_DAYS + 1)
    assert nightly() == 1
    assert events() == [young]
    assert old.pk != young.pk
    with pytest.raises(ValueError, match="184 days at least"):
        forget_events(now=cast.now, days=LEAST_DAYS - 1)


def test_a_row_says_what_it_is(cast):
    assert str(an_event(cast)) == "没有权限 甲一"


# From outside --------------------------------------------------------------------------------------


def test_a_closed_door_is_noted_with_person_address_and_reason(cast, login):
    login("clerk.jinnan").get("/admin/", REMOTE_ADDR="10.9.8.7")
    event = events()[-1]
    assert (event.kind, event.stream, event.act, event.network) == (Kind.DENIED, "320831101", "/admin/", "10.9.8.7")
    assert event.actor.endswith("（clerk.jinnan）") and event.reason.startswith("监督后台只对")


def test_looking_for_what_is_not_there_is_noted_inside_and_not_on_the_open_site(cast, login):
    client = login("clerk.jinnan")
    before = len(events())
    client.get("/nowhere/")
    client.get("/t/000000000000/")
    assert len(events()) == before
    client.get("/desk/topics/999999/")
    assert (events()[-1].kind, events()[-1].act) == (Kind.MISSED, "/desk/topics/999999/")


def test_a_stranger_is_left_to_the_web_servers_log(client, db):
    client.get("/desk/nowhere/")
    assert events() == []


def test_an_early_vote_of_the_secretary_is_on_record(cast, login):
    """Over HTTP, in the transaction of the form: the vote is gone, the attempt is not."""
    from decisions.states import Phase
    from foundation.web.tokens import new_token
    from tests.decisions.scenes import scene

    town = scene(cast.jinnan, "clerk.jinnan")
    item = town.item_at(Phase.VOTING)
    secretary = item.meeting.seats.get(stage=2)
    login("clerk.jinnan").post(
        f"/desk/items/{item.pk}/seats/{secretary.pk}/vote/", {"choice": "agree", "form_token": new_token()}
    )
    refusals = [event for event in events() if event.kind == Kind.REFUSED]
    assert [(event.code, event.stream) for event in refusals] == [("decisions.last_word", "320831101")]
    assert not item.votes.exists()


@pytest.mark.parametrize(
    ("username", "sees"),
    [("inspector.county", {"320831101"}), ("logs.county", {"320831101", "000000"}), ("finance.county", None)],
)
def test_who_reads_the_log(cast, login, username, sees):
    for stream in ("320831101", "320830101", "000000"):
        note(Kind.LOGIN_FAILED, at=cast.now, actor="probe", stream=stream)
    response = login(username).get("/admin/security/securityevent/", {"q": "probe"})
    if sees is None:
        assert response.status_code == 403
    else:
        assert {event.stream for event in response.context["cl"].result_list} == sees


# Files ---------------------------------------------------------------------------------------------


def test_log_files_begin_anew_at_midnight_and_are_kept_as_long_as_the_law_asks():
    files = {name: each for name, each in settings.LOGGING["handlers"].items() if "filename" in each}
    assert set(files) == {"sunlit", "security"}
    for each in files.values():
        assert each["class"] == "concurrent_log_handler.ConcurrentTimedRotatingFileHandler"
        assert (each["when"], each["backupCount"]) == ("midnight", settings.LOG_DAYS)
        assert each["filename"].startswith(str(settings.VAR_DIR))
    assert settings.LOG_DAYS >= LEAST_DAYS


def test_a_day_that_is_over_goes_into_a_file_of_its_own(tmp_path):
    """The library does what we rely on: two handlers of one file, as two processes have, lose no line at the turn."""
    path = tmp_path / "security.log"
    kind = ConcurrentTimedRotatingFileHandler
    first, second = (kind(str(path), when="S", backupCount=400, encoding="utf-8", delay=True) for _each in range(2))
    for handler in (first, second, first, second):
        handler.emit(logging.makeLogRecord({"msg": "line"}))
        time.sleep(0.6)
    for handler in (first, second):
        handler.close()
    written = [each for each in tmp_path.iterdir() if each.name.startswith("security.log")]
    assert len(written) > 1
    assert sum(each.read_text().count("line") for each in written) == 4
