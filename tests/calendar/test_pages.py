"""The desk's pages on working days: everybody reads them, the county's office enters a year."""

import re

import pytest

from foundation.calendar import desk
from foundation.calendar.models import Arrangement
from foundation.calendar.selectors import arrangement_of, marks_of, visible_arrangements
from foundation.calendar.states import Standing
from foundation.ledger.models import LedgerEntry
from foundation.web.events import Visit
from tests.calendar.filling import HOLIDAYS, MAKE_UP, SOURCE, YEAR, day, fill, marks, send, url
from tests.foundation.wording import words
from tests.townships.pages import text

pytestmark = pytest.mark.django_db

OFFICE = "office.county"


@pytest.fixture
def november(cast, on):
    on("2026-11-10")
    return cast


@pytest.fixture
def office(november, login):
    return login(OFFICE)


def cells(response, month: int) -> dict[int, str]:
    """Of one month: day → its word in the table."""
    table = response.content.decode().split('<table class="month">')[month]
    return {
        int(number): word or ""
        for number, word in re.findall(r"<td[^>]*>(\d+)(?:<b>(.)</b><span[^>]*>[^<]*</span>)?</td>", table)
    }


# Reading -------------------------------------------------------------------------------------------


def test_the_list_of_years_says_how_sure_each_is_and_warns_of_the_next_from_november(cast, on, login):
    on("2026-10-31")
    page = text(login("clerk.jinnan").get(url("years")))
    assert "2027年" in page and "缺" in page and "还没有录入" not in page
    assert "随系统提供" in page and "chinese-calendar" in page
    on("2026-11-01")
    page = text(login("clerk.jinnan").get(url("years")))
    assert "2027年的放假安排还没有录入" in page and "请县委办、县政府办" in words(page)
    assert url("edit", YEAR) not in page
    assert url("edit", YEAR) in text(login(OFFICE).get(url("years")))


def test_a_year_that_is_expected_is_warned_of_and_a_confirmed_one_is_not(office):
    fill(confirmed=False)
    assert "2027年的放假安排还是暂定的" in text(office.get(url("years")))
    fill(replaces=1)
    page = text(office.get(url("years")))
    assert "暂定的" not in page and words(SOURCE) in page and "已按通知核对" in page


def test_a_year_is_shown_by_months_with_a_word_for_every_special_day(login, november):
    response = login("village.jinnan").get(url("year", 2026))
    october, september, february = (cells(response, month) for month in (10, 9, 2))
    assert [number for number, word in october.items() if word == "休"] == [1, 2, 3, 4, 5, 6, 7]
    assert [number for number, word in october.items() if word == "班"] == [10]
    assert [number for number, word in september.items() if word] == [20, 25, 26, 27]
    assert [number for number, word in february.items() if word == "班"] == [14, 28]
    assert len(october) == 31 and len(february) == 28
    page = text(response)
    assert page.count('<table class="month">') == 12
    assert words("国庆节：10月1日（周四）至10月7日（周三），共7天") in page
    assert words("9月20日（周日）、10月10日（周六）") in page and "chinese-calendar" in page
    assert page.count('aria-current="date"') == 1
    assert url("edit", 2026) not in page


def test_a_single_day_is_no_span(login, november):
    assert words("<li>元旦：1月1日（周三）</li>") in text(login(OFFICE).get(url("year", 2025)))


def test_a_break_that_begins_in_december_says_of_which_year(login, november):
    page = text(login(OFFICE).get(url("year", 2023)))
    assert words("元旦：2022年12月31日（周六）至1月2日（周一），共3天") in page
    december = cells(login(OFFICE).get(url("year", 2022)), 12)
    assert (december[30], december[31]) == ("", "休")


def test_a_missing_year_shows_weekends_and_says_that_it_is_missing(office):
    response = office.get(url("year", YEAR))
    page = text(response)
    assert "还没有录入" in page and url("edit", YEAR) in page
    assert not any(cells(response, month)[number] for month in range(1, 13) for number in (1, 2, 3))
    assert page.count("day-weekend") == 104


def test_a_year_too_far_away_cannot_be_entered_and_says_why(office):
    page = text(office.get(url("year", 2028)))
    assert url("edit", 2028) not in page and "请录入2000年至2027年的" in page
    response = office.get(url("edit", 2028))
    assert response.status_code == 409 and "2028年的放假安排不能录入" in text(response)


