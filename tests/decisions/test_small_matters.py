"""Small matters on one sheet a meeting, and what comes again: pages, services, their refusals."""

from datetime import timedelta
from decimal import Decimal

import pytest

from decisions import recurring, services
from decisions.models import LightSheet, Topic, TopicTemplate
from decisions.states import Category, LightKind, TopicState
from foundation.refs import Ref
from foundation.townships.models import User
from foundation.townships.states import BodyKind
from powers.models import Directory, DirectoryEntry
from tests.decisions.pages import confirm, errors, post, text, url
from tests.decisions.refusals import refused
from tests.decisions.verbs import SMALL, light, template

DAY = timedelta(days=1)


@pytest.fixture
def clerk(login):
    return login("clerk.jinnan")


@pytest.fixture
def small(town):
    town.kind = SMALL
    return town


# Small matters -----------------------------------------------------------------------------------


@pytest.fixture
def heads(town):
    town.kind = BodyKind.HEAD_MEETING
    return town


def lines(town, *given) -> dict:
    data = {}
    for number, line in enumerate(given, start=1):
        values = {"matter": "购置打印纸", "kind": "purchase", "amount": "800", "handler": town.sitters()[0].pk}
        for name, value in {**values, "decision": "同意。", **line}.items():
            data[f"{name}_{number}"] = value
    return data


def test_small_matters_are_entered_on_one_sheet_and_signed_by_the_chair(heads, clerk, login):
    meeting = heads.opened(days_ahead=0)
    assert url("enter_light", meeting.pk) in text(clerk.get(url("meeting", meeting.pk)))
    given = lines(heads, {}, {"matter": "看望老党员", "kind": "relief", "amount": ""})
    assert confirm(clerk, url("enter_light", meeting.pk), given).status_code == 302
    sheet = LightSheet.objects.get()
    page = text(clerk.get(url("light_sheet", sheet.pk)))
    for words in ("1. 购置打印纸", "2. 看望老党员", "¥800.00", "待签批", "纸质签批"):
        assert words in page
    head = User.objects.get(official=meeting.chair)
    chair = login(head.username)
    member = login("discstaff.jinnan")
    assert "暂不能办理" in text(member.get(url("light_sheet", sheet.pk)))
    assert "应由本次会议主持人" in text(post(member, url("sign_light", sheet.pk)))
    assert post(chair, url("sign_light", sheet.pk)).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.signature.official, sheet.signature.on_paper) == (meeting.chair, False)
    assert "已签批" in text(clerk.get(url("light_sheets")))
    assert "不能作废" in text(clerk.get(url("void_light", sheet.pk)))
    assert "查看已有的一般事项单" in text(clerk.get(url("enter_light", meeting.pk)))
    assert url("light_sheet", sheet.pk) in text(clerk.get(url("meeting", meeting.pk)))


def test_what_is_wrong_on_a_sheet_is_said_and_nothing_is_lost(heads, clerk):
    meeting = heads.opened(days_ahead=0)
    address = url("enter_light", meeting.pk)
    answer = post(clerk, address, lines(heads, {"decision": ""}))
    assert "第 1 行：请填写决定" in errors(answer) and 'value="购置打印纸"' in text(answer)
    answer = post(clerk, address, lines(heads, {"amount": "5000"}))
    assert "达到须集体研究的起点" in errors(answer)
    assert "没有内容" in errors(post(clerk, address, {}))
    assert not LightSheet.objects.exists()


