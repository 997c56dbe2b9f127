"""Yuan in Python, fen in the database: no cent is lost, no sum is rounded."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q, Sum
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.money import MAX_YUAN, MoneyField, to_fen, to_yuan
from tests.foundation.wording import words

cents = st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1)
#: The database is rolled back after the test, not between examples; each example empties its table.
with_rows = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@given(cents)
def test_every_amount_in_fen_comes_back(fen):
    yuan = to_yuan(fen)
    assert yuan.as_tuple().exponent == -2
    assert to_fen(yuan) == fen


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_any_decimal_is_exact_or_refused(amount):
    try:
        fen = to_fen(amount)
    except ValueError as error:
        assert str(amount) in str(error)
    else:
        assert to_yuan(fen) == amount


@pytest.mark.parametrize(
    "amount", ["0.001", "1.999", "NaN", "sNaN", "Infinity", "-Infinity", "1E+30", "1E-30", "9" * 40]
)
def test_what_is_no_amount_with_two_places_is_refused(amount):
    with pytest.raises(ValueError, match="not an amount in yuan"):
        to_fen(Decimal(amount))


def test_trailing_zeros_and_signs_are_the_same_amount():
    assert to_fen(Decimal("1.2")) == to_fen(Decimal("1.200000")) == 120
    assert to_fen(Decimal("-0")) == 0
    assert to_fen(Decimal("1E+2")) == 10000
    assert str(to_yuan(0)) == "0.00"
    assert str(to_yuan(-5)) == "-0.05"


# The field ---------------------------------------------------------------------------------------


@pytest.fixture
def purse(db):
    """A table with an unsigned and a signed amount, gone with the transaction of the test."""
    with isolate_apps("foundation.web"):

        class Purse(models.Model):  # noqa: DJ008 - lives for one test
            amount = MoneyField("金额", null=True)
            balance = MoneyField("结余", signed=True, default=Decimal(0))

            class Meta:
                app_label = "web"

    columns = []
    for field in Purse._meta.concrete_fields:
        parameters = field.db_parameters(connection)
        check = f" CHECK ({parameters['check']})" if parameters["check"] else ""
        end = " PRIMARY KEY" if field.primary_key else ""
        columns.append(f'"{field.column}" {parameters["type"]}{end} {field.db_type_suffix(connection) or ""}{check}')
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TABLE "{Purse._meta.db_table}" ({", ".join(columns)})')
    return Purse


def test_an_amount_is_stored_in_fen_and_read_in_yuan(purse):
    purse.objects.create(amount=Decimal("1200.5"), balance="-3.01")
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount, balance FROM web_purse")
        assert cursor.fetchone() == (120050, -301)
    row = purse.objects.get()
    assert (str(row.amount), str(row.balance)) == ("1200.50", "-3.01")


def test_no_amount_is_nothing_and_not_zero(purse):
    purse.objects.create(amount=None)
    assert purse.objects.get().amount is None
    assert purse.objects.filter(amount__isnull=True).count() == 1


@with_rows
@given(st.lists(cents, min_size=1, max_size=12))
def test_sums_and_limits_are_exact(purse, fens):
    purse.objects.all().delete()
    purse.objects.bulk_create(purse(balance=to_yuan(fen)) for fen in fens)
    total = to_yuan(sum(fens))
    assert purse.objects.aggregate(total=Sum("balance"))["total"] == total
    assert purse.objects.filter(balance=to_yuan(fens[0])).exists()
    assert purse.objects.filter(balance__lt=to_yuan(min(fens))).count() == 0
    assert purse.objects.filter(balance__lte=to_yuan(max(fens))).count() == len(fens)


def test_ten_and_twenty_fen_are_not_more_than_thirty(purse):
    purse.objects.bulk_create([purse(balance=Decimal("0.10")), purse(balance=Decimal("0.20"))])
    sums = purse.objects.aggregate(total=Sum("balance", default=Decimal(0)))
    assert sums["total"] <= Decimal("0.30")
    assert purse.objects.filter(balance__in=[Decimal("0.1"), "0.2"]).count() == 2


def test_a_limit_given_as_a_float_is_not_rounded_to_whole_yuan(purse):
    purse.objects.create(balance=Decimal("1.50"))
    assert purse.objects.filter(balance__gte=1.5).count() == 1
    assert purse.objects.filter(balance__lt=1.5).count() == 0
    assert purse.objects.filter(balance__lt=1.6, balance__gt=1.4).count() == 1


def test_two_amounts_of_a_row_are_compared_and_copied_by_the_database(purse):
    purse.objects.create(amount=Decimal("2.00"), balance=Decimal("3.00"))
    assert purse.objects.filter(amount__lt=F("balance")).exists()
    purse.objects.update(amount=F("balance"))
    assert purse.objects.get(Q(amount=Decimal(3))).amount == Decimal("3.00")


def test_an_unsigned_amount_below_zero_is_refused_by_the_database(purse):
    with pytest.raises(IntegrityError), transaction.atomic():
        purse.objects.create(amount=Decimal("-0.01"))
    purse.objects.create(balance=Decimal("-0.01"))


@pytest.mark.parametrize("value", ["", "一万", "1,200", "0.001", "1e400", "NaN", 0.1 + 0.2, True, [1]])
def test_what_is_no_amount_is_refused_with_an_example(value):
    with pytest.raises(ValidationError) as refused:
        MoneyField().to_python(value)
    assert [words(message) for message in refused.value.messages] == ["请填写金额(元),最多两位小数,例如 1200.50。"]


@pytest.mark.parametrize(("value", "expected"), [(None, None), (5, "5.00"), (" 7.5 ", "7.50"), (0.1, "0.10")])
def test_amounts_are_read_from_many_forms(value, expected):
    read = MoneyField().to_python(value)
    assert read == (None if expected is None else Decimal(expected))


def test_limits_are_checked_with_the_callers_own():
    plain, signed = MoneyField(), MoneyField(signed=True)
    for field, value in ((plain, Decimal("-0.01")), (plain, MAX_YUAN + 1), (signed, -MAX_YUAN - 1)):
        with pytest.raises(ValidationError):
            field.clean(value, None)
    assert signed.clean(Decimal("-0.01"), None) == Decimal("-0.01")
    assert plain.clean(MAX_YUAN, None) == MAX_YUAN
    own = MoneyField(validators=[MinValueValidator(Decimal(100))])
    with pytest.raises(ValidationError):
        own.clean(Decimal(99), None)


def test_migrations_keep_the_sign():
    assert "signed" not in MoneyField().deconstruct()[3]
    _name, _path, args, kwargs = MoneyField(signed=True).deconstruct()
    assert kwargs["signed"] is True
    again = MoneyField(*args, **kwargs)
    assert again.signed


@pytest.mark.parametrize(("signed", "minus_is_valid"), [(False, False), (True, True)])
def test_the_form_field_takes_two_places(signed, minus_is_valid):
    field = MoneyField("金额", signed=signed, blank=True).formfield()
    assert field.clean("1200.50") == Decimal("1200.50")
    assert field.clean("") is None
    for wrong in ("1.001", "x", "99999999999999"):
        with pytest.raises(ValidationError):
            field.clean(wrong)
    try:
        field.clean("-1")
    except ValidationError:
        assert not minus_is_valid
    else:
        assert minus_is_valid


def test_an_amount_is_written_out_in_yuan(purse):
    row = purse(amount=Decimal("3"))
    assert purse._meta.get_field("amount").value_to_string(row) == "3"
