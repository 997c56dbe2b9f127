"""The HTML that an office may write: what it can say, and all that it cannot."""

import html as markup
import re
from io import BytesIO

import pytest
from django.template.base import Node

from foundation.documents import kinds, own_html, press, trying
from foundation.documents.fields import context_of, shapes_of
from foundation.documents.flattening import starter
from foundation.documents.selectors_templates import template_of_paper
from foundation.documents.specimens import specimen_of
from foundation.documents.states import Form
from foundation.documents.templating import Names
from foundation.violations import RuleViolation
from tests.documents.samples import contents
from tests.documents.sheets import html, unsaved

pytestmark = pytest.mark.once
every_kind = pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.code)


def filled(source: str, kind=kinds.CIRCULAR) -> str:
    return own_html.fill(source, context_of(unsaved(kind, contents(kind))), shapes_of(kind))


def words(page: str) -> str:
    page = re.sub(r"<style.*?</style>|<div class=\"foot.*?</div>", "", page, flags=re.DOTALL)
    return re.sub(r"\s", "", markup.unescape(re.sub(r"<[^>]*>", "", page)))


@every_kind
def test_the_house_itself_speaks_the_language(kind):
    """What the office begins with prints what the house prints: one truth, cut out of its templates."""
    source = starter(kind.template)
    assert "{% extends" not in source and "{% include" not in source and "block.super" not in source
    assert words(filled(source, kind)) == words(html(kind, contents(kind)).partition("<body>")[2])
    assert ("<style>" in source) == (kind in (kinds.LETTER, kinds.TABLE))
    # And so does the sample that it will be tried on.
    specimen = specimen_of(kind)
    assert "甲" in own_html.fill(source, context_of(specimen), shapes_of(kind)) or kind == kinds.TABLE


def test_it_stands_between_the_feet_of_the_house():
    page = own_html.page_of(unsaved(kinds.CIRCULAR, contents(kinds.CIRCULAR)), "<p>{{ content.title }}</p>", _frame())
    assert 'specimen"' not in page and page.index('class="foot"') < page.index("<p>关于") < page.index("foot last")
    style = own_html.page_of(specimen_of(kinds.CIRCULAR), "<style>p { color: red }</style>x", _frame(), specimen=True)
    assert style.count("<style>") == 1 and "p { color: red }" in style and '<div class="specimen">样' in style


def _frame() -> dict:
    return {"paper": specimen_of(kinds.CIRCULAR), "content": {"body": "x"}, "marks": {}, "head_size": 30}


def test_words_are_escaped():
    content = {**contents(kinds.CIRCULAR), "signer": "<script>&{{ x }}"}
    context = context_of(unsaved(kinds.CIRCULAR, content))
    said = own_html.fill("<p>{{ content.signer }}</p>", context, shapes_of(kinds.CIRCULAR))
    assert said == "<p>&lt;script&gt;&amp;{{ x }}</p>"


