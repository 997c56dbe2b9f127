"""What an entry did to its rows, readable: before and after, honest about what is not known."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions.models import AgendaItem, Topic
from disclosure.models import Draft, Publication
from foundation.ledger import changes, earlier, renames, titles
from foundation.ledger.canonical import canonical_bytes
from foundation.ledger.changes import changes_of, rows_of
from foundation.ledger.heads import next_orders
from foundation.ledger.models import LedgerDetail, LedgerEntry
from foundation.ledger.readable import text_of
from foundation.ledger.services.erasure import erase_values
from foundation.townships.models import Assignment, Official, Post, Tenure
from tests.decisions.scenes import scene
from tests.ledger.acts import NOW, STREAM, add_official, doing
from tests.townships.contacts import reachable

pytestmark = pytest.mark.django_db


def everywhere(_stream: str) -> bool:
    return True


def last() -> LedgerEntry:
    return LedgerEntry.objects.latest("pk")


def shown(entry: LedgerEntry | None = None, may_read=everywhere):
    """The one row of an entry."""
    (row,) = changes_of(entry or last(), may_read).rows
    return row


def said(row) -> dict[str, tuple[str, str]]:
    return {column.name: (column.before, column.after) for column in row.columns}


def written(row, stream: str = STREAM, about=None) -> LedgerEntry:
    """An entry that names a row as it is now."""
    with doing(stream=stream) as record:
        if about is not None:
            record.about(about)
        record.touch(row)
    return last()


@pytest.fixture
def somebody(cast) -> Official:
    with doing() as record:
        return add_official(record, "甲二")


def renamed(official: Official, name: str, **where) -> LedgerEntry:
    official.name = name
    official.save()
    return written(official, **where)


def first_form(row_of: LedgerEntry) -> LedgerEntry:
    """An entry as older versions wrote it: nothing beside it, the actor in its bytes."""
    body = {**json.loads(bytes(row_of.body)), "v": 1, "actor": "甲一", "number": 999}
    return LedgerEntry.objects.create(
        pk=next_orders(1)[0],
        stream=STREAM,
        number=999,
        at=NOW,
        actor="甲一",
        act="x.y.z",
        ref=row_of.ref,
        body=canonical_bytes(body),
        leaf=b"x",
    )


# Before and after --------------------------------------------------------------------------------


def test_a_new_row_is_shown_whole(somebody):
    row = shown()
    assert (row.kind, row.title, row.key) == ("干部", "甲二", str(somebody.pk))
    assert said(row) == {
        "所在单位": ("", "金南镇"),
        "姓名": ("", "甲二"),
        "办公电话": ("", "（空）"),
        "手机号码": ("", "（空）"),
        "本人同意公开手机号码": ("", "否"),
        "身份证号码": ("", "（空）"),
        "县代码": ("", "320831"),
        "乡镇代码": ("", "320831101"),
    }
    assert (row.compared, row.before_known) == (None, False)
    assert row.note == "本日志流此前没有记载这一行，列出全部内容。"


def test_of_a_changed_row_what_changed_is_shown_with_the_entry_that_told_it_before(somebody):
    before = last()
    after = renamed(somebody, "甲三")
    row = shown(after)
    assert said(row) == {"姓名": ("甲二", "甲三")}
    assert (row.compared, row.before_known, row.note, row.title) == (before, True, "", "甲三")


def test_a_row_that_is_named_and_did_not_change_says_so(somebody):
    row = shown(written(somebody))
    assert (row.columns, row.note) == ((), "内容没有变化。")


def test_an_entry_is_compared_with_the_last_one_before_it_and_with_no_later_one(somebody):
    renamed(somebody, "甲三")
    middle = renamed(somebody, "甲四")
    renamed(somebody, "甲五")
    assert said(shown(middle)) == {"姓名": ("甲三", "甲四")}


def test_an_entry_of_another_stream_about_the_same_thing_is_found(somebody):
    there = renamed(somebody, "甲三", stream="990102")
    assert shown(renamed(somebody, "甲四")).compared == there


def test_what_the_reader_may_not_read_is_no_ground_for_comparing(somebody):
    here = last()
    renamed(somebody, "甲三", stream="990102")
    row = shown(renamed(somebody, "甲四"), may_read=lambda stream: stream == STREAM)
    assert (row.compared, said(row)) == (here, {"姓名": ("甲二", "甲四")})


def test_a_row_that_an_act_about_the_same_thing_named_is_found(cast, somebody, monkeypatch):
    monkeypatch.setattr(earlier, "NEAR", 0)
    monkeypatch.setattr(earlier, "WINDOW", 0)
    there = renamed(somebody, "甲三", about=cast.jinnan)
    assert shown(renamed(somebody, "甲四", about=cast.jinnan)).compared == there


def test_the_search_is_bounded_and_says_so(somebody, monkeypatch):
    monkeypatch.setattr(earlier, "NEAR", 1)
    monkeypatch.setattr(earlier, "WINDOW", 2)
    monkeypatch.setattr(earlier, "ABOUT", 0)
    monkeypatch.setattr(changes, "WINDOW", 2)
    for _time in range(3):
        with doing():
            pass
    row = shown(renamed(somebody, "甲三"))
    assert row.compared is None and "姓名" in said(row)
    assert "在此之前的值未找到（查了本日志流此前 2 条" in row.note
    with doing():
        pass
    assert shown(renamed(somebody, "甲四")).compared is not None


def test_the_first_part_of_the_stream_is_enough_when_all_is_found_there(somebody):
    after = renamed(somebody, "甲三")
    with CaptureQueriesContext(connection) as queries:
        search = earlier.earlier(after, {("townships_official", str(somebody.pk))}, everywhere)
    assert len(queries) == 2 and search.found


def test_an_entry_without_rows_asks_for_nothing_before(django_assert_num_queries):
    with doing():
        pass
    entry = last()
    with django_assert_num_queries(1):
        found = changes_of(entry, everywhere)
    assert (found.rows, found.batches) == ([], [])


def test_the_queries_do_not_depend_on_how_many_rows_an_entry_names(cast):
    counts = []
    with doing():
        pass
    for number in (2, 12):
        with doing() as record:
            for each in range(number):
                add_official(record, f"乙{number}{each}")
        with CaptureQueriesContext(connection) as queries:
            assert len(changes_of(last(), everywhere).rows) == number
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_of_an_entry_with_very_many_rows_the_first_are_compared_and_the_others_named(cast, monkeypatch):
    monkeypatch.setattr(changes, "ROWS", 1)
    with doing() as record:
        for name in ("乙一", "乙二"):
            add_official(record, name)
    first, second = changes_of(last(), everywhere).rows
    assert first.columns and not second.columns
    assert "姓名" in second.names and second.note.startswith("不再逐项比较")


# What is not known -------------------------------------------------------------------------------


def test_an_erased_line_says_that_it_was_erased_by_law(somebody):
    entry = last()
    somebody.name = "（已删除）"
    somebody.save()
    erase_values(row=somebody, stream=STREAM, actor="甲一", reason="依申请删除", now=NOW)
    assert (shown(entry).columns, shown(entry).note) == ((), "已依法删除。")
    row = shown(last())
    assert said(row)["姓名"] == ("", "（已删除）") and row.compared == entry
    assert row.note == "在此之前的值未找到：已依法删除。列出全部内容。"


def test_an_entry_of_the_first_form_has_no_values(somebody):
    old = first_form(last())
    assert (shown(old).columns, shown(old).note) == ((), "早期格式的记录，没有保存内容。")
    row = shown(renamed(somebody, "甲三", stream="990102"))
    assert row.compared == old and "早期格式" in row.note and said(row)["姓名"] == ("", "甲三")


def test_a_line_that_is_not_there_at_all_is_not_said_to_be_erased(somebody):
    entry = last()
    LedgerEntry.objects.create(
        pk=next_orders(1)[0], stream=STREAM, number=2, at=NOW, actor="甲一", act="x.y.z", body=entry.body, leaf=b"x"
    )
    assert (shown().columns, shown().note[:5]) == ((), "明细不见了")


def test_a_row_whose_last_act_was_a_batch_says_so(somebody):
    with doing() as record:
        record.touch_all([somebody, add_official(None, "乙三")])
    batch = last()
    row = shown(renamed(somebody, "甲三"))
    assert row.compared == batch and said(row)["姓名"] == ("", "甲三")
    assert row.note.startswith("上一次是批量写入")


def test_a_batch_of_other_rows_is_passed_over(cast, somebody):
    before = last()
    with doing() as record:
        record.touch_all([add_official(None, "乙三")])
        record.touch_all(list(cast.jinnan.posts.all()))
    assert shown(renamed(somebody, "甲三")).compared == before


def test_an_emptied_batch_is_passed_over(somebody):
    before = last()
    with doing() as record:
        record.touch_all([somebody])
    empty(last())
    assert shown(renamed(somebody, "甲三")).compared == before


def empty(entry: LedgerEntry) -> None:
    detail = LedgerDetail.objects.get(entry=entry.pk)
    first, *others = bytes(detail.body).split(b"\n")
    detail.body = b"\n".join([first, *(b"-" for _line in others)])
    detail.save()


def test_a_batch_tells_its_table_its_number_and_its_first_keys(cast):
    posts = list(Post.objects.order_by("pk")[:12])
    with doing() as record:
        record.touch_all(posts)
    (batch,) = changes_of(last(), everywhere).batches
    assert (batch.kind, batch.count, batch.note) == ("职务", 12, "")
    assert len(batch.keys) == 10 and set(batch.keys) <= {str(post.pk) for post in posts}
    assert {"单位", "职务类别", "排序"} <= set(batch.names)
    empty(last())
    (batch,) = changes_of(last(), everywhere).batches
    assert (batch.keys, batch.note) == ((), "已依法删除。")


def test_a_batch_of_the_first_form_has_no_keys(cast):
    with doing() as record:
        record.touch_all([cast.jinnan])
    (batch,) = changes_of(first_form(last()), everywhere).batches
    assert (batch.keys, batch.note) == ((), "早期格式的记录，没有保存内容。")


def test_a_row_that_is_gone_is_named_by_kind_and_key(cast):
    with doing() as record:
        official = add_official(record, "甲二")
        key = official.pk
        official.delete()
        official.pk = key
        record.about(cast.jinnan)
    assert shown().title == f"干部 {key}"


def test_a_table_and_a_column_that_are_no_more_keep_their_bare_names(somebody, monkeypatch):
    monkeypatch.setattr(titles, "model_of", lambda _table: None)
    monkeypatch.setattr(changes, "model_of", lambda _table: None)
    monkeypatch.setattr(earlier, "model_of", lambda _table: None)
    row = shown()
    assert (row.kind, row.title) == ("townships_official", str(somebody.pk))
    assert said(row)["name"] == ("", "甲二")


def test_old_names_of_tables_and_columns_are_understood(somebody, monkeypatch):
    """As if the table had been called otherwise, and the column too, when the first entry was written."""
    entry, detail = last(), LedgerDetail.objects.get(entry=last().pk)
    body = bytes(entry.body).replace(b'"townships_official"', b'"townships_cadre"').replace(b'"name"', b'"called"')
    detail.body = (
        bytes(detail.body).replace(b'"townships_official"', b'"townships_cadre"').replace(b'"name"', b'"called"')
    )
    detail.save()
    with without_triggers():
        LedgerEntry.objects.filter(pk=entry.pk).update(body=body)
    monkeypatch.setattr(renames, "_tables", {"townships_cadre": "townships_official"})
    monkeypatch.setattr(renames, "_columns", {("townships_cadre", "called"): "name"})
    titles.model_of.cache_clear()
    assert said(shown(LedgerEntry.objects.get(pk=entry.pk)))["姓名"] == ("", "甲二")
    assert said(shown(renamed(somebody, "甲三"))) == {"姓名": ("甲二", "甲三")}


class without_triggers:
    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            on = ' ON "ledger_ledgerentry"' if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER ledger_ledgerentry_no_update{on}")

    def __exit__(self, *_error: object) -> None:
        pass


def test_a_column_that_only_one_side_has_is_told(somebody):
    entry = last()
    detail = LedgerDetail.objects.get(entry=entry.pk)
    text = bytes(detail.body).decode()
    detail.body = text.replace('"office_phone":"",', '"hat":"红",').encode()
    detail.save()
    row = shown(renamed(somebody, "甲二"))
    assert said(row) == {"办公电话": ("（没有这一项）", "（空）"), "hat": ("红", "（没有这一项）")}


# Who may not see values --------------------------------------------------------------------------


def test_whoever_may_not_see_values_gets_kinds_keys_and_columns_and_no_line_is_read(somebody, cast):
    with doing() as record:
        record.touch(somebody)
        record.touch_all([cast.jinnan])
    entry = last()
    with CaptureQueriesContext(connection) as queries:
        found = rows_of(entry)
    assert len(queries) == 0
    (row,), (batch,) = found.rows, found.batches
    assert (row.kind, row.title, row.columns) == ("干部", str(somebody.pk), ())
    assert "姓名" in row.names
    assert (batch.kind, batch.count, batch.keys) == ("区划", 1, ())


# Words -------------------------------------------------------------------------------------------


def field(model, name):
    return model._meta.get_field(name)


@pytest.mark.parametrize(
    ("model", "name", "value", "words"),
    [
        (Topic, "category", "large_sum", "大额资金使用"),
        (Topic, "category", "gone", "gone"),
        (AgendaItem, "stage", 1, "倒数第二位"),
        (Topic, "amount", "1234567.00", "1,234,567.00 元"),
        (Topic, "amount", None, "（空）"),
        (Tenure, "acting", True, "是"),
        (Tenure, "acting", False, "否"),
        (Tenure, "start", "2026-03-04", "2026年3月4日"),
        (Publication, "published_at", "2026-03-04T16:05:06.000000Z", "2026年3月5日 00:05:06"),
        (Publication, "content", "00ff", "二进制内容，2 字节，SHA-256 摘要 06eb7d6a69ee19e5…"),
        (Draft, "sections", [{"heading": "一"}], '[\n {\n  "heading": "一"\n }\n]'),
        (Draft, "sections", [], "[]"),
        (Official, "mobile", "9f3b", "已加密"),
        (Official, "mobile", "", "（空）"),
        (Official, "name", "", "（空）"),
        (Official, "division", None, "（空）"),
        (Official, "division", 7, "7"),
        (Post, "rank", 3, "3"),
    ],
)
def test_each_kind_of_value_has_its_words(model, name, value, words):
    assert text_of(field(model, name), value, {}) == words


def test_a_value_of_a_column_that_is_no_more_stands_as_it_is():
    assert [text_of(None, value, {}) for value in ("x", 3, True, None, ["一"])] == [
        "x",
        "3",
        "是",
        "（空）",
        '[\n "一"\n]',
    ]


def test_an_encrypted_number_is_nowhere_in_what_is_shown(cast):
    official = reachable(cast.official("丁一"))
    assert official.mobile.open() not in repr(shown(written(official)))
    assert said(shown(written(official))) == {}
    with doing(stream="990199") as record:
        record.touch(official)
    assert said(shown(may_read=lambda stream: stream == "990199"))["手机号码"] == ("", "已加密")


def test_what_a_foreign_key_points_to_is_called_by_its_title(cast):
    resolution = scene(cast.jinnan, "clerk.jinnan").resolution()
    entry = LedgerEntry.objects.get(act="decisions.item.announce_result")
    rows = {row.kind: row for row in changes_of(entry, everywhere).rows}
    assert rows["决定"].title == "修建文化广场：通过"
    assert said(rows["决定"])["上会议题"] == ("", "1. 修建文化广场")
    assert said(rows["上会议题"])["环节"][1] == "已结束"
    assert said(rows["议题"]) == {"状态": ("已列入议程", "已作决定")}
    vote = changes_of(LedgerEntry.objects.filter(act="decisions.vote.cast").latest("pk"), everywhere).rows[0]
    assert said(vote)["席位"][1].startswith("丁") and said(vote)["录入人"][1].startswith("丁十二（clerk")
    assert resolution.pk


def test_titles_cost_a_few_queries_for_each_model(cast):
    wanted = [(Official, str(each.pk)) for each in Official.objects.all()]
    wanted += [(Assignment, str(each.pk)) for each in Assignment.objects.all()]
    wanted += [(Tenure, str(each.pk)) for each in Tenure.objects.all()]
    wanted += [(type(cast.jinnan), str(each.pk)) for each in type(cast.jinnan).objects.all()]
    with CaptureQueriesContext(connection) as queries:
        found = titles.titles_of(wanted)
    assert len(found) == len(wanted) and len(queries) == 4
    assert found[Official, str(cast.official("丁一").pk)] == "丁一"


def test_every_row_of_an_entry_stands_in_its_bytes_as_the_search_expects(somebody):
    """Key and table are neighbours in the canonical bytes: what the search through a stream rests on."""
    entry = renamed(somebody, "甲三")
    named = earlier.NAMED % canonical_bytes(str(somebody.pk)) + b'townships_official"}'
    assert bytes(entry.body).count(named) == 1
    assert earlier.NO_BATCHES in bytes(entry.body)
