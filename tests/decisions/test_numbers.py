"""The numbers of the rulebook in this room: who reads which, what a change touches, and that the past keeps its own."""

import ast
from datetime import date, timedelta

import pytest
from django.conf import settings

from decisions import numbers, rules, services
from decisions.models import Meeting
from foundation.calendar.counting import moved_on
from foundation.documents.numbers import RETENTION
from foundation.documents.selectors_archive import TRANSFER
from foundation.refs import Ref
from foundation.reminders import numbers as reminders
from foundation.rulebook import events
from foundation.rulebook.defaults import DEFAULTS
from foundation.rulebook.events import Change, Touch
from foundation.rulebook.services import set_parameter
from foundation.rulebook.states import Unit
from foundation.rulebook.windows import ANSWER_DAYS
from foundation.scope import Scope
from foundation.townships.models import Body
from foundation.violations import Basis, RuleViolation
from powers.states import THRESHOLDS
from tests.decisions.scenes import scene
from tests.decisions.verbs import prepared

COUNTY = Scope("320831")
DELIVERY, NOTICE, OVERDUE = "decisions.delivery_days", "disclosure.notice_days", "decisions.plan_overdue_days"


@pytest.fixture
def town(cast):
    return scene(cast.jinnan, "clerk.jinnan")


def set_for(town, code: str, value: str, start: date, scope: Scope = COUNTY, **more):
    return set_parameter(
        code=code, value=value, unit=Unit.CALENDAR_DAYS, scope=scope, start=start, basis=Basis("县规"), actor="县",
        now=town.now, **more,
    )  # fmt: skip


# Who reads what ----------------------------------------------------------------------------------


def named_in_the_source() -> set[str]:
    """Every code of the table that stands as a text in a room above."""
    rooms = ("decisions", "disclosure", "powers", "foundation/documents", "foundation/reminders")
    paths = [path for room in rooms for path in (settings.BASE_DIR / room).rglob("*.py") if path.stem != "numbers"]
    paths.append(settings.BASE_DIR / "decisions" / "rules" / "numbers.py")
    texts = [
        node.value for path in paths for node in ast.walk(ast.parse(path.read_text())) if type(node) is ast.Constant
    ]
    return {text for text in texts if isinstance(text, str) and text in DEFAULTS}


def test_every_number_that_is_read_says_what_for():
    read = {*numbers.READERS, *reminders.READERS, *THRESHOLDS, ANSWER_DAYS}
    assert named_in_the_source() == {*read, TRANSFER, "papers.retention_other"}
    assert {code for code in DEFAULTS if events.readers.ask(code)} == {*read, TRANSFER, *RETENTION}


# What a change touches ---------------------------------------------------------------------------


def touched(code: str, start: date, scope: Scope | None = COUNTY, **more) -> dict[str, tuple[int, tuple[Ref, ...]]]:
    answers = events.touched.ask(Change(code, scope, start, **more))
    assert all(isinstance(answer, Touch) for answer in answers)
    return {answer.title: (answer.count, answer.examples) for answer in answers}


MEETINGS, TOPICS, RESOLUTIONS = "已召集、尚未散会的会议", "尚未议决的议题", "已作决定、尚未拟制公开稿的决定"


@pytest.mark.parametrize("code", ["decisions.quorum", "decisions.quorum_personnel", "decisions.majority", DELIVERY])
def test_meetings_from_the_day_on_are_touched(town, cast, code):
    soon, later, last = (town.convened(town.topic(str(n)), days_ahead=n) for n in (2, 9, 20))
    other = scene(cast.taji, "clerk.taji")
    theirs = other.convened(other.topic(), days_ahead=9)
    day = later.day
    assert touched(code, day)[MEETINGS] == (3, tuple(map(Ref.of, (later, theirs, last))))
    assert touched(code, day, town.division.scope)[MEETINGS] == (2, (Ref.of(later), Ref.of(last)))
    assert touched(code, day, end=day, scope=other.division.scope)[MEETINGS] == (1, (Ref.of(theirs),))
    assert touched(code, town.today, None)[MEETINGS][0] == 4
    assert touched(code, last.day + timedelta(days=1)) == {}
    assert soon.day < day


def test_a_closed_meeting_is_past(town):
    meeting = town.resolution().item.meeting
    assert touched(DELIVERY, meeting.day)[MEETINGS][0] == 1
    services.close_meeting(meeting=meeting, **town.by)
    assert touched(DELIVERY, meeting.day) == {}