@pytest.mark.parametrize("year", [0, 1999, 2101, 99999999])
def test_a_year_that_is_none_is_not_found(office, year):
    assert office.get(url("year", year)).status_code == 404
    assert office.get(url("edit", year)).status_code == 404


def test_the_pages_ask_little(office, login, django_assert_num_queries):
    """Session, account, rights, then: gaps and years; the year, its days, the days within it; the navigation."""
    client = login("clerk.jinnan")
    with django_assert_num_queries(6):
        client.get(url("years"))
    with django_assert_num_queries(7):
        client.get(url("year", 2026))


# Who may enter -------------------------------------------------------------------------------------


def test_a_township_keeps_its_own_rules_and_is_told_why_not_these(november, login):
    for send_it in (lambda client: client.get(url("edit", YEAR)), send):
        response = login("clerk.jinnan")
        response = send_it(response)
        assert response.status_code == 403
        assert "放假安排全国统一" in text(response) and "乡镇不能修改" in text(response)
    assert "维护本级的制度和参数" in text(login("inspector.county").get(url("edit", YEAR)))
    assert arrangement_of(YEAR) is None


# Entering ------------------------------------------------------------------------------------------


def test_a_year_is_looked_at_and_then_entered(office):
    """The last look names every day that changes; nothing is kept before it is confirmed."""
    entries = LedgerEntry.objects.count()
    page = text(send(office))
    assert words("国庆节：10月1日（周五）至10月7日（周四），共7天") in page
    assert words("9月26日（周日）、10月9日（周六）") in page
    # 365 days, 104 of them weekends; 13 weekdays are off, 4 days of weekends are worked.
    weekdays_off = sum(mark.kind == "holiday" and mark.day.weekday() < 5 for mark in marks())
    assert f"休息{104 + weekdays_off - 4}天" in page and f"工作{365 - 104 - weekdays_off + 4}天" in page
    off = page.split("工作日改为休息")[1].split("休息日改为上班")
    assert words("1月1日（周五）") in off[0] and words("1月2日（周六）") not in off[0]
    assert words("2月13日（周六）") in off[1]
    assert "请再核对" not in page
    assert (arrangement_of(YEAR), LedgerEntry.objects.count()) == (None, entries)

    response = send(office, "confirm")
    assert response["Location"] == url("year", YEAR)
    found = arrangement_of(YEAR)
    assert (found.source, found.standing, found.number) == (SOURCE, Standing.CONFIRMED, 1)
    assert marks_of(found) == sorted(marks())
    page = text(office.get(response["Location"]))
    assert "2027年的放假安排已保存" in page and words(SOURCE) in page


def test_the_same_form_sent_twice_enters_once(office):
    first, second = send(office, "confirm"), send(office, "confirm")
    assert first["Location"] == second["Location"] == url("year", YEAR)
    assert Arrangement.objects.filter(year=YEAR).count() == 1


def test_what_looks_odd_stands_in_the_last_look_and_stops_nobody(office):
    odd = {"holidays": "1月1日 元旦\n8月1日 建军节", "make_up": "10月8日"}
    page = text(send(office, **odd))
    for part in ("请再核对", "法定节日应有13天", "不是每年都有的节日", "本来就上班"):
        assert part in page
    assert send(office, "confirm", **odd).status_code == 302


def test_a_year_half_gone_can_be_corrected_and_the_days_that_are_past_are_counted(office):
    page = text(send(office, year=2026, replaces=1, holidays="1月1日 元旦", make_up=""))
    assert "天已经过去" in page


def test_a_year_that_is_there_is_offered_for_correction(office):
    form = office.get(url("edit", 2026)).context["form"]
    assert "10月1日至10月7日 国庆节" in form["holidays"].value().splitlines()
    assert "9月20日 国庆节" in form["make_up"].value().splitlines()
    assert (form["replaces"].value(), form["source"].value(), form["confirmed"].value()) == (1, "", False)
    fill()
    form = office.get(url("edit", YEAR)).context["form"]
    assert (form["replaces"].value(), form["source"].value(), form["confirmed"].value()) == (1, SOURCE, True)


