"""How other rooms name and open what belongs to this one."""

import pytest

from decisions import services
from decisions.models import AgendaItem, Meeting, Resolution, Topic
from decisions.states import Phase
from foundation import refs
from foundation.refs import Ref
from foundation.townships.models import User


@pytest.fixture
def things(town):
    resolution = town.resolution()
    return [resolution.topic, resolution.item.meeting, resolution.item, resolution]


def test_each_thing_has_a_name_that_people_read(things, town):
    assert [refs.title_of(Ref.of(thing)) for thing in things] == [
        "修建文化广场",
        f"金南镇党委会 {town.today}",
        "1. 修建文化广场",
        "修建文化广场：通过",
    ]


def test_what_is_gone_keeps_its_bare_reference(db):
    for model in (Topic, Meeting, AgendaItem, Resolution):
        ref = Ref(model._meta.label_lower, "999999")
        assert refs.title_of(ref) == str(ref)


def test_each_thing_opens_for_its_town_and_the_inspector_and_for_nobody_else(things):
    pages = ("topics", "meetings", "items", "resolutions")
    for thing, page in zip(things, pages, strict=True):
        address = f"/desk/{page}/{thing.pk}/"
        links = {
            username: refs.link_for(Ref.of(thing), User.objects.get(username=username))
            for username in ("clerk.jinnan", "member.jinnan", "inspector.county", "clerk.taji", "village.jinnan")
        }
        assert links == {
            "clerk.jinnan": address,
            "member.jinnan": address,
            "inspector.county": address,
            "clerk.taji": None,
            "village.jinnan": None,
        }


def test_the_rows_of_a_meeting_name_themselves(town):
    item = town.resolution(absent={"丁九": "出差"}).item
    assert str(town.seat(item, "丁一")) == "丁一（党委书记）"
    assert str(item.votes.first()) == str(item.statements.first()) == "同意"
    assert str(item.report) == "已作说明。"
    assert str(item.deliveries.first()).endswith(str(item.deliveries.first().day))


def test_what_is_said_and_taken_back_names_itself(town):
    item = town.item_at(Phase.DISCUSSION, absent={"丁九": "堵车"})
    speech = services.record_speech(item=item, seat=town.seat(item, "丁三"), text="说", **town.by)
    recusal = services.recuse(item=item, seat=town.seat(item, "丁八"), reason="亲属", **town.by)
    town.bring(item, Phase.STATING)
    void = services.void_statement(statement=town.state(item, town.seat(item, "丁三")), reason="错", **town.by)
    town.bring(item, Phase.VOTING)
    services.record_arrival(seat=town.seat(item, "丁九"), **town.by)
    assert (str(speech), str(void)) == ("说", "错")
    assert str(recusal).endswith("：亲属")
    assert str(item.late_arrivals.get()).startswith("丁九")
