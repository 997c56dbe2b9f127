"""What is locked opens in its own place and nowhere else."""

import string
from itertools import product
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.keys import files, sealing
from foundation.keys.ring import ring
from foundation.keys.states import Purpose
from foundation.keys.trouble import KeyTrouble, Trouble
from tests.foundation.wording import is_chinese_with_remedy
from tests.keys.cards import MADE, make_keys

PLACE = {"table": "townships_official", "key": "17", "field": "mobile"}
MOBILE = "13800138000"
texts = st.text(st.characters(blacklist_categories=["Cs"]))
with_keys = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def trouble_of(text: str, **place: str) -> Trouble:
    with pytest.raises(KeyTrouble) as refused:
        sealing.decrypt(text, **{**PLACE, **place})
    assert is_chinese_with_remedy(refused.value)
    assert MOBILE not in str(refused.value)
    return refused.value.code


# Values ------------------------------------------------------------------------------------------


@with_keys
@given(value=texts, table=texts, key=texts, field=texts)
def test_every_text_comes_back_from_every_place(keys, suite, value, table, key, field):
    locked = sealing.encrypt(value, table=table, key=key, field=field)
    assert sealing.decrypt(locked, table=table, key=key, field=field) == value


def test_the_text_says_version_suite_and_key_and_nothing_of_the_value(keys, suite):
    locked = sealing.encrypt(MOBILE, **PLACE)
    version, sign, key_id, seal, data = locked.split(".")
    assert (version, sign, key_id) == ("s1", suite[0], ring().current(Purpose.FIELD).id)
    assert set(seal + data) <= set(string.ascii_letters + string.digits + "-_")
    assert MOBILE not in locked
    assert locked.startswith(sealing.current_beginning())


def test_twice_the_same_gives_two_texts_with_one_seal(keys, suite):
    first, second = (sealing.Parts.of(sealing.encrypt(MOBILE, **PLACE)) for _time in range(2))
    assert first.data != second.data and first.seal == second.seal
    elsewhere = sealing.Parts.of(sealing.encrypt(MOBILE, **{**PLACE, "key": "18"}))
    assert elsewhere.seal != first.seal


@pytest.mark.parametrize("other", [{"table": "townships_user"}, {"key": "18"}, {"key": "1"}, {"field": "home"}])
def test_a_value_moved_to_another_row_field_or_table_does_not_open(keys, suite, other):
    assert trouble_of(sealing.encrypt(MOBILE, **PLACE), **other) == Trouble.ALTERED


def test_the_parts_of_a_place_do_not_run_into_each_other(keys, suite):
    locked = sealing.encrypt(MOBILE, table="a", key="b", field="c")
    assert trouble_of(locked, table="ab", key="", field="c") == Trouble.ALTERED
    assert trouble_of(locked, table="a1:b", key="", field="c") == Trouble.ALTERED


def test_no_letter_can_be_changed_added_or_left_out(keys, suite):
    locked = sealing.encrypt(MOBILE, **PLACE)
    for place, letter in product(range(len(locked)), "Aa0-_.=i g"):
        if locked[place] != letter:
            assert trouble_of(locked[:place] + letter + locked[place + 1 :])
    for place in range(len(locked)):
        assert trouble_of(locked[:place] + locked[place + 1 :])
        assert trouble_of(locked[:place] + "A" + locked[place:])
        assert trouble_of(locked[:place])


@with_keys
@given(st.one_of(texts, st.from_regex(r"\As1\.[ig]\.[0-9a-f-]{0,14}\.[\w-]*\.[\w-]*\Z")))
def test_what_was_never_encrypted_is_refused(keys, text):
    assert trouble_of(text) in (Trouble.NOT_ENCRYPTED, Trouble.MISSING, Trouble.ALTERED)


def test_a_seal_of_another_value_is_refused(keys, suite):
    """Whoever holds the encryption key still cannot put another value in under an old seal."""
    seal = sealing.Parts.of(sealing.encrypt(MOBILE, **PLACE)).seal
    assert trouble_of(sealing._locked(ring(), "13900139000", seal, *PLACE.values())) == Trouble.ALTERED


def test_a_missing_key_is_named(keys, suite):
    locked = sealing.encrypt(MOBILE, **PLACE)
    key_id = ring().current(Purpose.FIELD).id
    (keys / "field-0001.key").unlink()
    files.make(keys, Purpose.FIELD, 2, now=MADE)
    with pytest.raises(KeyTrouble, match=f"缺少密钥 {key_id}"):
        sealing.decrypt(locked, **PLACE)


def test_another_key_under_the_same_number_is_a_missing_one(keys, suite):
    locked = sealing.encrypt(MOBILE, **PLACE)
    (keys / "field-0001.key").unlink()
    files.make(keys, Purpose.FIELD, 1, now=MADE)
    assert trouble_of(locked) == Trouble.MISSING


def test_a_wrong_key_that_claims_the_right_name_opens_nothing(keys, suite, monkeypatch):
    locked = sealing.encrypt(MOBILE, **PLACE)
    wrong = files.Key("field", 1, MADE, bytes(32))
    monkeypatch.setattr(type(ring()), "find", lambda *_args: wrong)
    assert trouble_of(locked) == Trouble.ALTERED


def test_a_wrong_seal_key_is_noticed(keys, suite):
    locked = sealing.encrypt(MOBILE, **PLACE)
    (keys / "mac-0001.key").unlink()
    files.make(keys, Purpose.MAC, 1, now=MADE)
    assert trouble_of(locked) == Trouble.ALTERED


