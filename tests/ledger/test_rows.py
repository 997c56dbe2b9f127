"""Business rows are compared with what the last act on each of them left."""

from datetime import date

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from foundation.keys import sealing
from foundation.ledger import canonical, coverage, renames
from foundation.ledger.canonical import canonical_bytes, covered_columns, row_bytes
from foundation.ledger.merkle import SHA256
from foundation.ledger.verification import rows as verification_rows
from foundation.ledger.verification import verify
from foundation.townships.models import Official, Post, Tenure, User
from foundation.townships.states import PostKind
from tests.decisions.scenes import scene
from tests.foundation.threads import at_once
from tests.keys.cards import create_table
from tests.ledger.acts import STREAM, add_official, doing
from tests.ledger.hands import detail, let_go, put_first_form, run
from tests.townships.acts import official as put_on_record
from tests.townships.acts import vacate
from tests.townships.contacts import MOBILE, OTHER_MOBILE, reachable

TABLE = Official._meta.db_table
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite takes any value in any column")


def said() -> list[str]:
    return [str(bad) for bad in verify().bad]


def changed(row: models.Model, place: str) -> str:
    return f"{row._meta.db_table}:{row.pk}：与最近一次记载（{place}）不符"


def again(row: models.Model) -> models.Model:
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def person(cast) -> Official:
    with doing() as record:
        official = add_official(record, "子一")
    let_go()
    return official


def test_every_row_of_a_busy_town_is_as_its_last_act_left_it(cast):
    scene(cast.jinnan, "clerk.jinnan").resolution()
    reachable(cast.official("丁一"))
    verified = verify()
    assert verified.bad == []
    assert verified.rows == sum(model.objects.count() for model in coverage.ruled_models())


# Changed, gone, added ----------------------------------------------------------------------------


def test_a_changed_row_is_found(person):
    Official.objects.filter(pk=person.pk).update(name="子二")
    assert said() == [changed(person, "990101#1")]


def test_a_row_that_was_changed_back_is_as_it_was(person):
    for name in ("子二", "子一"):
        Official.objects.filter(pk=person.pk).update(name=name)
    assert said() == []


def test_an_older_state_of_a_row_is_found(person):
    person.name = "子二"
    person.save()
    with doing() as record:
        record.touch(person)
    assert said() == []
    Official.objects.filter(pk=person.pk).update(name="子一")
    assert said() == [changed(person, "990101#2")]


def test_a_row_that_is_gone_is_found(person):
    key = person.pk
    person.delete()
    assert said() == [f"{TABLE}:{key}：这一行不见了，最近一次记载在 990101#1"]


def test_a_row_that_nobody_wrote_is_found(person):
    other = add_official(None, "子二")
    assert said() == [f"{TABLE}:{other.pk}：多出这一行：没有任何一次办理写过它"]


def test_two_rows_with_each_others_values_are_found(person):
    with doing() as record:
        other = add_official(record, "子二")
    Official.objects.filter(pk=person.pk).update(name="子二")
    Official.objects.filter(pk=other.pk).update(name="子一")
    assert said() == [changed(person, "990101#1"), changed(other, "990101#2")]


def test_what_the_digests_leave_out_is_not_found(cast):
    """A password may be compared with nothing; who sets it leaves an entry."""
    User.objects.filter(username="clerk.jinnan").update(password="x")
    assert said() == []


def test_rows_are_not_compared_while_a_tree_is_broken(person):
    Official.objects.filter(pk=person.pk).update(name="子二")
    run("DELETE FROM ledger_ledgerentry WHERE stream = %s", STREAM)
    verified = verify()
    assert (verified.rows_left_out, verified.rows) == (True, 0)
    assert not [bad for bad in verified.bad if bad.place.startswith(TABLE)]