def test_only_some_are_named_and_all_are_counted(town):
    for n in range(7):
        town.convened(town.topic(str(n)), days_ahead=n + 2)
    count, examples = touched(DELIVERY, town.today)[MEETINGS]
    assert (count, len(examples)) == (7, numbers.SHOWN)


def test_a_reminder_goes_by_the_number_of_its_own_day(town):
    topic = town.topic()
    assert touched(OVERDUE, town.today)[TOPICS] == (1, (Ref.of(topic),))
    town.resolution(topic)
    assert touched(OVERDUE, town.today) == {}


def test_a_notice_goes_by_the_day_of_the_decision(town):
    resolution = town.resolution()
    assert touched(NOTICE, town.today)[RESOLUTIONS] == (1, (Ref.of(resolution),))
    assert RESOLUTIONS not in touched(NOTICE, town.today + timedelta(days=1))
    prepared(town, resolution)
    assert RESOLUTIONS not in touched(NOTICE, town.today)


def test_a_village_is_touched_by_its_own_changes(town, cast):
    village = cast.village
    meeting = town.convened(town.topic(), days_ahead=3)
    Meeting.objects.filter(pk=meeting.pk).update(body=Body.objects.filter(division=village)[0])
    assert touched(DELIVERY, town.today, town.division.scope, village=village.code)[MEETINGS][0] == 1
    assert touched(DELIVERY, town.today, town.division.scope)[MEETINGS][0] == 1
    assert touched(DELIVERY, town.today, town.division.scope, village="320831101999") == {}


def test_of_other_numbers_nothing_is_said(town):
    town.convened()
    assert touched("audits.reply_days", town.today) == {}


# The past keeps its own --------------------------------------------------------------------------


def next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


@pytest.fixture
def spring(town):
    """The 10th of a month: there are days before and after in it."""
    town.now = town.now.replace(day=10)
    return town


def test_a_county_changes_the_notice_period_from_next_month(spring):
    """What is decided this month is shown for as long as it was when it was decided, even when that is next month."""
    town = spring
    first = next_month(town.today)
    set_for(town, NOTICE, "10", first)
    old = town.resolution(town.topic("本月"))
    assert old.decided_on < first
    town.now += first - town.today
    new = town.resolution(town.topic("下月"))
    assert new.decided_on >= first
    drafts = [prepared(town, resolution) for resolution in (old, new)]
    assert [draft.object_until for draft in drafts] == [moved_on(town.today + timedelta(days=n)).day for n in (7, 10)]


def test_a_county_changes_the_days_of_delivery_from_next_month(spring):
    """A meeting of this month is told two days ahead, one of next month five."""
    town = spring
    first = next_month(town.today)
    set_for(town, DELIVERY, "5", first)
    this_month = town.opened(town.topic("本月"), days_ahead=2)
    services.begin_item(item=this_month.items.get(), **town.by)
    town.now += first - town.today
    late = town.opened(town.topic("下月"), days_ahead=4)
    with pytest.raises(RuleViolation) as caught:
        services.begin_item(item=late.items.get(), **town.by)
    assert caught.value.code == "decisions.delivery"
    in_time = town.opened(town.topic("再下"), days_ahead=5)
    services.begin_item(item=in_time.items.get(), **town.by)


def test_a_floor_from_next_month_binds_the_town_from_then_on(spring):
    town = spring
    first = next_month(town.today)
    set_for(town, DELIVERY, "3", town.today, scope=town.division.scope)
    set_for(town, DELIVERY, "6", first, floor="5")
    item = town.opened(days_ahead=3).items.get()
    services.begin_item(item=item, **town.by)
    town.now += first - town.today
    with pytest.raises(RuleViolation) as caught:
        services.begin_item(item=town.opened(town.topic("下月"), days_ahead=4).items.get(), **town.by)
    assert caught.value.code == "decisions.delivery"


def test_a_village_has_a_number_of_its_own(town, cast):
    village = cast.village
    scope = town.division.scope
    set_for(town, DELIVERY, "9", town.today, scope=scope, village=village.code)
    meeting = town.convened()
    assert rules.delivery_parameter(meeting).whole() == 2
    meeting.body = Body.objects.filter(division=village)[0]
    assert rules.delivery_parameter(meeting).whole() == 9
