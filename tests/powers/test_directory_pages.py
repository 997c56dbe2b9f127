"""The directory on the desk and in the admin: read by all staff, kept by the office, seen through by the county."""

import re

import pytest
from django.urls import reverse

from foundation.web.tokens import new_token
from powers import services
from powers.models import Directory
from tests.powers.directories import OWN, adopted, clerk, demand_of, drafted, entry, office
from tests.townships.acts import today


def text(response) -> str:
    return response.content.decode()


def url(name, *args) -> str:
    return reverse(f"powers:{name}", args=args)


def post(client, address, **data):
    return client.post(address, {"form_token": new_token(), **data}, follow=True)


FORM = {
    "name": "河塘承包的公开竞价",
    "body_1": "party_committee",
    "reviews": ["legality"],
    "threshold": "powers.asset_sum",
    "boundary": "over",
    "light_body": "head_meeting",
    "publication": "on",
}


def test_a_town_drafts_changes_adopts_and_the_county_takes_it_in(cast, login):
    office_of_town, office_of_county = login("clerk.jinnan"), login("office.county")
    first = text(office_of_town.get(url("directories")))
    assert "县级范本" in first and "起草金南镇新的一版" in first
    page = post(office_of_town, url("draft", cast.jinnan.code))
    draft = Directory.objects.get(township="320831101")
    assert page.redirect_chain[0][0] == url("directory", draft.pk) and "6 大类 28 项" in text(page)
    assert "起草金南镇新的一版" not in text(office_of_town.get(url("directories")))
    again = post(office_of_town, url("draft", cast.jinnan.code))
    assert "正在起草" in text(again) and "有以下问题" in text(again)

    kind = draft.classes.get(position=6)
    wrong = post(office_of_town, url("add", draft.pk), **{**FORM, "kind": kind.pk, "light_body": "", "confirmed": "on"})
    assert "已核对的依据要写明" in text(wrong) and "河塘承包的公开竞价" in text(wrong)
    page = post(office_of_town, url("add", draft.pk), **FORM, kind=kind.pk)
    assert "超过20,000.00 元（不含本数）" in text(page)
    own = draft.entries.get(name=FORM["name"])
    assert "简易程序，由行政首长办公会办理" in text(office_of_town.get(url("entry", own.pk)))
    form = office_of_town.get(url("change", own.pk))
    assert form.context["form"].initial["body_1"] == "party_committee"
    page = post(office_of_town, url("change", own.pk), **{**FORM, "basis": "镇里规定", "body_2": "party_committee"})
    assert "同一组织选择了两次" in text(page)
    page = post(office_of_town, url("change", own.pk), **{**FORM, "basis": "镇里规定", "confirmed": "on"})
    assert "镇里规定" in text(page)

    look = post(office_of_town, url("adopt", draft.pk), adopted_by="党委会议", start=today().isoformat())
    assert "核对目录" in text(look) and Directory.objects.get(pk=draft.pk).is_draft
    token = re.search(r'name="form_token" value="([^"]+)"', text(look))[1]
    said = {"form_token": token, "adopted_by": "党委会议", "start": today().isoformat(), "step": "confirm"}
    page = office_of_town.post(url("adopt", draft.pk), said, follow=True)
    assert "已通过，待报备" in text(page) and "登记通过" not in text(page)

    assert "待报备" in text(office_of_county.get("/desk/"))
    page = office_of_county.get(url("directory", draft.pk))
    assert "收到报备" in text(page)
    page = post(office_of_county, url("note", draft.pk), text="请写明竞价办法")
    assert "请写明竞价办法" in text(page)
    page = post(office_of_county, url("lodge", draft.pk))
    assert "已报县备案" in text(page) and [each.label for each in page.context["actions"]] == ["提出意见"]
    assert "有以下问题" in text(post(office_of_county, url("lodge", draft.pk)))
    assert "请写明竞价办法" in text(office_of_town.get(url("directory", draft.pk)))


def test_a_matter_of_ones_own_is_dropped_and_the_countys_is_not(cast, login):
    draft, client = drafted(cast.jinnan), login("clerk.jinnan")
    assert "有以下问题" in text(post(client, url("drop", entry(draft, "budget").pk)))
    own = draft.entries.get(name=OWN.name)
    assert OWN.name not in text(post(client, url("drop", own.pk))).split("事项已删去")[1]
    assert client.get(url("entry", own.pk)).context["actions"] == []


def test_a_button_pressed_without_its_token_says_so(cast, login):
    draft = drafted(cast.jinnan)
    assert login("clerk.jinnan").post(url("drop", entry(draft, "budget").pk)).status_code == 200
    assert len(draft.entries.filter(dropped=True)) == 0


def test_what_is_missing_is_said_on_the_page_and_to_the_county(cast, login):
    draft = drafted(cast.taji)
    row = entry(draft, "budget")
    services.change_entry(entry=row, demand=demand_of(row, debate=False), **clerk(cast.taji))
    assert "没有要求会上辩论" in text(login("clerk.taji").get(url("directory", draft.pk)))
    own = adopted(cast.jinnan)
    model = services.draft_directory(unit=cast.county, **office())
    services.add_entry(
        kind=model.classes.get(position=1), demand=OWN.__class__("河湖管护", ["party_committee"]), **office()
    )
    assert "起草金湖县新的一版" not in text(login("office.county").get(url("directories")))
    services.adopt_directory(directory=model, start=today(), adopted_by="县委", **office())
    page = text(login("inspector.county").get(url("units")))
    assert "缺少县定事项“河湖管护”" in page and "没有缺漏" in page and "第1版" in page
    record = text(login("inspector.county").get(f"/admin/powers/directory/{own.pk}/change/"))
    assert "缺少县定事项“河湖管护”" in record and OWN.name in record
    assert "没有缺漏" in text(login("inspector.county").get(f"/admin/powers/directory/{model.pk}/change/"))


def test_a_model_that_ended_says_until_when(cast, login):
    first = adopted(cast.jinnan)
    Directory.objects.filter(pk=first.pk).update(end=today())
    assert "失效日期" in text(login("member.jinnan").get(url("directory", first.pk)))
    assert "还没有报备" in text(login("member.jinnan").get(url("directory", first.pk)))


@pytest.mark.parametrize("code", ["999999999999", "320831103000"])
def test_no_unit_of_ones_own_no_draft(cast, login, code):
    assert post(login("clerk.jinnan"), url("draft", code)).status_code == 404


def test_the_pages_ask_no_more_for_more_rows(cast, login, django_assert_max_num_queries):
    own = adopted(cast.jinnan)
    client = login("member.jinnan")
    for address, most in ((url("directory", own.pk), 14), (url("directories"), 10)):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_the_panel_shows_ones_own_draft_and_nobody_elses(cast, login):
    drafted(cast.jinnan)
    assert "完成起草后通过" in text(login("clerk.jinnan").get("/desk/"))
    for username in ("clerk.taji", "office.county", "member.jinnan"):
        assert "完成起草后通过" not in text(login(username).get("/desk/")), username
