"""The days to object that are counted over a year whose holidays are not known yet, and what follows when they are."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from decisions.breaches import notices_cut_short
from disclosure.models import Publication
from disclosure.services import publish
from foundation.refs import Ref
from foundation.rulebook.models import Finding
from foundation.rulebook.registry import say
from foundation.rulebook.services import raise_findings
from foundation.townships.models import User
from tests.calendar.filling import fill
from tests.decisions.refusals import in_good_chinese, refused
from tests.decisions.scenes import scene
from tests.decisions.verbs import prepared

#: A meeting is held two days later, and seven days from Christmas end on Friday 1 January 2027: worked as far as
#: anybody knows, and then New Year's Day.
BEFORE = datetime(2026, 12, 23, 10, tzinfo=timezone.get_default_timezone())
AS_FAR_AS_KNOWN, AS_ANNOUNCED = date(2027, 1, 1), date(2027, 1, 4)


@pytest.fixture
def town(cast, clock):
    clock.now = BEFORE
    return scene(cast.jinnan, "clerk.jinnan", now=BEFORE)


@pytest.fixture
def reviewer() -> User:
    return User.objects.get(username="reviewer.jinnan")


@pytest.fixture
def draft(town):
    found = prepared(town, town.resolution())
    assert found.object_until == AS_FAR_AS_KNOWN
    return found


def test_the_second_person_is_told_that_the_day_may_move(draft, login):
    client = login("reviewer.jinnan")
    assert client.get(draft.get_absolute_url()).context["provisional"]
    fill(now=BEFORE)
    assert not client.get(draft.get_absolute_url()).context["provisional"]


def test_a_copy_with_too_early_a_day_is_not_published_any_more(draft, reviewer, town):
    fill(now=BEFORE)
    with refused("decisions.notice_recounted", AS_FAR_AS_KNOWN, AS_ANNOUNCED) as refusal:
        publish(draft=draft, reviewer=reviewer, now=town.now)
    assert in_good_chinese(refusal.message)
    assert not Publication.objects.exists()


def test_what_is_public_already_is_found_when_the_year_is_known(draft, reviewer, town):
    publication = publish(draft=draft, reviewer=reviewer, now=town.now)
    assert list(notices_cut_short(town.today)) == [], "nobody knows yet"
    fill(now=BEFORE, confirmed=False)
    assert list(notices_cut_short(town.today)) == [], "expected is not announced"
    fill(now=BEFORE, replaces=1)
    assert raise_findings(now=town.now).raised == 1
    found = Finding.objects.get(rule="decisions.notice_cut_short")
    assert (found.about, found.division) == (str(Ref.of(publication)), town.division)
    assert "2027年1月1日" in say(found.rule, found.parameters) and "2027年1月4日" in say(found.rule, found.parameters)
    assert raise_findings(now=town.now).raised == 0
    publication.refresh_from_db()
    assert publication.object_until == AS_FAR_AS_KNOWN, "what citizens were told stands"


def test_a_day_that_the_holidays_leave_where_it_was_is_published(town, reviewer):
    town.now -= timedelta(days=3)
    draft = prepared(town, town.resolution())
    assert draft.object_until == date(2026, 12, 29)
    fill(now=BEFORE)
    publish(draft=draft, reviewer=reviewer, now=town.now)
    assert list(notices_cut_short(town.today)) == []
