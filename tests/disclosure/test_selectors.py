"""Which rows a citizen, a clerk, a reviewer and an inspector get, in which order, a page at a time."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from disclosure import selectors
from disclosure.models import Draft, Publication
from disclosure.permissions import may_read_drafts
from foundation.ledger.canonical import covered_columns
from foundation.townships.models import User
from foundation.townships.states import Role
from tests.disclosure.made import a_card, a_source, day, draft_of, publication_of, publish, send_back, user
from tests.townships.acts import account, grant

pytestmark = pytest.mark.django_db

TAJI = {"by": "clerk.taji", "reviewer": "reviewer.taji"}


def titles(rows) -> list[str]:
    return [row.title for row in rows]


def many(division, count: int, **more) -> list[str]:
    """Publications one minute apart, two of them at the same moment; their titles newest first."""
    start = timezone.now() - timedelta(days=1)
    made = []
    for number in range(count):
        at = start + timedelta(minutes=number - (number == 3))
        made.append(publication_of(division, title=f"第{number}件", now=at, card=a_card(decided_on=day(-9)), **more))
    return titles(sorted(made, key=lambda row: (row.published_at, row.pk), reverse=True))


# The open site -----------------------------------------------------------------------------------


def test_who_shows_what(cast):
    for division, title, who in (
        (cast.jinnan, "镇", {}),
        (cast.village, "村", {}),
        (cast.taji, "别的镇", TAJI),
    ):
        publication_of(division, title=title, **who)
    on = {
        name: set(titles(selectors.published_for(division, day())))
        for name, division in {
            "county": cast.county,
            "town": cast.jinnan,
            "village": cast.village,
            "other": cast.taji,
            "zone": cast.zone,
        }.items()
    }
    assert on == {
        "county": {"镇", "村", "别的镇"},
        "town": {"镇", "村"},
        "village": {"村"},
        "other": {"别的镇"},
        "zone": set(),
    }


def test_newest_first_over_all(cast):
    first = publication_of(cast.jinnan, title="旧", now=cast.now - timedelta(hours=1))
    second = publication_of(cast.taji, title="新", **TAJI)
    assert selectors.newest(5, day()) == [second, first]
    assert selectors.newest(1, day()) == [second]


def test_drafts_are_on_no_list_of_the_open_site(cast):
    draft_of(cast.jinnan)
    send_back(draft_of(cast.jinnan))
    assert not selectors.published(day()).exists()


def test_what_was_taken_down_is_on_no_list(cast):
    publication_of(cast.jinnan, card=a_card(object_until=None), take_down_on=day(5))
    kept = publication_of(cast.jinnan, take_down_on=day(20))
    assert selectors.published(day(4)).count() == 2
    assert list(selectors.published(day(5))) == [kept]
    assert list(selectors.page_for(cast.jinnan, day(20)).rows) == []
    assert list(selectors.newest_for(cast.jinnan, day(20))) == []
    assert not kept.is_down_on(day(19))
    assert kept.is_down_on(day(20))


def test_pages_follow_each_other_without_gap_or_repetition(cast):
    wanted = many(cast.jinnan, 45)
    seen, before, sizes = [], "", []
    while True:
        page = selectors.page_for(cast.jinnan, day(), before)
        seen += titles(page.rows)
        sizes.append(len(page.rows))
        if not page.older:
            break
        before = page.older
    assert (seen, sizes) == (wanted, [20, 20, 5])


def test_a_full_last_page_has_no_next_one(cast):
    many(cast.jinnan, 20)
    assert selectors.page_for(cast.jinnan, day()).older == ""


@pytest.mark.parametrize("before", ["0" * 16, "x", "", "1" * 30])
def test_a_wrong_place_to_go_on_from(cast, before):
    publication_of(cast.jinnan)
    if before:
        with pytest.raises(ObjectDoesNotExist):
            selectors.page_for(cast.jinnan, day(), before)
    else:
        assert selectors.page_for(cast.jinnan, day(), before).rows


def test_a_place_in_another_list_is_a_wrong_one(cast):
    other = publication_of(cast.taji, **TAJI)
    with pytest.raises(ObjectDoesNotExist):
        selectors.page_for(cast.jinnan, day(), other.pk)


@pytest.mark.parametrize("count", [0, 3, 21])
def test_a_page_is_one_query_however_many_rows(cast, count, django_assert_num_queries):
    many(cast.village, count)
    town, place = cast.jinnan, f"金南镇{cast.village.name}"
    with django_assert_num_queries(1):
        page = selectors.page_for(town, day())
        assert [row.place for row in page.rows] == [place] * min(count, 20)


def test_going_on_is_two_queries(cast, django_assert_num_queries):
    many(cast.jinnan, 25)
    town = cast.jinnan
    before = selectors.page_for(town, day()).older
    with django_assert_num_queries(2):
        assert len(selectors.page_for(town, day(), before).rows) == 5


# The desk ----------------------------------------------------------------------------------------

READERS = ["clerk", "reviewer", "member", "secretary", "discipline", "congress", "finreview", "discstaff"]


@pytest.mark.parametrize("word", READERS)
def test_those_who_decide_prepare_or_review_see_their_towns_drafts(cast, word):
    own, other = draft_of(cast.jinnan), draft_of(cast.taji, by="clerk.taji")
    village = draft_of(cast.village)
    reader = user(f"{word}.jinnan")
    assert set(selectors.drafts_visible_to(reader)) == {own, village}
    assert may_read_drafts(reader)
    assert other in selectors.drafts_visible_to(user("inspector.county"))


@pytest.mark.parametrize(
    "name", ["accountant.jinnan", "assets.jinnan", "village.jinnan", "finance.county", "system.county", "logs.county"]
)
def test_the_others_see_none(cast, name):
    draft_of(cast.village)
    publication_of(cast.village)
    assert not selectors.drafts_visible_to(user(name)).exists()
    assert not selectors.publications_visible_to(user(name)).exists()
    assert not selectors.drafts_to_review(user(name)).exists()
    assert not may_read_drafts(user(name))


@pytest.mark.parametrize("who", ["nobody", "disabled"])
def test_nobody_sees_none(cast, who):
    draft_of(cast.jinnan)
    reader = AnonymousUser()
    if who == "disabled":
        User.objects.filter(username="reviewer.jinnan").update(is_active=False)
        reader = user("reviewer.jinnan")
    for rows in (
        selectors.drafts_visible_to(reader),
        selectors.drafts_to_review(reader),
        selectors.drafts_of(reader),
        selectors.drafts_returned_to(reader),
    ):
        assert not rows.exists()
    assert not may_read_drafts(reader)


def test_what_waits_for_a_reviewer_oldest_first(cast):
    new, old = draft_of(cast.jinnan), draft_of(cast.village, now=cast.now - timedelta(hours=2))
    publication_of(cast.jinnan)
    send_back(draft_of(cast.jinnan))
    draft_of(cast.taji, by="clerk.taji")
    assert list(selectors.drafts_to_review(user("reviewer.jinnan"))) == [old, new]
    assert not selectors.drafts_to_review(user("clerk.jinnan")).exists()


def test_ones_own_drafts_do_not_wait_for_oneself_under_any_account(cast):
    draft = draft_of(cast.jinnan)
    second = account("second", user("clerk.jinnan").official)
    grant(second, Role.REVIEWER, cast.jinnan)
    assert draft not in selectors.drafts_to_review(user("second"))
    assert draft in selectors.drafts_of(user("second"))


def test_a_reviewer_without_an_official_has_nothing_to_review(cast):
    draft_of(cast.jinnan)
    grant(account("nobody"), Role.REVIEWER, cast.jinnan)
    assert not selectors.drafts_to_review(user("nobody")).exists()
    assert not selectors.drafts_of(user("nobody")).exists()


def test_what_a_preparer_still_has_to_do(cast):
    clerk = user("clerk.jinnan")
    waiting = draft_of(cast.jinnan)
    publication_of(cast.jinnan)
    source = a_source()
    mended = send_back(draft_of(cast.jinnan, source=source))
    anew = draft_of(cast.jinnan, source=source, replaces=mended)
    returned = send_back(draft_of(cast.jinnan))
    assert set(selectors.drafts_of(clerk)) == {waiting, anew, returned}
    assert list(selectors.drafts_returned_to(clerk)) == [returned]
    assert not selectors.drafts_returned_to(user("reviewer.jinnan")).exists()


def test_what_is_done_a_page_at_a_time(cast):
    start = cast.now - timedelta(days=1)
    done = []
    for number in range(22):
        draft = draft_of(cast.jinnan, now=start + timedelta(minutes=number))
        done.insert(0, send_back(draft) if number % 2 else publish(draft).draft)
    draft_of(cast.jinnan)
    first = selectors.drafts_reviewed(user("secretary.jinnan"))
    second = selectors.drafts_reviewed(user("secretary.jinnan"), first.older)
    assert [*first.rows, *second.rows] == done
    assert (len(first.rows), second.older) == (20, "")
    for wrong in ("abc", "999999", "9" * 40):
        with pytest.raises(ObjectDoesNotExist):
            selectors.drafts_reviewed(user("secretary.jinnan"), wrong)


def test_the_digest_in_the_ledger_covers_every_column():
    for model in (Draft, Publication):
        assert set(covered_columns(model)) == {field.column for field in model._meta.concrete_fields}
