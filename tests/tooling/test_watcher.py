"""The watcher of SQL (`tests/watcher.py`) finds what is forgotten, and does not bark at what is right."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from decisions.services.topics import save_with_history
from foundation.ledger.services import act
from foundation.townships.models import Official, User
from foundation.web.models import FormToken
from script.sandbox import PROJECT
from tests import watcher
from tests.decisions.scenes import scene
from tests.foundation.threads import at_once
from tests.ledger.acts import NOW, STREAM
from tests.watcher import findings, written_tables

FILE = "decisions/services/forgotten.py"
EXECUTE = """

def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
"""


def product(source: str, file: str = FILE) -> Callable[[], Any]:
    """A service that holds these lines, as if it stood in this file of the house."""
    lines = "\n".join(f"    {line}" for line in source.splitlines())
    names: dict[str, Any] = {each.__name__: each for each in (FormToken, Official, User)}
    names |= {"connection": connection, "doing": doing, "transaction": transaction}
    exec(compile(f"def work():\n{lines}{EXECUTE}", PROJECT / file, "exec"), names)  # noqa: S102
    return names["work"]


def doing(name: str = "test.thing.do") -> Any:
    return act(name, stream=STREAM, actor="甲一", now=NOW)


def found(source: str, file: str = FILE) -> list[str]:
    with findings() as heard:
        product(source, file)()
    return heard


# Without an act ----------------------------------------------------------------------------------

FORGOTTEN = {
    "save": "row = Official.objects.first(); row.name = '新名'; row.save()",
    "create": "first = Official.objects.first(); first.pk = None; first.name = '新人'; first.save(force_insert=True)",
    "update": "Official.objects.filter(name='丁一').update(name='新名')",
    "bulk_create": "first = Official.objects.first(); first.pk = None; Official.objects.bulk_create([first])",
    "upsert": (
        "Official.objects.bulk_create([Official.objects.first()],"
        " update_conflicts=True, update_fields=['name'], unique_fields=['pk'])"
    ),
    "bulk_update": "Official.objects.bulk_update(Official.objects.all()[:2], ['name'])",
    "delete": "Official.objects.filter(pk=0)._raw_delete('default')",
    "raw update": "execute('UPDATE townships_official SET name = name WHERE id = 0')",
    "raw delete": "execute('DELETE FROM townships_official WHERE id = 0')",
    "behind WITH": (
        "execute('WITH one AS (SELECT 1 AS id)"
        " UPDATE townships_official SET name = name WHERE id IN (SELECT id FROM one)')"
    ),
    "in other letters": "execute('  -- a remark\\n  update \"townships_official\" as o set name = name')",
}


@pytest.mark.parametrize("source", FORGOTTEN.values(), ids=FORGOTTEN)
def test_a_write_without_an_act_is_found(db, source):
    (heard,) = found(source)
    where = "execute" if "execute" in source else "work"
    assert heard.startswith("written without an act: townships_official: ")
    assert re.search(rf" \({FILE}:\d {where}\)$", heard)


def test_a_write_to_a_link_table_is_found(db):
    """Django's own statement, then one by hand."""
    heard = found("User.objects.first().groups.clear(); execute('DELETE FROM townships_user_groups')")
    assert [each.startswith("written without an act: townships_user_groups: ") for each in heard] == [True, True]


def test_a_service_of_the_house_called_without_an_act_is_found(cast):
    """No made-up file: the paths on the stack are those that the watcher knows."""
    topic = scene(cast.jinnan, "clerk.jinnan").topic("修桥")
    with findings() as heard:
        save_with_history(topic, cast.user("clerk.jinnan"))
    (one,) = heard
    assert "written without an act: decisions_topic" in one and "(decisions/services/topics.py:" in one


def test_what_a_service_swallows_is_found_nevertheless(db):
    assert found("try:\n    Official.objects.update(name='x')\n    1 / 0\nexcept ArithmeticError:\n    pass")


def test_the_same_thing_is_said_once(db):
    assert len(found("for _ in range(3): Official.objects.update(name='x')")) == 1


def test_a_thread_is_watched_on_its_own_connection(copied_db):
    with findings() as heard:
        assert at_once(product(FORGOTTEN["update"]), product("FormToken.objects.update(actor='x')")) == [None, None]
    assert len(heard) == 1 and "townships_official" in heard[0]


