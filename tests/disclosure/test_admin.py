"""The inspectors' pages: everything to read, nothing to change, only one's own county."""

import pytest
from django.urls import reverse

from foundation.townships.states import Role
from tests.disclosure.made import a_card, draft_of, publication_of, send_back
from tests.townships.acts import account, grant, official

pytestmark = pytest.mark.django_db


def page(client, name: str, *args: object) -> str:
    response = client.get(reverse(f"admin:disclosure_{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_an_inspector_reads_a_draft_with_its_text_and_its_people(cast, login):
    draft = send_back(draft_of(cast.jinnan, card=a_card(what="修<b>路")), reason="请写明工期。")
    client = login("inspector.county")
    assert draft.title in page(client, "draft_changelist")
    shown = page(client, "draft_change", draft.pk)
    for text in (
        "修&lt;b&gt;路",
        "资金从村集体经济收入中列支。",
        "丁十二",
        "clerk.jinnan",
        "reviewer.jinnan",
        "请写明工期。",
    ):
        assert text in shown
    assert 'name="_save"' not in shown


def test_an_open_draft_has_no_reviewer_yet(cast, login):
    shown = page(login("inspector.county"), "draft_change", draft_of(cast.jinnan).pk)
    assert "None" not in shown


def test_an_inspector_reads_a_publication_with_its_bytes(cast, login):
    copy = publication_of(cast.jinnan)
    client = login("inspector.county")
    assert copy.title in page(client, "publication_changelist")
    shown = page(client, "publication_change", copy.pk)
    assert copy.digest in shown
    assert copy.permanent_url in shown
    assert f"&quot;id&quot;:&quot;{copy.pk}&quot;" in shown
    assert "集体决定" in shown


@pytest.mark.parametrize("name", ["finance.county", "system.county"])
def test_others_do_not(cast, login, name):
    copy = publication_of(cast.jinnan)
    client = login(name)
    for path in ("draft_changelist", "publication_changelist"):
        assert client.get(reverse(f"admin:disclosure_{path}")).status_code == 403
    assert client.get(reverse("admin:disclosure_publication_change", args=[copy.pk])).status_code == 403


def test_an_inspector_of_one_town_reads_its_rows_only(cast, login):
    grant(account("limited", official("县一", cast.county)), Role.INSPECTOR, cast.jinnan)
    own, other = publication_of(cast.jinnan), publication_of(cast.taji, by="clerk.taji", reviewer="reviewer.taji")
    client = login("limited")
    for name, mine, foreign in (("draft", own.draft, other.draft), ("publication", own, other)):
        assert page(client, f"{name}_change", mine.pk)
        path = reverse(f"admin:disclosure_{name}_change", args=[foreign.pk])
        assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)
        assert list(client.get(reverse(f"admin:disclosure_{name}_changelist")).context["cl"].result_list) == [mine]
