"""The sheet on the desk: what is missing, who signs, what came from paper, what only the circle reads."""

from decimal import Decimal

import pytest

from decisions import services
from decisions.models import Charge, SignOff, Topic
from decisions.states import Answer, Duty, Step
from foundation.townships.models import Official
from foundation.web.tokens import new_token
from tests.decisions.pages import confirm, errors, post, text, url
from tests.decisions.verbs import sheet


@pytest.fixture
def clerk(login):
    return login("clerk.jinnan")


def state_of(topic: Topic) -> str:
    return Topic.objects.get(pk=topic.pk).state


def pills(response) -> list[str]:
    return [task.pill.text for task in response.context["tasks"]]


def test_the_page_is_a_check_list_of_what_comes_before_the_meeting(town, clerk, login):
    topic = sheet(town)
    page = clerk.get(url("topic", topic.pk))
    assert pills(page) == ["待办", "未到", "未到", "未到", "未到"]
    assert "由丁七签署" in text(page)
    assert [action.label for action in page.context["actions"]] == [
        "登记纸质呈报单",
        "修改议题",
        "撤回",
        "以此为样再提出一件",
    ]
    assert not page.context["tasks"][0].url
    own = login("member.jinnan").get(url("topic", topic.pk))
    assert own.context["tasks"][0].url == url("sign", topic.pk, "leader") and own.context["actions"] == []


def test_one_signs_ones_own_step_and_the_next_waits(town, login):
    topic, member = sheet(town, "purchase"), login("member.jinnan")
    assert "待您签署的议题" in text(member.get("/desk/"))
    page = member.get(url("sign", topic.pk, "leader"))
    assert "refuse" not in text(page) and "修建文化广场的主要内容" in text(page)
    answer = post(member, url("sign", topic.pk, "leader"), {"answer": "return", "opinion": ""})
    assert "须写明理由" in errors(answer)
    done = post(member, url("sign", topic.pk, "leader"), {"answer": "agree", "opinion": "同意"}, follow=True)
    assert "已签署" in text(done) and pills(done)[:2] == ["已通过", "待办"]
    assert "待您签署的议题" not in text(member.get("/desk/"))
    assert "待您签署的议题" in text(login("finreview.jinnan").get("/desk/"))
    again = member.get(url("sign", topic.pk, "leader"))
    assert "已经签署" in text(again), "said before it is filled in again"
    assert "refuse" in text(login("secretary.jinnan").get(url("sign", topic.pk, "screening")))


def test_the_same_signature_sent_twice_is_one(town, login):
    topic, member, token = sheet(town, "purchase"), login("member.jinnan"), new_token()
    for _time in "12":
        post(member, url("sign", topic.pk, "leader"), {"answer": "agree"}, token=token)
    assert SignOff.objects.filter(topic=topic).count() == 1


def test_a_step_that_does_not_exist_is_no_page(town, login):
    assert login("member.jinnan").get(url("sign", sheet(town).pk, "tea")).status_code == 404


def paper(town, topic: Topic, *steps: Step, **more) -> dict:
    lines = {}
    for step in steps:
        line = town.line(topic, step)
        who = line.official.pk if line.official else line.who
        said = {"who": who, "answer": "agree", "day": town.today.isoformat(), "opinion": "同意"}
        lines |= {f"{name}_{step}": value for name, value in said.items()}
    return {"paper": "呈报单第 3 号", **lines, **more}


def test_a_paper_sheet_is_entered_at_once_and_shown_as_paper(town, clerk):
    topic = sheet(town, "contracts")
    town.charge(Official.objects.get(name="丁九"), Duty.LEGALITY)
    page = clerk.get(url("sheet", topic.pk))
    assert [line.step for line in page.context["form"].fieldsets()] == list(topic.asked)
    done = post(clerk, url("sheet", topic.pk), paper(town, topic, *topic.asked), follow=True)
    assert state_of(topic) == "pool" and set(pills(done)) == {"已通过"}
    assert "据纸质件登记：呈报单第 3 号" in text(done) and "县司法局" in text(done)
    assert "召集新的会议" in text(done)
    assert "据纸质件登记 5 项签署" in text(done)


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"day_leader": ""}, "请填写“分管领导”的签署日期"),
        ({"day_leader": "tomorrow"}, ""),
        ({"paper": ""}, ""),
        ({"answer_leader": "return", "opinion_leader": ""}, "须写明理由"),
        ({"answer_leader": ""}, "没有填写任何签署"),
        ({"who_leader": "0"}, ""),
    ],
)
def test_what_is_wrong_on_a_paper_sheet_is_said_and_kept(town, clerk, more, word):
    topic = sheet(town)
    answer = post(clerk, url("sheet", topic.pk), paper(town, topic, Step.LEADER, **more))
    assert word in errors(answer) and answer.context["form"].errors
    assert not SignOff.objects.exists()


