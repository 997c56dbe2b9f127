"""Somebody's deadlines in his own calendar: by an address that he alone knows, and that says little."""

import hashlib
import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from decisions.deadlines import PLAN_OVERDUE
from decisions.states import Category
from foundation.refs import Ref
from foundation.reminders.feeds import uid_of
from foundation.reminders.models import CalendarFeed, Reminder
from foundation.reminders.services import make_feed, revoke_feed, sweep
from foundation.scope import Scope
from foundation.security.models import SecurityEvent
from foundation.security.states import Kind
from foundation.townships.models import User
from tests.decisions.scenes import scene
from tests.reminders.test_ical import unfolded
from tests.reminders.wishes import STEPS, only, wish, wishes
from tests.townships.acts import account

DAY = timedelta(days=1)
PAGE = reverse("reminders:feed")
THURSDAY = date(2026, 11, 12)


@pytest.fixture
def clerk(cast):
    with only(STEPS):
        yield cast.user("clerk.jinnan")


def at(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 8))


def made(user: User) -> str:
    return make_feed(user=user, actor=user, now=timezone.now())


def get(token: str) -> object:
    return Client().get(reverse("calendar_feed:ics", args=[token]))


def events(token: str) -> list[dict[str, str]]:
    """What an app reads, event by event."""
    response = get(token)
    assert response.status_code == 200
    found: list[dict[str, str]] = []
    for line in unfolded(response.content):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1].setdefault(name.partition(";")[0], value)
    return found


# What it says ------------------------------------------------------------------------------------


def test_an_event_for_each_thing_however_many_steps_tell_of_it(cast, clerk, settings):
    wishes.extend([wish(clerk, THURSDAY), wish(clerk, THURSDAY + DAY, plan=2)])
    sweep(now=at(THURSDAY))
    token = made(clerk)
    first, second = events(token)
    assert (first["DTSTART"], first["DTEND"], second["DTSTART"]) == ("20261112", "20261113", "20261113")
    assert (first["SUMMARY"], first["STATUS"], first["SEQUENCE"]) == ("报告", "CONFIRMED", "0")
    assert first["URL"] == f"{settings.SITE_URL}/desk/"
    assert first["UID"] != second["UID"] and first["UID"].endswith("@sunlit")


def test_the_answer_is_a_calendar_that_nobody_keeps(clerk):
    response = get(made(clerk))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert b"VEVENT" not in response.content


def test_a_moved_day_keeps_its_name_and_grows_its_number(clerk):
    wishes.append(wish(clerk, THURSDAY))
    sweep(now=at(THURSDAY))
    token = made(clerk)
    seen = [events(token)[0]]
    for number in (3, 9, 1):
        wishes[0] = wish(clerk, THURSDAY + number * DAY)
        sweep(now=at(THURSDAY + DAY))
        sweep(now=at(THURSDAY + DAY))
        (event,) = events(token)
        seen.append(event)
    assert len({event["UID"] for event in seen}) == 1
    assert [event["SEQUENCE"] for event in seen] == ["0", "1", "2", "3"]
    assert [event["DTSTART"][-2:] for event in seen] == ["12", "15", "21", "13"]


def test_what_is_over_is_cancelled_for_thirty_days(clerk, clock):
    wishes.append(wish(clerk, THURSDAY))
    sweep(now=clock.now)
    token = made(clerk)
    wishes.clear()
    sweep(now=clock.now)
    (event,) = events(token)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", "1")
    clock.forward(days=30)
    assert len(events(token)) == 1
    clock.forward(seconds=1)
    assert events(token) == []


def test_what_comes_back_says_more_than_its_end(clerk):
    wishes.append(wish(clerk, THURSDAY))
    token = made(clerk)
    seen = []
    for wanted in (wishes.copy(), [], wishes.copy(), [], [wish(clerk, THURSDAY + DAY)]):
        wishes[:] = wanted
        sweep(now=timezone.now())
        seen.append(events(token)[0])
    assert [event["STATUS"] for event in seen] == ["CONFIRMED", "CANCELLED"] * 2 + ["CONFIRMED"]
    numbers = [int(event["SEQUENCE"]) for event in seen]
    assert numbers == sorted(set(numbers))
    assert len({event["UID"] for event in seen}) == 1


def test_a_provisional_day_is_tentative(clerk):
    wishes.append(wish(clerk, THURSDAY, provisional=True))
    sweep(now=at(THURSDAY))
    assert events(made(clerk))[0]["STATUS"] == "TENTATIVE"


def test_nothing_of_others_is_in_it(cast, clerk):
    other = cast.user("clerk.taji")
    wishes.extend([wish(clerk, THURSDAY), wish(other, THURSDAY, plan=2), wish(other, THURSDAY + DAY)])
    sweep(now=at(THURSDAY))
    mine, theirs = events(made(clerk)), events(made(other))
    assert (len(mine), len(theirs)) == (1, 2)
    assert {event["UID"] for event in mine}.isdisjoint(event["UID"] for event in theirs)