def test_a_wrong_sheet_is_voided_and_entered_anew(heads, clerk):
    meeting = heads.opened()
    sheet = services.enter_light_sheet(meeting=meeting, lines=[light(heads)], **heads.by)
    with refused("decisions.light_sheet_exists"):
        services.enter_light_sheet(meeting=meeting, lines=[light(heads)], **heads.by)
    assert post(clerk, url("void_light", sheet.pk), {"reason": "金额错"}).status_code == 302
    assert "金额错" in text(clerk.get(url("light_sheet", sheet.pk)))
    with refused("decisions.light_void"):
        services.sign_off_light_sheet(sheet=sheet, **heads.by)
    again = services.enter_light_sheet(meeting=meeting, lines=[light(heads)], **heads.by)
    assert again.number == 2 and str(again).endswith("一般事项单")
    services.sign_off_light_sheet(sheet=again, **heads.by)
    with refused("decisions.light_signed"):
        services.sign_off_light_sheet(sheet=again, **heads.by)
    assert str(again.lines.get()) == "购置打印纸"
    page = clerk.get(url("light_sheets"))
    assert len(page.context["table"].rows) == 2
    assert clerk.get(url("light_sheets"), {"before": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"amount": Decimal("5000.00")}, "decisions.not_light"),
        ({"matter": " "}, "decisions.not_given"),
        ({"decision": ""}, "decisions.not_given"),
    ],
)
def test_a_service_refuses_what_is_not_small_or_not_said(heads, wrong, code):
    meeting = heads.opened()
    with refused(code):
        services.enter_light_sheet(meeting=meeting, lines=[light(heads), light(heads, **wrong)], **heads.by)
    assert not LightSheet.objects.exists()


def test_a_body_that_watches_has_no_sheet(small, clerk):
    meeting = small.opened()
    line = light(small)
    with refused("decisions.light_body"):
        services.enter_light_sheet(meeting=meeting, lines=[line], **small.by)
    assert url("enter_light", meeting.pk) not in text(clerk.get(url("meeting", meeting.pk)))


# On the directory, and small ---------------------------------------------------------------------


def test_what_the_directory_lists_is_small_below_its_own_sum(heads, clerk):
    entry = heads.entry("purchase")
    meeting = heads.opened(days_ahead=0)
    page = clerk.get(url("enter_light", meeting.pk))
    assert entry.name in text(page) and heads.entry("budget").name not in text(page)
    given = lines(heads, {"matter": "购置办公桌椅", "kind": str(entry.pk), "amount": "9600"})
    assert confirm(clerk, url("enter_light", meeting.pk), given).status_code == 302
    line = LightSheet.objects.get().lines.get()
    assert (line.kind, line.entry, line.sort) == (LightKind.LISTED, entry, entry.name)
    assert entry.name in text(clerk.get(url("light_sheet", line.sheet_id)))


@pytest.mark.parametrize(
    ("amount", "code"), [(None, "decisions.listed_in_full"), (Decimal("900000.00"), "decisions.listed_in_full")]
)
def test_without_a_sum_or_above_it_goes_the_full_way(heads, amount, code):
    meeting, entry = heads.opened(), heads.entry("purchase")
    with refused(code):
        services.enter_light_sheet(meeting=meeting, lines=[light(heads, entry=entry, amount=amount)], **heads.by)


def test_another_body_does_not_deal_with_what_the_directory_gives_to_the_head(town):
    meeting, entry = town.opened(), town.entry("purchase")
    with refused("decisions.listed_elsewhere"):
        services.enter_light_sheet(meeting=meeting, lines=[light(town, entry=entry)], **town.by)


def test_an_entry_of_another_town_is_none_here(heads, other):
    entry = DirectoryEntry(name="别处", directory=Directory(), code="purchase")
    meeting = heads.opened()
    with refused("decisions.other_directory"):
        services.enter_light_sheet(meeting=meeting, lines=[light(heads, entry=entry)], **heads.by)


# What comes again --------------------------------------------------------------------------------


def test_a_template_fills_in_a_new_sheet(small, clerk):
    given = {"body": small.body.pk, "title": "{年}年第{季}季度{村}支出", "content": "收支。"}
    assert post(clerk, url("templates"), given)["Location"] == url("templates")
    kept = TopicTemplate.objects.get()
    title = recurring.title_on(kept.title, small.today)
    assert title == f"{small.today.year}年第4季度{{村}}支出" and str(kept) == kept.title
    assert title in text(clerk.get(url("templates")))
    page = text(clerk.get(url("propose"), {"template": kept.pk}))
    assert title in page and "收支。" in page
    assert "已有同名" in errors(post(clerk, url("templates"), given))
    assert post(clerk, url("end_template", kept.pk))["Location"] == url("templates")
    assert clerk.get(url("propose"), {"template": kept.pk}).status_code == 404
    with refused("decisions.template_ended"):
        services.end_template(template=kept, **small.by)
    assert post(clerk, url("end_template", kept.pk)).status_code == 404
    assert clerk.get(url("propose"), {"template": "x"}).status_code == 404


