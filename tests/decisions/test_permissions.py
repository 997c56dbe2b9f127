"""Who may do what: every verb tried by everybody who must not."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from decisions import permissions, selectors
from foundation.scope import Scope
from foundation.townships.models import User
from foundation.violations import RuleViolation
from tests.decisions.rows import changed, everything
from tests.decisions.verbs import SMALL, VERBS

#: Everybody but the town's own clerk: its other people, the other town's clerk, the county, nobody in particular.
OUTSIDERS = (
    "reviewer.jinnan",
    "member.jinnan",
    "secretary.jinnan",
    "head.jinnan",
    "discipline.jinnan",
    "village.jinnan",
    "clerk.taji",
    "reviewer.taji",
    "inspector.county",
    "organisation.county",
    "system.county",
    "security.county",
)
#: Verbs of others than the clerk, and whose they are: the second person's, the secretary's, those who talked, who
#: watches the meeting, the county's.
OF_OTHERS = {
    "note_publication": {"reviewer.jinnan"},
    "sign_topic": {"secretary.jinnan"},
    "give_charge": {"secretary.jinnan"},
    "end_charge": {"secretary.jinnan"},
    "note_talk": {"secretary.jinnan", "head.jinnan"},
    "sign_for": {"discipline.jinnan", "discstaff.jinnan"},
    "sign_off_light_sheet": {"head.jinnan"},
    "raise_stop": {"discipline.jinnan"},
    "lift_stop": {"discipline.jinnan"},
    "note_as_observer": {"inspector.county"},
    "order_reconsideration": {"inspector.county"},
    "lodge_procedure": {"organisation.county"},
    # A command of the machine's operator, on no page.
    "load_procedures": set(OUTSIDERS),
}
#: Whoever sees the matter may try: only his own row takes it.
OWN_ONLY = {
    ("note_talk", "decisions.circle"),
    ("sign_for", "decisions.nothing_to_sign"),
    ("sign_off_light_sheet", "decisions.light_signer"),
}
JINNAN, TAJI, COUNTY = Scope("320831", "320831101"), Scope("320831", "320831103"), Scope("320831")


@pytest.mark.once
@pytest.mark.parametrize("name", VERBS)
def test_no_verb_is_open_to_anybody_but_its_own(town, name):
    town.kind = SMALL
    do = VERBS[name].ready(town)
    before = everything()
    for username in OUTSIDERS:
        if username in OF_OTHERS.get(name, ()):
            continue
        with pytest.raises((PermissionDenied, RuleViolation)) as refused:
            do(User.objects.get(username=username))
        code = getattr(refused.value, "code", "")
        assert isinstance(refused.value, PermissionDenied) or (name, code) in OWN_ONLY
    assert changed(before, everything()) == set()


def test_who_prepared_a_copy_does_not_publish_it(town):
    with pytest.raises(PermissionDenied):
        VERBS["note_publication"].ready(town)(town.clerk)


@pytest.mark.parametrize("name", ["propose_topic", "cast_vote", "prepare_publication"])
def test_a_disabled_clerk_does_nothing_more(town, name):
    do = VERBS[name].ready(town)
    User.objects.filter(pk=town.clerk.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        do(User.objects.get(pk=town.clerk.pk))


def test_the_refusal_says_who_could(cast):
    with pytest.raises(PermissionDenied, match=r"登记议题和会议.*党政办经办"):
        permissions.check_can_keep_meetings(cast.user("member.jinnan"), JINNAN)


def test_the_button_asks_what_the_act_asks(cast):
    assert permissions.can_keep_meetings(cast.user("clerk.jinnan"), JINNAN)
    assert not permissions.can_keep_meetings(cast.user("clerk.jinnan"), TAJI)
    assert not permissions.can_keep_meetings(cast.user("clerk.jinnan"), COUNTY)
    assert not permissions.can_keep_meetings(cast.user("inspector.county"), JINNAN)


def test_the_reason_is_empty_for_who_may(cast):
    clerk, member = cast.user("clerk.jinnan"), cast.user("member.jinnan")
    for reason in (permissions.reason_against_keeping, permissions.reason_against_preparing):
        assert reason(clerk, JINNAN) == ""
        assert "党政办经办" in reason(member, JINNAN)
        assert reason(clerk, TAJI) != ""


def test_only_the_office_prepares_the_citizens_copy(cast):
    permissions.check_can_prepare_publication(cast.user("clerk.jinnan"), JINNAN)
    for username in ("reviewer.jinnan", "clerk.taji", "inspector.county"):
        with pytest.raises(PermissionDenied):
            permissions.check_can_prepare_publication(cast.user(username), JINNAN)


#: Who reads what of two towns that each have decided something.
READERS = {
    "clerk.jinnan": {"320831101"},
    "reviewer.jinnan": {"320831101"},
    "member.jinnan": {"320831101"},
    "secretary.jinnan": {"320831101"},
    "discstaff.jinnan": {"320831101"},
    "clerk.taji": {"320831103"},
    "inspector.county": {"320831101", "320831103"},
    "accountant.jinnan": set(),
    "village.jinnan": set(),
    "organisation.county": set(),
    "finance.county": set(),
    "system.county": set(),
    "security.county": set(),
    "logs.county": set(),
}


def test_each_reads_the_decisions_of_his_own_town_and_the_inspector_of_all(town, other):
    for scene in (town, other):
        scene.resolution()
    for username, townships in READERS.items():
        user = User.objects.get(username=username)
        for visible in (
            selectors.visible_topics,
            selectors.visible_meetings,
            selectors.visible_items,
            selectors.visible_resolutions,
        ):
            assert {row.township for row in visible(user)} == townships, (username, visible.__name__)


def test_nobody_reads_anything_without_an_account(town):
    town.resolution()
    assert not selectors.visible_resolutions(AnonymousUser()).exists()
    assert selectors.topic_page(AnonymousUser()).rows == []
    assert selectors.meeting_page(AnonymousUser()).rows == []
