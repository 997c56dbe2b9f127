"""The seeded county's lists: plainly made-up people for every unit."""

import re

import pytest

from demo import people
from demo.management.commands.seed_demo import DATA, new_password
from foundation.townships.passwords import ThreeOfFourClassesValidator
from foundation.townships.states import Role


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (19, "十九"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
    ],
)
def test_numbers_are_written_in_chinese(number, text):
    assert people.numeral(number) == text


def test_every_number_up_to_ninety_nine_is_written_differently():
    assert len({people.numeral(number) for number in range(100)}) == 100


def test_every_unit_of_the_county_has_its_word_and_its_sign():
    lines = [line.split(",") for line in DATA.read_text().splitlines()[1:]]
    units = {code for code, _name, level in lines if level == "township"}
    assert set(people.UNITS) == units
    assert len({word for word, _sign in people.UNITS.values()}) == len(units) == 12
    assert len({sign for _word, sign in people.UNITS.values()}) == 12
    assert {people.ONE_SHOULDER, people.ACTING_HEAD, people.VACANT[0]} <= units


def test_the_file_holds_the_county_whole():
    lines = [line.split(",") for line in DATA.read_text().splitlines()[1:]]
    levels = [level for _code, _name, level in lines]
    assert {level: levels.count(level) for level in set(levels)} == {
        "province": 1,
        "prefecture": 1,
        "county": 1,
        "township": 12,
        "village": 151,
    }


def test_every_role_has_an_account():
    given = {role for roles in people.ROLES_OF_POST.values() for _account, role in roles}
    given |= {role for _account, role in people.OFFICE_POSTS.values()}
    given |= {role for _account, _name, role in people.OTHERS}
    given |= {role for _account, _name, role in people.COUNTY_ACCOUNTS}
    assert given | {Role.VILLAGE_REPORTER} == set(Role)


def test_a_password_is_new_each_time_and_easily_read():
    passwords = {new_password() for _time in range(50)}
    assert len(passwords) == 50
    for password in passwords:
        assert re.fullmatch(r"Sunlit-[a-z]{6}-\d{4}", password)
        assert not set(password[7:13]) & set("ilo")
        ThreeOfFourClassesValidator().validate(password)
