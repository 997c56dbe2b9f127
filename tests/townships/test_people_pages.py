"""The desk's pages on who takes a post and who leaves it, and who sits where on a day."""

import pytest

from foundation.townships.models import HandOver, Official, Tenure
from foundation.townships.states import PostKind
from tests.townships.acts import begin, day, end, official, today, vacate
from tests.townships.leavers import hand_over, merge, proposed, tenure_of
from tests.townships.pages import TOKEN, send, text, url

pytestmark = pytest.mark.django_db

# Who sits where on a day -------------------------------------------------------------------------


def unit(client, division, day=None):
    return client.get(url("unit", division.code), {"day": day} if day is not None else {})


def test_a_unit_is_shown_on_the_day_that_is_asked_for(cast, login):
    head = vacate(cast.post(cast.jinnan, PostKind.HEAD), day(-10)).post
    begin(official("子一", cast.jinnan), head, day(-3), acting=True)
    client = login("clerk.jinnan")

    def holder(on) -> str:
        lines = unit(client, cast.jinnan, on).context["posts"]
        return next(line.tenure.official.name if line.tenure else "" for line in lines if line.post == head)

    assert [holder(day(offset).isoformat()) for offset in (-10, -5, 0)] == ["丁二", "", "子一"]
    assert unit(client, cast.jinnan, day(-5).isoformat()).context["day"] == day(-5)
    assert "回到今天" in text(unit(client, cast.jinnan, day(-5).isoformat()))
    assert "回到今天" not in text(unit(client, cast.jinnan))


@pytest.mark.parametrize("wrong", ["昨天", "2026-02-30", "20261122x", "0000-01-01", "<b>", "9" * 400])
def test_a_day_that_cannot_be_read_is_said_and_today_is_shown(cast, login, wrong):
    response = unit(login("clerk.jinnan"), cast.jinnan, wrong)
    assert (response.status_code, response.context["day"]) == (200, today())
    assert "不对,现在显示的是今天" in text(response)
    assert "<b>”" not in text(response)


@pytest.mark.parametrize("edge", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days_too(cast, login, edge):
    assert unit(login("clerk.jinnan"), cast.jinnan, edge).status_code == 200


def test_who_comes_is_shown_beside_who_is_there(cast, login):
    post = end(tenure_of("丁九"), day(5)).post
    begin(official("子一", cast.jinnan), post, day(6), acting=True)
    said = text(unit(login("member.jinnan"), cast.jinnan))
    assert "将任" in said and "子一(主持工作)" in said


def test_a_post_shows_all_who_held_it_the_latest_first(cast, login):
    post = vacate(cast.post(cast.jinnan, PostKind.HEAD), day(-10)).post
    end(begin(official("子一", cast.jinnan), post, day(-5), acting=True), day(3))
    begin(official("子二", cast.jinnan), post, day(4))
    response = login("secretary.jinnan").get(url("post", post.pk))
    rows = response.context["table"].rows
    assert [(row[0], row[3].text) for row in rows] == [
        ("子二", "将任"),
        ("子一（主持工作）", "在任"),
        ("丁二", "已离任"),
    ]


def test_a_posts_hand_over_is_a_link_for_whoever_may_read_it(cast, login):
    found = hand_over(cast)
    address = url("post", found.tenure.post_id)
    assert url("hand_over", found.pk) in text(login("clerk.jinnan").get(address))
    said = text(login("accountant.jinnan").get(address))
    assert "未完成" in said and url("hand_over", found.pk) not in said


# Buttons -----------------------------------------------------------------------------------------


def actions(client, address: str) -> list[tuple[str, bool]]:
    return [(action.label, action.allowed) for action in client.get(address).context["actions"]]


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        ("clerk.jinnan", [("登记干部", True), ("登记任职", True), ("离任交接", True)]),
        ("organisation.county", [("登记干部", True), ("登记任职", True), ("离任交接", True)]),
        ("secretary.jinnan", [("登记干部和任职", False), ("离任交接", True)]),
        ("inspector.county", [("登记干部和任职", False), ("离任交接", True)]),
        ("accountant.jinnan", [("登记干部和任职", False)]),
    ],
)
def test_the_buttons_of_a_unit(cast, login, username, expected):
    client = login(username)
    assert actions(client, url("unit", cast.jinnan.code)) == expected
    if not expected[0][1]:
        assert "您没有“登记本单位工作人员和村干部”的权限" in text(unit(client, cast.jinnan))