def test_where_nobody_holds_a_step_the_page_says_so(town, clerk):
    topic = sheet(town)
    town.sign(topic, Step.LEADER, Step.FUNDS)
    assert "目前没有人承担" in text(clerk.get(url("topic", topic.pk)))
    assert "没有人承担" in text(clerk.get(url("sheet", topic.pk)))


def test_an_answer_from_outside_is_entered_by_the_office(town, clerk):
    topic = sheet(town, "rules", amount=None)
    assert "据有关单位的书面意见登记" in text(clerk.get(url("topic", topic.pk)))


def test_a_returned_topic_says_why_and_is_changed(town, clerk):
    topic = sheet(town, "purchase")
    town.signs(topic, Step.LEADER, "member")
    town.signs(topic, Step.FUNDS, "finreview", Answer.RETURN, "没有写明资金来源")
    page = clerk.get(url("topic", topic.pk))
    assert pills(page)[1] == "退回修改" and "没有写明资金来源" in text(page)
    assert page.context["actions"][0].label == "修改议题"
    assert "没有写明资金来源" in text(clerk.get("/desk/"))
    form = {
        "title": topic.title,
        "content": "列入年度预算。",
        "amount": "860000",
        "leader": topic.leader_id,
        "planned_day": topic.planned_day.isoformat(),
    }
    look = post(clerk, url("revise", topic.pk), form)
    assert "须重新签署" in text(look) and "分管领导" in text(look)
    confirm(clerk, url("revise", topic.pk), form)
    assert state_of(topic) == "proposed"
    assert pills(clerk.get(url("topic", topic.pk)))[0] == "内容有变，须重新签署"


def test_a_topic_is_taken_back_with_a_reason(town, clerk):
    topic = sheet(town)
    post(clerk, url("withdraw", topic.pk), {"reason": "项目取消"})
    page = clerk.get(url("topic", topic.pk))
    assert state_of(topic) == "withdrawn" and "项目取消" in text(page)
    assert [action.label for action in page.context["actions"]] == ["以此为样再提出一件"]
    assert "还不能办" in text(clerk.get(url("withdraw", topic.pk)))


def test_an_earlier_topic_is_a_template_without_its_sum_and_day(town, other, clerk):
    topic = town.topic("年度清淤")
    form = clerk.get(url("propose"), {"from": topic.pk}).context["form"]
    assert form.initial["title"] == "年度清淤" and form.initial["entry"] == topic.entry_id
    assert "amount" not in form.initial and "planned_day" not in form.initial
    town.kind = "joint_meeting"
    listed = town.topic("目录外的")
    initial = clerk.get(url("propose"), {"from": listed.pk}).context["form"].initial
    assert initial["entry"] is None and initial["body"] == listed.body_id
    town.kind = "party_committee"
    number = town.topic(entry="emergency", classified=True)
    assert "title" not in clerk.get(url("propose"), {"from": number.pk}).context["form"].initial
    for wrong in ("x", "0", str(other.topic().pk)):
        assert clerk.get(url("propose"), {"from": wrong}).status_code == 404


def test_a_classified_topic_is_filed_as_a_number(town, clerk):
    data = {
        "entry": town.entry("emergency").pk,
        "classified": "on",
        "proposer": town.sitters()[2].pk,
        "leader": town.sitters()[3].pk,
        "planned_day": town.today.isoformat(),
    }
    confirm(clerk, url("propose"), data)
    topic = Topic.objects.get()
    page = text(clerk.get(url("topic", topic.pk)))
    assert topic.title == "涉密议题〔2026〕1号" and "不得录入或者上传" in page
    assert "不得录入本系统" in text(clerk.get(url("revise", topic.pk)))
    assert "title" not in clerk.get(url("revise", topic.pk)).context["form"].initial