def test_what_is_anothers_deadline_says_so(cast, clerk):
    wishes.append(wish(clerk, THURSDAY))
    sweep(now=at(THURSDAY + 4 * DAY))
    assert events(made(cast.user("head.jinnan")))[0]["SUMMARY"] == "他人的期限：报告"


def test_it_says_what_kind_of_thing_it_is_and_no_more(cast):
    town = scene(cast.jinnan, "clerk.jinnan")
    topic = town.topic("向某公司支付9876.54元", planned_day=town.today)
    sweep(now=town.now + DAY)
    token = made(town.clerk)
    (event,) = events(token)
    assert event["SUMMARY"] == f"{PLAN_OVERDUE.title}（议题）"
    said = get(token).content.decode()
    for secret in (topic.title, "9876", topic.proposer.name, town.clerk.name, "金南", str(Ref.of(topic))):
        assert secret not in said


def test_of_what_is_confidential_it_says_only_that_there_is_something(cast):
    town = scene(cast.jinnan, "clerk.jinnan")
    town.topic(category=Category.PERSONNEL, planned_day=town.today)
    sweep(now=town.now + DAY)
    token = made(town.clerk)
    assert events(token)[0]["SUMMARY"] == "您有一项待办"
    assert "议" not in get(token).content.decode()


def test_what_becomes_confidential_says_no_more(clerk):
    wishes.append(wish(clerk, THURSDAY))
    sweep(now=at(THURSDAY))
    wishes[0] = replace(wishes[0], confidential=True)
    sweep(now=at(THURSDAY))
    assert events(made(clerk))[0]["SUMMARY"] == "您有一项待办"


def test_of_a_rule_that_is_gone_it_says_that_there_is_something(clerk):
    wishes.append(wish(clerk, THURSDAY))
    sweep(now=at(THURSDAY))
    Reminder.objects.update(rule="tests.gone")
    assert events(made(clerk))[0]["SUMMARY"] == "您有一项待办"


def test_the_name_of_an_event_tells_nothing():
    row = Reminder(rule="a.b", ref="c.d:1", recipient_id=7)
    assert re.fullmatch(r"[0-9a-f]{40}@sunlit", uid_of(row))
    assert uid_of(row) == uid_of(Reminder(rule="a.b", ref="c.d:1", recipient_id=7, step="other"))
    others = [Reminder(rule="a.x", ref="c.d:1", recipient_id=7), Reminder(rule="a.b", ref="c.d:2", recipient_id=7)]
    others.append(Reminder(rule="a.b", ref="c.d:1", recipient_id=8))
    assert len({uid_of(each) for each in [row, *others]}) == 4


def test_a_full_calendar_costs_two_queries(clerk, django_assert_num_queries):
    wishes.extend(wish(clerk, THURSDAY, plan=number) for number in range(40))
    sweep(now=at(THURSDAY))
    token = made(clerk)
    with django_assert_num_queries(2):
        assert len(events(token)) == 40


def test_the_number_of_an_owner_who_was_above_goes_on(cast, clerk):
    """Whoever was told upward of a moved day and becomes the owner is told no smaller number."""
    head = cast.user("head.jinnan")
    wishes.append(wish(clerk, THURSDAY))
    sweep(now=at(THURSDAY + 4 * DAY))
    token = made(head)
    wishes[0] = wish(clerk, THURSDAY + DAY)
    sweep(now=at(THURSDAY + 6 * DAY))
    before = events(token)[0]
    wishes[0] = wish(head, THURSDAY + 20 * DAY, scope=Scope("320831", "320831101"))
    sweep(now=at(THURSDAY + 6 * DAY))
    after = events(token)[0]
    assert before["UID"] == after["UID"] and int(after["SEQUENCE"]) > int(before["SEQUENCE"]) > 0


# Its address -------------------------------------------------------------------------------------


def test_the_token_is_long_and_kept_as_a_hash_alone(clerk):
    tokens = {made(clerk) for _each in range(50)}
    assert len(tokens) == 50
    # 43 letters of 6 bits: 32 random bytes.
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)
    (row,) = CalendarFeed.objects.filter(user=clerk)
    assert row.digest in {hashlib.sha256(token.encode()).hexdigest() for token in tokens}
    assert not tokens & {str(value) for value in CalendarFeed.objects.values_list().get()}
    assert str(row) == str(clerk.pk)


def test_a_new_address_revokes_the_old(clerk):
    old, new = made(clerk), made(clerk)
    assert (get(old).status_code, get(new).status_code) == (404, 200)


