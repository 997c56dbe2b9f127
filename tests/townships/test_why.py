"""Why may I (not) see this? The answer and the door are one and the same rule."""

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from foundation.refs import Ref
from foundation.scope import Scope
from foundation.townships import services
from foundation.townships.models import User
from foundation.townships.permissions import explain
from foundation.townships.selectors import scope_places
from foundation.townships.states import ROLES, Capability, Role
from tests.decisions.scenes import scene
from tests.disclosure.made import draft_of, publication_of
from tests.documents.samples import issue
from tests.townships.acts import account, day, grant, revoke, today

pytestmark = pytest.mark.django_db

WHY = "/accounts/why/"


def test_the_answer_agrees_with_the_door_for_every_account_capability_and_place(cast):
    scopes = [None, Scope("320831"), *(each.scope for each in (cast.jinnan, cast.taji, cast.zone))]
    users = list(User.objects.order_by("pk"))
    assert len(users) > 30
    for user in users:
        for scope in scopes:
            for answer in explain(user, Capability, scope, on=today()):
                assert answer.allowed == user.may(answer.capability, scope) == bool(answer.by), (user, answer, scope)


def test_what_ended_yesterday_and_what_begins_tomorrow_is_no_reason(cast):
    somebody = account("somebody")
    grant(somebody, Role.CLERK, cast.jinnan, day(-5), day(-1))
    grant(somebody, Role.CLERK, cast.jinnan, day(1))
    (answer,) = explain(somebody, [Capability.KEEP_MEETINGS], on=today())
    assert (answer.allowed, answer.by, answer.roles) == (False, (), [Role.CLERK])


def test_a_disabled_account_has_no_reason_left(cast):
    User.objects.filter(username="clerk.jinnan").update(is_active=False)
    (answer,) = explain(cast.user("clerk.jinnan"), [Capability.KEEP_MEETINGS], on=today())
    assert (answer.allowed, answer.by) == (False, ())


def test_every_capability_costs_together_what_one_costs(cast):
    user, scope = cast.user("clerk.jinnan"), cast.jinnan.scope
    with CaptureQueriesContext(connection) as queries:
        explain(user, Capability, scope, on=today())
    assert len(queries) == 3


def test_the_page_names_role_place_and_day_or_the_roles_that_are_missing(cast, login):
    text = login("clerk.jinnan").get(WHY).content.decode()
    assert "起任“党政办经办”，范围：金南镇" in text
    assert "须有以下角色之一：党政办复核" in text
    assert "登录须用动态验证码" not in text


def test_a_role_with_an_end_says_until_when(cast, login):
    somebody = account("somebody")
    grant(somebody, Role.CLERK, cast.jinnan, today(), day(3))
    assert "任“党政办经办”，范围：金南镇" in login("somebody").get(WHY).content.decode()


def things(cast):
    decided = scene(cast.jinnan, "clerk.jinnan").resolution()
    return [
        decided.topic,
        decided.item.meeting,
        decided.item,
        decided,
        draft_of(cast.jinnan),
        issue(cast, kind="minutes", about=Ref.of(publication_of(cast.jinnan))),
        cast.jinnan,
    ]


def test_whoever_sees_a_thing_reads_why_and_whoever_does_not_reads_nothing_of_it(cast, login):
    found = things(cast)
    clerk, foreign, inspector = login("clerk.jinnan"), login("clerk.taji"), login("inspector.county")
    for thing in found:
        asked = {"ref": str(Ref.of(thing))}
        own = clerk.get(WHY, asked)
        assert own.context["thing"].label and own.context["reasons"], thing
        assert "金南镇" in own.context["reasons"][0]
        assert "全县" in own.content.decode() or "金湖县" in inspector.get(WHY, asked).context["reasons"][0]
        stranger = foreign.get(WHY, asked)
        nothing = foreign.get(WHY, {"ref": asked["ref"].split(":")[0] + ":999999999"})
        assert "thing" not in stranger.context
        assert strip(stranger) == strip(nothing)