def test_a_light_matter_has_no_check_list(town, clerk):
    page = clerk.get(url("topic", sheet(town, "purchase", amount=Decimal("9600")).pk))
    assert page.context["tasks"] == [] and "简易程序" in text(page)


def test_the_way_through_two_bodies_is_shown(town, clerk):
    page = clerk.get(url("topic", town.topic(entry="budget", amount=None).pk))
    assert "党委会 → 人民代表大会" in text(page)


# 酝酿 --------------------------------------------------------------------------------------------


def test_a_talk_is_noted_on_its_page_and_read_by_its_circle_alone(town, clerk, login):
    topic, secretary = sheet(town, "appointment", amount=None), login("secretary.jinnan")
    place = url("talk", topic.pk)
    assert [task.url for task in secretary.get(url("topic", topic.pk)).context["tasks"]][1] == place
    circle = [Official.objects.get(name=name).pk for name in ("丁一", "丁三")]
    data = {"day": town.today.isoformat(), "circle": circle, "views": "一人主张缓议"}
    assert "至少两人" in errors(post(secretary, place, {**data, "circle": circle[:1]}))
    done = post(secretary, place, data, follow=True)
    assert "一人主张缓议" in text(done) and "丁一、丁三" in text(done)
    for stranger in (clerk, login("discipline.jinnan")):
        page = text(stranger.get(url("topic", topic.pk)))
        assert "一人主张缓议" not in page and "丁一、丁三" not in page and "已通过" in page
    inspector = login("inspector.county")
    assert "一人主张缓议" in text(inspector.get(url("topic", topic.pk)))
    record = inspector.get(f"/admin/decisions/topic/{topic.pk}/change/")
    assert "一人主张缓议" in text(record) and "丁一、丁三" in text(record)


# Kept off, charged -------------------------------------------------------------------------------


def test_what_was_kept_off_is_counted_for_the_county_and_for_who_proposed_it(town, clerk, login):
    topic = sheet(town, "hiring", amount=None, proposer=town.account("member").official)
    town.sign(topic, *topic.asked[:-1])
    town.signs(topic, Step.SCREENING, "secretary", Answer.REFUSE, "编制不足")
    for username, seen in (("inspector.county", True), ("member.jinnan", True), ("clerk.jinnan", False)):
        page = text(login(username).get(url("refused")))
        assert ("编制不足" in page) == seen, username
    assert "没有呈报过的议题" in text(clerk.get(url("refused")))


def test_the_secretary_charges_a_deputy_and_ends_it(town, login):
    secretary = login("secretary.jinnan")
    deputy = Official.objects.get(name="丁三")
    data = {"duty": "screening", "official": deputy.pk, "paper": "委托书", "start": town.today.isoformat()}
    done = post(secretary, url("charge"), data, follow=True)
    assert "丁三" in text(done) and "登记结束" in text(done)
    charge = Charge.objects.get()
    assert "不必重复" in errors(post(secretary, url("charge"), data))
    post(secretary, url("end_charge", charge.pk), {"end": town.today.isoformat()})
    charge.refresh_from_db()
    assert charge.end == town.today
    assert "没有期限" not in text(login("member.jinnan").get(url("charges")))


def test_who_only_reads_is_offered_no_charge(town, login):
    town.charge(Official.objects.get(name="丁九"), Duty.LEGALITY)
    page = login("member.jinnan").get(url("charges"))
    assert page.context["actions"] == [] and "没有期限" in text(page)
    assert login("inspector.county").get(url("charges")).context["actions"] == []


def test_the_desk_lists_what_waits_whatever_how_many(town, login, django_assert_max_num_queries):
    for number in range(3):
        sheet(town, "purchase", title=f"采购第{number}批")
    member = login("member.jinnan")
    with django_assert_max_num_queries(31):
        page = text(member.get("/desk/"))
    assert page.count("呈报单：分管领导") == 3
    services.withdraw_topic(topic=Topic.objects.all()[0], reason="不办", **town.by)
    assert text(member.get("/desk/")).count("呈报单：分管领导") == 2
