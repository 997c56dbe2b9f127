"""One compiler for all contents: what is wording becomes inputs, and comes back; what is not stays."""

import pytest

from foundation.documents import parts
from foundation.documents.contents import Correction, Minutes, Table, Text
from foundation.documents.kinds import KINDS
from tests.documents.samples import contents, minutes, table, text

pytestmark = pytest.mark.once


def initial(content, value):
    return {name: field.initial for name, field in parts.fields_of(content, value).items()}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_what_is_not_touched_comes_back_as_it_was(kind):
    value = contents(kind)
    assert parts.read(kind.content, value, initial(kind.content, value)) == value
    assert parts.read(kind.content, value, {}) == value


def test_of_minutes_only_reports_and_words_are_inputs():
    names = set(parts.fields_of(Minutes, minutes()))
    assert names == {
        *(f"items-{at}-summary" for at in range(3)),
        "items-0-discussion-0",
        "items-0-discussion-1",
    }
    words = {"items-0-summary": "改写", "items-0-discussion-1": "改话", "items-0-counts": "应到1人", "chair": "丙三"}
    changed = parts.read(Minutes, minutes(), words)
    wanted = minutes()
    wanted["items"][0]["summary"] = "改写"
    wanted["items"][0]["discussion"][1] = "丁喆：改话"
    assert changed == wanted


def test_an_input_is_called_after_its_thing_and_its_speaker():
    labels = [str(field.label) for field in parts.fields_of(Minutes, minutes()).values()]
    assert labels[0] == "关于金南镇2026年农村道路维修工程立项的议题：汇报"
    assert labels[1].endswith("：讨论（丁三）")


def test_headings_are_written_as_on_paper_and_numbered_anew():
    field = parts.Running("正文")
    blocks = text()["blocks"]
    written = field.written(blocks)
    assert written.splitlines()[1:5] == [
        "一、治理重点",
        "（一）资金管理",
        "1. 现金坐支、白条抵库，大额支出未经民主决策。",
        "（1）单笔5000元以上的支出须附会议记录。",
    ]
    assert "二、工作要求" in written and "（2）专项资金须专户核算。" in written
    assert field.parsed(written) == blocks
    assert field.parsed("三、甲\n\n(十二)乙\n3．丙\n(4)丁\n1.5万元\n一是戊") == [
        {"level": 1, "text": "甲"},
        {"level": 2, "text": "乙"},
        {"level": 3, "text": "丙"},
        {"level": 4, "text": "丁"},
        {"level": 0, "text": "1.5万元"},
        {"level": 0, "text": "一是戊"},
    ]


@pytest.mark.parametrize(("number", "said"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (21, "二十一")])
def test_numbers_are_said_in_chinese(number, said):
    assert parts.numeral(number) == said


def test_cells_come_from_bars_or_from_a_sheet():
    assert parts.cells("甲 | 乙｜ 丙") == ["甲", "乙", "丙"]
    assert parts.cells("甲|乙\t丙") == ["甲|乙", "丙"]
    assert parts.cells("  ") == []
    value = table()
    words = {"columns": "项目|金额", "rows": "接待\t12.00\n\n会议 | 3.00"}
    changed = parts.read(Table, value, words)
    assert (changed["columns"], changed["rows"]) == (["项目", "金额"], [["接待", "12.00"], ["会议", "3.00"]])
    assert parts.uneven_row(changed["columns"], changed["rows"]) == ""


def test_what_must_be_worded_is_missed_by_name():
    assert parts.missing(Text, {**text(), "blocks": []}) == ["正文"]
    assert parts.missing(Table, {**table(), "columns": [], "rows": []}) == ["栏目", "各行"]
    assert parts.missing(Text, text()) == parts.missing(Minutes, minutes()) == []


def test_a_correction_is_worded_like_every_text():
    assert set(parts.parts_of(Correction)) == set(parts.parts_of(Text))
    assert parts.parts_of(dict) == {}