def test_values_of_an_older_key_and_of_the_other_suite_stay_readable(keys, settings):
    written = []
    for suite in ("international", "guomi", "international"):
        settings.CRYPTO_SUITE = suite
        written.append(sealing.encrypt(MOBILE, **PLACE))
        files.make(keys, Purpose.FIELD, len(written) + 1, now=MADE)
    assert {sealing.decrypt(each, **PLACE) for each in written} == {MOBILE}
    assert len({each[:20] for each in written}) == 3


def test_a_value_encrypted_anew_has_the_current_key_and_its_old_seal(keys, settings):
    before = sealing.encrypt(MOBILE, **PLACE)
    settings.CRYPTO_SUITE = "guomi"
    files.make(keys, Purpose.FIELD, 2, now=MADE)
    after = sealing.encrypt_anew(before, **PLACE)
    assert after.startswith(sealing.current_beginning()) and not before.startswith(sealing.current_beginning())
    assert sealing.Parts.of(after).seal == sealing.Parts.of(before).seal
    assert sealing.decrypt(after, **PLACE) == MOBILE
    with pytest.raises(KeyTrouble):
        sealing.encrypt_anew(before, **{**PLACE, "key": "18"})


# Seals, indexes, signatures ----------------------------------------------------------------------


def test_a_seal_fits_its_bytes_only_also_after_a_switch_and_a_new_key(keys, suite, settings):
    seal = sealing.mac(b"head 17")
    settings.CRYPTO_SUITE = "guomi" if suite == "international" else "international"
    files.make(keys, Purpose.MAC, 2, now=MADE)
    assert len(seal) == 33 and sealing.check_mac(b"head 17", seal)
    assert sealing.mac(b"head 17") != seal
    for place in range(len(seal)):
        assert not sealing.check_mac(b"head 17", seal[:place] + bytes([seal[place] ^ 1]) + seal[place + 1 :])
    for wrong in (b"", seal[:-1], seal + b"x", b"\xff" * 33):
        assert not sealing.check_mac(b"head 17", wrong)
    assert not sealing.check_mac(b"head 18", seal)


COLUMN = {"table": "townships_official", "field": "mobile"}


@with_keys
@given(one=texts, other=texts)
def test_two_values_have_one_index_when_they_are_equal(keys, suite, one, other):
    same = normalize("NFKC", one).strip() == normalize("NFKC", other).strip()
    assert (sealing.blind_index(one, **COLUMN) == sealing.blind_index(other, **COLUMN)) == same


def test_full_width_digits_and_spaces_at_the_ends_do_not_matter(keys, suite):
    wanted = sealing.blind_index("13800138000", **COLUMN)
    assert sealing.blind_index("\u3000１３８００１３８０００ ", **COLUMN) == wanted
    assert wanted.startswith(sealing.current_index_beginning()) and len(wanted) <= 80
    assert "138" not in wanted.split(".")[-1] or MOBILE not in wanted


def test_indexes_of_two_columns_tell_nothing_of_each_other(keys, suite):
    found = {sealing.blind_index(MOBILE, table=table, field=field) for table, field in product("ab", "cd")}
    assert len(found) == 4


def test_an_empty_value_has_an_empty_index_and_is_found_by_none(keys, suite):
    assert sealing.blind_index(" ", **COLUMN) == ""
    assert sealing.blind_indexes("", **COLUMN) == []


def test_a_value_is_found_under_every_key_and_suite(keys, suite, settings):
    before = sealing.blind_index(MOBILE, **COLUMN)
    settings.CRYPTO_SUITE = "guomi" if suite == "international" else "international"
    files.make(keys, Purpose.INDEX, 2, now=MADE)
    after = sealing.blind_index(MOBILE, **COLUMN)
    assert before != after and {before, after} <= set(sealing.blind_indexes(MOBILE, **COLUMN))


def test_the_index_key_is_not_the_seal_key(keys, suite, tmp_path, settings):
    before = (sealing.blind_index(MOBILE, **COLUMN), sealing.mac(b"x"), sealing.public_key())
    for purpose, place in ((Purpose.INDEX, 0), (Purpose.MAC, 1), (Purpose.SIGN, 2)):
        (keys / f"{purpose}-0001.key").unlink()
        files.make(keys, purpose, 1, now=MADE)
        after = (sealing.blind_index(MOBILE, **COLUMN), sealing.mac(b"x"), sealing.public_key())
        assert [one != other for one, other in zip(before, after, strict=True)] == [n == place for n in range(3)]
        before = after


def test_a_signature_is_the_owners(keys, suite, tmp_path, settings):
    signature, public = sealing.sign(b"checkpoint"), sealing.public_key()
    assert (len(signature), len(public)) == (64, 32)
    assert sealing.verify(b"checkpoint", signature, public)
    assert not sealing.verify(b"checkpoin", signature, public)
    assert not sealing.verify(b"checkpoint", signature[:-1], public)
    assert not sealing.verify(b"checkpoint", signature, public[:-1])
    settings.KEY_DIR = make_keys(tmp_path / "others")
    assert not sealing.verify(b"checkpoint", signature, sealing.public_key())


def test_the_digest_is_that_of_the_suite(keys, suite):
    assert sealing.digest(b"abc").hex()[:8] == {"international": "ba7816bf", "guomi": "66c7f0f4"}[suite]
