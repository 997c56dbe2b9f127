"""The admin's side doors: whatever an inspector of 金南镇 asks for, no word of 塔集镇 comes back."""

import re
from html import unescape

import pytest
from django.contrib import admin
from django.db import models
from django.urls import NoReverseMatch, reverse

from foundation.townships.models import Official
from foundation.townships.states import Role
from tests.townships.acts import account, grant, official
from tests.web.admin_records import INSPECTED, READERS, address

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.unmeasured]

#: What only 塔集镇 has: its code, its name, the signs of its people, and a name planted for this test.
CANARIES = ("320831103", "塔集", "戊一", "戊村", "金丝雀")


@pytest.fixture
def inspector(cast, login):
    """An inspector of 金南镇 alone (分片); both towns have rows of everything."""
    grant(account("limited", official("县一", cast.county)), Role.INSPECTOR, cast.jinnan)
    official("金丝雀", cast.taji)
    for _model, (_reader, rows) in READERS.items():
        rows("320831101")
        rows("320831103")
    return login("limited")


def leaks(response) -> list[str]:
    """The canaries on a page, other than in the words that the visitor typed himself."""
    text = unescape(response.content.decode())
    text = re.sub(r'<input[^>]*name="q"[^>]*>', "", text)
    text = re.sub(r'(?:href|action|value)="[^"]*"', "", text)
    return [canary for canary in CANARIES if canary in text]


# One test for all lists: to make rows of everything in both towns takes longer than to ask for them.


def test_lists_filters_orders_and_popups_name_nobody_of_another_town(inspector):
    told = {}
    for model in INSPECTED:
        here = address(model, "changelist")
        options = admin.site.get_model_admin(model)
        asked = ["", "?_popup=1", "?_popup=1&_to_field=id", "?all=", "?p=2", "?e=1"]
        asked += [f"?o={number}" for number in range(1, len(options.list_display) + 1)]
        asked += [f"?q={canary}" for canary in CANARIES]
        page = inspector.get(here).content.decode()
        asked += re.findall(r'<a href="(\?[^"]+)"', page)
        assert len(asked) > 10
        told |= {here + query: found for query in asked if (found := leaks(inspector.get(here + unescape(query))))}
    assert told == {}


def guesses(model) -> list[str]:
    """A guess at every column, of the row and of the rows that it points to."""
    found = []
    for field in model._meta.concrete_fields:
        found += [f"{field.name}__startswith", f"{field.name}__regex"]
        if isinstance(field, models.ForeignKey):
            found += [f"{field.name}__{other.name}__startswith" for other in field.related_model._meta.concrete_fields]
    return found


def test_no_lookup_that_the_page_does_not_offer_is_answered(inspector):
    """A list that shows fewer rows for a right guess than for a wrong one gives every hidden value away in time."""
    answered = {
        (model.__name__, lookup): status
        for model in INSPECTED
        for lookup in guesses(model)
        if (status := inspector.get(address(model, "changelist"), {lookup: "3"}).status_code) not in (400, 302)
    }
    assert answered == {}


def test_pages_of_a_record_of_another_town_are_not_there(inspector):
    shown = {}
    for model in INSPECTED:
        _reader, rows = READERS[model]
        for row in rows("320831103")[:3]:
            for view in ("change", "history"):
                here = address(model, view, row.pk)
                response = inspector.get(here, {"_popup": "1"})
                if (response.status_code, leaks(response)) != (404, []):
                    shown[here] = response.status_code
    assert shown == {}


@pytest.mark.parametrize("model", INSPECTED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("door", ["add", "delete", "autocomplete"])
def test_doors_for_changing_and_for_searching_as_one_types_do_not_exist(model, door):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{door}", args=["1"] if door != "add" else [])


@pytest.mark.parametrize("path", ["/admin/autocomplete/", "/admin/r/1/1/", "/admin/townships/official/export/"])
def test_stock_doors_that_nobody_needs_are_closed(inspector, path):
    wanted = {"app_label": "townships", "model_name": "tenure", "field_name": "official", "term": "金丝"}
    response = inspector.get(path, wanted)
    assert (response.status_code, leaks(response)) == (404, [])


def test_an_act_on_many_rows_is_not_offered_and_not_done(inspector):
    here = address(Official, "changelist")
    strangers = list(Official.objects.filter(township="320831103").values_list("pk", flat=True)[:3])
    response = inspector.post(here, {"action": "delete_selected", "_selected_action": strangers, "post": "yes"})
    assert (response.status_code, leaks(response)) in [(200, []), (302, [])]
    assert Official.objects.filter(pk__in=strangers).count() == 3


def test_the_first_page_of_the_admin_names_no_town(inspector):
    """Stock Django lists one's own recent acts there: there are none, since nobody acts in the admin."""
    assert leaks(inspector.get(reverse("admin:index"))) == []