def test_rows_are_compared_while_only_a_detail_is_bad(person):
    """But not those of which only that detail could tell."""
    with doing() as record:
        other = add_official(record, "子二")
    detail(STREAM, 1).delete()
    Official.objects.filter(pk__in=[person.pk, other.pk]).update(name="子三")
    assert said() == ["990101#1：缺少明细", changed(other, "990101#2")]


@on_sqlite
@pytest.mark.parametrize(("column", "value"), [("mobile_public", 2), ("name", b"\xff"), ("mobile", "s1.nonsense")])
def test_values_that_no_column_of_ours_holds_are_found(person, column, value):
    run(f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", value, person.pk)
    (only,) = said()
    assert only.startswith(f"{TABLE}:{person.pk}：") and only.endswith("与最近一次记载（990101#1）不符")


@on_sqlite
def test_a_day_in_another_spelling_is_found(cast):
    """Django reads the same day; a comparison in SQL puts it elsewhere, so that an ended tenure would go on."""
    tenure = vacate(cast.post(cast.jinnan, PostKind.HEAD), date(2026, 1, 5))
    let_go()
    run("UPDATE townships_tenure SET end = '2026-W02-1' WHERE id = %s", tenure.pk)
    assert Tenure.objects.get(pk=tenure.pk).end == date(2026, 1, 5)
    (only,) = said()
    assert only.startswith(f"townships_tenure:{tenure.pk}：内容不能识别")


@on_sqlite
def test_rows_beside_one_that_cannot_be_read_are_read(cast):
    """An instant that is none stops Django from reading on."""
    town = scene(cast.jinnan, "clerk.jinnan")
    topics = [town.topic(f"第{number}件") for number in range(3)]
    let_go()
    table = topics[1]._meta.db_table
    run(f"UPDATE {table} SET planned_day = '2026-02-30' WHERE id = %s", topics[1].pk)
    run(f"UPDATE {table} SET title = '别的' WHERE id = %s", topics[2].pk)
    first, second = said()
    assert first.startswith(f"{table}:{topics[1].pk}：内容不能识别")
    assert second.startswith(f"{table}:{topics[2].pk}：与最近一次记载")


# Encrypted values --------------------------------------------------------------------------------


@pytest.fixture
def numbers(cast) -> tuple[Official, Official]:
    first = reachable(put_on_record("子一", cast.jinnan))
    second = reachable(put_on_record("子二", cast.jinnan), mobile=OTHER_MOBILE)
    let_go()
    return again(first), again(second)


def stored(row: Official) -> str:
    return row.mobile.text


def put(row: Official, text: str) -> None:
    run(f"UPDATE {TABLE} SET mobile = %s WHERE id = %s", text, row.pk)


def test_another_rows_number_is_found(numbers):
    put(numbers[0], stored(numbers[1]))
    (only,) = said()
    assert only.startswith(f"{TABLE}:{numbers[0].pk}：与最近一次记载")


def test_an_older_number_of_the_same_row_is_found(numbers):
    older = stored(numbers[0])
    reachable(numbers[0], mobile="19900000003")
    put(numbers[0], older)
    (only,) = said()
    assert only.startswith(f"{TABLE}:{numbers[0].pk}：与最近一次记载")


def test_another_number_under_the_old_seal_is_found(numbers):
    """The digest covers the seal alone: what it seals is opened and looked at."""
    version, suite, key, seal, data = stored(numbers[0]).split(".")
    end = "A" if data[20] != "A" else "B"
    put(numbers[0], ".".join([version, suite, key, seal, data[:20] + end + data[21:]]))
    (only,) = said()
    assert only.startswith(f"{TABLE}:{numbers[0].pk}：列 mobile 打不开：")
    put(numbers[0], ".".join([version, suite, "0099-00000000", seal, data]))
    (only,) = said()
    assert only.startswith(f"{TABLE}:{numbers[0].pk}：列 mobile 打不开：")


def test_a_new_key_changes_no_row(numbers):
    text = sealing.encrypt_anew(stored(numbers[0]), table=TABLE, key=str(numbers[0].pk), field="mobile")
    assert text != stored(numbers[0])
    put(numbers[0], text)
    assert said() == []
    assert again(numbers[0]).mobile.open() == MOBILE


# Several acts on one row -------------------------------------------------------------------------


def test_of_two_streams_the_later_act_counts(person):
    """Whichever stream is read first."""
    for stream, name in (("990102", "子二"), ("000000", "子三")):
        person.name = name
        person.save()
        with doing(stream=stream) as record:
            record.touch(person)
    assert said() == []
    Official.objects.filter(pk=person.pk).update(name="子二")
    (only,) = said()
    assert only.startswith(f"{TABLE}:{person.pk}：与最近一次记载（000000#")


@pytest.mark.parametrize("outer", ["990103", "990101"])
def test_nested_acts_agree_on_a_row_that_both_hold(person, outer):
    """In any order of their streams, and whoever saves last."""
    for last in ("inner", "outer"):
        mine = again(person)
        with doing("outer", stream=outer) as record:
            mine.name = "外"
            mine.save()
            record.touch(mine)
            with doing("inner", stream="990102") as nested:
                theirs = again(person)
                theirs.name = f"内{last}"
                theirs.save()
                nested.touch(theirs)
            if last == "outer":
                mine.save()
        assert again(person).name == ("外" if last == "outer" else "内inner")
        assert said() == []


def test_one_act_that_holds_a_row_twice_names_it_once(person):
    other = again(person)
    with doing() as record:
        record.touch(person)
        record.touch_all([again(person), again(person)])
        other.name = "子二"
        other.save()
        record.touch(other)
    assert said() == []
    verified = verify()
    assert verified.bad == []
    run(f"UPDATE {TABLE} SET name = '子三' WHERE id = %s", person.pk)
    assert said() == [changed(person, "990101#2")]


def test_a_nested_act_comes_after_the_one_around_it_whatever_its_stream(person):
    with doing("outer", stream="990109"), doing("inner", stream="990102"):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT act FROM ledger_ledgerentry WHERE act IN ('outer', 'inner') ORDER BY id")
        assert [act for (act,) in cursor.fetchall()] == ["outer", "inner"]


# Batches and the first form ----------------------------------------------------------------------


def test_a_row_of_a_batch_is_compared(cast):
    posts = list(Post.objects.order_by("pk")[:11])
    with doing() as record:
        record.touch_all(posts)
    let_go()
    assert said() == []
    Post.objects.filter(pk=posts[4].pk).update(name="别的")
    assert said() == [changed(posts[4], "990101#1")]


def of_the_first_form(row: models.Model) -> dict:
    """What an older entry says of a row."""
    return {
        "table": row._meta.db_table,
        "key": str(row.pk),
        "columns": covered_columns(type(row)),
        "digest": SHA256.leaf(row_bytes(row)),
    }


def test_rows_of_the_first_form_are_compared_without_salt(cast):
    official = add_official(None, "子一")
    put_first_form(STREAM, {"rows": [of_the_first_form(official)]})
    assert said() == []
    Official.objects.filter(pk=official.pk).update(name="子二")
    assert said() == [changed(official, "990101#1")]


def test_batches_of_the_first_form_excuse_as_many_rows_as_they_count(cast):
    people = [add_official(None, f"子{number}") for number in range(3)]
    batch = {"table": TABLE, "columns": covered_columns(Official), "count": 3, "root": bytes(32)}
    put_first_form(STREAM, {"batches": [batch]})
    verified = verify()
    assert (verified.bad, verified.unnamed) == ([], 3)
    Official.objects.filter(pk=people[0].pk).update(name="别的")
    assert said() == [], "nothing tells what it was"
    one_more = add_official(None, "子九")
    assert said() == [f"{TABLE}:{one_more.pk}：多出这一行：没有任何一次办理写过它"]


# Other names -------------------------------------------------------------------------------------


@pytest.fixture
def renamed(cast, monkeypatch) -> Official:
    """Somebody of whom only an entry tells that used other names."""
    monkeypatch.setattr(renames, "_tables", {})
    monkeypatch.setattr(renames, "_columns", {})
    canonical._fields_then.cache_clear()
    official = add_official(None, "子一")
    columns = {"id": official.pk, "full_name": "子一", "mobile_public": False}
    named = {"table": "townships_person", "key": str(official.pk)}
    digest = SHA256.leaf(canonical_bytes({**named, "columns": columns}))
    put_first_form(STREAM, {"rows": [{**named, "columns": sorted(columns), "digest": digest}]})
    return official


def test_a_renamed_table_and_column_are_compared(renamed):
    renames.table("townships_person", now="townships_man")
    renames.table("townships_man", now=TABLE)
    renames.column("townships_man", "full_name", now="name")
    assert said() == []
    Official.objects.filter(pk=renamed.pk).update(name="子二")
    assert said() == [changed(renamed, "990101#1")]


def test_a_rename_that_nobody_declared_is_told(renamed):
    assert said() == [
        f"{TABLE}:{renamed.pk}：多出这一行：没有任何一次办理写过它",
        f"townships_person:{renamed.pk}：这一行不见了，最近一次记载在 990101#1",
    ]
    renames.table("townships_person", now=TABLE)
    assert said() == [f"{TABLE}:{renamed.pk}：列 'full_name' 已不存在，无法与 990101#1 核对"]


# Tables of any kind ------------------------------------------------------------------------------


def test_rows_of_a_link_table_are_rows(cast, monkeypatch):
    with isolate_apps("foundation.ledger"):

        class Sign(models.Model):  # noqa: DJ008
            class Meta:
                app_label = "ledger"

        class Road(models.Model):  # noqa: DJ008
            signs = models.ManyToManyField(Sign)

            class Meta:
                app_label = "ledger"

    link = Road.signs.through
    for model in (Sign, Road, link):
        create_table(model)
    ruled = coverage.ruled_models()
    monkeypatch.setattr(coverage, "ruled_models", lambda: [*ruled, link])
    with doing() as record:
        first, second = Sign.objects.create(), Sign.objects.create()
        road = Road.objects.create()
        road.signs.add(first)
        (row,) = link.objects.all()
        record.touch(row)
    assert said() == []
    link.objects.update(sign=second)
    assert said() == [changed(row, "990101#1")]
    link.objects.update(sign=first)
    road.signs.add(second)
    (only,) = said()
    assert only.startswith("ledger_road_signs:") and "多出这一行" in only
    link.objects.all().delete()
    assert said() == [f"ledger_road_signs:{row.pk}：这一行不见了，最近一次记载在 990101#1"]


# While others write ------------------------------------------------------------------------------


def test_what_is_written_meanwhile_is_no_false_alarm(copied_db, monkeypatch):
    """An act in a stream that has been read already, with a row in a table that has not been."""
    monkeypatch.setattr("foundation.ledger.verification.shown.FETCHED", 10)
    done = []

    def write() -> str:
        with doing(stream="000000") as record:
            add_official(record, "子一")
        return "written"

    def report(what: str, _done: int, _total: int) -> None:
        if what == "明细 320831101" and not done:
            done.extend(at_once(write))

    assert verify(report=report).bad == []
    assert done == ["written"]
    assert Official.objects.filter(name="子一").exists()
    assert verify().bad == []
    if connection.vendor == "sqlite":
        assert connection.transaction_mode == "IMMEDIATE"


def test_progress_of_rows_is_told(cast, monkeypatch):
    monkeypatch.setattr(verification_rows, "FETCHED", 50)
    told = []
    verify(report=lambda what, done, total: told.append((what, done, total)))
    assert any(what.startswith("核对 townships_") and done == 50 for what, done, _total in told)
