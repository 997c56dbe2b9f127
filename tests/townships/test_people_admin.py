"""The county's admin pages on hand-overs and successions: read only, own rows only."""

import pytest
from django.contrib.auth.models import AnonymousUser

from foundation.townships.models import User
from foundation.townships.selectors import people as selectors_people
from foundation.townships.states import Role
from tests.townships.acts import account, grant, official
from tests.townships.leavers import hand_over, merge, receive

pytestmark = pytest.mark.django_db

HAND_OVERS, SUCCESSIONS = "/admin/townships/handover/", "/admin/townships/succession/"


@pytest.fixture
def of_another_district(cast) -> str:
    """An inspector whose 分片 is the zone alone."""
    grant(account("district", official("县二", cast.county)), Role.INSPECTOR, cast.zone)
    return "district"


def test_a_hand_over_is_read_with_its_lines(cast, login, of_another_district):
    found = hand_over(cast, "修桥", "修路")
    receive(found.lines.first(), cast.official("丁三"), "已点清")
    client = login("inspector.county")
    listed = client.get(HAND_OVERS, {"q": "丁九"}).content.decode()
    assert "丁九" in listed and "金南镇党委委员、副镇长" in listed
    page = client.get(f"{HAND_OVERS}{found.pk}/change/").content.decode()
    for part in ("修桥", "修路", "提议人", "丁三", "已点清"):
        assert part in page, part
    assert 'type="text"' not in page.split('id="content"')[1]
    stranger = login(of_another_district)
    assert "丁九" not in stranger.get(HAND_OVERS).content.decode()
    assert stranger.get(f"{HAND_OVERS}{found.pk}/change/").status_code == 404


def test_a_succession_is_read_by_whoever_sees_one_side(cast, login, of_another_district):
    (row,) = merge(cast.taji, cast.jinnan)
    page = login("finance.county").get(SUCCESSIONS).content.decode()
    assert "塔集镇" in page and "金南镇" in page
    assert login(of_another_district).get(f"{SUCCESSIONS}{row.pk}/change/").status_code == 404
    grant(User.objects.get(username="district"), Role.INSPECTOR, cast.jinnan)
    assert login(of_another_district).get(f"{SUCCESSIONS}{row.pk}/change/").status_code == 200


def test_an_account_without_an_official_reads_by_its_rights_alone(cast):
    hand_over(cast)
    user = account("machine")
    assert not selectors_people.readable_hand_overs(user).exists()
    assert not selectors_people.readable_hand_overs(AnonymousUser()).exists()
    grant(user, Role.INSPECTOR, cast.county)
    assert selectors_people.readable_hand_overs(User.objects.get(pk=user.pk)).exists()
    assert selectors_people.hand_overs_to_keep(User.objects.get(pk=user.pk)).count() == 0
