"""From a chain for each stream to a tree for each stream, on the databases of our users."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from foundation.keys.trouble import KeyTrouble, Trouble
from foundation.ledger.canonical import canonical_bytes
from foundation.ledger.merkle import SHA256, Frontier
from foundation.ledger.models import LedgerDetail, LedgerEntry, LedgerHead, LedgerNode
from foundation.ledger.verification import first_bad_entry
from tests.copies import Copier
from tests.ledger.acts import doing, written
from tests.ledger.hands import first_form

SIZES = {"320831": 300, "320831101": 2, "000000": 0}


def migrate(target: str) -> Any:
    """Returns the models of that time."""
    executor = MigrationExecutor(connection)
    state = executor.migrate([("ledger", target)])
    return state.apps


@pytest.fixture
def chains(copier: Copier) -> Iterator[Any]:
    """A database of the first form, with streams of several lengths; gives its models."""
    with copier.empty():
        apps = migrate("0001_first")
        for stream, size in SIZES.items():
            put_chain(apps, stream, size)
        yield apps


def put_chain(apps: Any, stream: str, size: int) -> None:
    model, chain, entries = apps.get_model("ledger", "LedgerEntry"), bytes(32), []
    for number in range(1, size + 1):
        said = first_form(number, stream)
        columns = {name: said[name] for name in ("stream", "number", "at", "actor", "act", "ref")}
        body = canonical_bytes(said)
        leaf = SHA256.leaf(body)
        chain = SHA256.node(chain, leaf)
        entries.append(model(body=body, leaf=leaf, chain=chain, **columns))
    model.objects.bulk_create(entries)
    apps.get_model("ledger", "LedgerHead").objects.create(stream=stream, size=size, chain=chain)


def test_trees_grow_from_the_chains_and_go_on(chains):
    migrate("0002_tree")
    assert {stream: first_bad_entry(stream) for stream in SIZES} == dict.fromkeys(SIZES)
    for head in LedgerHead.objects.all():
        leaves = LedgerEntry.objects.filter(stream=head.stream).order_by("number").values_list("leaf", flat=True)
        root = Frontier(SHA256, head.size, bytes(head.frontier)).root()
        assert (head.size, head.hash, root) == (SIZES[head.stream], "sha256", SHA256.root([*map(bytes, leaves)]))
    assert list(LedgerNode.objects.values_list("stream", "level", "index")) == [("320831", 8, 0)]
    assert not LedgerDetail.objects.exists()
    last = LedgerEntry.objects.latest("pk").pk
    for stream in SIZES:
        with doing("after", stream=stream):
            pass
        assert written(stream)[-1] == "after"
        assert first_bad_entry(stream) is None
    assert LedgerEntry.objects.filter(pk__gt=last).count() == len(SIZES)


def test_a_database_without_entries_is_upgraded_too(copier):
    with copier.empty():
        migrate("0002_tree")
        with doing():
            pass
        assert written() == ["test.thing.do"]


def in_entry(number: int, /, **columns: Any) -> Callable[[Any], object]:
    return lambda apps: (
        apps.get_model("ledger", "LedgerEntry").objects.filter(stream="320831", number=number).update(**columns)
    )


def in_head(**columns: Any) -> Callable[[Any], object]:
    return lambda apps: apps.get_model("ledger", "LedgerHead").objects.filter(stream="320831").update(**columns)


def without(number: int) -> Callable[[Any], object]:
    return lambda apps: apps.get_model("ledger", "LedgerEntry").objects.filter(stream="320831", number=number).delete()


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (in_entry(2, body=b"{}"), 2),
        (in_entry(2, body=b"{}", leaf=SHA256.leaf(b"{}")), 2),
        (in_entry(3, leaf=bytes(32)), 3),
        (in_entry(4, chain=bytes(32)), 4),
        (in_entry(300, number=301), 300),
        (without(1), 1),
        (without(300), 300),
        (in_head(size=299), 301),
        (in_head(chain=bytes(32)), 301),
    ],
)
def test_a_broken_chain_is_not_sealed(chains, change, number):
    change(chains)
    with pytest.raises(KeyTrouble, match=f"存证日志 320831：从第 {number} 条起与链值不符") as refused:
        migrate("0002_tree")
    assert refused.value.code == Trouble.ALTERED
    assert "ledger_checkpoint" not in connection.introspection.table_names(), "all or nothing"
