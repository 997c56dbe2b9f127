"""One's own account: what it may do, and its password."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from foundation.ledger.models import LedgerEntry
from foundation.townships.passwords import ThreeOfFourClassesValidator
from foundation.townships.states import Role
from foundation.web.models import FormToken
from foundation.web.tokens import new_token
from tests.cast import PASSWORD
from tests.foundation.wording import words
from tests.townships.acts import account, begin, day, fresh, grant, official, vacate
from tests.townships.doorway import is_logged_in, sign_in

pytestmark = pytest.mark.django_db

ME, PASSWORD_PAGE = "/accounts/me/", "/accounts/password/"
NEW = "Quite-another-2"


def fields(**more: str) -> dict[str, str]:
    return {"old": PASSWORD, "new": NEW, "again": NEW, "form_token": new_token()} | more


def logs_in(username: str, password: str) -> bool:
    client = Client()
    sign_in(client, username, password)
    return is_logged_in(client)


def changes() -> int:
    return LedgerEntry.objects.filter(act="townships.account.change_password").count()


# Me ----------------------------------------------------------------------------------------------


def test_my_page_shows_who_i_am_where_i_hold_a_post_and_what_i_may_do(login):
    text = login("clerk.jinnan").get(ME).content.decode()
    for part in ("丁十二", "clerk.jinnan", "金南镇", "党政办文书", "党政办经办"):
        assert part in text


def test_what_has_ended_or_not_begun_is_not_shown(cast, login):
    user = account("somebody", official("子一", cast.jinnan))
    grant(user, Role.CLERK, cast.jinnan, day(-9), day(-1))
    grant(user, Role.REVIEWER, cast.taji, day(1))
    context = login("somebody").get(ME).context
    assert (list(context["grants"]), list(context["tenures"])) == ([], [])


def test_an_account_without_an_official_and_without_a_role_is_told_so(login):
    account("nobody")
    response = login("nobody").get(ME)
    assert response.context["official"] is None
    assert "还没有授权" in response.content.decode()


def test_my_page_needs_a_login(client):
    response = client.get(ME)
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/accounts/me/")


def test_the_queries_of_my_page_do_not_depend_on_its_rows(cast, login, django_assert_num_queries):
    one = login("clerk.jinnan")
    with django_assert_num_queries(11):
        one.get(ME)
    clerk = cast.user("clerk.jinnan")
    for role, place in [(Role.REVIEWER, cast.jinnan), (Role.CLERK, cast.taji), (Role.MEMBER, cast.zone)]:
        grant(clerk, role, place)
    for kind in ("head", "deputy_secretary"):
        post = cast.post(cast.jinnan, kind)
        vacate(post, day(-1))
        begin(clerk.official, post)
    with django_assert_num_queries(11):
        response = one.get(ME)
    assert (len(response.context["grants"]), len(response.context["tenures"])) == (4, 3)


# Password ----------------------------------------------------------------------------------------


def test_a_changed_password_keeps_this_login_and_ends_all_others(cast, login):
    here, elsewhere = login("clerk.jinnan"), login("clerk.jinnan")
    response = here.post(PASSWORD_PAGE, fields(), follow=True)
    assert response.redirect_chain == [(ME, 302)]
    assert "密码已修改" in response.content.decode()
    assert elsewhere.get(ME).status_code == 302
    assert fresh(cast.user("clerk.jinnan")).check_password(NEW)
    assert not logs_in("clerk.jinnan", PASSWORD)
    assert logs_in("clerk.jinnan", NEW)
    assert changes() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"old": "wrong"}, "old", "现用密码不正确"),
        ({"again": "Quite-another-3"}, "again", "两次输入的新密码不一致"),
        ({"new": "Aa1-", "again": "Aa1-"}, "new", "密码太短"),
        ({"new": "onlyletters", "again": "onlyletters"}, "new", "四类中的至少三类"),
        ({"new": "Clerk.jinnan1", "again": "Clerk.jinnan1"}, "new", "太相似"),
        ({"new": "P@ssw0rd", "again": "P@ssw0rd"}, "new", "太常见"),
        ({"new": "", "again": ""}, "new", "没有填写"),
        ({"old": ""}, "old", "没有填写"),
        ({"form_token": ""}, "form_token", ""),
        ({"form_token": "short"}, "form_token", ""),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_changes_nothing(cast, login, wrong, field, said):
    sent = fields(**wrong)
    response = login("clerk.jinnan").post(PASSWORD_PAGE, sent)
    assert response.status_code == 200
    form = response.context["form"]
    assert field in form.errors
    assert said in "".join(form.errors[field])
    text = response.content.decode()
    assert escape(form.errors[field][0]) in text
    for secret in (PASSWORD, sent["new"]):
        assert not secret or secret not in text
    assert cast.user("clerk.jinnan").check_password(PASSWORD)
    assert (changes(), FormToken.objects.count()) == (0, 0)


def test_the_token_stays_while_errors_are_corrected(login):
    client = login("clerk.jinnan")
    page = client.get(PASSWORD_PAGE).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    again = client.post(PASSWORD_PAGE, fields(form_token=token, old="wrong")).content.decode()
    assert re.findall(r'name="form_token" value="([^"]+)"', again) == [token]
    assert client.get(PASSWORD_PAGE).content.decode() != page


def test_a_form_that_comes_again_changes_nothing_more(cast, login):
    client = login("clerk.jinnan")
    sent = fields()
    answers = [client.post(PASSWORD_PAGE, each) for each in (sent, sent, sent | {"old": NEW})]
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, ME)] * 3
    assert (changes(), FormToken.objects.count()) == (1, 1)
    assert cast.user("clerk.jinnan").check_password(NEW)


def test_somebody_elses_form_is_refused_with_a_page_that_says_what_to_do(cast, login):
    sent = fields()
    login("clerk.taji").post(PASSWORD_PAGE, sent)
    response = login("clerk.jinnan").post(PASSWORD_PAGE, sent)
    assert response.status_code == 409
    assert "已由他人提交" in response.content.decode()
    assert cast.user("clerk.jinnan").check_password(PASSWORD)


def test_the_password_page_shows_the_rules_and_is_kept_nowhere(login):
    response = login("clerk.jinnan").get(PASSWORD_PAGE)
    assert "四类中的至少三类" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert login("clerk.jinnan").put(PASSWORD_PAGE).status_code == 405


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("abc1-", True),
        ("Abc-", True),
        ("ABC1-", True),
        ("Abc1", True),
        ("abc1", False),
        ("ABCDEF", False),
        ("1234-", False),
        ("密码密码", False),
        ("密码Ab1", True),
        ("", False),
        ("a B1", True),
    ],
)
def test_three_of_four_classes_of_signs(password, is_good):
    validator = ThreeOfFourClassesValidator()
    if is_good:
        validator.validate(password)
    else:
        with pytest.raises(Exception, match="密码须包含") as refused:
            validator.validate(password)
        assert words(refused.value.messages[0]) == words(validator.get_help_text())
        assert refused.value.code == "password_classes"
