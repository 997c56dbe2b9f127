"""The same form sent twice acts once."""

import time
from datetime import timedelta
from functools import partial

import pytest
from django import forms
from django.utils import timezone

from foundation.violations import RuleViolation
from foundation.web.models import FormToken
from foundation.web.tasks import forget_tokens as nightly
from foundation.web.tokens import KEPT_FOR, OnceForm, add_violation, forget_tokens, new_token, once
from tests.foundation.threads import at_once
from tests.foundation.wording import is_chinese_with_remedy, words
from tests.ledger.acts import add_official, doing, names, written


class Work:
    """An act that counts how often it is done."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self) -> str:
        self.done += 1
        return f"/result/{self.done}/"


@pytest.fixture
def work(db) -> Work:
    return Work()


def test_the_first_time_it_acts_and_afterwards_leads_to_the_same_result(work):
    token = new_token()
    assert [once(token, actor="甲一", work=work) for _time in range(3)] == ["/result/1/"] * 3
    assert work.done == 1
    assert str(FormToken.objects.get()) == token


def test_two_forms_act_twice(work):
    assert once(new_token(), actor="甲一", work=work) == "/result/1/"
    assert once(new_token(), actor="甲一", work=work) == "/result/2/"


def test_somebody_elses_token_is_refused_and_nothing_is_done(work):
    token = new_token()
    once(token, actor="甲一", work=work)
    with pytest.raises(RuleViolation) as refused:
        once(token, actor="乙二", work=work)
    assert (refused.value.code, refused.value.field) == ("web.foreign_form", "")
    assert is_chinese_with_remedy(refused.value.message)
    assert words(refused.value) == "表单:已由他人提交。请重新打开页面再填写。"
    assert work.done == 1


def test_an_act_that_failed_can_be_sent_again(work):
    token = new_token()

    def fail() -> str:
        with doing() as record:
            add_official(record, "子一")
        raise RuleViolation("a.b", "不行。")

    with pytest.raises(RuleViolation, match="不行"):
        once(token, actor="甲一", work=fail)
    assert (FormToken.objects.count(), names("子一"), written()) == (0, [], [])
    assert once(token, actor="甲一", work=work) == "/result/1/"


def test_the_actor_is_kept_as_text(cast, work):
    token = new_token()
    clerk = cast.user("clerk.jinnan")
    once(token, actor=clerk, work=work)
    assert FormToken.objects.get().actor == str(clerk)
    assert once(token, actor=cast.user("clerk.jinnan"), work=work) == "/result/1/"


# At the same moment ------------------------------------------------------------------------------


def slow(marker: str) -> str:
    with doing(marker) as record:
        add_official(record, marker)
        time.sleep(0.02)
    return f"/{marker}/"


def test_a_double_click_acts_once_and_both_clicks_see_the_result(copied_db):
    for round_ in range(3):
        marker, token = f"点{round_}", new_token()
        click = partial(once, token, actor="甲一", work=partial(slow, marker))
        assert at_once(click, click, click) == [f"/{marker}/"] * 3
        assert names(marker) == [marker]
    assert written() == ["点0", "点1", "点2"]


def test_of_two_people_with_one_token_at_once_one_is_refused(copied_db):
    token = new_token()
    results = at_once(
        partial(once, token, actor="甲一", work=partial(slow, "甲")),
        partial(once, token, actor="乙二", work=partial(slow, "乙")),
    )
    refusals = [result for result in results if isinstance(result, RuleViolation)]
    assert [refusal.code for refusal in refusals] == ["web.foreign_form"]
    assert len(written()) == 1


def test_when_the_first_click_fails_the_second_one_acts(copied_db):
    token = new_token()

    def fail() -> str:
        time.sleep(0.05)
        raise RuleViolation("a.b", "不行。")

    results = at_once(
        partial(once, token, actor="甲一", work=fail), partial(once, token, actor="甲一", work=partial(slow, "甲"))
    )
    assert "/甲/" in results
    assert written() == ["甲"]


# Forms -------------------------------------------------------------------------------------------


class Sample(OnceForm):
    amount = forms.IntegerField()


def test_every_form_has_a_token_of_its_own():
    assert new_token() != new_token()
    assert Sample()["form_token"].value() != Sample()["form_token"].value()
    token = Sample()["form_token"].value()
    assert 20 <= len(token) <= 64


def test_the_token_stays_while_errors_are_corrected():
    form = Sample({"form_token": "t" * 24, "amount": "x"})
    assert not form.is_valid()
    assert form["form_token"].value() == "t" * 24
    assert 'value="tttt' in str(form["form_token"])


@pytest.mark.parametrize("token", ["", "t" * 19, "t" * 65, None])
def test_a_form_without_a_good_token_is_not_valid(token):
    data = {"amount": "1"} | ({} if token is None else {"form_token": token})
    assert "form_token" in Sample(data).errors


@pytest.mark.parametrize(("field", "place"), [("amount", "amount"), ("", "__all__"), ("elsewhere", "__all__")])
def test_a_refusal_is_shown_beside_its_field_or_above_all(field, place):
    form = Sample({"form_token": "t" * 24, "amount": "1"})
    assert form.is_valid()
    add_violation(form, RuleViolation("a.b", "金额：太大。请核对。", field=field))
    assert form.errors == {place: ["金额：太大。请核对。"]}


# Forgetting --------------------------------------------------------------------------------------


def test_forms_that_can_no_longer_come_back_are_forgotten(work):
    now = timezone.now()
    for age in (timedelta(0), KEPT_FOR - timedelta(minutes=1), KEPT_FOR + timedelta(minutes=1), KEPT_FOR * 2):
        token = new_token()
        once(token, actor="甲一", work=work)
        FormToken.objects.filter(token=token).update(at=now - age, actor=str(age))
    assert forget_tokens(now=now) == 2
    assert FormToken.objects.filter(at__lt=now - KEPT_FOR).count() == 0
    assert nightly() == 0
    assert FormToken.objects.count() == 2


def test_a_forgotten_token_is_an_unknown_one(work):
    token = new_token()
    once(token, actor="甲一", work=work)
    forget_tokens(now=timezone.now() + KEPT_FOR * 2)
    assert once(token, actor="乙二", work=work) == "/result/2/"
