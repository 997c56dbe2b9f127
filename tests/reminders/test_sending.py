"""Mails and group messages: due once, not at night, without names; tried again, and given up in the end."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from decisions.models import Topic
from foundation.keys.trouble import KeyTrouble, Trouble
from foundation.reminders import mail as mailing
from foundation.reminders import outbox
from foundation.reminders.hours import is_quiet
from foundation.reminders.models import Digest, Reminder
from foundation.reminders.selectors_ways import given_up
from foundation.reminders.services import Report, Sent, retry_given_up, send_out, sending, stop_robot, sweep
from foundation.reminders.signs import delivered
from foundation.reminders.states import Channel, MailMode
from foundation.signs import Light, Reading
from tests.cast import Cast
from tests.foundation.threads import at_once
from tests.reminders.sink import ADDRESS, SECRET, Broken, robot_of, wants
from tests.reminders.wishes import STEPS, only, wish, wishes

DAY = timedelta(days=1)
TUESDAY, THURSDAY = date(2026, 11, 10), date(2026, 11, 12)


@pytest.fixture
def clerk(cast):
    with only(STEPS):
        yield cast.user("clerk.jinnan")


def at(day: date, hour: int = 9, minute: int = 30) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))


def ids() -> list[str]:
    return [letter.message()["Message-ID"] for letter in mail.outbox]


def broken(settings, monkeypatch, **errors: Exception) -> None:
    settings.EMAIL_BACKEND = "tests.reminders.sink.Broken"
    for name, error in errors.items():
        monkeypatch.setattr(Broken, name, error)


# By mail -----------------------------------------------------------------------------------------


def test_one_mail_for_each_thing_and_step(clerk, settings):
    wants(clerk)
    wishes.extend([wish(clerk, THURSDAY), wish(clerk, THURSDAY, plan=2, provisional=True)])
    assert sweep(now=at(TUESDAY)) == Report(added=12, sent=2, out=Sent(mails=2))
    first, second = mail.outbox
    assert (first.to, first.subject) == ([ADDRESS], "【阳光用权】报告")
    assert first.body.splitlines()[0] == "报告：2026年11月12日到期，还有2天"
    assert second.body.splitlines()[0] == "报告：2026年11月12日到期（暂定），还有2天"
    assert f"{settings.SITE_URL}/desk/" in first.body
    assert first.message()["Auto-Submitted"] == "auto-generated"
    assert len(set(ids())) == 2
    assert sweep(now=at(TUESDAY, 10)) == Report()
    assert sweep(now=at(THURSDAY)).out == Sent(mails=2)
    assert len(set(ids())) == 4


def test_nothing_goes_out_unless_somebody_wants_it(clerk, cast, settings, host):
    wishes.append(wish(clerk, THURSDAY))
    assert sweep(now=at(TUESDAY)).out == Sent()
    # What was told before is in the inbox already.
    wants(clerk, now=at(TUESDAY + DAY))
    robot = robot_of(cast.jinnan, address=host.address, now=at(TUESDAY + DAY))
    assert sweep(now=at(TUESDAY + DAY)).out == Sent()
    stop_robot(robot=robot, actor="县办一", now=at(TUESDAY + DAY))
    assert sweep(now=at(TUESDAY + DAY)).out == Sent()
    settings.MAIL_ON = False
    assert sweep(now=at(THURSDAY)).out == Sent()
    settings.MAIL_ON = True
    type(clerk).objects.filter(pk=clerk.pk).update(is_active=False)
    assert sweep(now=at(THURSDAY)).out == Sent()


def test_whoever_wants_no_more_mail_gets_none_that_waits(clerk):
    wants(clerk)
    wishes.append(wish(clerk, TUESDAY))
    assert sweep(now=at(TUESDAY, 23)) == Report(added=4, sent=1)
    wants(clerk, MailMode.OFF)
    assert send_out(now=at(TUESDAY + DAY)) == Sent()
    sweep(now=at(TUESDAY + DAY))
    assert not Reminder.objects.filter(channel=Channel.MAIL, closed_at__isnull=True).exists()


def test_those_above_read_that_it_is_anothers(clerk, cast, host):
    wants(cast.user("secretary.jinnan"))
    robot_of(cast.jinnan, address=host.address, kind=Channel.DINGTALK)
    wishes.append(wish(clerk, TUESDAY))
    sweep(now=at(THURSDAY))
    assert mail.outbox[0].subject == "【阳光用权】他人的期限：报告"
    assert host.lines == ["· 报告：2026年11月10日到期，已逾期2天"]


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [((21, 59), False), ((22, 0), True), ((0, 0), True), ((7, 29), True), ((7, 30), False)],
)
def test_at_night_only_the_inbox(clerk, cast, host, moment, quiet):
    wants(clerk)
    robot_of(cast.jinnan, address=host.address)
    wishes.append(wish(clerk, TUESDAY))
    report = sweep(now=at(TUESDAY, *moment))
    assert (report.sent, report.out) == (1, Sent() if quiet else Sent(mails=1, messages=1))


def test_quiet_hours_by_day_or_never(settings):
    settings.QUIET_HOURS = time(12), time(14)
    assert [is_quiet(at(TUESDAY, hour, 0)) for hour in (11, 12, 13, 14)] == [False, True, True, False]
    settings.QUIET_HOURS = None
    assert not is_quiet(at(TUESDAY, 23))


def test_a_sender_stops_after_four_minutes(clerk, monkeypatch):
    wants(clerk)
    wishes.append(wish(clerk, TUESDAY))
    with monkeypatch.context() as shortened:
        shortened.setattr(sending, "SHIFT", timedelta(0))
        assert sweep(now=at(TUESDAY)).out == Sent()
    assert sweep(now=at(TUESDAY)).out == Sent(mails=1)


# One digest a morning ----------------------------------------------------------------------------


def test_one_digest_each_working_morning(clerk, cast):
    wants(clerk, MailMode.DIGEST, now=at(TUESDAY - DAY))
    # Nothing to do: nothing to read, also when something comes up in the course of the day.
    wants(cast.user("reviewer.jinnan"), MailMode.DIGEST, now=at(TUESDAY - DAY))
    wishes.extend(
        [wish(clerk, THURSDAY), wish(clerk, TUESDAY - DAY, plan=2), wish(clerk, TUESDAY, plan=3, confidential=True)]
    )
    assert sweep(now=at(TUESDAY, 7, 59)).out == Sent()
    assert sweep(now=at(TUESDAY, 8, 0)).out == Sent(mails=1)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([ADDRESS], "【阳光用权】3项待办")
    assert letter.body.splitlines()[:3] == [
        "1. 报告：2026年11月9日到期，已逾期1天",
        "2. 您有一项待办",
        "3. 报告：2026年11月12日到期，还有2天",
    ]
    wishes.append(wish(cast.user("reviewer.jinnan"), TUESDAY, plan=4))
    assert [sweep(now=at(TUESDAY, hour)).out for hour in (8, 12, 21)] == [Sent()] * 3
    assert sweep(now=at(TUESDAY + DAY)).out == Sent(mails=2)
    assert sweep(now=at(date(2026, 11, 14))).out == Sent()
    assert len(set(ids())) == 3
    assert Digest.objects.filter(user=clerk).count() == 2
    assert str(Digest.objects.latest("day")).startswith("2026-11-11")


def test_a_choice_of_today_begins_tomorrow_and_old_digests_are_forgotten(clerk):
    wants(clerk, MailMode.DIGEST, now=at(TUESDAY))
    wishes.append(wish(clerk, TUESDAY))
    assert sweep(now=at(TUESDAY)).out == Sent()
    assert sweep(now=at(TUESDAY + DAY)).out == Sent(mails=1)
    sweep(now=at(TUESDAY + 35 * DAY))
    assert [digest.day for digest in Digest.objects.all()] == [TUESDAY + 35 * DAY]


# What may be said --------------------------------------------------------------------------------


def test_no_names_no_titles_and_of_what_is_confidential_nothing(clerk, cast, host, monkeypatch):
    """`道路维修…号` is what the things are called; a model's kind may be said."""
    monkeypatch.setattr("tests.reminders.wishes.LABEL", "decisions.topic")
    wants(clerk)
    wants(cast.user("reviewer.jinnan"), MailMode.DIGEST, now=at(TUESDAY - DAY))
    robot_of(cast.jinnan, address=host.address)
    open_one = wish(clerk, TUESDAY)
    secret_one = wish(clerk, TUESDAY + 20 * DAY, plan=77, confidential=True)
    both = (clerk.pk, cast.user("reviewer.jinnan").pk)
    wishes.extend([replace(open_one, owners=both), replace(secret_one, owners=both, due=TUESDAY)])
    assert sweep(now=at(TUESDAY)).out == Sent(mails=3, messages=1)
    kind = Topic._meta.verbose_name
    assert sorted(letter.subject for letter in mail.outbox) == sorted(
        [f"【阳光用权】报告（{kind}）", "【阳光用权】您有一项待办", "【阳光用权】2项待办"]
    )
    (hidden,) = [letter for letter in mail.outbox if letter.subject.endswith("您有一项待办")]
    assert hidden.body.splitlines()[0] == "您有一项待办" and "11月" not in hidden.body and "报告" not in hidden.body
    assert host.lines == [f"· 报告（{kind}）：2026年11月10日到期，今天到期"]
    said = "".join([letter.subject + letter.body + str(letter.extra_headers) for letter in mail.outbox] + host.texts)
    assert all(word not in said for word in ("道路维修", clerk.name, clerk.username, "topic"))


