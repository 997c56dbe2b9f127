"""The desk's pages on numbers: what holds here, whose rule it is, what a change touches, what it is confirmed with."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.rulebook import events
from foundation.rulebook.defaults import AREAS, DEFAULTS
from foundation.rulebook.events import Change, Touch
from foundation.rulebook.models import Parameter
from foundation.rulebook.selectors import parameter
from foundation.rulebook.states import Unit
from foundation.townships.models import Division
from foundation.townships.services import grant_role
from foundation.townships.states import Role
from foundation.violations import Basis
from tests.decisions.scenes import scene
from tests.rulebook.numbers import CODE, COUNTY, JINNAN, TAJI, change, days
from tests.rulebook.pages import TOKEN, send, text, url

NOTICE = "disclosure.notice_days"
HERE = __name__


def lines(response) -> dict[str, list]:
    """Title → the cells of its line."""
    return {row[0].label: row[1:] for table in response.context["tables"] for row in table.rows}


def page(client, name="parameter", code=CODE, **query):
    return client.get(url(name, code), query)


# The list ----------------------------------------------------------------------------------------


def test_every_number_stands_under_its_area(rulebook, login):
    response = login("clerk.jinnan").get(url("parameters"))
    assert [table.caption for table in response.context["tables"]] == [str(name) for name in AREAS.values()]
    assert set(lines(response)) == {default.title for default in DEFAULTS.values()}
    assert lines(response)["公示期"][:3] == ["7 自然日", "国家默认", "一直适用"]
    assert lines(response)["公示期"][3].text == "待县确认"


def test_the_list_says_what_holds_here_whose_rule_it_is_and_what_comes(rulebook, login, today):
    later = today + timedelta(days=8)
    change(rulebook, "3", COUNTY, today)
    change(rulebook, "4", JINNAN, today, basis=Basis("镇规"))
    change(rulebook, "5", COUNTY, later, floor="5")
    title = DEFAULTS[CODE].title
    value, owner, start, basis, coming = lines(login("clerk.jinnan").get(url("parameters")))[title]
    assert (value, owner, basis.text) == ("4 自然日", "金南镇", "待县确认")
    assert start == f"{today.year}年{today.month}月{today.day}日"
    assert coming == [f"{later.year}年{later.month}月{later.day}日起 5 自然日（金湖县）"]
    value, owner, _start, basis, _coming = lines(login("clerk.taji").get(url("parameters")))[title]
    assert (value, owner, basis[0], basis[1].text) == ("3 自然日", "金湖县", "县委办〔2026〕3号第二条", "已核对")


def test_what_changes_nothing_here_is_not_said_to_come(rulebook, login, today):
    """The county's new number leaves the township alone that has its own."""
    change(rulebook, "4", JINNAN, today)
    change(rulebook, "5", COUNTY, today + timedelta(days=8))
    coming = [
        lines(login(f"clerk.{town}").get(url("parameters")))[DEFAULTS[CODE].title][4] for town in ("jinnan", "taji")
    ]
    assert not coming[0] and len(coming[1]) == 1


def test_a_number_under_a_floor_is_shown_as_the_floors(rulebook, login, today):
    change(rulebook, "3", JINNAN, today)
    change(rulebook, "5", COUNTY, today, floor="4")
    value, owner, *_rest = lines(login("clerk.jinnan").get(url("parameters")))[DEFAULTS[CODE].title]
    assert (value[0], value[1].text, owner) == ("4 自然日", "按底线", "金湖县")
    said = text(page(login("clerk.jinnan")))
    assert "金南镇设定的是3 自然日,宽于上级现在的底线,现按底线4 自然日执行。" in said


def test_words_and_areas_narrow_the_list(rulebook, login):
    client = login("clerk.jinnan")

    def found(**query) -> set[str]:
        return set(lines(client.get(url("parameters"), query)))

    assert found(q="公示期 中标") == {"中标候选人公示期"}
    assert found(q="decisions.quorum") == {
        DEFAULTS["decisions.quorum"].title,
        DEFAULTS["decisions.quorum_personnel"].title,
    }
    assert "议题和材料提前送达的天数" in found(q="同级监督试点")
    assert found(area="tolerance") == {each.title for each in DEFAULTS.values() if each.area == "tolerance"}
    assert found(area="gone") == {each.title for each in DEFAULTS.values()}
    assert "没有找到这样的参数" in text(client.get(url("parameters"), {"q": "龙王庙"}))