def test_a_revoked_address_opens_nothing_at_once(clerk):
    token = made(clerk)
    assert revoke_feed(user=clerk, actor=clerk, now=timezone.now())
    assert get(token).status_code == 404
    assert not revoke_feed(user=clerk, actor=clerk, now=timezone.now())


def test_refusals_are_all_alike(cast, clerk):
    revoked, disabled = made(clerk), made(cast.user("clerk.taji"))
    made(clerk)
    User.objects.filter(username="clerk.taji").update(is_active=False)
    answers = [get(token) for token in (revoked, disabled, "x" * 43, "x", "名")]
    assert {answer.status_code for answer in answers} == {404}
    said = [re.sub(r"/calendar/[^\"]+", "", answer.content.decode()) for answer in answers]
    assert len(set(said)) == 1
    assert all("no-store" in answer["Cache-Control"] for answer in answers)
    assert {answer["Referrer-Policy"] for answer in answers} == {"no-referrer"}


def test_the_security_log_tells_who_made_and_revoked(clerk):
    token = made(clerk)
    revoke_feed(user=clerk, actor=clerk, now=timezone.now())
    rows = SecurityEvent.objects.filter(kind__in=[Kind.FEED_MADE, Kind.FEED_REVOKED]).order_by("pk")
    assert [(row.kind, row.reason, row.stream) for row in rows] == [
        ("feed_made", "clerk.jinnan", "320831101"),
        ("feed_revoked", "clerk.jinnan", "320831101"),
    ]
    assert not any(token in str(value) for row in rows.values() for value in row.values())


# The pages ---------------------------------------------------------------------------------------


def form_token(page: str, action: str) -> str:
    """The token of the form that leads to an address."""
    [form] = [each for each in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'action="{action}"' in each]
    return re.search(r'name="form_token" value="([^"]+)"', form)[1]


@pytest.fixture
def client(login):
    return login("clerk.jinnan")


def test_the_address_is_shown_once(cast, client, settings):
    page = client.get(PAGE).content.decode()
    assert "您现在没有日历地址" in page and "停用地址" not in page
    sent = {"form_token": form_token(page, PAGE)}
    answer = client.post(PAGE, sent)
    (address,) = re.findall(rf"{settings.SITE_URL}(/calendar/[\w-]{{43}}\.ics)", answer.content.decode())
    assert Client().get(address).status_code == 200
    assert answer["Referrer-Policy"] == "no-referrer" and "no-store" in answer["Cache-Control"]
    # The same form again acts no more and shows nothing more; nor does the page.
    again = client.post(PAGE, sent).content.decode()
    assert "/calendar/" not in again.replace(PAGE, "") and "没有记下地址的，请重新生成" in again
    assert "/calendar/" not in client.get(PAGE).content.decode().replace(PAGE, "")
    assert Client().get(address).status_code == 200
    assert CalendarFeed.objects.count() == 1


def test_the_address_stands_nowhere_in_the_database(cast, client):
    sent = {"form_token": form_token(client.get(PAGE).content.decode(), PAGE)}
    (token,) = re.findall(r"/calendar/([\w-]{43})\.ics", client.post(PAGE, sent).content.decode())
    from django.apps import apps

    for model in apps.get_models():
        for row in model.objects.values_list() if model._meta.label != "contenttypes.ContentType" else []:
            assert not any(token in str(value) for value in row), model


def test_a_form_without_its_token_makes_nothing(cast, client):
    assert "没有生成，表单不完整" in client.post(PAGE, {}).content.decode()
    assert not CalendarFeed.objects.exists()


def test_revoked_on_the_page(cast, client):
    token = made(cast.user("clerk.jinnan"))
    revoke = reverse("reminders:revoke")
    page = client.get(PAGE).content.decode()
    assert "重新生成地址" in page
    answer = client.post(revoke, {"form_token": form_token(page, revoke)}, follow=True)
    assert "地址已停用" in answer.content.decode()
    assert get(token).status_code == 404
    answer = client.post(revoke, {}, follow=True)
    assert "没有办理：表单不完整" in answer.content.decode()


def test_the_account_leads_whoever_has_a_desk_there(cast, client, login):
    account("nobody")
    assert PAGE in client.get("/accounts/me/").content.decode()
    assert PAGE not in login("nobody").get("/accounts/me/").content.decode()


def test_the_page_costs_as_much_as_any(cast, client, django_assert_num_queries):
    client.get(PAGE)
    # The session, the account, its rights, the feed; what the navigation counts.
    with django_assert_num_queries(5):
        client.get(PAGE)


def test_an_expired_password_does_not_stop_a_calendar(cast, client):
    """An app knows nothing of passwords; who opens the address in his browser sees the same."""
    user = cast.user("clerk.jinnan")
    token = made(user)
    User.objects.filter(pk=user.pk).update(password_until=date(2020, 1, 1))
    assert client.get(reverse("calendar_feed:ics", args=[token])).status_code == 200
