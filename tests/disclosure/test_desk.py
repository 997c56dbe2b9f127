"""The reviewer's desk: what waits, the page as citizens will see it, and the two acts, once each."""

import re

import pytest
from django.urls import reverse

from disclosure import desk
from disclosure.contract import Section
from disclosure.models import Draft, Publication
from disclosure.states import State
from foundation.refs import Ref, link_for, title_of
from foundation.townships.states import Role
from foundation.web.events import Visit
from foundation.web.tokens import new_token
from tests.disclosure.made import a_card, a_source, day, draft_of, publication_of, send_back, user
from tests.townships.acts import account, grant

pytestmark = pytest.mark.django_db

LIST = "/desk/publications/"


def page_of(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def path_of(draft, act: str = "") -> str:
    return f"{LIST}{draft.pk}/{act}"


# The home of the desk ----------------------------------------------------------------------------


def panels(name: str) -> dict[str, list[str]]:
    return {panel.title: [item.title for item in panel.items] for panel in desk.panels(Visit(user(name), day()))}


def test_the_desk_shows_a_reviewer_what_waits_and_a_preparer_what_came_back(cast, login):
    draft_of(cast.jinnan, title="等着")
    send_back(draft_of(cast.jinnan, title="退回"), reason="请写明工期。")
    assert panels("reviewer.jinnan") == {"待复核的公开稿": ["等着"]}
    assert panels("clerk.jinnan") == {"被退回的公开稿": ["退回"]}
    assert panels("reviewer.taji") == panels("secretary.jinnan") == panels("accountant.jinnan") == {}
    assert "丁十三退回：请写明工期。" in page_of(login("clerk.jinnan"), "/desk/")
    assert "丁十二" in page_of(login("reviewer.jinnan"), "/desk/")


def test_what_was_prepared_anew_no_longer_waits_for_the_preparer(cast):
    source = a_source()
    old = send_back(draft_of(cast.jinnan, source=source))
    draft_of(cast.jinnan, source=source, replaces=old)
    assert panels("clerk.jinnan") == {}


@pytest.mark.parametrize(
    ("name", "shown"), [("clerk.jinnan", True), ("inspector.county", True), ("assets.jinnan", False)]
)
def test_the_way_to_the_drafts_is_shown_to_those_who_may_read_them(cast, login, name, shown):
    assert (f'href="{LIST}"' in page_of(login(name), "/desk/")) is shown


def test_the_panels_take_as_many_queries_full_as_empty(cast, django_assert_num_queries):
    visit = Visit(user("reviewer.jinnan"), day())
    assert visit.user.holdings
    for _round in range(2):
        with django_assert_num_queries(2):
            desk.panels(visit)
        for _number in range(3):
            draft_of(cast.village)


# The lists ---------------------------------------------------------------------------------------


def test_a_reviewer_finds_what_waits_and_what_is_done(cast, login):
    draft_of(cast.jinnan, title="等着的")
    publication_of(cast.jinnan, title="公开的")
    page = page_of(login("reviewer.jinnan"), LIST)
    waiting, done = page.split("<h2>已办结</h2>")
    assert "等我复核" in waiting
    assert "等着的" in waiting
    assert "公开的" in done
    assert "我拟制的" not in page


def test_a_clerk_finds_what_is_not_done(cast, login):
    draft_of(cast.jinnan, title="等着的")
    send_back(draft_of(cast.jinnan, title="退回的"))
    own, done = page_of(login("clerk.jinnan"), LIST).split("<h2>已办结</h2>")
    assert "我拟制的" in own
    assert "等着的" in own
    assert "退回的" in own
    assert "退回的" in done
    assert "等我复核" not in own


def test_an_inspector_reads_what_is_done(cast, login):
    publication_of(cast.jinnan, title="公开的")
    page = page_of(login("inspector.county"), LIST)
    assert "公开的" in page
    assert "等我复核" not in page


@pytest.mark.parametrize("before", ["x", "999999", "-1", "1" * 30])
def test_a_wrong_place_to_go_on_from_is_not_found(cast, login, before):
    assert login("clerk.jinnan").get(f"{LIST}?before={before}").status_code == 404


def test_the_list_goes_on(cast, login):
    done = [publication_of(cast.jinnan, title=f"第{number:02}件") for number in range(21)]
    draft_of(cast.jinnan, title="等着的")
    client = login("reviewer.jinnan")
    first = page_of(client, LIST)
    older = re.search(r'href="([^"]+)" rel="next"', first)[1]
    assert older == f"{LIST}?before={done[1].draft.pk}"
    second = page_of(client, older)
    assert "第00件" in second
    assert "第01件" not in second
    assert "等着的" not in second
    assert f'href="{LIST}" rel="prev"' in second


def test_the_lists_take_as_many_queries_full_as_empty(cast, login, django_assert_max_num_queries):
    grant(user("reviewer.jinnan"), Role.CLERK, cast.jinnan)
    client = login("reviewer.jinnan")
    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(30) as queries:
            page_of(client, LIST)
        counts.append(len(queries))
        assert sum('FROM "disclosure_draft"' in query["sql"] for query in queries) == 3
        for _number in range(5):
            draft_of(cast.village)
            draft_of(cast.jinnan, by="reviewer.jinnan")
            publication_of(cast.village)
    assert counts[0] == counts[1]


# One draft ---------------------------------------------------------------------------------------


def test_a_reviewer_sees_what_citizens_will_see(cast, login):
    draft = draft_of(cast.jinnan, card=a_card(what="修<b>路"))
    page = page_of(login("reviewer.jinnan"), path_of(draft))
    preview = page[page.index('class="copy-card"') : page.index("复核</h2>")]
    pk = publication_of(cast.jinnan, card=a_card(what="修<b>路")).pk
    public = login("").get(f"/p/{pk}/").content.decode()
    card = re.compile(r'<section class="copy-card".*?</section>', re.DOTALL)
    assert card.search(page)[0] == card.search(public)[0]
    assert "修&lt;b&gt;路" in preview
    assert "资金从村集体经济收入中列支。" in preview
    assert "丁十二" in page
    assert 'name="form_token"' in page


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("clerk.jinnan", "您没有“复核公开稿”的权限"),
        ("secretary.jinnan", "您没有“复核公开稿”的权限"),
        ("inspector.county", "您没有“复核公开稿”的权限"),
        ("second", "您本人拟制"),
    ],
)
def test_whoever_may_not_review_reads_why(cast, login, name, reason):
    grant(account("second", user("clerk.jinnan").official), Role.REVIEWER, cast.jinnan)
    draft = draft_of(cast.jinnan)
    client = login(name)
    page = page_of(client, path_of(draft))
    assert "暂不能办理" in page
    assert reason in page
    assert "有问题，退回修改" not in page
    for act in ("publish/", "return/"):
        response = client.post(path_of(draft, act), {"form_token": new_token(), "reason": "不好。"})
        assert response.status_code == 403
        assert reason in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == State.PREPARED