# Within an act -----------------------------------------------------------------------------------

CHANGE = "Official.objects.filter(name='丁一').update(name='新名')"


def within(*lines: str) -> str:
    return "\n    ".join(["with doing() as record:", *lines])


def test_a_table_that_the_act_does_not_name_is_found(db):
    (heard,) = found(within(CHANGE))
    assert heard.startswith("test.thing.do touches no row of what it wrote: townships_official: UPDATE")
    assert heard.endswith(f"({FILE}:3 work)")


@pytest.mark.parametrize("touch", ["touch(Official.objects.first())", "touch_all(Official.objects.all())"])
def test_an_act_that_names_the_table_is_right(db, touch):
    assert found(within(CHANGE, f"record.{touch}")) == []
    assert found(within(f"record.{touch}", CHANGE)) == []


def test_a_row_of_another_table_is_not_enough(db):
    (heard,) = found(within(CHANGE, "User.objects.update(name='x')", "record.touch(User.objects.first())"))
    assert "what it wrote: townships_official" in heard


def test_an_act_that_is_dropped_has_written_nothing(db):
    (heard,) = found(within(CHANGE, "record.drop()"))
    assert "touches no row of what it wrote: townships_official" in heard


def test_an_inner_act_may_name_what_the_outer_one_wrote_and_the_other_way_round(db):
    inner = "with doing('inner') as other:"
    assert found(within(CHANGE, inner, "    other.touch(Official.objects.first())")) == []
    assert found(within(inner, f"    {CHANGE}", "record.touch(Official.objects.first())")) == []
    (heard,) = found(within(inner, f"    {CHANGE}"))
    assert heard.startswith("test.thing.do touches no row")


def test_what_a_savepoint_took_back_was_not_written(db):
    failing = ["try:", "    with {opening}:", f"        {CHANGE}", "        1 / 0", "except ArithmeticError: pass"]
    for opening in ("doing('inner')", "transaction.atomic()"):
        taken_back = [line.format(opening=opening) for line in failing]
        assert found(within(*taken_back)) == []
        (heard,) = found(within(*taken_back, CHANGE))
        assert heard.endswith(f"({FILE}:8 work)")
        (heard,) = found(within(CHANGE, *taken_back))
        assert heard.endswith(f"({FILE}:3 work)")


def test_a_savepoint_that_stands_is_written(db):
    assert len(found(within("with transaction.atomic():", f"    {CHANGE}"))) == 1


def test_a_savepoint_without_a_name_in_django_counts_too(db):
    assert found(within("sid = transaction.savepoint()", CHANGE, "transaction.savepoint_rollback(sid)")) == []
    assert len(found(within(CHANGE, "sid = transaction.savepoint()", "transaction.savepoint_rollback(sid)"))) == 1
    assert len(found(within("sid = transaction.savepoint()", CHANGE, "transaction.savepoint_commit(sid)"))) == 1


def test_an_act_that_fails_has_written_nothing(db):
    with findings() as heard, pytest.raises(ZeroDivisionError):
        product(within(CHANGE, "1 / 0"))()
    assert heard == []


def test_a_rollback_to_before_the_act_forgets_its_writes():
    done: list[Any] = [watcher.Write("a", "", ""), "inner", watcher.Write("b", "", "")]
    watcher._go_back_or_mark(done, "ROLLBACK TO SAVEPOINT", "inner")
    assert done == [watcher.Write("a", "", ""), "inner"]
    watcher._go_back_or_mark(done, "ROLLBACK TO SAVEPOINT", "outer")
    assert done == []


# What is right -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "list(Official.objects.filter(name='丁一'))",
        "with transaction.atomic(): list(Official.objects.select_for_update())",
        "with transaction.atomic(): list(Official.objects.select_for_update(of=('self',), skip_locked=True))"
        if connection.vendor == "postgresql"
        else "Official.objects.count()",
        "FormToken.objects.create(token='abc', actor='x')",
        "FormToken.objects.all().delete()",
        "execute('CREATE TEMPORARY TABLE mine (id bigint)')\nexecute('INSERT INTO mine SELECT id FROM decisions_vote')",
        "with doing(): pass",
    ],
)
def test_reads_locks_and_free_tables_are_nobodys_business(db, source):
    assert found(source) == []


