"""The two hand-overs of the seeded county: one complete, one with an open line, and the post as vacant as before."""

from datetime import timedelta

import pytest

from demo import handovers
from foundation.rulebook.services import load_defaults
from foundation.townships.models import HandOver, Post, Tenure
from tests.cast import JINNAN
from tests.townships.acts import today, vacate

pytestmark = pytest.mark.django_db


@pytest.fixture
def vacant(cast, monkeypatch) -> Post:
    """The post that is vacant in the seeded county, in a town of the cast."""
    post = Post.objects.get(division=cast.jinnan, name__contains="宣传委员")
    vacate(post, today() - timedelta(days=60))
    load_defaults(now=cast.now - timedelta(days=60))
    monkeypatch.setattr(handovers, "VACANT", (JINNAN, "宣传委员"))
    return post


def test_one_is_complete_and_one_waits_for_a_receiver(cast, vacant):
    assert handovers.seed_hand_overs(now=cast.now) == 2
    done, open_one = HandOver.objects.order_by("day")
    assert done.completed_on and done.witness == "丁一"
    assert not open_one.completed_on
    assert [line.receiver is not None for line in open_one.lines.order_by("pk")] == [True, False]
    assert not Tenure.objects.on(today()).filter(post=vacant).exists()


def test_where_the_unit_is_not_there_nothing_is_told(cast):
    assert handovers.seed_hand_overs(now=cast.now) == 0
    assert not HandOver.objects.exists()