@pytest.mark.parametrize(
    ("username", "kind", "allowed"),
    [
        ("clerk.jinnan", "office_staff", True),
        ("clerk.jinnan", "discipline_member", True),
        ("clerk.jinnan", "secretary", False),
        ("clerk.jinnan", "deputy_head", False),
        ("organisation.county", "secretary", True),
        ("organisation.county", "committee_member", True),
        ("organisation.county", "office_staff", False),
        ("inspector.county", "secretary", False),
        ("secretary.jinnan", "office_staff", False),
    ],
)
def test_leaders_are_kept_by_the_county_and_the_others_by_the_office(cast, login, username, kind, allowed):
    post = cast.post(cast.jinnan, kind)
    client = login(username)
    name = post.tenures.get().official.name
    assert actions(client, url("post", post.pk)) == [(f"登记{name}离任", allowed)]
    address = url("end", post.tenures.get().pk)
    assert client.get(address).status_code == (200 if allowed else 403)
    assert send(client, address, end=today()).status_code == (302 if allowed else 403)


def test_the_office_keeps_village_cadres_of_its_own_villages(cast, login):
    village = cast.taji.children.get()
    assert login("clerk.jinnan").get(url("end", tenure_pk("丁村一"))).status_code == 200
    assert login("clerk.jinnan").get(url("end", tenure_pk("戊村一"))).status_code == 404
    assert login("clerk.jinnan").get(url("begin", village.code)).status_code == 404
    assert login("village.jinnan").get(url("end", tenure_pk("丁村一"))).status_code == 403


def tenure_pk(name: str) -> int:
    return Tenure.objects.filter(official__name=name).order_by("pk")[0].pk


# Putting on record -------------------------------------------------------------------------------


def test_somebody_is_put_on_record_and_the_way_leads_on_to_his_post(cast, login):
    client = login("clerk.jinnan")
    response = client.post(url("record", cast.jinnan.code), {"form_token": TOKEN, "name": "子一", "another": ""})
    assert response["Location"] == url("begin", cast.jinnan.code)
    assert Official.objects.get(name="子一").division == cast.jinnan
    again = client.post(url("record", cast.jinnan.code), {"form_token": TOKEN, "name": "子一", "another": ""})
    assert again["Location"] == response["Location"]
    assert Official.objects.filter(name="子一").count() == 1


def test_a_name_that_the_unit_has_is_asked_back_and_nothing_is_lost(cast, login):
    client = login("clerk.jinnan")
    address = url("record", cast.jinnan.code)
    response = client.post(address, {"form_token": TOKEN, "name": "丁一", "another": ""})
    said = text(response)
    assert "本单位已有丁一(党委书记)" in said and 'type="checkbox"' in said and 'value="丁一"' in said
    assert Official.objects.filter(name="丁一").count() == 1
    assert client.post(address, {"form_token": TOKEN, "name": "丁一", "another": "on"}).status_code == 302
    assert Official.objects.filter(name="丁一").count() == 2


def test_the_same_name_in_another_unit_is_no_matter(cast, login):
    response = login("clerk.jinnan").post(url("record", cast.jinnan.code), {"form_token": TOKEN, "name": "戊一"})
    assert response.status_code == 302


@pytest.mark.parametrize("name", ["", "   ", "长" * 51])
def test_a_name_is_given_and_fits(cast, login, name):
    response = login("clerk.jinnan").post(url("record", cast.jinnan.code), {"form_token": TOKEN, "name": name})
    assert response.status_code == 200 and response.context["form"].errors["name"]


