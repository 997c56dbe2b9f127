"""A second person publishes or returns; nobody else, and once."""

import hashlib
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from disclosure import events, rules
from disclosure.models import ALPHABET, Draft, Publication
from disclosure.permissions import may_review
from disclosure.states import State
from foundation.ledger.canonical import canonical_bytes
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.townships.models import Assignment, DivisionGrant
from foundation.townships.states import Role
from foundation.violations import RuleViolation
from tests.disclosure.made import SECTIONS, a_card, day, draft_of, publication_of, publish, send_back, user
from tests.foundation.broken import broken_ledger
from tests.townships.acts import account, assert_says, grant

pytestmark = pytest.mark.django_db

#: The two acts of a reviewer: all that is true of who may do the one is true of the other.
BOTH = pytest.mark.parametrize("review", [publish, send_back], ids=["publish", "return"])


@contextmanager
def nothing_happens():
    """No row of drafts, publications or ledger changes."""

    def state():
        rows = Draft.objects.order_by("pk").values_list("pk", "state", "reviewer", "reviewed_at", "return_reason")
        return list(rows), Publication.objects.count(), LedgerEntry.objects.count()

    before = state()
    yield
    assert state() == before


# Publishing --------------------------------------------------------------------------------------


def test_a_reviewer_publishes_a_frozen_copy(cast):
    draft = draft_of(cast.jinnan, take_down_on=day(30))
    now = cast.now
    copy = Publication.objects.get(pk=publish(draft, now=now).pk)
    reviewer = user("reviewer.jinnan")
    draft.refresh_from_db()
    assert (draft.state, draft.reviewer, draft.reviewer_official) == ("published", reviewer, reviewer.official)
    assert (draft.reviewed_at, copy.published_at) == (now, now)
    assert (copy.draft, copy.version, copy.circle) == (draft, 1, "public")
    assert (copy.division, copy.scope, copy.title) == (cast.jinnan, cast.jinnan.scope, draft.title)
    assert (copy.object_until, copy.take_down_on) == (draft.object_until, day(30))
    assert (copy.card, copy.sections) == (draft.card, SECTIONS)
    assert (str(copy), copy.kind_label, copy.place) == (draft.title, "集体决定", "金南镇")


def test_the_digest_is_that_of_the_bytes_and_the_bytes_hold_what_is_shown(cast):
    copy = publication_of(cast.jinnan)
    content = bytes(copy.content)
    assert copy.digest == hashlib.sha256(content).hexdigest()
    assert canonical_bytes(copy.shown) == content
    assert copy.shown == {
        "v": 1,
        "id": copy.pk,
        "version": 1,
        "kind": "decision",
        "circle": "public",
        "division": {"code": cast.jinnan.code, "name": "金南镇", "place": "金南镇"},
        "title": "示例村道路维修",
        "card": {
            "what": "维修示例村三组通组道路",
            "amount": "386500.00",
            "body": "示例镇党政联席会",
            "decided_on": day(-1).isoformat(),
            "how_to_object": "到示例镇党政办公室书面提出。",
            "object_until": day(7).isoformat(),
        },
        "sections": [{"heading": each.heading, "text": each.text} for each in SECTIONS],
        "published_at": copy.published_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "take_down_on": None,
    }


def test_a_card_without_money_and_without_a_last_day_stays_so(cast):
    card = a_card(amount=None, object_until=None)
    copy = publication_of(cast.jinnan, card=card)
    assert Publication.objects.get(pk=copy.pk).card == card


def test_ids_are_random_and_easy_to_read(cast):
    first, second = publication_of(cast.jinnan), publication_of(cast.jinnan)
    assert first.pk != second.pk
    assert all(len(each.pk) == 16 and set(each.pk) <= set(ALPHABET) for each in (first, second))
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("ilou") & set(ALPHABET)


def test_a_kind_that_is_no_longer_known_is_shown_by_its_code(cast):
    copy = publication_of(cast.jinnan)
    copy.kind = "gone"
    assert copy.kind_label == "gone"


def test_publishing_leaves_one_entry_with_both_rows(cast):
    copy = publication_of(cast.jinnan)
    entry = LedgerEntry.objects.get(act="disclosure.draft.publish")
    body = bytes(entry.body).decode()
    assert (entry.stream, entry.ref) == ("320831101", str(Ref.of(copy.draft)))
    assert entry.actor == str(user("reviewer.jinnan"))
    assert copy.digest in body
    assert '"table":"disclosure_publication"' in body
    assert '"table":"disclosure_draft"' in body


@BOTH
def test_nothing_is_left_when_the_ledger_fails(cast, review):
    draft = draft_of(cast.jinnan)
    with nothing_happens(), broken_ledger():
        review(draft)


# The event ---------------------------------------------------------------------------------------

heard: list[events.Published] = []


def listen(fact: events.Published) -> None:
    heard.append(fact)


def refuse(_fact: events.Published) -> None:
    raise RuleViolation("test.refused", "不行。")


def test_the_room_above_is_told(cast):
    heard.clear()
    draft = draft_of(cast.jinnan)
    with events.published.only(f"{__name__}.listen"):
        copy = publish(draft)
    assert heard == [events.Published(copy.pk, Ref.parse(draft.source), cast.jinnan.code)]


def test_a_room_above_that_fails_stops_the_publication(cast):
    draft = draft_of(cast.jinnan)
    with nothing_happens(), events.published.only(f"{__name__}.refuse"), pytest.raises(RuleViolation):
        publish(draft)


# Days --------------------------------------------------------------------------------------------


