"""Which tables are ruled, and how a room says that one of its own is not."""

import pytest
from django.apps import apps
from django.core.exceptions import AppRegistryNotReady
from django.db import models

from foundation.ledger import coverage
from foundation.ledger.models import LedgerEntry
from foundation.townships.models import Official, User

REASON = "rows that decide nothing whatsoever"


@pytest.fixture(autouse=True)
def declared_here_only(monkeypatch):
    monkeypatch.setattr(coverage, "_free", dict(coverage._free))


def test_a_table_is_ruled_unless_its_room_says_otherwise():
    assert Official in coverage.ruled_models() and Official not in coverage.free_models()
    assert LedgerEntry in coverage.free_models() and LedgerEntry not in coverage.ruled_models()
    assert all(len(reason) >= 20 for reason in coverage.free_models().values())
    coverage.free("townships.Official", REASON)
    assert Official not in coverage.ruled_models()
    assert coverage.free_models()[Official] == REASON


def test_link_tables_are_ruled_and_tables_of_packages_are_not_ours():
    tables = coverage.ruled_tables()
    assert {User.groups.through._meta.db_table, User.user_permissions.through._meta.db_table} <= tables
    assert "townships_official" in tables and "ledger_ledgerentry" not in tables
    assert not {"auth_group", "axes_accessattempt", "django_migrations"} & tables


def test_the_tables_are_those_of_the_models():
    assert coverage.ruled_tables() == {model._meta.db_table for model in coverage.ruled_models()}
    assert coverage.ruled_tables() is coverage.ruled_tables()


def test_a_proxy_has_no_table_of_its_own(monkeypatch):
    class Proxy(Official):
        class Meta:
            app_label = "townships"
            proxy = True

    monkeypatch.setattr(apps.get_app_config("townships"), "get_models", lambda **_options: [Official, Proxy])
    assert Proxy not in coverage.ruled_models() and Official in coverage.ruled_models()
    del apps.all_models["townships"]["proxy"]
    apps.clear_cache()


def test_the_order_is_that_of_the_labels():
    labels = [model._meta.label_lower for model in coverage.ruled_models()]
    assert labels == sorted(labels)
    assert all(issubclass(model, models.Model) for model in coverage.ruled_models())


@pytest.mark.parametrize("label", ["townships.Nothing", "nowhere.Official"])
def test_what_is_no_model_is_refused(label):
    with pytest.raises(LookupError):
        coverage.free(label, REASON)


@pytest.mark.parametrize("label", ["ledger.LedgerEntry", "ledger.ledgerentry"])
def test_a_second_declaration_is_refused(label):
    with pytest.raises(ValueError, match="is declared free twice"):
        coverage.free(label, REASON)


@pytest.mark.parametrize("reason", ["", "x" * 19])
def test_a_reason_that_says_nothing_is_refused(reason):
    with pytest.raises(ValueError, match="the reason says too little"):
        coverage.free("townships.Official", reason)
    assert Official in coverage.ruled_models()
    coverage.free("townships.Official", "x" * 20)


def test_before_all_rooms_have_spoken_nobody_knows(monkeypatch):
    coverage.ruled_tables.cache_clear()
    monkeypatch.setattr(apps, "ready", False)
    with pytest.raises(AppRegistryNotReady):
        coverage.ruled_tables()
    monkeypatch.undo()
    assert coverage.ruled_tables()