def test_a_statement_that_fails_has_written_nothing(db):
    with findings() as heard, pytest.raises(IntegrityError), transaction.atomic():
        product("Official.objects.update(division=None)")()
    assert heard == []


def test_a_test_prepares_as_it_likes(db):
    with findings() as heard:
        Official.objects.update(name="x")
        with doing() as record:
            Official.objects.update(name="y")
            User.objects.update(name="x")
            record.touch(User.objects.first())
    assert heard == []


@pytest.mark.parametrize("file", ["decisions/migrations/0001_first.py", "bench/bench_x.py", "drill/drill_x.py"])
def test_migrations_and_measurements_write_as_they_like(db, file):
    assert found(CHANGE, file) == []


def test_an_exempt_file_is_left_alone_and_exists(db, monkeypatch):
    assert all((PROJECT / file).is_file() and len(reason) > 20 for file, reason in watcher.EXEMPT.items())
    monkeypatch.setitem(watcher.EXEMPT, FILE, "a reason")
    assert found(CHANGE) == []


# The test that caused it fails -------------------------------------------------------------------


def test_the_test_fails_at_its_end(db):
    around = watcher.fail_for_findings()
    next(around)
    product(CHANGE)()
    with pytest.raises(pytest.fail.Exception, match="written without an act: townships_official"):
        next(around)


def test_a_test_without_findings_passes(db):
    around = watcher.fail_for_findings()
    next(around)
    product(within(CHANGE, "record.touch(Official.objects.first())"))()
    assert next(around, "end") == "end"


# Statements --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "a" ("x") VALUES (%s)', {"a"}),
        ("INSERT OR REPLACE INTO a SELECT * FROM b", {"a"}),
        ("insert into public.a values (1) on conflict (x) do update set x = 2", {"a"}),
        ('INSERT INTO "main"."A" DEFAULT VALUES', {"a"}),
        ("REPLACE INTO a VALUES (1)", {"a"}),
        ("UPDATE a SET x = 1", {"a"}),
        ("UPDATE OR IGNORE `a` SET x = 1", {"a"}),
        ('UPDATE ONLY "public"."a" AS t SET x = 1 FROM b', {"a"}),
        ("UPDATE a * SET x = 1", {"a"}),
        ("UPDATE a t SET x = 1", {"a"}),
        ("DELETE FROM ONLY a USING b", {"a"}),
        ('TRUNCATE a, ONLY b, "public"."c" CASCADE', {"a", "b", "c"}),
        ("TRUNCATE TABLE a; TRUNCATE b", {"a", "b"}),
        ("MERGE INTO a USING b ON true WHEN MATCHED THEN DO NOTHING", {"a"}),
        ("COPY a (x, y) FROM STDIN", {"a"}),
        ("COPY a FROM PROGRAM 'x'", {"a"}),
        ("COPY a TO STDOUT", set()),
        ("WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone", {"a", "b"}),
        ("SELECT 1; UPDATE a SET x = 1", {"a"}),
        ("SELECT * FROM a FOR UPDATE OF a SKIP LOCKED", set()),
        ("SELECT 'UPDATE a SET x = 1'", set()),
        ("SELECT 1 -- DELETE FROM a\n", set()),
        ("/* DELETE FROM a */ SELECT 1", set()),
        ("DO $$ BEGIN UPDATE a SET x = 1; END $$", {"a"}),
        ("CREATE TRIGGER t BEFORE UPDATE ON a BEGIN DELETE FROM b; END", set()),
        ("ALTER TABLE a RENAME TO b", set()),
        ('SAVEPOINT "s1"', set()),
    ],
)
def test_what_a_statement_writes(sql, tables):
    assert written_tables(sql) == tables


def test_nothing_goes_to_the_driver_past_the_watcher():
    """`copy_expert`, `executescript` and connections of one's own are not seen by Django's wrappers."""
    past = (
        "copy_expert",
        "copy_from(",
        "executescript",
        "psycopg2",
        "sqlite3.connect",
        "connection.connection",
    )
    # Reads only, what no cursor gives as fast.
    reading = {PROJECT / "foundation/ledger/verification/groups.py"}
    rooms = [PROJECT / room for room in ("foundation", "powers", "decisions", "disclosure", "demo", "config")]
    files = [path for room in rooms for path in room.rglob("*.py") if path not in reading]
    assert len(files) > 100
    assert [str(path) for path in files if any(word in path.read_text() for word in past)] == []