def test_the_button_says_that_the_days_have_passed_and_the_way_back_stays_open(cast, login):
    draft = draft_of(cast.jinnan, card=a_card(decided_on=day(-9), object_until=day(-1)))
    page = page_of(login("reviewer.jinnan"), path_of(draft))
    assert "异议截止日期" in page
    assert "来不及提出异议" in page
    assert "有问题，退回修改" in page


@pytest.mark.parametrize("act", ["", "publish/", "return/"])
def test_another_towns_people_do_not_find_it(cast, login, act):
    draft = draft_of(cast.jinnan)
    client = login("reviewer.taji")
    response = client.post(path_of(draft, act), {"form_token": new_token()}) if act else client.get(path_of(draft))
    assert response.status_code == 404


# Acts --------------------------------------------------------------------------------------------


def token_in(page: str, act: str) -> str:
    form = page[page.index(f'action="{act}"') :]
    found = re.search(r'name="form_token" value="([^"]+)"', form)
    assert found
    return found[1]


def test_a_reviewer_publishes_once_however_often_he_clicks(cast, login):
    draft = draft_of(cast.jinnan)
    client = login("reviewer.jinnan")
    data = {"form_token": token_in(page_of(client, path_of(draft)), path_of(draft, "publish/"))}
    for _click in range(2):
        response = client.post(path_of(draft, "publish/"), data)
        assert (response.status_code, response["Location"]) == (302, path_of(draft))
    copy = Publication.objects.get()
    page = page_of(client, path_of(draft))
    assert "已公开。群众现在就能看到。" in page
    assert f'href="/p/{copy.pk}/"' in page
    assert 'name="form_token"' not in page