def test_what_is_of_the_language():
    source = (
        "{% for b in content.blocks %}{% if b.level == 1 and not forloop.first %}[{{ forloop.counter }}{{ b.text }}]"
        "{% elif b.level == 4 or b.level == 9 %}.{% else %}{% endif %}{% empty %}无{% endfor %}"
        '{{ content.copies|join:"、"|length }}{% comment %}words{% endcomment %}{{ "是" }}{{ content.date|day }}'
    )
    assert filled(source) == "[2治理重点]..[9工作要求]21是2026年3月6日"


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("{{ content.title.__class__ }}", "syntax", "__class__"),
        ("{{ content.__class__ }}", "syntax", "__class__"),
        ("{{ content.title.upper }}", "unknown", "content.title.upper"),
        ("{{ ''.join }}", "syntax", "join"),
        ("{{ settings.SECRET_KEY }}", "unknown", "settings.SECRET_KEY"),
        ("{{ paper.pk }}", "unknown", "paper.pk"),
        ("{{ marks.code }}", "unknown", "marks.code"),
        ("{{ content.blocks }}", "no_text", "content.blocks"),
        ("{{ content.title|safe }}", "forbidden", "safe"),
        ('{{ content.title|add:"x" }}', "forbidden", "add"),
        ("{{ content.copies|join:content.blocks }}", "no_text", "content.blocks"),
        ("{{ content.copies|join:secret }}", "unknown", "secret"),
        ("{% load static %}", "forbidden", "load"),
        ("{% include 'base.html' %}", "forbidden", "include"),
        ("{% extends 'base.html' %}", "forbidden", "extends"),
        ("{% debug %}", "forbidden", "debug"),
        ("{% url 'web:desk' %}", "forbidden", "url"),
        ("{% with a=content.title %}{% endwith %}", "forbidden", "with"),
        ("{% for a in 'abc' %}{% endfor %}", "forbidden", "abc"),
        ("{% for a, b in content.blocks %}{% endfor %}", "forbidden", "for"),
        ("{% for a in content.blocks|length %}{% endfor %}", "forbidden", "for"),
        ("{% for paper in content.blocks %}{% endfor %}", "forbidden", "paper"),
        ("{% for a in content.title %}{% endfor %}", "no_list", "content.title"),
        ("{% if content.secret %}{% endif %}", "unknown", "content.secret"),
        ("{% if content.title %}", "syntax", "if"),
        ("{% for a in content.blocks %}" * 7 + "{% endfor %}" * 7, "too_much", "套得太深"),
        ("{{ content.title }}" * 401, "too_much", "过多"),
        ("x" * 65537, "too_much", "过多"),
        ("{% for a in content.blocks %}{% for b in content.blocks %}{% for c in content.blocks %}"
         "{% for d in content.blocks %}" + "x" * 2000 + "{% endfor %}" * 4, "too_much", "过多"),
        ("<script>1</script>", "markup", "<script>"),
        ("<img src=x>", "markup", "<img>"),
        ("<a href='http://x'>x</a>", "markup", "<a>"),
        ("<link rel=stylesheet>", "markup", "<link>"),
        ("<iframe>", "markup", "<iframe>"),
        ("<p onclick='x'>", "markup", "<p onclick>"),
        ("<p data-x='1'>", "markup", "<p data-x>"),
        ("<!DOCTYPE html>", "markup", "<!DOCTYPE"),
        ("<?php x ?>", "markup", "<?php"),
        ("<!-- x -->", "markup", "<!--"),
        ("<style>@import 'x.css';</style>", "style", "@import"),
        ("<style>@font-face { src: url(x) }</style>", "style", "@font-face"),
        ("<style>p { background: url(http://x/y.png) }</style>", "style", "url"),
        ('<style>p { background: URL("file:///etc/passwd") }</style>', "style", "url"),
        ("<style>p { content: attr(class) }</style>", "style", "attr"),
        ("<p style='background: url(x)'>", "style", "url"),
        ("<style>p { padding: 99999mm }</style>", "style", "99999mm"),
        ("<p style='height: 1e9mm'>", "style", "1e9mm"),
        ("<style>@page { @top-left { content: url(x) } }</style>", "style", "url"),
        ("<style>p } </style>", "style", "}"),
        ("<style>p { color: red } < </style>", "style", "<"),
    ],
)  # fmt: skip
def test_what_is_not_of_the_language_is_refused(source, code, said):
    with pytest.raises(RuleViolation) as refused:
        filled(source)
    assert refused.value.code == f"documents.template_{code}", str(refused.value)
    assert said in str(refused.value) and refused.value.field == "text"


# The press ---------------------------------------------------------------------------------------


def test_the_press_prints_and_fetches_nothing(recwarn, caplog):
    """What the other process does, done here: nothing of the disk or the network comes in."""
    out = BytesIO()
    given = b'{"html": "<p>\\u56fd</p><img src=\\"file:///etc/hostname\\">", "faces": ""}'
    press.work(BytesIO(given), out)
    assert out.getvalue().startswith(b"%PDF-")
    assert "etc/hostname" in caplog.text


def test_the_press_works_in_a_process_of_its_own():
    pdf = press.printed("<p>x</p><p style='break-before: page'>y z</p>", "")
    assert pdf.startswith(b"%PDF-") and trying._pages(pdf) == ["x", "yz"]


def test_what_nobody_registered_is_refused_all_the_same():
    with pytest.raises(RuleViolation, match="Node"):
        own_html._Reader().look([Node()], Names({}, field="text"))


def test_what_takes_too_long_is_said(monkeypatch):
    monkeypatch.setattr(press.sys, "executable", "/bin/false")
    with pytest.raises(press.TooLong):
        press.printed("<p>x</p>", "")


def test_a_sample_is_nobodys():
    assert template_of_paper(specimen_of(kinds.CIRCULAR), Form.HTML) is None
