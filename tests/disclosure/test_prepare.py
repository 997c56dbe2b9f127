"""A copy handed over for review."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from disclosure.models import Draft
from disclosure.permissions import may_prepare
from disclosure.selectors import latest_draft_of
from disclosure.states import Circle, State
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.townships.models import Division
from foundation.townships.states import Role
from foundation.violations import RuleViolation
from tests.disclosure.made import SECTIONS, a_card, a_source, day, draft_of, publish, send_back, user
from tests.foundation.broken import broken_ledger
from tests.townships.acts import account, grant

pytestmark = pytest.mark.django_db


def refused(code, work):
    before = (Draft.objects.count(), LedgerEntry.objects.count())
    with pytest.raises(RuleViolation) as caught:
        work()
    assert caught.value.code == code
    assert (Draft.objects.count(), LedgerEntry.objects.count()) == before
    return caught.value


def test_a_clerk_prepares_a_draft(cast):
    source = a_source()
    draft = Draft.objects.get(pk=draft_of(cast.jinnan, source=source, title=" 道路\n维修 ").pk)
    clerk = user("clerk.jinnan")
    assert (draft.title, draft.card, draft.source) == ("道路 维修", a_card(), str(source))
    assert draft.sections == [{"heading": each.heading, "text": each.text} for each in SECTIONS]
    assert (draft.county, draft.township, draft.division) == ("320831", "320831101", cast.jinnan)
    assert (draft.state, draft.circle) == (State.PREPARED, Circle.PUBLIC)
    assert (draft.preparer, draft.preparer_official) == (clerk, clerk.official)
    assert (draft.reviewer, draft.reviewer_official, draft.reviewed_at) == (None, None, None)
    assert (str(draft), draft.kind_label) == ("道路 维修", "集体决定")


def test_the_ledger_names_the_draft_and_holds_nothing_of_its_text(cast):
    draft = draft_of(cast.jinnan)
    entry = LedgerEntry.objects.get(ref=str(Ref.of(draft)))
    assert (entry.stream, entry.act, entry.actor) == (
        "320831101",
        "disclosure.draft.prepare",
        str(user("clerk.jinnan")),
    )
    assert "道路" not in bytes(entry.body).decode()


def test_nothing_is_left_when_the_ledger_fails(cast):
    with broken_ledger():
        draft_of(cast.jinnan)
    assert not Draft.objects.exists()


def test_a_village_has_its_township_as_owner(cast):
    draft = draft_of(cast.village)
    assert (draft.division, draft.scope) == (cast.village, cast.jinnan.scope)
    assert draft.place == f"金南镇{cast.village.name}"


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("disclosure.kind", {"kind": "poem"}),
        ("disclosure.empty", {"title": " "}),
        ("disclosure.not_plain", {"title": "修\x00路"}),
        ("disclosure.how_to_object", {"card": a_card(how_to_object="")}),
        ("disclosure.amount", {"card": a_card(amount=Decimal("0.001"))}),
        ("disclosure.decided_later", {"card": a_card(decided_on=day(2))}),
        ("disclosure.take_down_early", {"take_down_on": day(3)}),
        ("disclosure.personal_number", {"card": a_card(how_to_object="请致电 13800000000。")}),
    ],
)
def test_the_contract_is_kept(cast, code, more):
    refused(code, lambda: draft_of(cast.jinnan, **more))


def test_a_province_does_not_publish(cast):
    refused("disclosure.division", lambda: draft_of(Division.objects.get(code="320000000000")))


# Who may -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["reviewer.jinnan", "secretary.jinnan", "clerk.taji", "inspector.county", "system.county"]
)
def test_only_the_townships_own_clerk_prepares(cast, name):
    with pytest.raises(PermissionDenied, match="拟制公开稿"):
        draft_of(cast.jinnan, by=name)
    assert not Draft.objects.exists()


def test_who_may_prepare(cast):
    assert may_prepare(user("clerk.jinnan"), cast.jinnan.scope)
    assert not may_prepare(user("clerk.jinnan"), cast.taji.scope)


def test_an_account_without_an_official_does_not_prepare(cast):
    grant(account("nobody"), Role.CLERK, cast.jinnan)
    assert not may_prepare(user("nobody"), cast.jinnan.scope)
    with pytest.raises(PermissionDenied, match="没有对应的干部"):
        draft_of(cast.jinnan, by="nobody")


# One thing, one draft ----------------------------------------------------------------------------


def test_a_source_has_one_standing_draft(cast):
    source = a_source()
    draft = draft_of(cast.jinnan, source=source)
    assert "待复核" in refused("disclosure.source_taken", lambda: draft_of(cast.jinnan, source=source)).message
    publish(draft)
    assert "已公开" in refused("disclosure.source_taken", lambda: draft_of(cast.jinnan, source=source)).message
    draft_of(cast.jinnan, source=a_source())


def test_a_returned_draft_is_prepared_anew_and_the_new_one_names_it(cast):
    source = a_source()
    old = send_back(draft_of(cast.jinnan, source=source))
    new = draft_of(cast.jinnan, source=source, replaces=old)
    assert (new.replaces, latest_draft_of(source, "decision")) == (old, new)
    assert latest_draft_of(a_source(), "decision") is None


def test_only_what_was_returned_is_replaced(cast):
    old = draft_of(cast.jinnan)
    refused("disclosure.replaces_standing", lambda: draft_of(cast.jinnan, source=Ref.parse(old.source), replaces=old))


def test_a_draft_is_replaced_once(cast):
    old = send_back(draft_of(cast.jinnan))
    source = Ref.parse(old.source)
    send_back(draft_of(cast.jinnan, source=source, replaces=old))
    refused("disclosure.replaced_already", lambda: draft_of(cast.jinnan, source=source, replaces=old))


def test_a_draft_about_another_thing_is_no_replacement(cast):
    old = send_back(draft_of(cast.jinnan))
    refused("disclosure.replaces_other", lambda: draft_of(cast.jinnan, replaces=old))
    refused("disclosure.replaces_other", lambda: draft_of(cast.village, source=Ref.parse(old.source), replaces=old))


def test_the_day_of_the_county_counts_not_that_of_the_server(cast):
    """Eight in the evening by UTC is tomorrow in the county."""
    late = cast.now.replace(hour=20, minute=0) - timedelta(days=3)
    decided = (late + timedelta(days=1)).date()
    assert draft_of(cast.jinnan, now=late, card=a_card(decided_on=decided)).decided_on == decided