def test_the_database_itself_keeps_groups_apart(clerk, cast, host):
    robot = robot_of(cast.jinnan, address=host.address)
    wishes.append(wish(clerk, TUESDAY))
    sweep(now=at(TUESDAY, 23))
    row = Reminder.objects.filter(robot=robot)[0]
    assert str(row) == f"tests.steps tests.plan:1 → {robot.pk}"
    for change in (
        {"confidential": True},
        {"upward": True},
        {"recipient": clerk},
        {"robot": None},
        {"channel": "inbox"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminder.objects.filter(pk=row.pk).update(**change)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    # What becomes confidential is taken back before it is said.
    wishes[0] = replace(wishes[0], confidential=True)
    assert sweep(now=at(TUESDAY + DAY)).out == Sent() and host.requests == []


# Groups ------------------------------------------------------------------------------------------


def test_a_line_for_each_thing_in_the_groups_of_its_unit(clerk, cast, host, settings):
    robot = robot_of(cast.jinnan, address=host.address, kind=Channel.DINGTALK)
    robot_of(cast.taji, address=f"{host.address}&other")
    everybody = tuple(cast.user(f"{who}.jinnan").pk for who in ("clerk", "reviewer", "member"))
    wishes.extend(replace(wish(clerk, TUESDAY, plan=number), owners=everybody) for number in range(12))
    # Nobody has to act: the group hears it all the same.
    wishes.append(replace(wish(clerk, TUESDAY, plan=50), owners=()))
    assert sweep(now=at(TUESDAY)).out == Sent(messages=2)
    assert [len(text.splitlines()) for text in host.texts] == [12, 5]
    assert host.texts[0].endswith(f"请登录工作台办理：{settings.SITE_URL}/desk/")
    assert all("sign" in query for query, _body in host.requests)
    assert sweep(now=at(TUESDAY, 10)) == Report()
    stop_robot(robot=robot, actor="县办一", now=at(TUESDAY))
    assert send_out(now=at(TUESDAY + DAY)) == Sent()
    assert sweep(now=at(TUESDAY + DAY)).out == Sent() and len(host.requests) == 2


def test_eighteen_messages_a_minute(clerk, cast, host, clock, monkeypatch):
    monkeypatch.setattr(sending, "LINES_A_MESSAGE", 1)
    robot_of(cast.jinnan, address=host.address)
    wishes.extend(wish(clerk, TUESDAY, plan=number) for number in range(20))
    assert sweep(now=clock.now).out == Sent(messages=18)
    clock.forward(seconds=59)
    assert sweep(now=clock.now).out == Sent()
    clock.forward(seconds=1)
    assert sweep(now=clock.now).out == Sent(messages=2)
    assert sorted(host.lines) == ["· 报告：2026年11月10日到期，今天到期"] * 20


def test_two_sweepers_share_the_minute_and_hold_no_transaction(copied_db, host, monkeypatch):
    cast, open_ones = Cast(), []
    speak = sending.speak
    monkeypatch.setattr(sending, "LINES_A_MESSAGE", 1)
    monkeypatch.setattr(sending, "speak", lambda *said: open_ones.append(connection.in_atomic_block) or speak(*said))
    clerk = cast.user("clerk.jinnan")
    with only(STEPS):
        robot_of(cast.jinnan, address=host.address)
        wants(clerk)
        wishes.extend(wish(clerk, TUESDAY, plan=number) for number in range(25))
        sweep(now=at(TUESDAY, 23))
        reports = at_once(*[lambda: send_out(now=at(TUESDAY))] * 2)
    assert sum(reports, Sent()) == Sent(mails=25, messages=18)
    assert len(host.lines) == 18 and open_ones == [False] * 18
    assert len(set(ids())) == 25


def test_a_robot_that_fails_is_left_alone_until_the_next_sweep(clerk, cast, host, monkeypatch):
    monkeypatch.setattr(sending, "LINES_A_MESSAGE", 2)
    robot_of(cast.jinnan, address=host.address)
    wishes.extend(wish(clerk, TUESDAY, plan=number) for number in range(3))
    host.answers = [(200, '{"errcode": 45009, "errmsg": "api freq out of limit"}'), (200, '{"errcode": 0}')]
    assert sweep(now=at(TUESDAY)).out == Sent(failed=2)
    assert sweep(now=at(TUESDAY, 9, 34)).out == Sent(messages=1)
    assert sweep(now=at(TUESDAY, 9, 36)).out == Sent(messages=1)
    assert Reminder.objects.filter(robot__isnull=False, sent_at__isnull=False).count() == 3


# Again, and given up -----------------------------------------------------------------------------


class Killed(BaseException):
    """What nothing in the house catches."""


def test_what_a_dead_sender_left_is_sent_again_under_the_same_name(clerk, monkeypatch):
    wants(clerk)
    wishes.append(wish(clerk, TUESDAY))
    settle = sending.settle

    def die(*_rows, **_more):
        raise Killed

    monkeypatch.setattr(sending, "settle", die)
    with pytest.raises(Killed):
        sweep(now=at(TUESDAY))
    monkeypatch.setattr(sending, "settle", settle)
    assert send_out(now=at(TUESDAY, 9, 39)) == Sent()
    assert send_out(now=at(TUESDAY, 9, 41)) == Sent(mails=1)
    first, second = ids()
    assert first == second
    # When the day moves it is another message.
    wishes[0] = wish(clerk, TUESDAY + DAY)
    sweep(now=at(TUESDAY + DAY))
    assert ids()[2] != first


def test_when_the_clock_is_set_back_nothing_waits_for_the_old_time(clerk):
    wants(clerk)
    wishes.extend([wish(clerk, TUESDAY), wish(clerk, TUESDAY, plan=2)])
    sweep(now=at(TUESDAY, 23))
    first, second = Reminder.objects.filter(channel=Channel.MAIL, tell_on=TUESDAY)
    Reminder.objects.filter(pk=first.pk).update(sending_since=at(date(2027, 11, 10)))
    Reminder.objects.filter(pk=second.pk).update(try_at=at(date(2027, 11, 10)))
    assert send_out(now=at(TUESDAY)) == Sent(mails=2)


def test_what_kills_its_sender_eight_times_is_given_up(clerk, monkeypatch):
    wants(clerk)
    wishes.append(wish(clerk, TUESDAY))
    monkeypatch.setattr(sending, "settle", lambda *_rows, **_more: 0)
    sweep(now=at(TUESDAY))
    for number in range(1, 9):
        send_out(now=at(TUESDAY) + number * timedelta(minutes=11))
    assert len(mail.outbox) == 8
    (one,) = given_up(at(TUESDAY))
    assert "中途停止" in one.why


def test_given_up_after_eight_failures_over_ten_hours(clerk, cast, settings, monkeypatch, capsys, caplog):
    wants(clerk)
    wants(cast.user("reviewer.jinnan"), MailMode.DIGEST, now=at(TUESDAY - DAY))
    wishes.append(replace(wish(clerk, TUESDAY), owners=(clerk.pk, cast.user("reviewer.jinnan").pk)))
    broken(settings, monkeypatch, on_open=ConnectionRefusedError(ADDRESS))
    now, tried = at(TUESDAY, 8, 0), 0
    while now < at(TUESDAY, 22, 0):
        tried += sweep(now=now).out.failed
        now += timedelta(minutes=5)
    assert tried == 16
    assert {one.channel for one in given_up(now)} == {"邮件", "每日汇总"}
    assert {one.whom for one in given_up(now)} == {str(clerk), str(cast.user("reviewer.jinnan"))}
    assert {one.why for one in given_up(now)} == {"邮件没有交给邮件服务器（ConnectionRefusedError）。"}
    found = delivered(now)
    assert found.light == Light.AMBER and str(clerk) not in found.words
    assert found.words.startswith("有2件多次没有发出去，已经放弃；最近一件：")
    assert ADDRESS not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sweep(now=at(TUESDAY, 21)).out == Sent()
    call_command("sweep_reminders", "--now", "2026-11-10T21:30", "--retry")
    assert "重新发送 2 条，邮件 2 封" in capsys.readouterr().out
    assert given_up(now) == [] and len(mail.outbox) == 2
    assert delivered(now) == Reading(Light.GREEN, "都已发出，没有放弃的。")
    assert retry_given_up(now=now) == 0


def test_what_is_over_is_not_listed(clerk, settings, monkeypatch):
    wants(clerk)
    wishes.append(wish(clerk, TUESDAY))
    sweep(now=at(TUESDAY))
    Reminder.objects.filter(channel=Channel.MAIL, sent_at__isnull=False).update(sent_at=None, given_up_at=at(TUESDAY))
    assert len(given_up(at(TUESDAY))) == 1
    wishes.clear()
    sweep(now=at(TUESDAY))
    assert given_up(at(TUESDAY)) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SMTPRecipientsRefused({ADDRESS: (550, b"unknown")}), "不接受这个收件邮箱"),
        (SMTPResponseException(451, f"<{ADDRESS}> later".encode()), "拒绝（451）"),
        (ValueError(ADDRESS), "ValueError"),
    ],
)
def test_a_refusal_never_repeats_the_address(settings, monkeypatch, error, words):
    broken(settings, monkeypatch, on_send=error)
    with mailing.Post() as post:
        said = post.hand_over(mail.EmailMessage(to=[ADDRESS]))
    assert words in said and ADDRESS not in said