def test_a_stale_button_of_a_template_says_so(small, clerk, monkeypatch):
    kept = template(small)
    monkeypatch.setattr("decisions.selectors.kept_templates", lambda _user: TopicTemplate.objects.all())
    services.end_template(template=kept, **small.by)
    assert "已经停用" in text(post(clerk, url("end_template", kept.pk)))


def test_the_agenda_of_the_last_meeting_is_proposed_again(small, clerk):
    assert "还没有可以照提的会议" in text(clerk.get(url("copy", small.convened(small.topic("甲")).pk)))
    item = small.resolution(small.topic("月度经费")).item
    services.close_meeting(meeting=item.meeting, **small.by)
    small.now += DAY
    meeting = small.convened(small.topic("别的"))
    page = clerk.get(url("copy", meeting.pk))
    assert "月度经费" in text(page)
    assert "请至少选择一项" in errors(post(clerk, url("copy", meeting.pk)))
    assert post(clerk, url("copy", meeting.pk), {"items": [item.pk]})["Location"] == url("agenda", meeting.pk)
    again = Topic.objects.filter(title="月度经费").latest("pk")
    assert (again.state, again.planned_day, again.amount) == (TopicState.ON_AGENDA, meeting.day, item.topic.amount)
    with refused("decisions.other_agenda"):
        services.copy_agenda(meeting=meeting, items=list(meeting.items.all()), **small.by)
    with refused("decisions.nothing_chosen"):
        services.copy_agenda(meeting=meeting, items=[], **small.by)
    page = text(clerk.get(url("topic", item.topic_id)))
    assert f"from={item.topic_id}" in page
    assert "月度经费" in text(clerk.get(url("propose"), {"from": item.topic_id}))
    assert Ref.of(again).label == "decisions.topic"


def test_a_template_keeps_its_place_in_the_directory(town, clerk):
    entry = town.entry("purchase")
    given = {"entry": entry.pk, "body": "", "title": "{年}年办公用品采购", "content": "数量、预算、方式。"}
    assert post(clerk, url("templates"), given).status_code == 302
    kept = TopicTemplate.objects.get()
    assert (kept.entry, kept.body.kind) == (entry, BodyKind.PARTY_COMMITTEE)
    assert entry.name in text(clerk.get(url("templates")))
    form = clerk.get(url("propose"), {"template": kept.pk}).context["form"]
    assert (form.initial["entry"], form.initial["body"]) == (entry.pk, None)


def test_who_belongs_to_no_directory_has_no_body(small):
    with refused("decisions.body_needed"):
        template(small, body=None)
    with refused("decisions.not_given"):
        template(small, content=" ")


def test_personnel_and_classified_topics_are_not_copied(town, clerk):
    item = town.resolution(town.topic("任免股级干部", category=Category.PERSONNEL, amount=None)).item
    services.close_meeting(meeting=item.meeting, **town.by)
    town.now += DAY
    meeting = town.convened(town.topic("别的"))
    with refused("decisions.not_copied"):
        services.copy_agenda(meeting=meeting, items=[item], **town.by)
    assert "任免股级干部" not in text(clerk.get(url("copy", meeting.pk)))


def test_what_has_to_go_round_first_is_proposed_and_waits(town):
    """A listed topic on the full track begins with its sheet: it is no item of the next meeting yet."""
    item = town.resolution(town.topic("再修一段路")).item
    services.close_meeting(meeting=item.meeting, **town.by)
    town.now += DAY
    meeting = town.convened(town.topic("别的"))
    (again,) = services.copy_agenda(meeting=meeting, items=[item], **town.by)
    assert (again.state, again.entry, again.amount) == (TopicState.PROPOSED, item.topic.entry, item.topic.amount)
    assert meeting.items.count() == 1