def test_without_defaults_the_page_says_what_to_do(cast, no_numbers, login):
    assert "load_rulebook" in text(login("clerk.jinnan").get(url("parameters")))
    assert page(login("clerk.jinnan")).status_code == 404


def test_the_county_looks_at_its_units_and_a_town_at_its_villages(rulebook, login, today):
    change(rulebook, "4", JINNAN, today)
    change(rulebook, "6", JINNAN, today, village=rulebook.village.code)
    county, clerk = login("office.county"), login("clerk.jinnan")
    title = DEFAULTS[CODE].title

    def seen(client, code) -> str:
        return lines(client.get(url("parameters"), {"unit": code}))[title][0]

    assert (seen(county, ""), seen(county, rulebook.jinnan.code), seen(county, rulebook.taji.code)) == (
        "2 自然日",
        "4 自然日",
        "2 自然日",
    )
    assert seen(clerk, rulebook.village.code) == seen(login("village.jinnan"), "") == "6 自然日"
    response = county.get(url("parameters"), {"unit": rulebook.jinnan.code})
    assert f"?unit={rulebook.jinnan.code}" in text(response)
    for foreign in (rulebook.taji.code, rulebook.county.code, "1", "<b>"):
        assert clerk.get(url("parameters"), {"unit": foreign}).status_code == 404
    assert county.get(url("parameters"), {"unit": rulebook.village.code}).status_code == 404


def test_somebody_whose_own_unit_is_not_his_to_see_looks_at_the_first_that_is(rulebook, login):
    """An inspector of one district sits in the county's house."""
    user = rulebook.user("petition.county")
    user.assignments.all().update(end=rulebook.now.date() - timedelta(days=1))
    more = {"start": rulebook.now.date(), "actor": "x", "now": rulebook.now}
    grant_role(user=user, role=Role.INSPECTOR, division=rulebook.taji, **more)
    response = login("petition.county").get(url("parameters"))
    assert response.context["here"].division == rulebook.taji


def test_somebody_who_sees_no_division_in_force_finds_nothing(rulebook, login):
    Division.objects.filter(township="320831101").update(end=rulebook.now.date() - timedelta(days=1))
    assert login("clerk.jinnan").get(url("parameters")).status_code == 404


def test_the_queries_of_the_pages_do_not_depend_on_rows(rulebook, login, today, django_assert_max_num_queries):
    client = login("office.county")
    client.get(url("parameters"))

    def reading() -> None:
        for address, most in ((url("parameters"), 10), (url("parameter", CODE), 11), (url("change", CODE), 10)):
            with django_assert_max_num_queries(most):
                client.get(address)

    reading()
    for n, scope in enumerate([COUNTY, JINNAN, TAJI], start=1):
        change(rulebook, str(n + 3), scope, today)
        change(rulebook, str(n + 4), scope, today + timedelta(days=n))
        change(rulebook, "9", scope, today, code=NOTICE)
    reading()


def test_the_way_from_the_desk(rulebook, login):
    way = f'href="{url("parameters")}"'
    assert way in text(login("clerk.jinnan").get(reverse("web:desk")))
    assert way not in text(login("system.county").get(reverse("web:desk")))


# One number --------------------------------------------------------------------------------------


def test_a_number_shows_its_past_through_all_levels_and_what_reads_it(rulebook, login, today):
    change(rulebook, "3", COUNTY, today, floor="3")
    change(rulebook, "4", JINNAN, today)
    response = page(login("clerk.jinnan"))
    assert [row[:3] for row in response.context["history"].rows] == [
        ["国家默认", "2 自然日", ""],
        ["金湖县", "3 自然日", "3 自然日"],
        ["金南镇", "4 自然日", ""],
    ]
    said = text(response)
    assert "议题和材料最迟哪一天送达成员" in said and "3 自然日(金湖县)" in said
    assert response.context["below"] is None
    assert "目前还没有功能读取这项参数" in text(page(login("clerk.jinnan"), code="audits.reply_days"))


def test_an_unconfirmed_basis_is_a_hint_and_never_a_citation(rulebook, login):
    rows = {row.label: row.value for row in page(login("clerk.jinnan"), code="requests.reply_days").context["rows"]}
    assert rows["依据"] == "按本县规定（待县确认）"
    assert rows["请核对"] == "《中华人民共和国政府信息公开条例》第三十三条"
    assert rows["底线"] == "20 工作日（国家默认）"
    rows = {row.label: row.value for row in page(login("clerk.jinnan"), code="audits.reply_days").context["rows"]}
    assert "底线" not in rows and rows["宽严"] == "不分宽严"


