"""Whether the house is well: for machines in codes and colours, for people in words."""

from collections import namedtuple
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone

from foundation import signs
from foundation.calendar import selectors as days
from foundation.calendar import signs as calendar_signs
from foundation.jobs.models import Beat, Job
from foundation.jobs.services import enqueue
from foundation.jobs.states import REMINDERS_SWEEP, State
from foundation.keys.trouble import KeyTrouble, Trouble
from foundation.ledger import heads
from foundation.ledger import signs as ledger_signs
from foundation.ledger.models import LedgerEntry
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.refs import Ref
from foundation.reminders import services as reminders
from foundation.reminders.leases import lease
from foundation.reminders.models import Reminder
from foundation.reminders.services.sweeps import RENEWAL
from foundation.reminders.states import Channel
from foundation.security.models import SecurityEvent
from foundation.signs import Light
from foundation.upkeep import pills
from foundation.upkeep import signs as upkeep_signs
from foundation.upkeep.models import Run
from foundation.upkeep.states import Kind
from foundation.upkeep.states import State as RunState
from script.sandbox import PROJECT
from tests.disclosure.made import publication_of
from tests.jobs import doings
from tests.jobs.doings import KIND
from tests.reminders.sink import wants
from tests.reminders.wishes import RULE, STEPS, only, wish, wishes
from tests.townships.pages import TOKEN
from tests.upkeep.lights import a_dead_job, all_well, asked, house_with

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEEPER = "system.county"
HEALTH = "/desk/health/"


def shown(response) -> str:
    return response.content.decode()


# For machines ------------------------------------------------------------------------------------


def test_a_probe_gets_every_sign_in_codes_and_colours_and_keeps_nothing(client):
    all_well()
    response = client.get("/healthz")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert "no-store" in response["Cache-Control"] and not response.cookies
    said = response.json()
    assert set(said) == {"status", "reliable", "signs"}
    assert set(said["signs"]) == {sign.code for sign in signs.registered()}
    assert set(said["signs"].values()) <= {"green", "amber", "red"}


@pytest.mark.parametrize(
    ("looks", "light", "status"),
    [
        ({"one": ("green", True)}, "green", 200),
        ({"one": ("amber", True)}, "amber", 200),
        ({"one": ("red", False), "two": ("amber", True)}, "red", 200),
        ({"one": ("red", True)}, "red", 503),
        ({"one": ("broken", True)}, "red", 503),
        ({"one": ("broken", False)}, "red", 200),
    ],
)
def test_only_a_vital_sign_that_is_red_makes_the_house_unreliable(client, looks, light, status):
    with house_with(**looks):
        response = client.get("/healthz")
    assert (response.status_code, response.json()["status"], response.json()["reliable"]) == (
        status,
        light,
        status == 200,
    )


def test_a_database_that_is_away_is_asked_once(client):
    with house_with(database="red", one=("green", False), two=("broken", False)):
        response = client.get("/healthz")
    assert response.status_code == 503 and asked == []
    assert set(response.json()["signs"].values()) == {"red"}


