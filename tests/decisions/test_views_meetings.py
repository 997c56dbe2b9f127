"""会议 on the desk: convening, agenda, notice, sign-in, closing, minutes; the task list that holds them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from decisions import services
from decisions.models import Delivery, Meeting
from decisions.states import MeetingState, Phase
from decisions.views.steps import Progress
from foundation.documents.models import Draft
from foundation.townships.models import Official
from foundation.violations import RuleViolation
from foundation.web.acting import rehearse
from tests.decisions.pages import errors, hidden, post, text, url
from tests.decisions.scenes import Scene


@pytest.fixture
def clerk(login):
    return login("clerk.jinnan")


def on_its_day(town: Scene, **more) -> Meeting:
    """A meeting that was delivered in time and is held today by the clock of the house."""
    town.now -= timedelta(days=2)
    meeting = town.convened(**more)
    town.now += timedelta(days=2)
    return meeting


def sign_in(meeting: Meeting, town: Scene, absent: dict[str, str] | None = None, **more) -> dict:
    """The sign-in sheet as the clerk fills it in."""
    absent = absent or {}
    sheet = {"chair": town.sitters()[0].pk, "recorder": Official.objects.get(accounts=town.clerk).pk}
    for official in town.sitters():
        sheet[f"there_{official.pk}"] = "absent" if official.name in absent else "present"
        sheet[f"reason_{official.pk}"] = absent.get(official.name, "")
    return {**sheet, **more}


# The list, convening ------------------------------------------------------------------------------


def test_meetings_are_listed_with_their_number_of_topics(town, other, clerk):
    town.convened(town.topic("一"), town.topic("二"))
    other.convened()
    table = clerk.get(url("meetings")).context["table"]
    assert [[cell for cell in row[2:4]] for row in table.rows] == [["三楼会议室", 2]]


def test_the_queries_of_the_list_do_not_depend_on_rows(town, clerk, django_assert_num_queries):
    town.convened()
    with django_assert_num_queries(5):
        clerk.get(url("meetings"))
    for number in range(22):
        town.convened(town.topic(f"第{number}件"), deliver=False)
    with django_assert_num_queries(5):
        page = clerk.get(url("meetings"))
    assert len(page.context["table"].rows) == 20
    assert len(clerk.get(page.context["older"]).context["table"].rows) == 3


def test_convening_is_one_form_and_leads_to_the_agenda(town, clerk):
    given = {"body": town.body.pk, "day": town.today + timedelta(days=3), "place": "二楼"}
    answer = post(clerk, url("convene"), given)
    assert answer["Location"] == url("agenda", Meeting.objects.get(place="二楼").pk)


def test_a_day_that_has_passed_is_refused_and_nothing_is_lost(town, clerk):
    answer = post(clerk, url("convene"), {"body": town.body.pk, "day": "2020-01-01", "place": "二楼"})
    assert "已经过去" in errors(answer) and 'value="二楼"' in text(answer)
    assert not Meeting.objects.exists()


def test_the_body_of_a_topic_is_chosen_already(town, clerk):
    page = clerk.get(url("convene"), {"body": town.body.pk})
    assert f'<option value="{town.body.pk}" selected>' in text(page)


# The agenda --------------------------------------------------------------------------------------


def test_a_topic_is_put_on_the_agenda_by_its_button(town, clerk):
    meeting = town.convened(town.topic("先列入的"), deliver=False)
    topic = town.topic("后列入的")
    page = clerk.get(url("agenda", meeting.pk))
    assert f'name="topic" value="{topic.pk}"' in text(page)
    assert post(clerk, url("agenda", meeting.pk), {"topic": topic.pk})["Location"] == url("agenda", meeting.pk)
    assert [str(item) for item in meeting.items.order_by("position")] == ["1. 先列入的", "2. 后列入的"]


def test_a_topic_that_is_taken_is_refused_in_words(town, clerk):
    meeting, topic = town.convened(town.topic("甲"), deliver=False), town.topic("乙")
    town.convened(topic, deliver=False)
    assert "不能再列入" in errors(post(clerk, url("agenda", meeting.pk), {"topic": topic.pk}))


def test_another_towns_topic_is_not_found(town, other, clerk):
    meeting = town.convened(deliver=False)
    assert post(clerk, url("agenda", meeting.pk), {"topic": other.topic().pk}).status_code == 404


def test_an_open_meeting_has_its_agenda_settled(town, clerk):
    meeting = town.opened()
    assert "议程和日期不能再改" in text(clerk.get(url("agenda", meeting.pk)))
    assert "议程和日期不能再改" in errors(post(clerk, url("agenda", meeting.pk), {"topic": town.topic("迟").pk}))


# Telling the members -----------------------------------------------------------------------------


def test_everybody_is_told_once(town, clerk):
    meeting = town.convened(deliver=False)
    assert text(clerk.get(url("delivery", meeting.pk))).count("未告知") == 9
    for _again in range(2):
        assert post(clerk, url("delivery", meeting.pk)).status_code == 302
    assert Delivery.objects.count() == 9
    assert "未告知" not in text(clerk.get(url("delivery", meeting.pk)))


def test_an_empty_agenda_can_be_told_to_nobody(town, clerk):
    meeting = services.convene_meeting(body=town.body, day=town.today, place="二楼", **town.by)
    page = clerk.get(url("delivery", meeting.pk))
    assert not page.context["deliver"].allowed and "还没有议题" in page.context["deliver"].reason
    assert "还没有议题" in errors(post(clerk, url("delivery", meeting.pk)))


def test_a_topic_told_too_late_is_said_before_the_meeting(town, clerk):
    meeting = town.convened(days_ahead=1)
    page = text(clerk.get(url("delivery", meeting.pk)))
    assert "未按时送达" in page and "请将会议改期" in page


def test_a_meeting_moves_to_another_day(town, clerk):
    meeting = town.convened()
    day = town.today + timedelta(days=9)
    assert post(clerk, url("reschedule", meeting.pk), {"day": day})["Location"] == url("meeting", meeting.pk)
    assert Meeting.objects.get().day == day
    assert "已经过去" in errors(post(clerk, url("reschedule", meeting.pk), {"day": "2020-01-01"}))


# The sign-in sheet -------------------------------------------------------------------------------


def test_a_meeting_opens_after_a_last_look_at_the_sheet(town, clerk):
    meeting = on_its_day(town)
    sheet = sign_in(meeting, town, {"丁五": "在县里开会"})
    look = post(clerk, url("open", meeting.pk), sheet)
    page = text(look)
    for word in ("8 人：丁一、丁二", "丁五（在县里开会）", "其他成员之后：丁二、丁一", "不能再改"):
        assert word in page
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CONVENED and not meeting.seats.exists()
    answer = clerk.post(url("open", meeting.pk), {**hidden(look), "step": "confirm"})
    assert answer["Location"] == url("meeting", meeting.pk)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.OPEN and meeting.chair.name == "丁一"
    assert list(meeting.seats.filter(present=False).values_list("official__name", "absence")) == [
        ("丁五", "在县里开会")
    ]


@pytest.mark.parametrize(
    ("absent", "word"),
    [({"丁五": ""}, "请写明缺席原因"), ({"丁一": "出差"}, "不能主持")],
    ids=["without a reason", "the chair"],
)
def test_a_wrong_sheet_is_shown_again_as_it_was(town, clerk, absent, word):
    meeting = on_its_day(town)
    answer = post(clerk, url("open", meeting.pk), sign_in(meeting, town, absent))
    assert word in errors(answer)
    who = Official.objects.get(name=next(iter(absent)))
    assert answer.context["form"][f"there_{who.pk}"].value() == "absent"
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CONVENED


def test_a_reason_without_absence_is_questioned(town, clerk):
    meeting = on_its_day(town)
    first = town.sitters()[2]
    answer = post(clerk, url("open", meeting.pk), sign_in(meeting, town, **{f"reason_{first.pk}": "出差"}))
    assert "填写了缺席原因" in errors(answer)


def test_another_day_is_said_before_and_refused_after(town, clerk):
    meeting = town.convened()
    assert "请先修改会议日期" in text(clerk.get(url("open", meeting.pk)))
    assert "请先修改会议日期" in errors(post(clerk, url("open", meeting.pk), sign_in(meeting, town)))


# The task list -----------------------------------------------------------------------------------


def states(meeting: Meeting, today=None) -> list[str]:
    meeting.refresh_from_db()
    return [step.state for step in Progress.of(meeting, today or timezone.localdate()).steps()]


DONE, READY, BLOCKED = "done", "ready", "blocked"


def test_the_steps_follow_the_meeting_from_the_agenda_to_the_public_page(town):
    meeting = services.convene_meeting(body=town.body, day=town.today, place="二楼", **town.by)
    assert states(meeting) == [READY, BLOCKED, BLOCKED, BLOCKED, BLOCKED, BLOCKED, BLOCKED]
    services.put_on_agenda(meeting=meeting, topic=town.topic(), **town.by)
    assert states(meeting) == [DONE, READY, READY, BLOCKED, BLOCKED, BLOCKED, BLOCKED]

    town.now -= timedelta(days=2)
    resolution = town.resolution(town.topic("按时的"))
    meeting = resolution.item.meeting
    assert states(meeting) == [DONE, DONE, DONE, DONE, READY, BLOCKED, READY]
    services.close_meeting(meeting=meeting, **town.by)
    town.minutes(meeting)
    assert states(meeting) == [DONE, DONE, DONE, DONE, DONE, DONE, READY]
    services.prepare_publication(resolution=resolution, what="办事", how_to_object="书面", **town.by)
    assert states(meeting) == [DONE] * 7


def test_a_blocked_step_says_why_in_the_words_of_the_rule(town, clerk):
    meeting = town.convened()
    page = text(clerk.get(url("meeting", meeting.pk)))
    assert "请先修改会议日期" in page and "请在开会之后、散会之前录入" in page
    assert f'href="{url("open", meeting.pk)}"' not in page


def test_the_step_at_hand_is_a_button_and_closed_for_who_does_not_keep_meetings(town, login):
    meeting = town.convened(deliver=False)
    assert login("clerk.jinnan").get(url("meeting", meeting.pk)).context["next"]["action"].allowed
    action = login("member.jinnan").get(url("meeting", meeting.pk)).context["next"]["action"]
    assert not action.allowed and "登记议题和会议" in action.reason


def test_who_took_a_step_and_when_stands_beside_it(town, clerk):
    meeting = town.opened(absent={"丁五": "出差"})
    page = text(clerk.get(url("meeting", meeting.pk)))
    assert "clerk.jinnan" in page
    assert "应到 9 人，到会 8 人；丁一主持" in page


SERVICES = {
    "会前告知": lambda meeting, by: services.deliver_meeting(meeting=meeting, **by),
    "散会": lambda meeting, by: services.close_meeting(meeting=meeting, **by),
    "会议纪要": lambda meeting, by: services.draft_minutes(meeting=meeting, **by),
}


@pytest.mark.parametrize("reach", ["empty", "convened", "opened", "item", "decided", "closed", "issued"])
def test_what_a_step_says_is_what_the_act_does(town, reach):
    """The list asks the same rules as the services: ready means that the act goes through."""
    meeting = reached(town, reach)
    steps = {step.title: step.state for step in Progress.of(meeting, timezone.localdate()).steps()}
    for title, act in SERVICES.items():
        try:
            rehearse(lambda act=act: act(meeting, {"actor": town.clerk, "now": timezone.now()}))
            went = True
        except RuleViolation:
            went = False
        assert went or steps[title] != READY, title
        assert not went or steps[title] != BLOCKED, title


def reached(town: Scene, reach: str) -> Meeting:
    town.now -= timedelta(days=2)
    if reach == "empty":
        return services.convene_meeting(body=town.body, day=town.today, place="二楼", **town.by)
    if reach == "convened":
        return town.convened(deliver=False)
    if reach == "opened":
        return town.opened()
    if reach == "item":
        return town.item_at(Phase.VOTING).meeting
    meeting = town.resolution().item.meeting
    if reach != "decided":
        services.close_meeting(meeting=meeting, **town.by)
    if reach == "issued":
        town.minutes(meeting)
    return Meeting.objects.get(pk=meeting.pk)


def test_the_queries_of_a_meeting_do_not_depend_on_items_or_members(town, clerk, django_assert_max_num_queries):
    few = town.convened(town.topic("独一件"))
    many = town.convened(*(town.topic(f"第{number}件") for number in range(7)))
    for meeting in (few, many):
        for page, most in (("meeting", 23), ("agenda", 13), ("delivery", 14)):
            with django_assert_max_num_queries(most):
                clerk.get(url(page, meeting.pk))


# Afterwards --------------------------------------------------------------------------------------


def test_a_meeting_closes_when_every_item_has_ended(town, clerk):
    town.now -= timedelta(days=2)
    item = town.item_at(Phase.VOTING)
    assert "还有议题没有结束：修建文化广场" in errors(post(clerk, url("close", item.meeting_id)))
    town.everyone_votes(item)
    services.announce_result(item=item, text="同意。", **town.by)
    assert post(clerk, url("close", item.meeting_id)).status_code == 302
    assert Meeting.objects.get().state == MeetingState.CLOSED


def test_minutes_and_record_are_drafted_from_the_meeting_once_each(town, clerk):
    meeting = town.resolution(against=("丁三",), absent={"丁五": "出差"}).item.meeting
    assert "会议尚未散会" in text(clerk.get(url("minutes", meeting.pk)))
    assert "会议尚未散会" in errors(post(clerk, url("minutes", meeting.pk), {"kind": "minutes"}))
    services.close_meeting(meeting=meeting, **town.by)
    page = text(clerk.get(url("minutes", meeting.pk)))
    assert "同意 7 票，不同意 1 票" in page and "丁五（出差）" in page
    assert not Draft.objects.exists()
    answer = post(clerk, url("minutes", meeting.pk), {"kind": "minutes"})
    draft = Draft.objects.get()
    assert answer["Location"] == draft.get_absolute_url()
    page = text(clerk.get(url("meeting", meeting.pk)))
    assert f'href="{draft.get_absolute_url()}"' in page and "起草中" in page
    assert "已有" in errors(post(clerk, url("minutes", meeting.pk), {"kind": "minutes"}))
    assert post(clerk, url("minutes", meeting.pk), {"kind": "record"}).status_code == 302
    assert "不必重复起草" in text(clerk.get(url("minutes", meeting.pk)))
    signed = town.signed(draft).paper
    page = text(clerk.get(url("meeting", meeting.pk)))
    assert f'href="/desk/papers/{signed.pk}/"' in page and "待印发" in page


def test_the_queries_of_the_minutes_do_not_depend_on_items(town, clerk, django_assert_max_num_queries):
    one = town.opened(town.topic("独一件"))
    many = town.opened(*(town.topic(f"第{number}件") for number in range(6)))
    for meeting in (one, many):
        for item in meeting.items.all():
            services.set_aside_item(item=item, outcome="withdrawn", reason="另议", **town.by)
        services.close_meeting(meeting=meeting, **town.by)
        with django_assert_max_num_queries(13):
            clerk.get(url("minutes", meeting.pk))