def test_a_lost_key_stops_only_its_own_mail(clerk, cast, monkeypatch):
    other = cast.user("reviewer.jinnan")
    wants(clerk)
    wants(other)
    wishes.append(replace(wish(clerk, TUESDAY), owners=(clerk.pk, other.pk)))
    address_of = sending._address_of

    def opened(user):
        if user == clerk:
            raise KeyTrouble(Trouble.MISSING, "缺少密钥。")
        return address_of(user)

    monkeypatch.setattr(sending, "_address_of", opened)
    assert sweep(now=at(TUESDAY)).out == Sent(mails=1, failed=1)
    assert Reminder.objects.get(channel=Channel.MAIL, recipient=clerk, error="缺少密钥。").attempts == 1


def test_what_moves_while_it_is_sent_is_told_anew(clerk, monkeypatch):
    wants(clerk)
    wishes.append(wish(clerk, TUESDAY))
    hand_over = mailing.Post.hand_over

    def meanwhile(post, letter):
        error = hand_over(post, letter)
        Reminder.objects.filter(channel=Channel.MAIL).update(**outbox.FRESH)
        monkeypatch.setattr(mailing.Post, "hand_over", hand_over)
        return error

    monkeypatch.setattr(mailing.Post, "hand_over", meanwhile)
    sweep(now=at(TUESDAY))
    assert len(mail.outbox) == 2


