"""Telephone and identity numbers: kept encrypted, shown with stars, revealed for a reason, public by consent."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from foundation.jobs.models import Job
from foundation.jobs.services import sweep
from foundation.keys.models import Reading
from foundation.keys.sealing import VERSION
from foundation.ledger.models import LedgerEntry
from foundation.townships.models import Authenticator, Official
from foundation.violations import RuleViolation
from foundation.web.tokens import new_token
from tests.cast import PASSWORD
from tests.townships.contacts import ID_NUMBER, MOBILE, OTHER_ID_NUMBER, OTHER_MOBILE, reachable

pytestmark = pytest.mark.django_db

REASON = "防汛值班联系"


def page(name: str, official: Official, *more: str) -> str:
    return reverse(f"people:{name}", args=[official.pk, *more])


@pytest.fixture
def secretary(cast):
    return reachable(cast.official("丁一"), id_number=ID_NUMBER)


def stored(model, pk) -> str:
    """The whole row as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table} WHERE id = %s", [pk])
        return repr(cursor.fetchone())


# What is kept --------------------------------------------------------------------------------------


def test_the_columns_hold_no_number_and_the_row_opens(secretary):
    found = Official.objects.get(pk=secretary.pk)
    assert (found.mobile.open(), found.id_number.open()) == (MOBILE, ID_NUMBER)
    assert (str(found.mobile), str(found.id_number)) == ("199****0001", "1101**********0019")
    row = stored(Official, secretary.pk)
    assert MOBILE not in row and ID_NUMBER not in row and f"{VERSION}." in row


def test_the_secret_of_an_authenticator_is_encrypted(cast):
    device = Authenticator.objects.get(user__username="inspector.county")
    secret = device.secret.open()
    assert len(secret) == 32
    assert secret not in stored(Authenticator, device.pk)


def test_the_ledger_notes_the_change_and_no_number(secretary):
    entry = LedgerEntry.objects.filter(act="townships.official.contact").latest("pk")
    body = bytes(entry.body).decode()
    assert entry.stream == "320831101" and MOBILE not in body and ID_NUMBER not in body


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"mobile": "1990000000"}, "townships.mobile"),
        ({"mobile": "29900000001"}, "townships.mobile"),
        ({"mobile": "１９９00000001"}, "townships.mobile"),
        ({"mobile": "", "mobile_public": True}, "townships.no_mobile_to_show"),
        ({"id_number": "110101299901010010"}, "townships.id_number"),
        ({"id_number": "11010129990101001"}, "townships.id_number"),
    ],
)
def test_a_number_that_is_none_is_refused(cast, changes, code):
    with pytest.raises(RuleViolation) as refused:
        reachable(cast.official("丁二"), **changes)
    assert refused.value.code == code
    assert Official.objects.get(name="丁二").office_phone == ""


def test_one_person_is_on_record_once_in_a_county_and_may_keep_his_number(cast, secretary):
    with pytest.raises(RuleViolation) as refused:
        reachable(cast.official("戊一"), id_number=ID_NUMBER)
    assert refused.value.code == "townships.id_number_taken" and "丁一（金南镇）" in refused.value.message
    reachable(secretary, id_number=ID_NUMBER)
    reachable(cast.official("戊一"), id_number=OTHER_ID_NUMBER)


def test_nothing_is_searched_by_the_number_itself_but_found_by_its_index(secretary):
    assert Official.objects.get(id_number_index__of=ID_NUMBER) == secretary
    assert not Official.objects.filter(id_number_index__of=OTHER_ID_NUMBER).exists()


# Pages ---------------------------------------------------------------------------------------------


def test_whoever_keeps_people_sees_stars_and_others_only_the_office_phone(login, secretary):
    keeper = login("clerk.jinnan").get(page("official", secretary)).content.decode()
    assert "199****0001" in keeper and "0000-00000001" in keeper and MOBILE not in keeper
    for other in ("head.jinnan", "finance.county"):
        text = login(other).get(page("official", secretary)).content.decode()
        assert "0000-00000001" in text and "199****" not in text


def change(client, official, **answers):
    given = {"form_token": new_token(), "office_phone": "0000-00000009", "mobile": "199****0001"}
    return client.post(page("contact", official), {**given, "id_number": "1101**********0019", **answers})


def test_what_is_left_with_its_stars_stays_and_what_is_typed_anew_changes(login, secretary):
    client = login("clerk.jinnan")
    form = client.get(page("contact", secretary)).content.decode()
    assert "199****0001" in form and MOBILE not in form and ID_NUMBER not in form
    assert change(client, secretary)["Location"] == page("official", secretary)
    kept = Official.objects.get(pk=secretary.pk)
    assert (kept.mobile.open(), kept.id_number.open(), kept.office_phone) == (MOBILE, ID_NUMBER, "0000-00000009")
    change(client, secretary, mobile=OTHER_MOBILE, id_number="")
    kept = Official.objects.get(pk=secretary.pk)
    assert (kept.mobile.open(), kept.id_number) == (OTHER_MOBILE, "")


def test_a_half_overwritten_number_and_a_wrong_one_are_explained(login, secretary):
    client = login("clerk.jinnan")
    assert "只改了一部分" in change(client, secretary, mobile="199****0002").content.decode()
    assert "以 1 开头的 11 位数字" in change(client, secretary, mobile="123").content.decode()
    assert Official.objects.get(pk=secretary.pk).mobile.open() == MOBILE


