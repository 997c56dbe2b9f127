"""A pasted text is cut into its articles, and nothing of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.rulebook.articles import is_heading, number_of, split

DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """1 … 999 as regulations write them: 十, 二十一, 一百零三, 一百一十."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")


def cut(text: str) -> list[tuple[str, str]]:
    return [(part.label, part.text) for part in split(text)]


def test_every_number_is_read():
    assert [n for n in range(1, 1000) if (number_of(chinese(n)), number_of(str(n))) != (n, n)] == []


@pytest.mark.parametrize(
    ("numeral", "number"), [("１２", 12), ("二 十", 20), ("一〇三", 3), ("两百", 200), ("甲", 0), (" ", 0)]
)
def test_numbers_of_other_kinds(numeral, number):
    assert number_of(numeral) == number


def test_articles_in_every_spelling():
    text = "　　第一条　甲。\n第 二 条 乙。\n第3条 丙。\n第４条\n丁。\n第五条戊。\n第五条之一　己。\n 第六条"
    assert cut(text) == [
        ("第一条", "甲。"),
        ("第二条", "乙。"),
        ("第3条", "丙。"),
        ("第４条", "丁。"),
        ("第五条", "戊。"),
        ("第五条之一", "己。"),
        ("第六条", ""),
    ]


def test_paragraphs_stay_with_their_article():
    assert cut("第一条　下列情形：\n（一）甲；\n\n　　（二）乙。\r\n第二条　丙。") == [
        ("第一条", "下列情形：\n（一）甲；\n（二）乙。"),
        ("第二条", "丙。"),
    ]


def test_chapters_are_headings_and_what_stands_before_has_no_label():
    text = "某某办法\n（试行）\n第一章　总则\n第一条　甲。\n第二章附则\n第二条　乙。"
    assert cut(text) == [
        ("", "某某办法\n（试行）"),
        ("第一章", "总则"),
        ("第一条", "甲。"),
        ("第二章", "附则"),
        ("第二条", "乙。"),
    ]
    assert [is_heading(label) for label, _text in cut(text)] == [False, True, False, True, False]


@pytest.mark.parametrize(
    "line",
    [
        "第一条规定的情形",
        "第二条所列事项",
        "第二条、第三条规定的",
        "第二条第一款",
        "第二条的规定",
        "第九条办理。",
        "第一条　重复的编号",
        "第条　没有编号",
        "第零条　没有这一条",
        "第二章规定的事项",
        "第三条之规定",
        "第三节课上讲了很多内容，讨论了很久，大家都发表了意见。",
    ],
)
def test_a_line_that_speaks_of_an_article_goes_on_with_the_one_before(line):
    assert cut(f"第一条　甲，根据\n{line}\n乙。") == [("第一条", f"甲，根据\n{line}\n乙。")]


@pytest.mark.parametrize("begins", ["及时公开。", "所有干部都要遵守。", "到会人数须过半数。", "中共某某委员会负责。"])
def test_an_article_may_begin_without_a_space(begins):
    assert cut(f"第一条　甲。\n第二条{begins}") == [("第一条", "甲。"), ("第二条", begins)]


def test_numbers_may_be_left_out_and_an_annex_counts_anew():
    assert [label for label, _text in cut("第二条　甲。\n第七条　乙。\n附件\n第一条　丙。\n第二条　丁。")] == [
        "第二条",
        "第七条",
        "第一条",
        "第二条",
    ]


def test_nothing_has_no_articles():
    assert cut("") == cut(" \n\u3000\n") == []


WORDS = st.text(alphabet="甲乙丙丁，。（）：、 \u3000第条章之一二三十0123456789规定的\n\t", max_size=60)


@given(WORDS)
def test_nothing_is_lost(text):
    """Whatever is pasted: the pieces together are the text, but for blank space."""
    parts = split(text)
    assert "".join("".join(f"{part.label}{part.text}" for part in parts).split()) == "".join(text.split())
    assert all(part.label or part.text for part in parts)
    assert all(part.label for part in parts[1:])
    assert all(len(part.label) <= 30 for part in parts)


@given(st.text(max_size=200))
def test_nothing_is_lost_of_any_text(text):
    assert "".join("".join(f"{part.label}{part.text}" for part in split(text)).split()) == "".join(text.split())


BODY = st.text(alphabet="甲乙丙丁戊，。：（一）\n", min_size=1, max_size=40).map(str.strip).filter(bool)


@given(st.lists(BODY, min_size=1, max_size=30), st.sampled_from(["　", " ", "\u3000\u3000", "\n"]))
def test_a_regulation_that_is_written_out_comes_back(bodies, gap):
    text = "\n".join(f"第{chinese(number)}条{gap}{body}" for number, body in enumerate(bodies, start=1))
    wanted = [
        (f"第{chinese(number)}条", "\n".join(line.strip() for line in body.splitlines() if line.strip()))
        for number, body in enumerate(bodies, start=1)
    ]
    assert cut(text) == wanted