def test_a_stale_page_is_refused_with_who_was_first(cast, login):
    draft = draft_of(cast.jinnan)
    client = login("reviewer.jinnan")
    send_back(draft)
    response = client.post(path_of(draft, "publish/"), {"form_token": new_token()})
    assert response.status_code == 409
    assert "丁十三" in response.content.decode()
    assert not Publication.objects.exists()


def test_a_form_without_its_token_does_nothing(cast, login):
    draft = draft_of(cast.jinnan)
    response = login("reviewer.jinnan").post(path_of(draft, "publish/"))
    assert response.status_code == 400
    assert not Publication.objects.exists()


def test_a_reviewer_returns_with_a_reason(cast, login):
    draft = draft_of(cast.jinnan)
    client = login("reviewer.jinnan")
    field = re.search(r'name="form_token" value="([^"]+)" id=', page_of(client, path_of(draft)))
    assert field
    empty = client.post(path_of(draft, "return/"), {"form_token": field[1], "reason": " "})
    assert empty.status_code == 200
    assert "请写明哪里要改" in empty.content.decode()
    assert '<details class="send-back" open>' in empty.content.decode()
    full = client.post(path_of(draft, "return/"), {"form_token": field[1], "reason": "金额不对。\n请核对。"})
    assert (full.status_code, full["Location"]) == (302, path_of(draft))
    assert Draft.objects.get().return_reason == "金额不对。\n请核对。"
    page = page_of(login("clerk.jinnan"), path_of(draft))
    assert "金额不对。<br>请核对。" in page
    assert "重新拟制" in page


def test_the_old_and_the_new_draft_lead_to_each_other(cast, login):
    source = a_source()
    old = send_back(draft_of(cast.jinnan, source=source, title="旧稿"))
    new = draft_of(cast.jinnan, source=source, title="新稿", replaces=old, take_down_on=day(60))
    client = login("clerk.jinnan")
    page = page_of(client, path_of(old))
    assert f'href="{path_of(new)}"' in page
    assert "改好后重新拟制" not in page
    assert f'href="{path_of(old)}"' in page_of(client, path_of(new))


def test_the_page_takes_no_more_queries_for_a_longer_text(cast, login, django_assert_max_num_queries):
    long = [Section(f"第{number}节", "正文。") for number in range(20)]
    drafts = [draft_of(cast.village, sections=sections) for sections in ([], long)]
    client = login("reviewer.jinnan")
    counts = []
    for draft in drafts:
        with django_assert_max_num_queries(30) as queries:
            page_of(client, path_of(draft))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Names for other rooms ---------------------------------------------------------------------------


def test_other_rooms_can_name_and_open_a_draft(cast):
    ref = Ref.of(draft_of(cast.jinnan, title="示例"))
    assert title_of(ref) == "示例"
    assert link_for(ref, user("clerk.jinnan")) == reverse("disclosure_desk:draft", args=[ref.pk])
    assert link_for(ref, user("clerk.taji")) is None
    assert title_of(Ref(ref.label, "999999")) == f"{ref.label}:999999"


def test_other_rooms_can_name_and_open_a_publication(cast):
    ref = Ref.of(publication_of(cast.jinnan, title="示例"))
    assert (title_of(ref), link_for(ref, user("clerk.taji"))) == ("示例", f"/p/{ref.pk}/")
    assert link_for(Ref(ref.label, "0" * 16), user("clerk.taji")) is None
