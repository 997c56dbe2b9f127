"""A database from before there were floors and villages: its rows stay as they were, and go on."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from foundation.ledger.verification.whole import verify
from foundation.rulebook.defaults import DEFAULTS
from foundation.rulebook.defaults.table import Default
from foundation.rulebook.models import Parameter
from foundation.rulebook.selectors import parameter
from foundation.rulebook.services import load_defaults
from tests.cast import Cast, forget_numbers
from tests.rulebook.numbers import CODE, COUNTY, JINNAN, change, days

KNOWN = ("code", "county", "township", "value", "unit", "basis", "confirmed", "start", "end")
#: What the version before had.
OLD = {code: DEFAULTS[code] for code in (CODE, "decisions.quorum", "disclosure.notice_days")}


@pytest.fixture
def older(copied_db, monkeypatch):
    """The few defaults of the version before, without floors, and two numbers that were set then."""
    cast, today = Cast(), timezone.localdate()
    forget_numbers()
    with monkeypatch.context() as before:
        before.setattr("foundation.rulebook.services.parameters.DEFAULTS", OLD)
        before.setattr(Default, "floor", "")
        load_defaults(now=cast.now)
    change(cast, "3", COUNTY, today)
    change(cast, "4", JINNAN, today + timedelta(days=3))
    return cast


def test_the_rows_of_an_older_database_stay_and_get_their_floors(older):
    today = timezone.localdate()
    before = list(Parameter.objects.order_by("pk").values_list("pk", *KNOWN))
    call_command("migrate", "rulebook", "0001_first", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM rulebook_parameter")
        assert "floor" not in [column[0] for column in cursor.description]
    call_command("migrate", verbosity=0, interactive=False)

    assert list(Parameter.objects.order_by("pk").values_list("pk", *KNOWN)) == before
    assert set(Parameter.objects.values_list("floor", "village")) == {("", "")}
    assert [days(JINNAN, today + timedelta(days=n)) for n in (0, 3)] == [3, 4]
    assert load_defaults(now=older.now) == len(DEFAULTS) - len(OLD)
    assert load_defaults(now=older.now) == 0
    assert parameter("decisions.quorum", scope=JINNAN, on=date(2026, 1, 1)).text == "1/2"
    quorums = Parameter.objects.filter(code="decisions.quorum").order_by("start").values_list("floor", "start", "end")
    assert [row[0] for row in quorums] == ["", "1/2"]
    assert quorums[0][2] == today - timedelta(days=1) and quorums[1][1:] == (today, None)
    # What the cast was given, and was taken away for this test.
    assert all("不见了" in str(bad) for bad in verify().bad)
