"""The desk's pages on what comes round: what a unit owes, what a county asks, the forms."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from foundation import refs
from foundation.refs import Ref
from foundation.reminders.desk import panels
from foundation.reminders.duties.defaults import DUTIES
from foundation.reminders.duties.forms import ProofField
from foundation.reminders.duties.models import DutyReport, RecurringDuty
from foundation.reminders.services import end_duty, sweep, take_over_duties
from foundation.rulebook.services import load_defaults
from foundation.scope import Scope
from foundation.violations import Basis
from foundation.web.events import Visit
from tests.disclosure.made import publication_of
from tests.reminders.duties import COUNTY, TODAY, at, begun, reported, user

DAY = timedelta(days=1)
LIST = reverse("duties:list")
TOWN, COUNTY_CODE = "320831101000", "320831000000"


@pytest.fixture(autouse=True)
def numbers(cast):
    load_defaults(now=cast.now)


@pytest.fixture
def get(login):
    def page(username: str, path: str, **query: str) -> str:
        response = login(username).get(path, query)
        assert response.status_code == 200, response.headers.get("Location")
        return response.content.decode()

    return page


def url(page: str, *args: object) -> str:
    return reverse(f"duties:{page}", args=args)


def fields(client, path: str) -> dict[str, str]:
    """What a form holds before anybody writes into it."""
    form = client.get(path).context["form"]
    return {name: str(form[name].value()) for name in form.fields if form[name].value() is not None}


# Reading -----------------------------------------------------------------------------------------


def test_a_town_sees_what_it_owes_its_own_and_the_countys(cast, get):
    begun(COUNTY, title="全县都做的")
    begun(title="本镇自己做的", basis=Basis("某文件", confirmed=True))
    page = get("accountant.jinnan", LIST)
    assert "全县都做的" in page and "本镇自己做的" in page
    assert "2026年第四季度" in page and "还有37个工作日" in page and "纪委书记" in page
    # An unread ground is not cited.
    assert "某文件" in page and "金南镇工作制度" not in page and "按本县规定（待县确认）" in page
    assert "设立周期性工作" not in page
    assert "本镇自己做的" not in get("clerk.taji", LIST)


def test_a_county_sees_who_is_late(cast, get):
    duty = begun(COUNTY, first=TODAY.replace(month=8, day=1), start=TODAY.replace(month=8, day=1),
                 now=at(TODAY.replace(month=8, day=1)))  # fmt: skip
    reported(duty)
    page = get("inspector.county", LIST)
    assert "塔集镇、金湖经济开发区" in page
    one = get("inspector.county", url("duty", duty.pk, COUNTY_CODE))
    assert "已逾期" in one and "尚未开始" not in one
    # Of a town the county sees what the town sees.
    assert "2026年11月1日至2027年1月31日" in get("inspector.county", LIST, unit=TOWN)


def test_nothing_yet_says_who_may_begin(get):
    assert "还没有周期性工作" in get("accountant.jinnan", LIST)
    page = get("office.county", LIST)
    assert "还没有对乡镇的周期性工作" in page and f"接收系统提供的目录（{len(DUTIES)}项）" in page
    assert "接收系统提供的目录" not in get("clerk.jinnan", LIST)


def test_what_has_ended_stands_apart(get):
    duty = begun(COUNTY)
    end_duty(duty=duty, end=TODAY, actor=user("office.county"), now=timezone.now())
    for page in (get("clerk.jinnan", LIST), get("office.county", LIST)):
        assert "已经停止的" in page and "2026年11月10日" in page
    assert "没有要做的了" in get("clerk.jinnan", url("duty", duty.pk, TOWN))
    assert "已经停止" in get("office.county", url("duty", duty.pk, COUNTY_CODE))
    assert "报告完成" not in get("discipline.jinnan", url("duty", duty.pk, TOWN))


def test_a_duty_says_when_and_why_and_who(get):
    duty = begun(parameter="disclosure.quarter_day", basis=Basis("x", confirmed=True))
    page = get("clerk.jinnan", url("duty", duty.pk, TOWN))
    assert "2027年1月15日" in page and "按参数“每季度公开的截止日（次季度首月）”" in page
    assert "请核对" in page and "本乡镇" in page
    # Over days of 2027, whose holidays nobody knows, working days are not counted.
    assert "还有66天" in page
    assert "您没有这一角色或者权限" in page and "停止" in page
    assert "您没有这一角色" not in get("discipline.jinnan", url("duty", duty.pk, TOWN))
    assert "期满后第1个月15日" in get("clerk.jinnan", url("duty", begun(title="二", due_month=1, due_day=15).pk, TOWN))


def test_what_was_done_is_there_with_its_proof_and_its_fate(cast, get, login):
    duty, publication = begun(), publication_of(cast.jinnan)
    reported(duty, note="已检查甲", proof=str(Ref.of(publication)))
    reported(duty, note="已检查乙", day=TODAY.replace(month=12, day=31) + DAY, proof="https://example.cn/a")
    page = get("discipline.jinnan", url("duty", duty.pk, TOWN))
    assert publication.title in page and "https://example.cn/a" in page and 'href="https://example' not in page
    assert page.count(">作废</a>") == 1
    # The next period has not begun: nothing to report yet.
    assert "从2027年4月1日开始，现在不能报告完成" in page
    assert ">作废</a>" not in get("accountant.jinnan", url("duty", duty.pk, TOWN))
    report = DutyReport.objects.get(note="已检查乙")
    path = url("void", report.pk)
    client = login("discipline.jinnan")
    answer = client.post(path, {**fields(client, path), "reason": "写错了"}, follow=True).content.decode()
    assert "已作废" in answer and "写错了" in answer and "逾期" not in answer
    assert client.get(path).status_code == 409
    report.proof = "decisions.topic:0"
    report.save()
    assert "您没有查看权限的记录" in get("discipline.jinnan", url("duty", duty.pk, TOWN))


def test_what_was_done_late_says_so(get):
    duty = begun(first=TODAY.replace(month=8, day=1), start=TODAY.replace(month=8, day=1),
                 now=at(TODAY.replace(month=8, day=1)))  # fmt: skip
    reported(duty)
    assert "逾期</span>" in get("clerk.jinnan", url("duty", duty.pk, TOWN))


@pytest.mark.parametrize("username", ["clerk.jinnan", "office.county"])
def test_of_a_duty_of_another_place_there_is_no_page(cast, login, username):
    duty = begun(actor="x", scope=Scope("320831", "320831103"))
    client = login(username)
    assert client.get(url("duty", duty.pk, TOWN)).status_code == 404
    assert client.get(url("duty", duty.pk, COUNTY_CODE)).status_code == 404
    assert client.get(LIST, {"unit": "320831999000"}).status_code == 404


def test_a_reminder_leads_to_its_duty(cast, login):
    duty = begun()
    sweep(now=at(TODAY.replace(month=12, day=31)))
    clerk = user("discipline.jinnan")
    (panel,) = panels(Visit(clerk, TODAY.replace(month=12, day=31)))
    (item,) = panel.items
    assert item.title == "本期工作等待完成：金南镇：季度检查（2026年第四季度）"
    assert item.basis == "按本县规定（待县确认）"
    ref = refs.at(item.url)
    assert (refs.title_of(ref), refs.link_for(ref, clerk)) == ("金南镇：季度检查（2026年第四季度）", item.url)
    assert refs.needs_of(ref) == ("view_people", "320831101")
    assert refs.link_for(ref, user("clerk.taji")) is None
    assert login("discipline.jinnan").get(item.url).headers["Location"] == url("duty", duty.pk, TOWN)


def test_many_duties_cost_as_much_as_one(cast, login, django_assert_num_queries):
    take_over_duties(county=cast.county, actor=user("office.county"), now=timezone.now())
    client = login("inspector.county")
    client.get(LIST)
    # Session, account, rights, places, whose he is; duties, numbers, reports; the navigation.
    with django_assert_num_queries(9):
        client.get(LIST)
    client = login("clerk.jinnan")
    client.get(LIST)
    # One more: which days are worked.
    with django_assert_num_queries(10):
        client.get(LIST)


# Acting ------------------------------------------------------------------------------------------


def test_a_duty_is_set_up_after_a_last_look(login):
    client, path = login("office.county"), url("new", COUNTY_CODE)
    given = {
        **fields(client, path),
        "title": "季度通报",
        "period": "quarter",
        "due_month": "1",
        "due_day": "20",
        "responsible": "discipline_secretary",
        "basis": "县办〔2026〕3号",
    }
    shown = client.post(path, {**given, "step": "check"}).content.decode()
    assert "金湖县的各乡镇" in shown and "2026年第四季度，2027年1月20日到期" in shown and "公开显示为" in shown
    assert not RecurringDuty.objects.exists()
    refused = client.post(path, {**given, "step": "check", "first": "2026-01-05"}).content.decode()
    assert "请填某月1日" in refused
    client.post(path, {**given, "confirmed": "on", "step": "check"})
    answer = client.post(path, {**given, "step": "confirm"}, follow=True).content.decode()
    assert "周期性工作已设立" in answer and "黎城街道" not in answer and "塔集镇" in answer
    duty = RecurringDuty.objects.get()
    assert (duty.township, duty.due_month, duty.due_day, duty.confirmed) == ("", 1, 20, False)


def test_of_a_short_one_the_last_look_says_that_nothing_is_owed(login):
    client, path = login("clerk.jinnan"), url("new", TOWN)
    given = {**fields(client, path), "title": "一次", "period": "year", "responsible": "clerk", "basis": "甲"}
    shown = client.post(path, {**given, "confirmed": "on", "end": "2026-12-01", "step": "check"}).content.decode()
    assert re.search(r"第一期</dt>\s*<dd[^>]*>\s*没有", shown) and "公开显示为" not in shown


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-01"])
def test_a_day_beyond_every_calendar_is_told(login, day):
    """What is counted from it would have no date, here and in the sweep for everybody."""
    client, path = login("clerk.jinnan"), url("new", TOWN)
    answer = client.post(path, {**fields(client, path), "first": day, "start": day}).content.decode()
    assert answer.count("年不在1900年到2199年之间。请核对年份。") >= 2


def test_the_list_is_taken_over_with_one_click(login):
    client, path = login("office.county"), url("take", COUNTY_CODE)
    (token,) = re.findall(r'name="form_token" value="([^"]+)"', client.get(LIST).content.decode())
    assert "表单不完整" in client.post(path, {}, follow=True).content.decode()
    answer = client.post(path, {"form_token": token}, follow=True).content.decode()
    assert "已接收目录" in answer and "接收系统提供的目录" not in answer
    assert RecurringDuty.objects.count() == len(DUTIES)
    assert login("clerk.jinnan").post(url("take", TOWN), {"form_token": token}).status_code == 404


def test_what_is_done_is_reported_once(cast, login):
    duty, publication = begun(), publication_of(cast.jinnan)
    client, path = login("discipline.jinnan"), url("report", duty.pk, TOWN)
    given = {**fields(client, path), "note": "已检查"}
    assert "不是网址：甲" in client.post(path, {**given, "proof": "甲"}).content.decode()
    assert "不是网址" in client.post(path, {**given, "proof": "javascript:alert(1)"}).content.decode()
    sent = {**given, "proof": f"https://county.example{publication.get_absolute_url()}"}
    for _each in range(2):
        answer = client.post(path, sent, follow=True).content.decode()
        assert "已报告完成" in answer
    report = DutyReport.objects.get()
    assert report.proof == str(Ref.of(publication))
    # A page that was open meanwhile names a period that is done.
    stale = client.post(path, {**fields(client, path), "term": "2026-10-01", "note": "又一次"}).content.decode()
    assert "看现在等待的是哪一期" in stale
    # Whoever changes the page by hand is told in Chinese too.
    assert "本期第一天：不是有效的日期" in client.post(path, {**fields(client, path), "term": "x"}).content.decode()


def test_a_proof_may_stand_elsewhere_or_nowhere():
    assert ProofField().clean("https://county.example/a?b=1") == "https://county.example/a?b=1"
    assert ProofField().clean(" ") == ""
    for wrong in ("https://county.example/a b", "http://[::1"):
        with pytest.raises(ValidationError, match="不是网址"):
            ProofField().clean(wrong)


def test_of_what_has_ended_nothing_is_reported(login):
    duty = begun()
    client, path = login("discipline.jinnan"), url("report", duty.pk, TOWN)
    given = {**fields(client, path), "note": "已检查"}
    end_duty(duty=duty, end=TODAY, actor=user("clerk.jinnan"), now=timezone.now())
    assert client.get(path).status_code == 404
    assert "看现在等待的是哪一期" in client.post(path, given).content.decode()
    assert login("office.county").get(url("report", begun(COUNTY).pk, COUNTY_CODE)).status_code == 404


def test_a_duty_is_ended_once_by_whose_it_is(login):
    duty, countys = begun(), begun(COUNTY)
    client, path = login("clerk.jinnan"), url("end", duty.pk, TOWN)
    given = fields(client, path)
    assert "以前的要求不能撤回" in client.post(path, {**given, "end": "2026-11-01"}).content.decode()
    answer = client.post(path, given, follow=True).content.decode()
    assert "已停止" in answer
    assert client.get(path).status_code == 409
    # A town does not end what its county asks.
    assert client.get(url("end", countys.pk, TOWN)).status_code == 404