@pytest.mark.once
def test_a_probe_is_answered_under_any_name_over_plain_http_and_with_any_cookie(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["sunlit.example"]
    client.cookies["sessionid"] = "nonsense"
    with house_with():
        assert client.get("/healthz", headers={"host": "127.0.0.1:8000"}).status_code == 200
        assert client.head("/healthz", headers={"host": "10.0.0.7"}).status_code == 200
        assert client.post("/healthz").status_code == 405
    assert client.get("/desk/", headers={"host": "10.0.0.7"}).status_code == 400
    assert reverse("healthz") == "/healthz"


# What the signs say ------------------------------------------------------------------------------


def test_the_database_says_how_big_it_is_and_how_fast(monkeypatch):
    found = upkeep_signs.database(timezone.now())
    assert found.words.startswith("数据库正常应答，用时") and found.words.endswith(" GB。")
    monkeypatch.setattr(upkeep_signs, "SLOW", -1)
    assert upkeep_signs.database(timezone.now()).light == Light.AMBER

    def away():
        raise DatabaseError("password=secret")

    monkeypatch.setattr(connection, "cursor", away)
    assert upkeep_signs.database(timezone.now()) == signs.Reading(Light.RED, "数据库没有应答。")


@pytest.mark.once
def test_a_disk_is_measured_as_the_program_may_write_it(monkeypatch, settings, tmp_path):
    usage = namedtuple("usage", "total used free")
    settings.BACKUP_DIR = settings.VAR_DIR = tmp_path / "not" / "made"
    seen = []

    def room(percent: int):
        def measured(path):
            seen.append(path)
            return usage(200 << 30, (100 - percent) << 30, percent << 30)

        monkeypatch.setattr(upkeep_signs.shutil, "disk_usage", measured)

    lights = []
    for percent in (15, 14, 5, 4):
        room(percent)
        lights.append(upkeep_signs.disk(timezone.now()).light)
    assert lights == [Light.GREEN, Light.AMBER, Light.AMBER, Light.RED]
    assert upkeep_signs.backup_disk(timezone.now()).words == "剩余4.0 GB（4%）。"
    assert set(seen) == {tmp_path}


def a_run(kind: Kind, state: RunState, at: datetime, **more: object) -> Run:
    finished = None if state == RunState.RUNNING else at + HOUR
    return Run.objects.create(kind=kind, state=state, started_at=at, finished_at=finished, **more)


def test_a_backup_is_missed_from_the_second_day_on_and_nobody_relies_on_an_old_one(cast):
    now = cast.now
    Beat.objects.update(at=now)
    assert upkeep_signs.backup(now + HOUR) == signs.Reading(Light.GREEN, "刚启用，还没有到做备份的时间。")
    assert upkeep_signs.backup(now + 27 * HOUR) == signs.Reading(Light.AMBER, "还没有通过的备份。")
    assert upkeep_signs.backup(now + 73 * HOUR).light == Light.RED
    Beat.objects.all().delete()
    assert upkeep_signs.backup(now).light == Light.RED
    a_run(Kind.BACKUP, RunState.PASSED, now)
    a_run(Kind.BACKUP, RunState.RUNNING, now + HOUR)
    assert upkeep_signs.backup(now + 26 * HOUR) == signs.Reading(Light.GREEN, "最近一次通过的备份在26小时前。")
    a_run(Kind.BACKUP, RunState.FAILED, now + 2 * HOUR)
    assert upkeep_signs.backup(now + 3 * HOUR).light == Light.AMBER
    assert upkeep_signs.backup(now + 73 * HOUR).light == Light.RED


def test_a_drill_that_failed_is_red_until_one_passes(cast):
    now = cast.now
    a_run(Kind.DRILL, RunState.PASSED, now)
    lights = [upkeep_signs.drill(now + each * DAY).light for each in (8, 9, 31)]
    assert lights == [Light.GREEN, Light.AMBER, Light.RED]
    a_run(Kind.DRILL, RunState.FAILED, now + DAY)
    found = upkeep_signs.drill(now + DAY)
    assert found.light == Light.RED and "没有通过，原因见下面的记录" in found.words
    a_run(Kind.DRILL, RunState.PASSED, now + 2 * DAY)
    assert upkeep_signs.drill(now + 2 * DAY).light == Light.GREEN


def test_a_checkpoint_is_made_every_day_once_there_is_something_to_prove(cast, monkeypatch):
    assert ledger_signs.checkpointed(cast.now).words == "已有存证记录，还没有存证点。"
    with monkeypatch.context() as patch:
        patch.setattr(LedgerEntry, "objects", LedgerEntry.objects.none())
        assert ledger_signs.checkpointed(cast.now).light == Light.GREEN
    make_checkpoint(now=cast.now)
    lights = [ledger_signs.checkpointed(cast.now + each * HOUR).light for each in (1, 27, 73)]
    assert lights == [Light.GREEN, Light.AMBER, Light.RED]


def test_a_broken_seal_and_a_key_that_is_not_the_old_one_are_seen(cast, monkeypatch):
    assert ledger_signs.sealed(cast.now).light == Light.GREEN
    monkeypatch.setattr(heads, "frontier_of", lambda head: None if head.stream == "320831101" else head)
    assert ledger_signs.sealed(cast.now) == signs.Reading(Light.RED, "1个日志流的末端与封印不符：320831101。")

    def no_key(_head):
        raise KeyTrouble(Trouble.MISSING, "缺少密钥。请从密钥备份恢复。")

    monkeypatch.setattr(heads, "frontier_of", no_key)
    assert ledger_signs.sealed(cast.now) == signs.Reading(Light.RED, "缺少密钥。请从密钥备份恢复。")


@pytest.mark.once
@pytest.mark.parametrize(
    ("day", "missing", "light"),
    [
        ("2026-11-30", [2027], Light.GREEN),
        ("2026-12-01", [2027], Light.AMBER),
        ("2026-12-01", [], Light.GREEN),
        ("2027-01-01", [2027], Light.RED),
    ],
)
def test_a_year_without_its_holidays_is_told_from_december_on(monkeypatch, day, missing, light):
    monkeypatch.setattr(days, "gaps", lambda _today: [days.Gap(year, expected=False) for year in missing])
    assert calendar_signs.known(datetime.fromisoformat(f"{day}T09:00+08:00")).light == light


def test_a_sweep_of_reminders_leaves_its_beat_and_names_the_rules_that_failed(cast, monkeypatch):
    from foundation.reminders import signs as reminder_signs
    from foundation.reminders.services import sweeps

    def renewed(**said):
        monkeypatch.setattr(sweeps, "renew", lambda now: sweeps.Report(**said))
        reminders.sweep(now=cast.now)
        return reminder_signs.swept(timezone.now())

    assert renewed(failed=("a.b",)).words.endswith("这些提醒规则没有执行成功：a.b。")
    assert renewed(busy=True).light == Light.AMBER, "who only told what was due knows nothing of the rules"
    assert renewed().light == Light.GREEN
    assert Beat.objects.get(name=REMINDERS_SWEEP).trouble == ""


# For people --------------------------------------------------------------------------------------


def test_the_page_says_what_it_means_what_to_do_and_whom_to_call(login, settings):
    settings.OPERATOR_CONTACT = "县大数据中心 0517-8690"
    with house_with(one=("red", True), two=("amber", False), three=("green", False), four=("broken", False)):
        page = shown(login(KEEPER).get(HEALTH))
        home = shown(login(KEEPER).get("/desk/"))
    assert "有3项需要处理，其中有的已经影响使用，请马上处理" in page
    assert page.count("县大数据中心 0517-8690") == 3 and page.count("看一眼。") == 3
    assert "没有查成（ZeroDivisionError）" in page
    order = [page.index(f"项目test.{name}") for name in ("one", "four", "two")]
    assert order == sorted(order), "the worst first"
    assert "系统运行" in home and "有一点问题。" in home and "项目test.three" not in home


def test_a_house_that_is_well_says_so_and_leaves_the_desk_alone(login):
    with house_with(one=("green", True)):
        assert "一切正常，不用做什么。" in shown(login(KEEPER).get(HEALTH))
        home = shown(login(KEEPER).get("/desk/"))
    assert "系统运行" not in home and "运行状况" in home
    with house_with(one=("amber", False)):
        assert "有1项需要处理，办理不受影响" in shown(login(KEEPER).get(HEALTH))
        assert "项目test.one" not in shown(login("clerk.jinnan").get("/desk/"))
        assert "OPERATOR_CONTACT" in shown(login(KEEPER).get(HEALTH))


def test_what_did_not_go_out_is_listed_and_sent_again(login, cast):
    """To whom and why; of what it would have told there is no word."""
    given_up = {"sent_at": None, "given_up_at": timezone.now(), "error": "邮件服务器拒绝（550）。", "attempts": 8}
    clerk, client = cast.user("clerk.jinnan"), login(KEEPER)
    wants(clerk)
    with only(STEPS):
        wishes.append(wish(clerk, timezone.localdate()))
        reminders.sweep(now=timezone.now(), outward=False)
        assert "全部重新发送" not in shown(client.get(HEALTH))
        Reminder.objects.filter(channel=Channel.MAIL, step="day").update(**given_up)
        page = shown(client.get(HEALTH))
        assert str(clerk) in page and "邮件服务器拒绝（550）。" in page and "道路维修" not in page
        assert "表单不完整" in shown(client.post(f"{HEALTH}resend/", follow=True))
        answer = shown(client.post(f"{HEALTH}resend/", {"form_token": TOKEN}, follow=True))
    assert "1件重新等待发送" in answer and "都已发出，没有放弃的。" in answer
    assert Reminder.objects.filter(channel=Channel.MAIL, given_up_at=None, attempts=0).exists()


def test_a_button_does_the_work_of_the_clock_and_waits_for_no_mail_server(login, cast):
    clerk, client = cast.user("clerk.jinnan"), login(KEEPER)
    wants(clerk)
    with only(STEPS):
        wishes.append(wish(clerk, timezone.localdate()))
        answer = shown(client.post(f"{HEALTH}sweep/", {"form_token": TOKEN}, follow=True))
    assert "发出1条。" in answer and mail.outbox == []
    with only(STEPS, replace(RULE, wanted="tests.reminders.wishes.broken")), lease(RENEWAL):
        assert "另一个程序正在更新" in shown(client.post(f"{HEALTH}sweep/", {"form_token": TOKEN}, follow=True))
    with only(replace(RULE, wanted="tests.reminders.wishes.broken")):
        answer = shown(client.post(f"{HEALTH}sweep/", {"form_token": TOKEN}, follow=True))
    assert "有1项提醒规则没有执行成功" in answer


def test_every_run_is_listed_with_what_it_said(login, cast):
    failed = a_run(Kind.DRILL, RunState.FAILED, cast.now, what="20261110-023000", report="外键：未通过。\n第二行")
    client = login(KEEPER)
    assert "20261110-023000" in shown(client.get(HEALTH))
    page = shown(client.get(f"{HEALTH}runs/{failed.pk}/"))
    assert "外键：未通过。" in page and "第二行" in page
    assert pills.pill_of_run(RunState.RUNNING).tone == "blue"


def test_a_dead_job_begins_again_once_and_the_security_log_tells_who_did_it(login, cast):
    job, client = a_dead_job(cast.now), login(KEEPER)
    page = shown(client.get(HEALTH))
    assert "生成公文 PDF" in page and "缺少字体。请安装后重试。" in page
    address = f"{HEALTH}jobs/{job.pk}/"
    assert "记入安全日志" in shown(client.get(address))
    for _time in range(2):
        assert client.post(address, {"form_token": TOKEN})["Location"] == HEALTH
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.WAITING, 0)
    event = SecurityEvent.objects.get(kind="job_begun_again")
    assert (event.actor, event.act) == (str(cast.user(KEEPER)), "documents.render")
    assert event.reason.startswith("documents.paper:7 ")
    assert client.get(address).status_code == 404
    # Whoever comes with a form of his own finds nothing left to begin.
    assert client.post(address, {"form_token": TOKEN + "2"}).status_code == 302
    assert SecurityEvent.objects.filter(kind="job_begun_again").count() == 1