def test_the_county_sees_who_below_has_a_number_of_his_own(rulebook, login, today):
    later = today + timedelta(days=5)
    change(rulebook, "3", JINNAN, today)
    change(rulebook, "6", TAJI, later)
    change(rulebook, "7", TAJI, today, village=rulebook.taji.children.first().code)
    change(rulebook, "5", COUNTY, today, floor="5")
    below = page(login("office.county")).context["below"].rows
    told = [(row[0], row[1], row[4] if isinstance(row[4], str) else row[4][0]) for row in below]
    assert told == [
        ("金南镇", "3 自然日", "5 自然日"),
        ("塔集镇", "6 自然日", "6 自然日"),
        (rulebook.taji.children.first().name, "7 自然日", "7 自然日"),
    ]
    assert len(page(login("clerk.taji")).context["below"].rows) == 1


@pytest.mark.parametrize("code", ["decisions.gone", "decisions.quorum2"])
def test_an_unknown_number_is_not_found(rulebook, login, code):
    for name in ("parameter", "change", "confirm"):
        assert page(login("clerk.jinnan"), name, code).status_code == 404


@pytest.mark.parametrize(
    ("username", "unit", "expected"),
    [
        ("office.county", "", [("修改", True), ("核对依据", True)]),
        ("office.county", "320831101000", [("修改", True)]),
        ("clerk.jinnan", "", [("修改", True)]),
        ("secretary.jinnan", "", [("修改", False)]),
        ("inspector.county", "", [("修改", False)]),
    ],
)
def test_the_buttons_of_a_number(rulebook, login, username, unit, expected):
    response = page(login(username), unit=unit)
    assert [(action.label, action.allowed) for action in response.context["actions"]] == expected
    if not expected[0][1]:
        assert "维护本级的制度和参数" in text(response)


# Changing one ------------------------------------------------------------------------------------


def answers(today, value="5", **more):
    return {"value": value, "unit": Unit.CALENDAR_DAYS, "start": today, "basis": "县委办〔2026〕9号", **more}


def look(response) -> dict[str, list]:
    """Label → the values of the last look."""
    found: dict[str, list] = {}
    for row in response.context["look"].rows:
        found.setdefault(row.label, []).append(row.value)
    return found


def test_the_county_changes_a_number_after_a_last_look(rulebook, login, today):
    client, later = login("office.county"), today + timedelta(days=30)
    change(rulebook, "3", JINNAN, today)
    change(rulebook, "6", TAJI, today)
    town = scene(rulebook.jinnan, "clerk.jinnan")
    soon, far = town.convened(town.topic("一"), days_ahead=3), town.convened(town.topic("二"), days_ahead=40)
    before = Parameter.objects.count()
    data = answers(later, floor="4")

    seen = look(send(client, url("change", CODE), "", **data))
    assert Parameter.objects.count() == before
    assert seen["现行规定"] == ["2 自然日（国家默认）"] and seen["新的规定"] == ["5 自然日"]
    assert seen["底线"] == ["4 自然日"] and seen["公开显示为"] == ["按本县规定（待县确认）"]
    assert seen["涉及的事项"] == [["已召集、尚未散会的会议：1 件"]]
    assert [words[: words.index("，")] for words in seen["下级自己的规定"][0]] == [
        "金南镇自定3 自然日",
        f"塔集镇自定6 自然日（{today.year}年{today.month}月{today.day}日起）",
    ]
    assert "届时按4 自然日执行" in seen["下级自己的规定"][0][0]

    response = send(client, url("change", CODE), **data)
    assert response["Location"] == url("parameter", CODE)
    assert send(client, url("change", CODE), **data)["Location"] == url("parameter", CODE)
    assert Parameter.objects.count() == before + 1
    assert [days(JINNAN, meeting.day) for meeting in (soon, far)] == [3, 4]
    entry = rulebook.entry_of("320831")
    assert (entry.act, entry.actor) == ("rulebook.parameter.set", str(rulebook.user("office.county")))


def test_whoever_may_open_a_meeting_finds_it_in_the_last_look(rulebook, login, today):
    town = scene(rulebook.jinnan, "clerk.jinnan")
    meeting = town.convened(town.topic(), days_ahead=3)
    (told,) = look(send(login("clerk.jinnan"), url("change", CODE), "", **answers(today)))["涉及的事项"]
    assert told[1].url == reverse("decisions:meeting", args=[meeting.pk])