def strip(response) -> str:
    return response.content.decode().split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("ref", ["x", "a.b:1", "townships.user:1", "decisions.topic:x", "decisions.topic:", ":", "."])
def test_a_reference_to_nothing_is_answered_like_a_foreign_one(login, ref):
    text = login("clerk.jinnan").get(WHY, {"ref": ref})
    assert text.status_code == 200
    assert "没有这条记录，或者它不在您的范围内" in text.content.decode()


def test_a_village_reporter_reads_why_he_sees_his_village(cast, login):
    response = login("village.jinnan").get(WHY, {"ref": str(Ref.of(cast.village))})
    assert response.context["thing"].label == cast.village.name
    assert response.context["reasons"] == []
    assert "由您的角色带来" in response.content.decode()


def test_a_closed_door_leads_to_the_answer(login):
    assert WHY in login("clerk.jinnan").get("/admin/").content.decode()


def test_pages_lead_to_the_answer_about_themselves(cast, login):
    topic = scene(cast.jinnan, "clerk.jinnan").topic()
    page = login("clerk.jinnan").get(f"/desk/topics/{topic.pk}/").content.decode()
    assert f"{WHY}?ref=decisions.topic%3A{topic.pk}" in page


def test_after_a_revocation_the_reason_is_gone_at_once(cast, login):
    client = login("clerk.jinnan")
    assert "起任“党政办经办”" in client.get(WHY).content.decode()
    revoke(cast.user("clerk.jinnan").assignments.get())
    assert "起任“党政办经办”" not in client.get(WHY).content.decode()


def test_every_role_brings_its_own_second_factor_duty():
    """Inspectors, principals and the three administrators: the issue's list, by hand."""
    assert {role for role, (_level, held) in ROLES.items() if Capability.SECOND_FACTOR in held} == {
        Role.INSPECTOR,
        Role.PRINCIPAL,
        Role.SYSTEM_ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
        Role.AUDIT_ADMINISTRATOR,
    }


def test_a_successor_gives_the_reason_for_what_it_took_over(cast):
    """A grant on 塔集镇 covers what became of it: the reason is named over the old town's scope too."""
    services.succeed_divisions(
        predecessors=[cast.jinnan], successors=[cast.taji], day=today(), actor="test", now=cast.now
    )
    clerk = cast.user("clerk.taji")
    (answer,) = explain(clerk, [Capability.KEEP_MEETINGS], Scope("320831", "320831101"), on=today())
    assert answer.allowed and [each.division.name for each in answer.by] == ["塔集镇"]


def test_without_a_village_in_the_row_a_grant_on_one_opens_nothing(cast):
    reporter = cast.user("village.jinnan")
    assert scope_places(reporter, Capability.VIEW_PEOPLE) == []
    assert len(scope_places(reporter, Capability.VIEW_PEOPLE, village="code")) == 1


def test_one_township_is_read_by_whoever_sees_it_and_by_nobody_else(cast):
    jinnan = cast.jinnan.scope
    for username, seen in {
        "inspector.county": True,
        "clerk.jinnan": True,
        "clerk.taji": False,
        "village.jinnan": False,
    }.items():
        places = scope_places(cast.user(username), Capability.VIEW_PEOPLE, village="code", unit=jinnan)
        assert places == ([Q(township=jinnan.township)] if seen else []), username


def test_a_village_that_moved_does_not_open_the_town_that_it_came_from(cast):
    village = cast.taji.children.get()
    services.succeed_divisions(
        predecessors=[cast.village], successors=[village], day=today(), actor="test", now=cast.now
    )
    (answer,) = explain(cast.user("clerk.taji"), [Capability.VIEW_PEOPLE], cast.jinnan.scope, on=today())
    assert (answer.allowed, answer.by) == (False, ())
