"""议题 on the desk: the list, the sheet, the page of one."""

from datetime import timedelta

import pytest

from decisions.models import Topic
from tests.decisions.pages import errors, hidden, post, text, url
from tests.decisions.scenes import Scene


@pytest.fixture
def clerk(login):
    return login("clerk.jinnan")


def sheet(town: Scene, **more) -> dict:
    return {
        "title": "修建文化广场",
        "entry": town.entry("works").pk,
        "body": "",
        "proposer": town.sitters()[2].pk,
        "leader": town.sitters()[3].pk,
        "content": "在集镇东侧修建。",
        "amount": "860000.5",
        "planned_day": (town.today + timedelta(days=2)).isoformat(),
        **more,
    }


# The list ----------------------------------------------------------------------------------------


def test_the_newest_twenty_come_first_and_the_rest_behind_a_link(town, clerk):
    for number in range(23):
        town.topic(f"议题第{number}件")
    first = clerk.get(url("topics"))
    assert [row[0].label for row in first.context["table"].rows][:2] == ["议题第22件", "议题第21件"]
    assert len(first.context["table"].rows) == 20 and not first.context["newer"]
    second = clerk.get(first.context["older"])
    assert [row[0].label for row in second.context["table"].rows] == ["议题第2件", "议题第1件", "议题第0件"]
    assert second.context["newer"] == url("topics") and not second.context["older"]


@pytest.mark.parametrize("before", ["x", "0", "999999999", "1' or '1'='1"])
def test_a_wrong_place_in_the_list_is_not_found(town, clerk, before):
    town.topic()
    assert clerk.get(url("topics"), {"before": before}).status_code == 404


def test_another_towns_topic_is_no_place_in_the_list(town, other, clerk):
    assert clerk.get(url("topics"), {"before": other.topic().pk}).status_code == 404


def test_the_list_shows_own_topics_only(town, other, clerk):
    town.topic("自己的")
    other.topic("别人的")
    page = text(clerk.get(url("topics")))
    assert "自己的" in page and "别人的" not in page


def test_a_plan_that_has_passed_is_shown_as_overdue(town, clerk):
    town.now -= timedelta(days=9)
    town.topic()
    assert "已逾期" in text(clerk.get(url("topics")))


def test_the_queries_of_the_list_do_not_depend_on_rows(town, clerk, django_assert_num_queries):
    town.topic()
    with django_assert_num_queries(5):
        clerk.get(url("topics"))
    for number in range(21):
        town.topic(f"议题第{number}件")
    with django_assert_num_queries(5):
        clerk.get(url("topics"))


# The sheet ---------------------------------------------------------------------------------------


def test_a_topic_is_looked_at_before_it_is_filed(town, clerk):
    look = post(clerk, url("propose"), sheet(town))
    assert not Topic.objects.exists()
    page = text(look)
    for word in ("核对议题呈报单", "修建文化广场", "¥860,000.50", "丁三", "资金来源审核、合法性审查", "依次签署"):
        assert word in page
    done = clerk.post(url("propose"), {**hidden(look), "step": "confirm"}, follow=True)
    topic = Topic.objects.get()
    assert done.redirect_chain == [(url("topic", topic.pk), 302)]
    assert (topic.title, topic.proposer.name, str(topic.amount)) == ("修建文化广场", "丁三", "860000.50")
    assert "议题已登记" in text(done)


def test_going_back_from_the_look_keeps_every_answer(town, clerk):
    look = post(clerk, url("propose"), sheet(town))
    back = clerk.post(url("propose"), {**hidden(look), "step": "change"})
    assert back.templates[0].name == "decisions/propose.html"
    for answer in ('value="修建文化广场"', 'value="860000.5"', "在集镇东侧修建。"):
        assert answer in text(back)
    assert not back.context["form"].errors and not Topic.objects.exists()


def test_a_sheet_confirmed_twice_is_one_topic(town, clerk):
    look = hidden(post(clerk, url("propose"), sheet(town)))
    first, second = (clerk.post(url("propose"), {**look, "step": "confirm"}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Topic.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "word"),
    [
        ({"entry": "", "amount": ""}, "body", "没有选择由谁决定"),
        ({"entry": "", "body": "joint_meeting"}, "entry", "大额资金"),
        ({"leader": ""}, "leader", "分管领导"),
        ({"amount": ""}, "amount", "没有填写金额"),
        ({"classified": "on"}, "classified", "不得录入"),
        ({"planned_day": "2020-01-01"}, "planned_day", "已经过去"),
        ({"title": ""}, "title", "没有填写"),
        ({"amount": "一万"}, "amount", ""),
        ({"amount": "-1"}, "amount", ""),
        ({"entry": "secret"}, "entry", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(cast, town, clerk, wrong, field, word):
    if wrong.get("body"):
        wrong = {**wrong, "body": cast.body(cast.jinnan, wrong["body"]).pk}
    answer = post(clerk, url("propose"), sheet(town, **wrong))
    assert list(answer.context["form"].errors) == [field]
    assert word in errors(answer)
    assert "在集镇东侧修建。" in text(answer) and "有以下问题" in text(answer)
    assert not Topic.objects.exists()


def test_a_rule_is_asked_again_when_the_sheet_is_confirmed(town, clerk):
    look = hidden(post(clerk, url("propose"), sheet(town)))
    answer = clerk.post(url("propose"), {**look, "planned_day": "2020-01-01", "step": "confirm"})
    assert "已经过去" in errors(answer) and not Topic.objects.exists()


def test_nobody_of_another_town_can_be_chosen(town, other, clerk):
    answer = post(clerk, url("propose"), sheet(town, body=other.body.pk, proposer=other.sitters()[0].pk))
    assert set(answer.context["form"].errors) == {"body", "proposer"}


# One topic ---------------------------------------------------------------------------------------


def test_a_topic_in_the_pool_offers_the_meetings_of_its_body(town, clerk):
    topic, meeting = town.topic(), town.convened(town.topic("别的"), deliver=False)
    actions = clerk.get(url("topic", topic.pk)).context["actions"]
    assert [action.url for action in actions] == [
        url("agenda", meeting.pk),
        f"{url('convene')}?body={topic.body_id}",
        url("revise", topic.pk),
        url("withdraw", topic.pk),
        f"{url('propose')}?from={topic.pk}",
    ]
    assert actions[0].fields == [("topic", str(topic.pk))]


def test_who_does_not_keep_meetings_is_offered_nothing(town, login):
    assert login("member.jinnan").get(url("topic", town.topic().pk)).context["actions"] == []


def test_all_about_a_decided_topic(town, clerk):
    resolution = town.resolution(against=("丁三",))
    page = text(clerk.get(url("topic", resolution.topic_id)))
    assert url("resolution", resolution.pk) in page
    for act in (
        "提出议题",
        "登记纸质呈报单",
        "列入议程",
        "会前告知",
        "签到开会",
        "表态（9 次）",
        "表决（9 次）",
        "宣布结果",
    ):
        assert act in page


def test_the_queries_of_a_topic_do_not_depend_on_what_was_said(town, clerk, django_assert_max_num_queries):
    topic = town.topic()
    with django_assert_max_num_queries(36):
        clerk.get(url("topic", topic.pk))
    town.resolution(topic)
    with django_assert_max_num_queries(36):
        clerk.get(url("topic", topic.pk))
