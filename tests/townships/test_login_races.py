"""Two people, or one person twice, at the same moment: at most one comes in, and no guess is lost."""

from functools import partial

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from foundation.ledger.models import LedgerEntry
from foundation.townships import services, totp
from foundation.townships.models import Authenticator, FormerPassword, User
from foundation.violations import RuleViolation
from tests.cast import SEED, Cast, next_code
from tests.foundation.threads import at_once
from tests.townships.acts import ACTOR, account
from tests.townships.doorway import FACTOR, is_logged_in, sign_in, token_of, wrong
from tests.townships.test_second_factor import CODES, OTHER, SECRET, enrol

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
only_on_postgresql = pytest.mark.skipif(not ON_POSTGRESQL, reason="needs row locks")
ROUNDS = 5


@pytest.fixture
def people(copied_db) -> Cast:
    return Cast()


def waiting(username: str) -> tuple[Client, str]:
    client = Client()
    sign_in(client, username)
    return client, token_of(client)


@pytest.mark.postgres
@only_on_postgresql
def test_of_two_logins_with_the_same_code_one_wins(people):
    for _round in range(ROUNDS):
        doors = [waiting("inspector.county") for _who in range(2)]
        code = next_code("inspector.county")
        answers = at_once(
            *(partial(client.post, FACTOR, {"code": code, "form_token": token}) for client, token in doors)
        )
        assert sorted(answer.status_code for answer in answers) == [200, 302]
        assert sorted(is_logged_in(client) for client, _token in doors) == [False, True]
        AccessAttempt.objects.all().delete()


@pytest.mark.postgres
@only_on_postgresql
def test_of_two_logins_with_the_same_printed_code_one_wins(people):
    clerk = people.user("clerk.jinnan")
    enrol(clerk)
    for number in range(ROUNDS):
        results = at_once(*[partial(services.use_recovery_code, user=clerk, code=CODES[number], now=people.now)] * 3)
        assert sorted(results) == [False, False, True]


@pytest.mark.postgres
@only_on_postgresql
def test_no_guess_too_many_is_looked_at_however_many_come_at_once(people):
    doors = [waiting("inspector.county") for _who in range(8)]
    guess = wrong("inspector.county")
    answers = at_once(*(partial(client.post, FACTOR, {"code": guess, "form_token": token}) for client, token in doors))
    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [429] * 4
    with connection.cursor():
        assert sum(AccessAttempt.objects.values_list("failures_since_start", flat=True)) == 5


def test_the_same_code_counts_once_on_either_database(people):
    inspector = people.user("inspector.county")
    for _round in range(ROUNDS):
        code = next_code("inspector.county")
        results = at_once(*[partial(services.verify_code, user=inspector, code=code, now=timezone.now())] * 2)
        assert sorted(results) == [False, True]


def test_of_two_devices_bound_at_once_one_is_bound(people):
    clerk = people.user("clerk.jinnan")
    results = at_once(partial(enrol, clerk, SECRET), partial(enrol, clerk, OTHER, codes=totp.new_codes()))
    names = sorted(result.code if isinstance(result, RuleViolation) else type(result).__name__ for result in results)
    assert names == ["Authenticator", "townships.enrolled_already"]
    assert Authenticator.objects.filter(user=clerk).count() == 1 and clerk.recovery_codes.count() == 10


def test_of_two_accounts_with_the_same_name_one_is_opened(people):
    results = at_once(*[partial(account, "same")] * 2)
    names = sorted(result.code if isinstance(result, RuleViolation) else type(result).__name__ for result in results)
    assert names == ["User", "townships.account_taken"]
    assert LedgerEntry.objects.filter(act="townships.account.open", actor=ACTOR).count() == 1


def test_two_new_passwords_at_once_are_both_remembered(people):
    clerk = people.user("clerk.jinnan")
    change = partial(services.change_password, user=clerk, now=people.now)
    at_once(partial(change, password="First-1234"), partial(change, password="Second-1234"))
    assert FormerPassword.objects.filter(user=clerk).count() == 2
    clerk = User.objects.get(pk=clerk.pk)
    assert clerk.check_password("First-1234") != clerk.check_password("Second-1234")


def test_the_seed_of_the_cast_is_good(people):
    assert {device.secret.open() for device in Authenticator.objects.all()} == {SEED}
