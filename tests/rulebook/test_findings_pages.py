"""The desk's pages on findings: lists, filters, one finding, each step with its last look, the county's numbers."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.refs import Ref, link_for, needs_of, title_of
from foundation.rulebook import desk_findings
from foundation.rulebook.models import Finding
from foundation.rulebook.services import load_defaults, note_no_longer
from foundation.rulebook.states import FindingState
from foundation.townships.services import grant_role
from foundation.townships.states import Role
from foundation.web.events import Visit
from foundation.web.tokens import new_token
from tests.decisions.scenes import scene
from tests.rulebook.findings import DAY, MONDAY, PERSON_RULE, by_person, finding_at, fresh, machines, raised, take, user
from tests.townships.acts import account, official
from tests.townships.leavers import merge

pytestmark = pytest.mark.django_db

LIST = "/desk/findings/"


@pytest.fixture
def now():
    return timezone.now()


def page_of(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def cells(page: str) -> list[str]:
    """The words of the table cells, without their markup."""
    found = re.findall(r"<t[dh] (?:scope=\"row\" )?role=\"(?:cell|rowheader)\"[^>]*>(.*?)</t[dh]>", page, re.DOTALL)
    return [re.sub(r"<[^>]+>", " ", cell).strip() for cell in found]


# The list ----------------------------------------------------------------------------------------


def test_whoever_answers_finds_what_waits_first(cast, login, now):
    by_person(cast.jinnan, now=now, text="新的")
    finding_at(FindingState.CLOSED, cast.jinnan, now=now)
    page = page_of(login("clerk.jinnan"), LIST)
    waiting, everything = page.split("<h2>全部问题</h2>")
    assert "等我办理" in waiting
    assert cells(waiting)[-1].split() == ["待答复"]
    assert "已办结" in everything
    assert "提出问题</a>" not in page


def test_an_inspector_finds_what_waits_for_the_county(cast, login, now):
    by_person(cast.jinnan, now=now)
    by_person(cast.jinnan, now=MONDAY)
    for state in (FindingState.ANSWERED, FindingState.CONFIRMED, FindingState.RECTIFIED):
        finding_at(state, cast.jinnan, now=now)
    waiting, everything = page_of(login("inspector.county"), LIST).split("<h2>全部问题</h2>")
    states = [cell.split() for cell in cells(waiting)[5::6]]
    assert states[0] == ["待答复", "逾期未答复"]
    assert sorted(states[1:]) == [["已整改"], ["已答复"]]
    assert len(cells(everything)) == 5 * 6
    assert "提出问题</a>" in waiting


def test_a_member_reads_and_has_nothing_to_do(cast, login, now):
    by_person(cast.jinnan, now=now)
    page = page_of(login("member.jinnan"), LIST)
    assert "等我办理" not in page
    assert "违反其他制度规定" in page


def test_late_ones_are_marked(cast, login):
    late = by_person(cast.jinnan)
    take("answer", late, now=MONDAY + 9 * DAY)
    silent = by_person(cast.jinnan)
    take("confirm", silent, now=MONDAY + 9 * DAY)
    page = page_of(login("inspector.county"), LIST).split("<h2>全部问题</h2>")[1]
    assert [cell.split() for cell in cells(page)[5::6]] == [["已核定", "未答复"], ["已答复", "逾期答复"]]


def test_other_towns_are_not_in_the_list(cast, login, now):
    by_person(cast.taji, now=now, text="别人的")
    assert cells(page_of(login("clerk.jinnan"), LIST)) == []
    assert len(cells(page_of(login("clerk.taji"), LIST))) == 12


def test_a_successor_reads_and_answers_what_it_took_over(cast, login, now):
    finding = by_person(cast.taji, now=now)
    merge(cast.taji, cast.jinnan)
    assert "违反其他制度规定" in page_of(login("clerk.jinnan"), LIST)
    assert take("answer", finding, by="clerk.jinnan", now=now)


def test_the_list_is_narrowed(cast, login, machine, now):
    raised(cast.jinnan, now=now)
    by_person(cast.taji, now=now)
    finding_at(FindingState.CLOSED, cast.jinnan, now=now, rule="decisions.record_untrue")
    client = login("inspector.county")

    def titles(query: str) -> list[str]:
        page = page_of(client, f"{LIST}?{query}")
        assert "等我办理" not in page
        return cells(page)[::6]

    assert titles("state=open") == ["违反其他制度规定", "示例规则"]
    assert titles("state=closed") == titles("severity=red") == ["会议记录与实际不符"]
    assert titles(f"rule={PERSON_RULE}") == titles(f"unit={cast.taji.code}") == ["违反其他制度规定"]
    assert titles(f"unit={cast.jinnan.code}&severity=orange") == ["示例规则"]
    assert titles("state=rejected") == []
    assert titles(f"unit={cast.zone.code}") == []


@pytest.mark.parametrize("query", ["before=x", "before=999999", "state=x", "severity=blue", "rule=gone", "unit=1"])
def test_a_wrong_query_is_not_found(cast, login, now, query):
    assert login("inspector.county").get(f"{LIST}?{query}").status_code == 404


def test_one_town_needs_no_choice_of_towns(cast, login):
    assert 'name="unit"' not in page_of(login("clerk.jinnan"), LIST)
    assert 'name="unit"' in page_of(login("inspector.county"), LIST)


def test_the_list_goes_on_and_keeps_its_filter(cast, login):
    rows = [by_person(cast.jinnan, now=MONDAY + number * DAY / 99, text=f"第{number:02}件") for number in range(21)]
    client = login("clerk.jinnan")
    first = page_of(client, f"{LIST}?state=open")
    older = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    assert older == f"?state=open&before={rows[1].pk}"
    second = page_of(client, f"{LIST}{older}")
    assert len(cells(second)) == 6
    assert 'href="?state=open" rel="prev"' in second


def test_the_list_takes_as_many_queries_full_as_empty(cast, login, now, machine, django_assert_max_num_queries):
    client = login("inspector.county")
    counts = []
    for round_ in range(2):
        with django_assert_max_num_queries(30) as queries:
            page_of(client, LIST)
        counts.append(len(queries))
        for number in range(5):
            raised(cast.village, now=now, pk=f"{round_}-{number}")
            finding_at(FindingState.ANSWERED, cast.jinnan, now=now)
    assert counts[0] == counts[1]


# One finding -------------------------------------------------------------------------------------


def test_a_finding_says_what_on_which_ground_and_what_proves_it(cast, login, machine):
    finding = raised(cast.village)
    page = page_of(login("clerk.jinnan"), finding.get_absolute_url())
    for words in ("某事应在2026年10月1日办完。", "橙（中）", "待答复", "按本县规定（待县确认）", "系统按记录提出"):
        assert words in page
    assert "2026年11月5日" in page
    assert f'<a href="/desk/people/{cast.village.code}/">{cast.village.name}</a>' in page
    assert "一条您无权查看的记录" in page
    assert "example.thing" not in page


def test_a_provisional_day_says_so(cast, login):
    finding = by_person(cast.jinnan)
    Finding.objects.filter(pk=finding.pk).update(answer_provisional=True)
    client = login("clerk.jinnan")
    assert "放假安排还没有录入" in page_of(client, finding.get_absolute_url())
    assert "2026年11月5日（暂定）" in page_of(client, LIST)


def test_its_whole_way_is_told(cast, login, machine):
    finding = raised(cast.jinnan)
    for step in ("answer", "addition", "confirm", "rectify", "send_back"):
        take(step, finding)
    take("rectify", finding, evidence=[Ref.of(cast.jinnan)], paper="签字页")
    page = page_of(login("inspector.county"), finding.get_absolute_url())
    titles = re.findall(r"<h3>([^<]+)", page)
    assert titles == ["提出问题", "答复", "补充说明", "核定成立", "整改情况", "退回整改", "整改情况"]
    assert "纸质材料：签字页" in page
    assert page.count("整改的证据") == 2


def test_what_no_longer_shows_says_so(cast, login, machine):
    finding = raised(cast.jinnan)
    note_no_longer(finding=finding, now=MONDAY)
    page = page_of(login("clerk.jinnan"), finding.get_absolute_url())
    assert "记录已不再显示这一情形" in page


def test_a_rule_that_this_version_no_longer_knows_leaves_a_page(cast, login, machine):
    finding = raised(cast.jinnan)
    client = login("clerk.jinnan")
    with machines():
        page = page_of(client, finding.get_absolute_url())
        panel = desk_findings.panels(Visit(user("clerk.jinnan"), date(2026, 11, 2)))
    assert "rulebook.example" in page
    assert "name：某事" in page
    assert panel[0].items[0].basis == ""


BUTTONS = {
    ("clerk.jinnan", "raised"): ["答复"],
    ("clerk.jinnan", "answered"): ["补充说明"],
    ("clerk.jinnan", "confirmed"): ["报告整改情况", "补充说明"],
    ("clerk.jinnan", "rectified"): ["补充说明"],
    ("clerk.jinnan", "closed"): [],
    ("inspector.county", "raised"): ["核定成立×", "核定不成立×"],
    ("inspector.county", "answered"): ["核定成立", "核定不成立", "补充说明"],
    ("inspector.county", "confirmed"): ["补充说明"],
    ("inspector.county", "rectified"): ["办结", "退回整改", "补充说明"],
    ("inspector.county", "rejected"): [],
    ("member.jinnan", "raised"): [],
    ("member.jinnan", "answered"): [],
}


@pytest.mark.parametrize(("name", "state"), BUTTONS)
def test_each_finds_the_buttons_that_may_follow(cast, login, now, name, state):
    finding = finding_at(FindingState(state), cast.jinnan, now=now)
    page = page_of(login(name), finding.get_absolute_url())
    found = re.findall(r'<(?:a|button) class="button[^"]*"[^>]*?( disabled)?>([^<]+)<', page.split("发现了什么")[1])
    assert [f"{label}{'×' if closed else ''}" for closed, label in found] == BUTTONS[name, state]


def test_a_closed_button_says_why(cast, login, now):
    finding = by_person(cast.jinnan, now=now)
    page = page_of(login("inspector.county"), finding.get_absolute_url())
    assert "暂不能办理：核定：单位可以答复到" in page


def test_somebody_of_the_unit_is_told_why_he_does_not_judge(cast, login, now):
    grant_role(
        user=user("member.jinnan"),
        role=Role.INSPECTOR,
        division=cast.county,
        start=timezone.localdate(),
        actor="县",
        now=now,
    )
    finding = finding_at(FindingState.ANSWERED, cast.jinnan, now=now)
    client = login("member.jinnan")
    assert "暂不能办理：这是您所在单位的问题" in page_of(client, finding.get_absolute_url())
    assert client.get(reverse("findings:confirm", args=[finding.pk])).status_code == 403


# The steps ---------------------------------------------------------------------------------------


def send(client, path: str, step: str = "", **words) -> object:
    return client.post(path, {"form_token": new_token(), **({"step": step} if step else {}), **words})


def test_an_answer_is_looked_at_once_more_and_then_binds(cast, login, now):
    finding = by_person(cast.jinnan, now=now)
    client, path = login("clerk.jinnan"), f"{finding.get_absolute_url()}answer/"
    assert "继续，核对" in page_of(client, path)
    look = send(client, path, "check", text="情况属实。").content.decode()
    assert "情况属实。" in look
    assert "不能修改" in look
    assert fresh(finding).state == FindingState.RAISED
    done = send(client, path, "confirm", text="情况属实。")
    assert done["Location"] == finding.get_absolute_url()
    assert fresh(finding).state == FindingState.ANSWERED
    assert "已答复，等待县里核定。" in page_of(client, finding.get_absolute_url())


def test_every_step_can_be_gone_on_the_pages(cast, login, now):
    finding = by_person(cast.jinnan, now=now)
    unit, county = login("discipline.jinnan"), login("inspector.county")
    meeting = scene(cast.jinnan, "clerk.jinnan").convened()
    record = f"http://127.0.0.1:8000{reverse('decisions:meeting', args=[meeting.pk])}"
    for client, step, words, state in (
        (unit, "answer", {"text": "属实"}, "answered"),
        (county, "add", {"text": "请附签到表"}, "answered"),
        (county, "confirm", {"reason": "属实"}, "confirmed"),
        (unit, "rectify", {"text": "已补开", "evidence": record}, "rectified"),
        (county, "send_back", {"reason": "请签字"}, "confirmed"),
        (unit, "rectify", {"text": "已签字", "paper": "签字页"}, "rectified"),
        (county, "close", {"reason": "已办"}, "closed"),
    ):
        path = reverse(f"findings:{step}", args=[finding.pk])
        assert page_of(client, path)
        assert "核对" in send(client, path, "check", **words).content.decode()
        assert send(client, path, "confirm", **words).status_code == 302, step
        assert fresh(finding).state == state, step
    page = page_of(county, finding.get_absolute_url())
    assert reverse("decisions:meeting", args=[meeting.pk]) in page


def test_a_finding_is_rejected_on_its_page(cast, login, now):
    finding = finding_at(FindingState.ANSWERED, cast.jinnan, now=now)
    path = reverse("findings:reject", args=[finding.pk])
    send(login("inspector.county"), path, "confirm", reason="手续齐全")
    assert fresh(finding).state == FindingState.REJECTED


def test_a_step_that_cannot_be_taken_now_says_why_on_its_page(cast, login, now):
    finding = by_person(cast.jinnan, now=now)
    client = login("inspector.county")
    path = reverse("findings:confirm", args=[finding.pk])
    assert "还不能办" in page_of(client, path)
    assert "请在单位答复以后" in send(client, path, "confirm", reason="属实").content.decode()
    assert "先答复" in page_of(login("clerk.jinnan"), reverse("findings:add", args=[finding.pk]))
    assert fresh(finding).state == FindingState.RAISED


def test_an_answer_without_words_is_asked_back(cast, login, now):
    finding = by_person(cast.jinnan, now=now)
    path = reverse("findings:answer", args=[finding.pk])
    assert "必填" in send(login("clerk.jinnan"), path, "check", text="").content.decode()


def test_sent_twice_it_acts_once(cast, login, now):
    finding = by_person(cast.jinnan, now=now)
    client, path = login("clerk.jinnan"), reverse("findings:answer", args=[finding.pk])
    form = {"form_token": new_token(), "step": "confirm", "text": "属实"}
    assert [client.post(path, form).status_code for _time in range(2)] == [302, 302]
    assert finding.notes.count() == 1


# Raising -----------------------------------------------------------------------------------------


def test_an_inspector_raises_with_the_addresses_of_pages(cast, login, now):
    load_defaults(now=now)
    client = login("inspector.county")
    path = reverse("findings:new")
    page = page_of(client, path)
    assert f"{cast.jinnan.name} {cast.village.name}" in page
    assert "散会后没有按期印发纪要" not in page
    topic = scene(cast.jinnan, "clerk.jinnan").topic("修桥")
    words = {
        "division": cast.jinnan.pk,
        "rule": PERSON_RULE,
        "text": "没有审批单。",
        "evidence": f"https://sunlit.example{reverse('decisions:topic', args=[topic.pk])}?a=b\n\n",
        "paper": "台账",
    }
    look = send(client, path, "check", **words).content.decode()
    assert "修桥" in look
    assert "黄（轻）" in look
    done = send(client, path, "confirm", **words)
    finding = Finding.objects.get()
    assert done["Location"] == finding.get_absolute_url()
    assert (finding.about, finding.paper) == (str(Ref.of(topic)), "台账")


@pytest.mark.parametrize(
    ("evidence", "says"),
    [
        ("/desk/gone/1/", "不是本系统记录的网址"),
        ("随便写", "不是本系统记录的网址"),
        ("/desk/findings/", "不是本系统记录的网址"),
        ("/desk/\n" * 11, "最多填 10 行"),
        ("/desk/topics/999999/", "没有这些记录"),
        ("", "没有有关记录"),
    ],
)
def test_what_proves_nothing_is_asked_back(cast, login, now, evidence, says):
    load_defaults(now=now)
    words = {"division": cast.jinnan.pk, "rule": PERSON_RULE, "text": "没有审批单。", "evidence": evidence}
    assert says in send(login("inspector.county"), reverse("findings:new"), "check", **words).content.decode()
    assert not Finding.objects.exists()


# The county's numbers ----------------------------------------------------------------------------


def test_the_county_counts_what_is_confirmed(cast, login, now):
    for state in FindingState:
        finding_at(state, cast.jinnan, now=now)
    by_person(cast.village, now=MONDAY)
    client = login("inspector.county")
    page = page_of(client, reverse("findings:units"))
    rows = {line[0]: list(line[1:]) for line in zip(*[iter(cells(page))] * 7, strict=True)}
    assert rows[cast.jinnan.name] == ["3", "2", "2", "1", "1", "1"]
    assert rows[cast.taji.name] == ["0"] * 6
    assert f"?unit={cast.jinnan.code}" in page
    assert page_of(client, f"{LIST}?unit={cast.taji.code}")


def test_an_inspector_of_one_town_counts_there(cast, login):
    limited = account("limited", official("县一", cast.county))
    grant_role(
        user=limited, role=Role.INSPECTOR, division=cast.taji, start=timezone.localdate(), actor="县", now=cast.now
    )
    assert cells(page_of(login("limited"), reverse("findings:units")))[::7] == [cast.taji.name]


# The home of the desk ----------------------------------------------------------------------------


def panel(name: str, today: date) -> list[tuple[str, str, bool, date | None]]:
    return [
        (item.title, item.pill, item.overdue, item.due)
        for panel in desk_findings.panels(Visit(user(name), today))
        for item in panel.items
    ]


def test_the_desk_shows_each_what_waits_for_him(cast, login):
    by_person(cast.jinnan)
    finding_at(FindingState.CONFIRMED, cast.jinnan)
    finding_at(FindingState.RECTIFIED, cast.jinnan)
    title, until = "违反其他制度规定", date(2026, 11, 5)
    on_time, late = date(2026, 11, 5), date(2026, 11, 6)
    assert panel("clerk.jinnan", on_time) == [(title, "待答复", False, until), (title, "已核定", False, None)]
    assert panel("clerk.jinnan", late)[0] == (title, "待答复", True, until)
    assert panel("inspector.county", on_time) == [(title, "已整改", False, None)]
    assert len(panel("inspector.county", late)) == 2
    for name in ("member.jinnan", "clerk.taji", "finance.county"):
        assert panel(name, late) == []


def test_the_ways_are_shown_to_those_who_may_go_them(cast, login):
    assert 'href="/desk/findings/"' in page_of(login("member.jinnan"), "/desk/")
    page = page_of(login("accountant.jinnan"), "/desk/")
    assert 'href="/desk/findings/"' not in page
    assert 'href="/desk/rules/registry/"' in page


# Names for other rooms ---------------------------------------------------------------------------


def test_other_rooms_can_name_and_open_a_finding(cast):
    ref = Ref.of(by_person(cast.jinnan))
    assert title_of(ref) == "金南镇：违反其他制度规定"
    assert link_for(ref, user("clerk.jinnan")) == f"{LIST}{ref.pk}/"
    assert link_for(ref, user("clerk.taji")) is None
    assert needs_of(ref) == ("view_decisions", "320831101")
    gone = Ref(ref.label, "999999")
    assert (title_of(gone), needs_of(gone)) == (str(gone), None)


# The admin ---------------------------------------------------------------------------------------


def test_an_inspector_reads_findings_in_the_admin(cast, login, machine, now):
    finding = raised(cast.jinnan, now=now)
    take("answer", finding, now=now)
    by_person(cast.taji, now=MONDAY, text="没有审批单。")
    client = login("inspector.county")
    changelist = reverse("admin:rulebook_finding_changelist")
    page = page_of(client, changelist)
    assert "示例规则" in page
    for query, count in (
        ("", 2),
        ("?state__exact=answered", 1),
        ("?severity__exact=yellow", 1),
        (f"?rule={PERSON_RULE}", 1),
        ("?township=320831101", 1),
        ("?township=320831101&state__exact=raised", 0),
    ):
        assert len(client.get(changelist + query).context["cl"].result_list) == count, query
    shown = page_of(client, reverse("admin:rulebook_finding_change", args=[finding.pk]))
    for words in ("某事应在2026年10月1日办完。", "情况属实。", "clerk.jinnan", "example.thing:1", "到工作台办理"):
        assert words in shown
    other = Finding.objects.get(text="没有审批单。")
    assert "inspector.county" in page_of(client, reverse("admin:rulebook_finding_change", args=[other.pk]))


def test_a_note_without_a_writer_is_shown_too(cast, login, machine):
    finding = raised(cast.jinnan)
    note_no_longer(finding=finding, now=MONDAY)
    assert "记录已不再显示" in page_of(
        login("inspector.county"), reverse("admin:rulebook_finding_change", args=[finding.pk])
    )


def test_the_admin_list_takes_as_many_queries_full_as_empty(cast, login, now, django_assert_max_num_queries):
    client = login("inspector.county")
    by_person(cast.jinnan, now=now)
    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(40) as queries:
            page_of(client, reverse("admin:rulebook_finding_changelist"))
        counts.append(len(queries))
        for _number in range(3):
            finding_at(FindingState.ANSWERED, cast.jinnan, now=now)
    assert counts[0] == counts[1]