# One's own jobs ----------------------------------------------------------------------------------


def test_everybody_sees_what_his_own_acts_have_set_going(login, cast):
    clerk, now = cast.user("clerk.jinnan"), timezone.now()
    about = Ref.of(publication_of(cast.jinnan))
    Job.objects.all().delete()
    client = login("clerk.jinnan")
    assert "我的后台任务" not in shown(client.get("/desk/"))
    assert "没有由您的操作引起的后台任务" in shown(client.get("/desk/jobs/"))
    with doings.kind():
        mine = enqueue(kind=KIND, ref=about, now=now, started_by=clerk)
        enqueue(kind=KIND, ref=about, now=now, started_by=cast.user("clerk.taji"))
        enqueue(kind=KIND, ref=about, now=now, started_by="程序")
        Job.objects.filter(pk=mine.pk).update(
            state=State.RUNNING, started_at=now, seen_at=now, done_parts=3, all_parts=4
        )
        page = client.get("/desk/jobs/").content.decode()
    assert page.count("测试任务") == 2, "the row, and its bar's name"
    assert '<progress max="4" value="3"' in page and "75%" in page
    assert "示例村道路维修" in page and '<meta http-equiv="refresh"' in page
    Job.objects.filter(pk=mine.pk).update(done_parts=0, all_parts=0)
    assert '<progress aria-label="test.note"></progress>' in shown(client.get("/desk/jobs/"))
    assert "我的后台任务" in shown(client.get("/desk/"))
    Job.objects.filter(pk=mine.pk).update(state=State.FAILED, finished_at=now, error="路径 /srv/x")
    page = client.get("/desk/jobs/").content.decode()
    assert "系统管理员" in page and "/srv/x" not in page and "refresh" not in page
    Job.objects.filter(pk=mine.pk).update(state=State.DONE, result="已办好。")
    assert "已办好。" in client.get("/desk/jobs/").content.decode()
    Job.objects.filter(pk=mine.pk).update(created_at=now - 31 * DAY)
    assert "测试任务" not in client.get("/desk/jobs/").content.decode()


# Operators ---------------------------------------------------------------------------------------


@pytest.mark.once
def test_the_guide_says_what_to_do_for_each_sign():
    guide = (PROJECT / "docs" / "guides" / "运维人员.md").read_text()
    assert [sign.code for sign in signs.registered() if f"`{sign.code}`" not in guide] == []
    vital = {sign.code for sign in signs.registered() if sign.vital}
    assert vital == {"upkeep.database", "upkeep.disk", "upkeep.backup", "jobs.sweep", "reminders.sweep"}
