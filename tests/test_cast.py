"""The cast is there, and belongs to nobody's time to come. `make test` runs this file first, so that it is made."""

from django.utils import timezone

from foundation.ledger.models import LedgerEntry
from foundation.ledger.verification.whole import verify


def test_two_towns_and_a_zone_stand_in_one_county(cast):
    names = [place.name for place in (cast.county, cast.jinnan, cast.taji, cast.zone)]
    assert names == ["金湖县", "金南镇", "塔集镇", "金湖经济开发区"]
    assert cast.user("clerk.jinnan").official.division == cast.jinnan


def test_what_made_it_is_in_the_ledger_and_lies_behind_us(cast):
    assert LedgerEntry.objects.latest("at").at <= timezone.now()
    assert verify().bad == []
