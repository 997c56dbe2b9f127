"""Numbers for tests, plainly made up."""

from typing import Any

from django.utils import timezone

from foundation.townships.models import Official
from foundation.townships.services import record_contact
from tests.townships.acts import ACTOR

MOBILE, OTHER_MOBILE = "19900000001", "19900000002"
#: Valid by their check signs, of people born in the year 2999.
ID_NUMBER, OTHER_ID_NUMBER = "110101299901010019", "110101299901010027"


def reachable(official: Official, **changes: Any) -> Official:
    """Somebody with his telephones on record."""
    given = {
        "office_phone": "0000-00000001",
        "mobile": MOBILE,
        "mobile_public": False,
        "id_number": "",
        "actor": ACTOR,
        "now": timezone.now(),
        **changes,
    }
    return record_contact(official=official, **given)