def test_what_was_taken_over_before_its_turn_is_left_to_its_new_sender(clerk, cast, host, monkeypatch):
    """Of both ways: a sender that was slow wakes up when somebody else has claimed the rest of its rows."""
    wants(clerk)
    robot_of(cast.jinnan, address=host.address)
    wishes.append(wish(clerk, TUESDAY))
    claim = outbox.claim

    def slow(rows, **more):
        found = claim(rows, **more)
        Reminder.objects.filter(pk__in=[row.pk for row in found]).update(sending_since=at(TUESDAY, 9, 31))
        return found

    monkeypatch.setattr(sending, "claim", slow)
    assert sweep(now=at(TUESDAY)).out == Sent()
    assert not mail.outbox and not host.requests


def test_secrets_stay_out_of_rows_and_logs(clerk, cast, host, caplog):
    robot_of(cast.jinnan, address=host.address, kind=Channel.DINGTALK)
    wishes.append(wish(clerk, TUESDAY))
    host.answers = [(200, '{"errcode": 1, "errmsg": "no"}')]
    sweep(now=at(TUESDAY))
    errors = "".join(Reminder.objects.values_list("error", flat=True))
    assert "errcode 1" in errors
    assert all(word not in errors + caplog.text for word in (SECRET, "canary"))
