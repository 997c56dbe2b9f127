"""The desk's pages on findings: lists, filters, one finding, each step with its last look, the county's numbers."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.refs import Ref
from foundation.rulebook import desk_findings
from foundation.rulebook.models import Finding
from foundation.rulebook.services import note_no_longer
from foundation.rulebook.states import FindingState
from foundation.townships.services import grant_role
from foundation.townships.states import Role
from foundation.web.events import Visit
from tests.rulebook.findings import DAY, MONDAY, PERSON_RULE, by_person, finding_at, machines, raised, take, user
from tests.rulebook.shown_findings import LIST, cells, page_of
from tests.townships.acts import account, official
from tests.townships.leavers import merge

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


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
