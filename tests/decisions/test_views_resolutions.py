"""决定 on the desk: the result, the dissent word for word, the citizens' copy and its second person."""

from datetime import timedelta

import pytest

from decisions import services
from decisions.states import Category, Choice, Phase
from disclosure.models import Draft
from disclosure.services import publish, return_draft
from tests.decisions.pages import confirm, errors, post, text, url
from tests.decisions.scenes import Scene

COPY = {"what": "在集镇东侧修一处广场。", "how_to_object": "到党政办书面提出。"}


@pytest.fixture
def town(town) -> Scene:
    """Its meetings are today, by the clock of the house too."""
    town.now -= timedelta(days=2)
    return town


@pytest.fixture
def clerk(login):
    return login("clerk.jinnan")


def prepared(town: Scene, **more) -> Draft:
    resolution = town.resolution(**more)
    return services.prepare_publication(resolution=resolution, **COPY, **town.by)


# The page ----------------------------------------------------------------------------------------


def test_the_dissent_is_shown_word_for_word(town, clerk):
    item = town.item_at(Phase.STATING)
    town.state(item, town.seat(item, "丁三"), Choice.OPPOSE, "先修排水，再铺地面<b>")
    town.everyone_states(item)
    town.everyone_votes(item, "丁四")
    resolution = town.announce(item, "同意修建。", taken_up={town.seat(item, "丁三").pk: "采纳：先修排水。"})
    page = clerk.get(url("resolution", resolution.pk))
    assert [line["name"] for line in page.context["dissent"]] == ["丁三", "丁四"]
    assert "先修排水，再铺地面&lt;b&gt;" in text(page) and "未说明理由" in text(page)
    assert "采纳：先修排水。" in text(page)


def test_the_count_stands_on_the_card(town, clerk):
    resolution = town.resolution(against=("丁三",), absent={"丁五": "出差"})
    votes = {row.label: row.value for row in clerk.get(url("resolution", resolution.pk)).context["votes"]}
    assert votes == {
        "应到": 9,
        "实到": 8,
        "回避": 0,
        "同意": 7,
        "不同意": 1,
        "弃权": 0,
        "未表决": 1,
        "通过须同意": 5,
    }


def test_a_unanimous_resolution_says_so(town, clerk):
    assert "没有不同意见。" in text(clerk.get(url("resolution", town.resolution().pk)))


def test_the_queries_do_not_depend_on_the_dissent(town, clerk, django_assert_max_num_queries):
    agreed = town.resolution(town.topic("甲"))
    split = town.resolution(town.topic("乙"), against=("丁三", "丁四", "丁五"))
    for resolution in (agreed, split):
        with django_assert_max_num_queries(15):
            clerk.get(url("resolution", resolution.pk))


# The citizens' copy ------------------------------------------------------------------------------


def test_the_copy_is_seen_as_citizens_will_see_it_before_it_goes_to_review(town, clerk):
    resolution = town.resolution(against=("丁三",))
    look = post(clerk, url("prepare", resolution.pk), COPY)
    page = text(look)
    for word in ("群众看到的内容", COPY["what"], COPY["how_to_object"], "同意实施。", "¥860,000.00"):
        assert word in page
    preview = page[page.index("群众看到的内容") : page.index("提交前请核对")]
    assert "丁三" not in preview and "不同意" not in preview
    assert not Draft.objects.exists()
    done = confirm(clerk, url("prepare", resolution.pk), COPY)
    assert done["Location"] == url("resolution", resolution.pk)
    draft = Draft.objects.get()
    assert (draft.what, draft.preparer.username) == (COPY["what"], "clerk.jinnan")
    page = text(clerk.get(url("resolution", resolution.pk)))
    assert "待复核" in page and draft.get_absolute_url() in page
    assert clerk.get(url("resolution", resolution.pk)).context["prepare"] is None


def test_what_must_not_be_published_is_refused_and_nothing_is_lost(town, clerk):
    resolution = town.resolution()
    answer = post(clerk, url("prepare", resolution.pk), {**COPY, "what": "联系人 13800000000。"})
    assert "手机号码" in errors(answer) and "联系人 13800000000。" in text(answer)
    assert list(answer.context["form"].errors) == ["what"]


def test_a_personnel_matter_is_not_published(town, clerk):
    topic = town.topic("任职", category=Category.PERSONNEL, amount=None)
    resolution = town.resolution(topic)
    action = clerk.get(url("resolution", resolution.pk)).context["prepare"]
    assert not action.allowed and "人事事项不在本站公开" in action.reason
    page = text(clerk.get(url("prepare", resolution.pk)))
    assert "人事事项不在本站公开" in page and 'name="what"' not in page
    assert "人事事项不在本站公开" in errors(post(clerk, url("prepare", resolution.pk), COPY))


def test_a_returned_copy_is_improved_not_written_anew(cast, town, clerk):
    draft = prepared(town)
    return_draft(draft=draft, reviewer=cast.user("reviewer.jinnan"), reason="写明工期。", now=town.now)
    resolution_url = url("resolution", draft.source.split(":")[1])
    page = clerk.get(resolution_url)
    assert "写明工期。" in text(page) and page.context["prepare"].label == "重新拟制公开稿"
    form_page = clerk.get(page.context["prepare"].url)
    assert COPY["what"] in text(form_page) and "写明工期。" in text(form_page)
    confirm(clerk, page.context["prepare"].url, {**COPY, "what": "三个月内修好广场。"})
    newest = Draft.objects.latest("pk")
    assert (newest.replaces_id, newest.what) == (draft.pk, "三个月内修好广场。")


def test_a_published_copy_is_linked(cast, town, clerk):
    publication = publish(draft=prepared(town), reviewer=cast.user("reviewer.jinnan"), now=town.now)
    page = text(clerk.get(url("resolution", publication.draft.source.split(":")[1])))
    assert f'href="/p/{publication.pk}/"' in page


def test_a_second_copy_beside_a_standing_one_is_refused(town, clerk):
    draft = prepared(town)
    answer = post(clerk, url("prepare", draft.source.split(":")[1]), COPY)
    assert "不必再拟" in errors(answer)


@pytest.mark.parametrize("username", ["member.jinnan", "reviewer.jinnan"])
def test_who_does_not_prepare_is_told_why(town, login, username):
    resolution = town.resolution()
    action = login(username).get(url("resolution", resolution.pk)).context["prepare"]
    assert not action.allowed and "拟制公开稿" in action.reason
    assert login(username).get(url("prepare", resolution.pk)).status_code == 403