def test_a_township_goes_below_a_floor_over_the_page_and_is_told_why(rulebook, login, today):
    change(rulebook, "10", COUNTY, today, code=NOTICE, floor="7")
    client, data = login("clerk.jinnan"), answers(today, basis="镇党委会议")
    for step in ("", "confirm"):
        response = send(client, url("change", NOTICE), step, **data)
        said = text(response)
        assert response.status_code == 200 and "look" not in response.context
        assert "5 自然日宽于金湖县设定的底线7 自然日" in said and "县委办〔2026〕3号第二条" in said
        assert "value" in response.context["form"].errors
    assert parameter(NOTICE, scope=JINNAN, on=today).whole() == 10
    # A floor that he adds by hand is none of his form's fields.
    assert "floor" not in client.get(url("change", NOTICE)).context["form"].fields
    send(client, url("change", NOTICE), **answers(today, value="8", floor="8"))
    assert Parameter.objects.get(code=NOTICE, township="320831101").floor == ""


def test_nothing_to_touch_is_said(rulebook, login, today):
    data = {**answers(today, "3"), "unit": Unit.MONTHS, "end": today + timedelta(days=400), "confirmed": "on"}
    seen = look(send(login("office.county"), url("change", "spending.review_months"), "", **data))
    assert seen["涉及的事项"] == ["没有办理中的事项受影响。"]
    assert "公开显示为" not in seen and seen["失效日期"] == [today + timedelta(days=400)]


def test_a_number_of_one_unit_alone_asks_for_none(rulebook, login):
    form = login("office.county").get(url("change", "projects.county_centre")).context["form"]
    assert form["unit"].is_hidden and form["unit"].initial == Unit.YUAN
    form = login("office.county").get(url("change", "audits.reply_days")).context["form"]
    assert "floor" not in form.fields and not form["unit"].is_hidden


def test_the_form_begins_with_what_holds(rulebook, login, today):
    change(rulebook, "5", COUNTY, today, floor="4")
    form = login("office.county").get(url("change", CODE)).context["form"]
    assert [form[name].initial for name in ("value", "unit", "floor", "start")] == [
        "5",
        Unit.CALENDAR_DAYS,
        "4",
        today,
    ]


def test_a_clerk_sets_a_number_for_a_village(rulebook, login, today):
    village = rulebook.village.code
    address = f"{url('change', CODE)}?unit={village}"
    client = login("clerk.jinnan")
    assert look(send(client, address, "", **answers(today)))["适用范围"] == [rulebook.village.name]
    response = send(client, address, **answers(today))
    assert response["Location"] == f"{url('parameter', CODE)}?unit={village}"
    assert (days(JINNAN, today, village=village), days(JINNAN, today)) == (5, 2)


def broken(_change: Change) -> list[Touch]:
    raise RuntimeError("a room above is broken")


def test_an_answer_that_fails_stops_the_last_look(rulebook, login, today):
    with events.touched.only(f"{HERE}.broken"), events.readers.only(f"{HERE}.broken"):
        response = send(login("office.county"), url("change", CODE), "", **answers(today))
        assert "暂时查不清这项修改涉及哪些事项" in text(response)
        assert page(login("office.county")).status_code == 200


def test_a_change_before_the_defaults_is_not_found(cast, no_numbers, login):
    assert page(login("office.county"), "change").status_code == 404


# Confirming a basis ------------------------------------------------------------------------------


def test_the_county_confirms_the_basis_of_a_default(rulebook, login, today):
    client, code = login("office.county"), "requests.reply_days"
    basis = "《中华人民共和国政府信息公开条例》第三十三条第二款"
    form = client.get(url("confirm", code)).context["form"]
    assert form["basis"].initial == "《中华人民共和国政府信息公开条例》第三十三条"
    assert look(send(client, url("confirm", code), "", basis=basis))["规定"] == ["20 工作日"]
    assert not Parameter.objects.filter(code=code, county="320831").exists()
    assert send(client, url("confirm", code), basis=basis)["Location"] == url("parameter", code)
    found = parameter(code, scope=JINNAN, on=today)
    assert (str(found), str(found.basis)) == ("20 工作日", basis)
    assert rulebook.entry_of("320831").act == "rulebook.parameter.confirm_basis"
    assert [action.label for action in page(client, code=code).context["actions"]] == ["修改"]
    again = client.post(url("confirm", code), {"form_token": TOKEN * 2, "step": "confirm", "basis": basis})
    assert "已经核对过" in text(again)