def test_nobody_is_put_on_record_in_a_unit_that_has_ended(cast, login):
    merge(cast.taji, cast.jinnan)
    client = login("organisation.county")
    response = client.post(url("record", cast.taji.code), {"form_token": TOKEN, "name": "子一"})
    assert response.status_code == 200 and "此后已撤并" in text(response) and "请到金南镇办理" in text(response)
    assert actions(client, url("unit", cast.taji.code))[0] == ("登记干部和任职", False)
    post = cast.post(cast.taji, "secretary")
    assert actions(client, url("post", post.pk)) == [("登记任职", False)]


# Taking a post -----------------------------------------------------------------------------------


@pytest.fixture
def vacant(cast):
    """The head's post of 金南镇, vacant since yesterday, and somebody for it."""
    return vacate(cast.post(cast.jinnan, PostKind.HEAD), day(-1)).post, official("子一", cast.jinnan)


def begins(post, who, **more) -> dict:
    return {"post": post.pk, "official": who.pk, "start": today(), **more}


def test_a_post_is_taken_after_a_last_look(cast, login, vacant):
    client, address = login("organisation.county"), url("begin", cast.jinnan.code)
    look = send(client, address, "", **begins(*vacant, acting="on"))
    assert "核对任职" in text(look) and "子一(未任职)" in text(look) and not vacant[1].tenures.exists()
    changed = send(client, address, "change", **begins(*vacant, acting="on"))
    assert "继续,核对" in text(changed) and not vacant[1].tenures.exists()
    done = send(client, address, **begins(*vacant, acting="True"))
    assert done["Location"] == url("post", vacant[0].pk)
    tenure = vacant[1].tenures.get()
    assert (tenure.start, tenure.acting, tenure.end) == (today(), True, None)
    assert send(client, address, **begins(*vacant))["Location"] == done["Location"]
    assert vacant[1].tenures.count() == 1


def test_a_first_day_ahead_makes_somebody_who_is_to_come(cast, login, vacant):
    client, address = login("organisation.county"), url("begin", cast.jinnan.code)
    assert "将任" in text(send(client, address, "", **begins(*vacant, start=day(9))))
    send(client, address, **begins(*vacant, start=day(9)))
    said = text(unit(client, cast.jinnan))
    assert "将任" in said and "子一" in said


def test_only_posts_that_one_may_keep_and_nobody_holds_are_offered(cast, login, vacant):
    def offered(username: str) -> list[str]:
        form = login(username).get(url("begin", cast.jinnan.code)).context["form"]
        return [post.name for post in form["post"].field.queryset]

    assert offered("organisation.county") == ["党委副书记、镇长"]
    assert offered("clerk.jinnan") == []
    assert "没有可以由您登记的空缺职务" in text(login("clerk.jinnan").get(url("begin", cast.jinnan.code)))
    client = login("clerk.jinnan")
    response = send(client, url("begin", cast.jinnan.code), **begins(*vacant))
    assert response.status_code == 200 and not vacant[1].tenures.exists()


def test_somebody_of_another_unit_may_be_called_by_the_county_and_not_by_a_town(cast, login, vacant):
    client = login("organisation.county")
    address = f"{url('begin', cast.jinnan.code)}?from={cast.taji.code}&post={vacant[0].pk}"
    page = client.get(address)
    assert "戊三(党委副书记)" in text(page) and "丁三(" not in text(page)
    assert page.context["form"]["post"].value() == str(vacant[0].pk)
    done = send(client, address, **begins(vacant[0], cast.official("戊三")))
    assert done.status_code == 302
    assert login("clerk.jinnan").get(f"{url('begin', cast.jinnan.code)}?from={cast.taji.code}").status_code == 404
    assert client.get(f"{url('begin', cast.jinnan.code)}?from=x").status_code == 404


