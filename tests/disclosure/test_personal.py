"""Numbers that name a person are found however they are written; other numbers are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.personal import CHECK_SIGNS, WEIGHTS, is_card_number, is_identity_number, personal_number


def identity(first: str) -> str:
    """17 digits with their check sign."""
    return first + CHECK_SIGNS[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]


def card(first: str) -> str:
    """The digits of a card with their check digit."""
    return next(first + digit for digit in "0123456789" if is_card_number(first + digit))


def luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812-1, written a second time."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        total += digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4)
    return total % 10 == 0


def sort_in(text: str) -> str:
    found = personal_number(text)
    return str(found.name) if found else ""


ID = identity("99000019900101001")
ID_WITH_X = next(number for n in range(1000) if (number := identity(f"99000019900101{n:03}")).endswith("X"))
CARD16, CARD19, UNIONPAY18 = card("622200000000001"), card("955990000000000001"), card("62220000000000001")

#: The credit code of an organisation may happen to pass the check of a card.
CREDIT_CODE = next(code for n in range(10) if luhn(code := f"91320831000000001{n}"))


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f"张某（{ID}）",
        f"身份证{ID}号",
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"{ID[:6]}-{ID[6:10]}-{ID[10:12]}-{ID[12:14]}-{ID[14:]}",
        ID_WITH_X,
        ID_WITH_X.lower(),
        ID.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        "\u200b".join(ID),
        f"{ID[:6]}\n{ID[6:]}",
        f"{ID[:6]}—{ID[6:]}",
        f"{ID[:6]}\u00a0{ID[6:]}",
    ],
)
def test_an_identity_number_is_found(text):
    assert sort_in(text) == "身份证号码"


@pytest.mark.parametrize(
    "text",
    [
        CARD16,
        CARD19,
        UNIONPAY18,
        f"账号：{CARD16}。",
        " ".join(CARD16[i : i + 4] for i in range(0, 16, 4)),
        "-".join(CARD19[i : i + 4] for i in range(0, 19, 4)),
    ],
)
def test_a_bank_card_is_found(text):
    assert sort_in(text) == "银行卡号"


@pytest.mark.parametrize(
    "text",
    [
        "13800000000",
        "电话 138 0000 0000",
        "138-0000-0000",
        "+86 13800000000",
        "8613800000000",
        "008613800000000",
        "１９９００００００００",
        "联系人丁一13800000000（微信同号）",
        "138.0000.0000",
    ],
)
def test_a_mobile_number_is_found(text):
    assert sort_in(text) == "手机号码"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "没有号码",
        "0517-86800000",
        "12388",
        "386500.00 元",
        "¥1,234,567.00",
        "2026年11月21日",
        "2026-11-21 至 2026-11-28",
        "2026.11.21 10.30",
        "示例政发〔2026〕15 号",
        "138****0000",
        f"{ID[:6]}********{ID[14:]}",
        "12800000000",
        "138000000001",
        # The last digit is wrong, or the birthday is none.
        ID[:-1] + ("0" if ID[-1] != "0" else "1"),
        identity("99000019901301001"),
        identity("99000017000101001"),
        CARD16[:-1] + str((int(CARD16[-1]) + 1) % 10),
        # A credit code of 18 digits.
        CREDIT_CODE,
        "320831101000",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert sort_in(text) == ""


@given(st.dates().filter(lambda date: date.year >= 1850), st.integers(0, 999), st.integers(100000, 999999))
def test_every_well_formed_identity_number_counts(born, order, region):
    number = identity(f"{region}{born:%Y%m%d}{order:03}")
    assert is_identity_number(number)
    assert sort_in(f"甲{number}乙") == "身份证号码"


@given(st.from_regex(r"\A[3-9][0-9]{15}\Z|\A62[0-9]{16}\Z|\A9[0-9]{18}\Z"))
def test_cards_are_told_by_their_check(number):
    assert is_card_number(number) == luhn(number)


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through(text):
    personal_number(text)