def test_what_can_no_longer_be_objected_to_is_not_published(cast):
    draft = draft_of(cast.jinnan, card=a_card(object_until=day(1)))
    with nothing_happens(), pytest.raises(RuleViolation) as refused:
        publish(draft, now=cast.now + timedelta(days=2))
    assert_says(refused.value, "disclosure.until_has_passed", "", "异议截止日期")
    publish(draft, now=cast.now + timedelta(days=1))


def test_what_would_be_taken_down_at_once_is_not_published(cast):
    draft = draft_of(cast.jinnan, card=a_card(object_until=None), take_down_on=day(2))
    with nothing_happens(), pytest.raises(RuleViolation) as refused:
        publish(draft, now=cast.now + timedelta(days=2))
    assert_says(refused.value, "disclosure.take_down_has_passed", "", "撤下日期")
    assert rules.days_still_ahead(draft, day(1)) is None


def test_a_draft_whose_days_have_passed_can_still_be_returned(cast):
    draft = draft_of(
        cast.jinnan, now=cast.now - timedelta(days=9), card=a_card(decided_on=day(-9), object_until=day(-1))
    )
    assert send_back(draft).state == State.RETURNED


# Returning ---------------------------------------------------------------------------------------


def test_a_reviewer_returns_a_draft_with_a_reason(cast):
    draft = send_back(draft_of(cast.jinnan), reason=" 金额不对。\r\n请核对。 ")
    draft.refresh_from_db()
    assert (draft.state, draft.return_reason) == ("returned", "金额不对。\n请核对。")
    assert draft.reviewer == user("reviewer.jinnan")
    assert not Publication.objects.exists()
    entry = LedgerEntry.objects.get(act="disclosure.draft.return")
    assert "金额" not in bytes(entry.body).decode()


@pytest.mark.parametrize(("reason", "code"), [(" \n", "no_reason"), ("长" * 1001, "reason_too_long")])
def test_a_return_without_a_reason_is_refused(cast, reason, code):
    draft = draft_of(cast.jinnan)
    with nothing_happens(), pytest.raises(RuleViolation) as refused:
        send_back(draft, reason=reason)
    assert refused.value.code == f"disclosure.{code}"


# Once --------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("first", [publish, send_back], ids=["published", "returned"])
def test_a_draft_is_reviewed_once(cast, first, review):
    draft = draft_of(cast.jinnan)
    first(draft)
    # `draft` is what a page read before; the row in the database has moved on.
    assert draft.state == State.PREPARED
    with nothing_happens(), pytest.raises(RuleViolation) as refused:
        review(draft)
    assert_says(refused.value, "disclosure.reviewed_already", "", "丁十三")


# Who may -----------------------------------------------------------------------------------------


def refused_to(name, draft, review):
    with nothing_happens(), pytest.raises(PermissionDenied) as refused:
        review(draft, by=name)
    assert not may_review(user(name), draft, day())
    return str(refused.value)


@BOTH
@pytest.mark.parametrize(
    "name", ["clerk.jinnan", "secretary.jinnan", "reviewer.taji", "inspector.county", "security.county"]
)
def test_only_the_townships_own_reviewer_reviews(cast, review, name):
    assert "复核公开稿" in refused_to(name, draft_of(cast.jinnan), review)


def test_the_reviewer_may(cast):
    assert may_review(user("reviewer.jinnan"), draft_of(cast.jinnan), day())


@BOTH
def test_a_second_account_makes_no_second_person(cast, review):
    grant(account("second", user("clerk.jinnan").official), Role.REVIEWER, cast.jinnan)
    assert "您本人拟制" in refused_to("second", draft_of(cast.jinnan), review)


@BOTH
def test_a_reviewer_who_also_prepares_does_not_review_himself(cast, review):
    grant(user("reviewer.jinnan"), Role.CLERK, cast.jinnan)
    assert "您本人拟制" in refused_to("reviewer.jinnan", draft_of(cast.jinnan, by="reviewer.jinnan"), review)


@BOTH
def test_an_account_without_an_official_does_not_review(cast, review):
    grant(account("nobody"), Role.REVIEWER, cast.jinnan)
    assert "没有对应的干部" in refused_to("nobody", draft_of(cast.jinnan), review)


def without_trigger(name: str, table: str) -> None:
    """For this test alone: its transaction brings the trigger back."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


@BOTH
@pytest.mark.parametrize("role", ["system_administrator", "security_administrator", "audit_administrator"])
@pytest.mark.parametrize("other_account", [False, True])
def test_an_administrator_never_reviews(cast, review, role, other_account):
    """Neither service nor database gives both; should the rows say so all the same, the administrator is refused."""
    without_trigger("townships_administrators_apart_insert", "townships_assignment")
    reviewer = user("reviewer.jinnan")
    holder = account("admin", reviewer.official) if other_account else reviewer
    Assignment.objects.create(user=holder, role=role, division=cast.county, start=day(), county="320831", township="")
    assert "不得复核" in refused_to("reviewer.jinnan", draft_of(cast.jinnan), review)


@BOTH
def test_a_former_administrator_may(cast, review):
    reviewer = user("reviewer.jinnan")
    reviewer.assignments.update(start=day())
    Assignment.objects.create(
        user=reviewer,
        role="system_administrator",
        division=cast.county,
        start=day(-9),
        end=day(-1),
        county="320831",
        township="",
    )
    assert review(draft_of(cast.jinnan))


@BOTH
def test_a_right_that_was_taken_back_is_gone_at_once(cast, review):
    DivisionGrant.objects.filter(user=user("reviewer.jinnan")).delete()
    assert "没有" in refused_to("reviewer.jinnan", draft_of(cast.jinnan), review)