def test_a_supplied_year_can_be_confirmed_as_it_is(office):
    form = office.get(url("edit", 2026)).context["form"]
    kept = {name: form[name].value() for name in ("replaces", "holidays", "make_up")}
    assert send(office, "confirm", year=2026, **kept).status_code == 302
    assert [each.standing for each in Arrangement.objects.filter(year=2026)] == [Standing.CONFIRMED, Standing.SUPPLIED]
    assert marks_of(arrangement_of(2026)) == marks_of(Arrangement.objects.get(year=2026, number=1))


def test_a_line_that_cannot_be_read_is_named_and_nothing_entered_is_lost(office):
    wrong = {"holidays": "1月1日 元旦\n国庆节放七天", "make_up": "10月32日"}
    for step in ("", "confirm"):
        response = send(office, step, **wrong)
        assert response.status_code == 200
        page = text(response)
        assert words("第2行“国庆节放七天”：没有找到日期") in page and "没有10月32日这一天" in page
        for kept in ("1月1日 元旦\n国庆节放七天</textarea>", ">\n10月32日</textarea>", words(SOURCE)):
            assert kept in page
    assert arrangement_of(YEAR) is None


def test_a_refusal_stands_in_the_form_with_what_was_entered(office):
    page = text(send(office, holidays="10月1日上班", make_up=MAKE_UP))
    assert "一天也没有" in page and MAKE_UP in page
    page = text(send(office, make_up="1月1日"))
    assert "1月1日写了两次" in page


def test_whoever_was_slower_is_told_and_keeps_his_text(office):
    fill()
    page = text(send(office, "confirm", source="另一份通知"))
    assert "别人已经录入了这一年的安排" in page and "另一份通知" in page and words(HOLIDAYS) in page
    assert arrangement_of(YEAR).source == SOURCE


def test_from_the_last_look_one_goes_back_to_the_form(office):
    page = text(send(office, "change"))
    assert "textarea" in page and MAKE_UP.split("、")[0] in page and "有误" not in page


def test_without_the_confirmation_a_year_is_expected(office):
    assert send(office, "confirm", confirmed=None).status_code == 302
    assert arrangement_of(YEAR).standing == Standing.EXPECTED


# The desk ------------------------------------------------------------------------------------------


def test_the_office_finds_a_missing_year_on_its_desk_from_november_on(cast):
    def waiting(username: str, today: str):
        return desk.panels(Visit(cast.user(username), day(today)))

    assert waiting(OFFICE, "2026-10-31") == []
    (panel,) = waiting(OFFICE, "2026-11-01")
    (item,) = panel.items
    assert (item.title, item.url, item.pill) == ("录入2027年的放假安排", url("edit", YEAR), "缺")
    assert (item.due, item.overdue) == (day("2026-12-31"), False)
    assert waiting(OFFICE, "2027-01-01")[0].items[0].overdue
    for other in ("clerk.jinnan", "inspector.county", "system.county"):
        assert waiting(other, "2026-11-01") == []
    fill(confirmed=False)
    assert waiting(OFFICE, "2026-11-01")[0].items[0].pill == "暂定"
    fill(replaces=1)
    assert waiting(OFFICE, "2026-11-01") == []


def test_everybody_on_the_desk_finds_the_calendar(november, login):
    for username in ("village.jinnan", "system.county", OFFICE):
        assert url("years") in text(login(username).get("/desk/"))


# The admin -----------------------------------------------------------------------------------------


def test_the_admin_shows_every_arrangement_with_its_days(november, login):
    fill()
    newest = fill(replaces=1, source="更正通知")
    client = login("inspector.county")
    page = text(client.get("/admin/calendar/arrangement/", {"q": "通知"}))
    assert words(SOURCE) in page and "更正通知" in page
    page = text(client.get(f"/admin/calendar/arrangement/{newest.pk}/change/"))
    assert "2027年10月9日" in page and "调休上班" in page and "国庆节" in page
    assert login("system.county").get("/admin/calendar/arrangement/").status_code == 403
    assert visible_arrangements(november.user("clerk.jinnan")).count() == Arrangement.objects.count()
    assert not visible_arrangements(november.user("system.county")).exists()