def reveal(client, official, word="mobile", reason=REASON):
    return client.post(page("reveal", official, word), {"reason": reason})


def test_a_number_is_shown_for_a_reason_and_the_reading_is_on_record(
    login, secretary, django_capture_on_commit_callbacks
):
    client = login("clerk.jinnan")
    asked = client.get(page("reveal", secretary, "mobile")).content.decode()
    assert MOBILE not in asked
    response = reveal(client, secretary)
    assert MOBILE in response.content.decode() and "no-store" in response["Cache-Control"]
    (reading,) = Reading.objects.all()
    assert (reading.field, reading.reason, reading.township, reading.told) == ("mobile", REASON, "320831101", True)
    assert reading.reader.endswith("（clerk.jinnan）")
    entry = LedgerEntry.objects.filter(act="keys.value.reveal").latest("pk")
    assert entry.ref == f"townships.official:{secretary.pk}" and MOBILE not in bytes(entry.body).decode()
    again = client.get(page("reveal", secretary, "mobile")).content.decode()
    assert MOBILE not in again


@pytest.mark.parametrize("reason", ["", "看看", "   x   "])
def test_without_a_reason_nothing_is_shown(login, secretary, reason):
    response = reveal(login("clerk.jinnan"), secretary, reason=reason)
    assert response.status_code == 200 and MOBILE not in response.content.decode()
    assert not Reading.objects.exists()


def test_the_identity_number_too_and_no_other_column(login, secretary):
    client = login("organisation.county")
    assert ID_NUMBER in reveal(client, secretary, "id-number").content.decode()
    assert reveal(client, secretary, "name").status_code == 404


def test_what_is_not_on_record_is_not_asked_for(login, cast):
    empty = cast.official("丁二")
    response = reveal(login("clerk.jinnan"), empty)
    assert response["Location"] == page("official", empty)
    assert not Reading.objects.exists()


@pytest.mark.parametrize(("username", "code"), [("clerk.taji", 404), ("head.jinnan", 403), ("finance.county", 403)])
def test_whoever_has_no_business_with_it_is_not_shown_it(login, secretary, username, code):
    assert reveal(login(username), secretary).status_code == code
    assert not Reading.objects.exists()


def test_a_lost_key_is_said_and_nothing_is_shown(login, secretary, settings, tmp_path):
    client = login("clerk.jinnan")
    settings.KEY_DIR = tmp_path / "gone"
    text = reveal(client, secretary).content.decode()
    assert "密钥" in text and MOBILE not in text
    page_of = client.get(page("official", secretary))
    assert page_of.status_code == 200 and "无法解密" in page_of.content.decode()


def test_a_login_with_a_lost_key_says_so(client, settings, tmp_path):
    client.post("/accounts/login/", {"username": "inspector.county", "password": PASSWORD})
    settings.KEY_DIR = tmp_path / "gone"
    page = client.get("/accounts/second-factor/")
    token = page.context["code_form"]["form_token"].value()
    response = client.post("/accounts/second-factor/", {"code": "123456", "form_token": token})
    assert response.status_code == 503
    assert "密钥" in response.content.decode() and "没有任何内容被改动" in response.content.decode()


def test_the_person_concerned_and_the_inspector_read_who_has_looked(login, secretary):
    reveal(login("clerk.jinnan"), secretary)
    own = login("secretary.jinnan").get("/accounts/readings/").content.decode()
    assert REASON in own and "丁十二" in own and "手机号码" in own
    assert "没有人查看过" in login("head.jinnan").get("/accounts/readings/").content.decode()
    inspector = login("inspector.county")
    assert REASON in inspector.get(page("official", secretary)).content.decode()
    assert REASON in inspector.get("/admin/keys/reading/").content.decode()
    assert REASON not in login("clerk.jinnan").get(page("official", secretary)).content.decode()


# The open site -------------------------------------------------------------------------------------


def test_citizens_see_the_office_phone_and_a_mobile_by_consent_only(client, cast, secretary):
    home = f"/t/{cast.jinnan.code}/"
    text = client.get(home).content.decode()
    assert "0000-00000001" in text and MOBILE not in text and "199****" not in text
    reachable(secretary, mobile_public=True, id_number=ID_NUMBER)
    text = client.get(home).content.decode()
    assert MOBILE in text and ID_NUMBER not in text
    reachable(secretary, mobile_public=False)
    assert MOBILE not in client.get(home).content.decode()


# The index -----------------------------------------------------------------------------------------


def test_the_index_is_made_anew_by_a_job(cast):
    official = reachable(cast.official("丁一"), id_number=ID_NUMBER)
    before = Official.objects.get(pk=official.pk).id_number_index
    call_command("re_index")
    (job,) = Job.objects.filter(kind="townships.re_index")
    sweep(now=timezone.now())
    job.refresh_from_db()
    assert (job.state, job.percent) == ("done", 100)
    assert job.result == f"已重做 {job.done_parts} 个值的查找索引。"
    found = Official.objects.get(id_number_index__of=ID_NUMBER)
    assert found.pk == official.pk and found.id_number_index != before