def test_a_villages_post_goes_to_its_own_people_or_to_those_of_its_town(cast, login):
    """丁村一 is secretary and head; the town's choice includes its villages."""
    post = vacate(cast.post(cast.village, PostKind.VILLAGE_HEAD), day(-1)).post
    client, address = login("clerk.jinnan"), url("begin", cast.village.code)
    own = {row.name for row in client.get(address).context["form"]["official"].field.queryset}
    assert own == {"丁村一", "丁村一乙"}
    wide = client.get(f"{address}?from={cast.jinnan.code}").context["form"]["official"].field.queryset
    assert {"丁村一", "丁九", "丁会计"} <= {row.name for row in wide}
    assert send(client, address, **begins(post, cast.official("丁村一乙"))).status_code == 302


def test_the_page_of_the_county_has_no_posts_to_give(cast, login):
    assert "没有可以由您登记的空缺职务" in text(login("organisation.county").get(url("begin", cast.county.code)))


def test_a_rule_is_shown_beside_its_field(cast, login, vacant):
    begin(official("子二", cast.jinnan), vacant[0], day(9))
    Tenure.objects.filter(official__name="子二").update(end=day(30))
    response = send(login("organisation.county"), url("begin", cast.jinnan.code), "", **begins(*vacant))
    assert response.context["form"].errors["start"]
    assert "子二担任" in text(response)


@pytest.mark.parametrize("data", [{"start": "2026-02-30"}, {"start": ""}, {"official": "999999"}, {"official": "x"}])
def test_what_is_entered_wrong_is_said(cast, login, vacant, data):
    response = send(login("organisation.county"), url("begin", cast.jinnan.code), **begins(*vacant, **data))
    assert response.status_code == 200 and response.context["form"].errors
    assert not vacant[1].tenures.exists()


# Leaving a post ----------------------------------------------------------------------------------


def test_the_last_look_shows_what_will_be_handed_over_and_keeps_nothing(cast, login):
    proposed(cast, "jinnan", "修桥")
    client, address = login("organisation.county"), url("end", tenure_of("丁九").pk)
    look = send(client, address, "", end=today())
    assert "修桥(提议人),期限" in text(look) and "核对离任" in text(look)
    assert not HandOver.objects.exists() and tenure_of("丁九").end is None
    done = send(client, address, end=today())
    assert done["Location"] == url("hand_over", HandOver.objects.get().pk)


def test_without_anything_open_the_way_leads_back_to_the_post(cast, login):
    tenure = tenure_of("丁九")
    client, address = login("organisation.county"), url("end", tenure.pk)
    assert "修桥" not in text(send(client, address, "", end=today()))
    assert send(client, address, end=today())["Location"] == url("post", tenure.post_id)


def test_a_tenure_that_has_ended_says_so(cast, login):
    tenure = end(tenure_of("丁九"), day(-1))
    client = login("organisation.county")
    page = client.get(url("end", tenure.pk))
    assert "该任职已于" in text(page) and "form_token" not in text(page)
    assert "该任职已于" in text(send(client, url("end", tenure.pk), end=today()))


@pytest.mark.parametrize("wrong", ["", "昨天", "0001-01-01"])
def test_a_last_day_that_cannot_be_is_said(cast, login, wrong):
    response = send(login("organisation.county"), url("end", tenure_of("丁九").pk), end=wrong)
    assert response.status_code == 200 and response.context["form"].errors["end"]


# Former units on the desk ------------------------------------------------------------------------


def test_a_former_unit_is_off_the_lists_and_says_what_it_goes_on_in(cast, login):
    merge(cast.taji, cast.jinnan)
    client = login("inspector.county")
    groups = client.get(url("units")).context["groups"]
    assert [each.name for group in groups for each in group.units] == ["金南镇", "金湖经济开发区"]
    old, new = text(unit(client, cast.taji)), text(unit(client, cast.jinnan))
    assert "本单位已于" in old and url("unit", cast.jinnan.code) in old
    assert "由以下单位撤并而来" in new and url("unit", cast.taji.code) in new
    assert login("clerk.jinnan").get(url("units"))["Location"] == url("unit", cast.jinnan.code)
