"""Telephones of the leaders of the seeded county. Every number is plainly made up."""

from datetime import datetime

from demo.people import ACTOR
from foundation.townships.models import Official
from foundation.townships.services import record_contact
from foundation.townships.states import PostKind


def seed_contacts(*, now: datetime) -> int:
    """An office phone for each principal; one mobile shown to the public by consent, the others kept. How many."""
    principals = Official.objects.filter(tenures__post__kind__in=[PostKind.SECRETARY, PostKind.HEAD]).distinct()
    count = 0
    for count, official in enumerate(principals.order_by("pk"), start=1):
        record_contact(
            official=official,
            office_phone=f"0000-000000{count:02}",
            mobile=f"199000000{count:02}",
            mobile_public=count == 1,
            id_number="",
            actor=ACTOR,
            now=now,
        )
    return count
