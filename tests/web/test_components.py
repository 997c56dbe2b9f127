"""Every component renders, says in words what it shows, and lets no markup through."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from foundation.web import demo
from foundation.web.components import Action, Column, Event, Link, Pill, Row, Table, Task
from foundation.web.inputs import Radios, open_at

EVIL = '<script>alert("x")</script>'


def html(source: str, **context: Any) -> str:
    return Template("{% load i18n %}" + source).render(Context(context))


def words(source: str, **context: Any) -> str:
    """What a reader sees: the markup taken away, white space joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html(source, **context)).split())


# Dates and money ---------------------------------------------------------------------------------


def test_a_day_is_written_in_chinese_and_in_english() -> None:
    assert html("{{ value|day }}", value=date(2026, 3, 5)) == "2026年3月5日"
    with override("en"):
        assert html("{{ value|day }}", value=date(2026, 3, 5)) == "5 March 2026"
    assert html("{{ value|day }}", value=None) == ""


def test_a_moment_is_told_by_the_countys_clock() -> None:
    late = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
    assert html("{{ value|moment }}", value=late) == "2026年11月22日 01:30"
    assert html("{{ value|day }}", value=late) == "2026年11月22日"
    with override("en"):
        assert html("{{ value|moment }}", value=late) == "22 November 2026, 01:30"
    assert html("{{ value|moment }}", value=None) == ""


def test_when_is_a_time_element() -> None:
    assert html("{% when value %}", value=date(2026, 11, 21)) == '<time datetime="2026-11-21">2026年11月21日</time>'
    moment = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    assert 'datetime="2026-11-21T09:00:00+08:00">2026年11月21日 09:00<' in html("{% when value %}", value=moment)
    assert html("{% when value %}", value=None) == ""


@pytest.mark.parametrize(
    ("amount", "exact", "glance"),
    [
        (Decimal("860.5"), "¥860.50", ""),
        (0, "¥0.00", ""),
        (Decimal("9999.99"), "¥9,999.99", ""),
        (Decimal(10000), "¥10,000.00", "1 万元"),
        (Decimal("1234567"), "¥1,234,567.00", "约 123.46 万元"),
        (Decimal("1234500"), "¥1,234,500.00", "123.45 万元"),
        (Decimal("364000000"), "¥364,000,000.00", "3.64 亿元"),
        (Decimal("-45000"), "−¥45,000.00", "−4.5 万元"),
        (Decimal("1000000"), "¥1,000,000.00", "100 万元"),
        (None, "", ""),
        ("", "", ""),
    ],
)
def test_money_is_exact_and_big_sums_are_also_said_in_wan(amount: Any, exact: str, glance: str) -> None:
    assert html("{{ amount|yuan }}", amount=amount) == exact
    assert html("{{ amount|wan }}", amount=amount) == glance
    assert words("{% money amount %}", amount=amount) == f"{exact} {glance}".strip()


def test_in_english_big_sums_are_said_in_millions() -> None:
    with override("en"):
        assert html("{{ amount|wan }}", amount=Decimal(1_500_000)) == "1.5 million yuan"
        assert html("{{ amount|wan }}", amount=Decimal(2 * 10**9)) == "2 billion yuan"
        assert html("{{ amount|wan }}", amount=Decimal(20_000)) == ""


# Small parts -------------------------------------------------------------------------------------


def test_a_pill_has_a_word_and_a_tone() -> None:
    assert html("{% pill value %}", value=Pill("已逾期", "red")) == '<span class="pill pill-red">已逾期</span>'
    assert html('{% pill "草稿" %}') == '<span class="pill pill-neutral">草稿</span>'
    assert html('{% pill "" "red" %}') == ""


def test_a_misspelt_tone_stops_the_page() -> None:
    with pytest.raises(TemplateSyntaxError, match="purple"):
        html('{% pill "草稿" "purple" %}')
    with pytest.raises(TemplateSyntaxError, match="D"):
        html('{% risk "D" %}')


def test_a_risk_is_said_in_colour_letter_and_word() -> None:
    assert html('{% risk "B" %}') == '<span class="risk risk-b"><b aria-hidden="true">B</b>B 级风险</span>'


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (None, "— 无"),
        ("", "— 无"),
        ([], "— 无"),
        (0, "0"),
        (False, "False"),
        ("一句话", "一句话"),
        (Pill("草稿"), "草稿"),
        (Link("去处", "/x/"), "去处"),
        (Link("没有去处"), "没有去处"),
        (date(2026, 1, 2), "2026年1月2日"),
        (Decimal("1.5"), "¥1.50"),
        (["甲", Pill("乙")], "甲 乙"),
    ],
)
def test_any_value_can_be_shown(value: Any, seen: str) -> None:
    assert words("{% show value %}", value=value) == seen


def test_a_notice_says_in_a_word_what_its_colour_says() -> None:
    assert words('{% notice "没有保存。" "error" %}') == "有误 没有保存。"
    assert words('{% notice "仅供参考。" "debug" %}') == "提示 仅供参考。"
    assert words('{% notice "还缺一人。" "warning" "原因" %}') == "原因 还缺一人。"


def test_an_empty_list_is_one_sentence() -> None:
    assert html('{% nothing "尚无公开内容。" %}').strip() == '<p class="empty">尚无公开内容。</p>'


def test_the_current_page_is_marked_in_the_menu() -> None:
    request = SimpleNamespace(resolver_match=SimpleNamespace(view_name="web:desk"))
    assert html('<a{% here "web:desk" "web:other" %}>', request=request) == '<a aria-current="page">'
    assert html('<a{% here "web:other" %}>', request=request) == "<a>"
    assert html('<a{% here "web:desk" %}>') == "<a>"
    assert html('<a{% here "web:desk" %}>', request=SimpleNamespace(resolver_match=None)) == "<a>"


def test_the_menu_names_only_doors_that_open() -> None:
    clerk = SimpleNamespace(is_authenticated=True, may=lambda capability: capability == "enter_desk")
    source = '{% if user|may:"enter_desk" %}工作台{% endif %}{% if user|may:"enter_admin" %}后台{% endif %}'
    assert html(source, user=clerk) == "工作台"
    assert html(source, user=SimpleNamespace(is_authenticated=False)) == ""
    assert html(source) == ""


# Moving about ------------------------------------------------------------------------------------


def test_breadcrumbs_take_links_pairs_and_mappings() -> None:
    crumbs = [Link("首页", "/"), ("金南镇", "/t/1/"), {"label": "本页"}]
    shown = html("{% breadcrumbs crumbs %}", crumbs=crumbs)
    assert '<a href="/">首页</a>' in shown
    assert '<a href="/t/1/">金南镇</a>' in shown
    assert "<li>本页</li>" in shown


def test_tabs_are_links_and_one_is_the_page() -> None:
    shown = html('{% tabs links "/b" "办理情况" %}', links=[Link("甲", "/a"), Link("乙", "/b")])
    assert '<a href="/a">甲</a>' in shown
    assert '<a href="/b" aria-current="page">乙</a>' in shown
    assert 'aria-label="办理情况"' in shown


def test_the_pager_shows_only_ways_that_exist() -> None:
    assert "上一页" not in html('{% pager next="?after=9" %}')
    assert 'href="?after=9"' in html('{% pager next="?after=9" %}')
    assert 'rel="prev"' in html('{% pager previous="?before=9" %}')
    assert html("{% pager %}").strip() == ""


# Acts --------------------------------------------------------------------------------------------


def test_an_act_is_a_form_with_its_tokens() -> None:
    act = Action("送达", "/deliver/", kind="primary", token="once", fields=[("version", "3")])
    shown = html("{% action act %}", act=act, csrf_token="secret")
    assert '<form method="post" action="/deliver/">' in shown
    assert 'name="csrfmiddlewaretoken" value="secret"' in shown
    assert 'name="form_token" value="once"' in shown
    assert 'name="version" value="3"' in shown
    assert 'class="button button-primary"' in shown


def test_a_way_is_a_link() -> None:
    assert '<a class="button button-secondary" href="/x/">' in html(
        "{% action act %}", act=Action("打开", "/x/", "get")
    )


def test_the_page_opens_at_an_act_that_can_be_done() -> None:
    for method in ("get", "post"):
        assert "autofocus" in html("{% action act %}", act=Action("打开", "/x/", method, focus=True))
    closed = Action("打开", "/x/", allowed=False, reason="还没有到会。", focus=True)
    assert "autofocus" not in html("{% action act %}", act=closed)


def test_the_page_opens_at_one_radio_button_of_a_form_that_is_not_filled_in() -> None:
    class Reply(forms.Form):
        kind = forms.ChoiceField(choices=[("a", "接受"), ("b", "不接受")], widget=Radios)

    for form, expected in ((Reply(), 1), (Reply({}), 0)):
        open_at(form, "kind")
        shown = str(form["kind"])
        assert shown.count("autofocus") == expected
        assert "autofocus" not in shown[shown.index('value="b"') :]
    assert "autofocus" not in str(Reply()["kind"])


def test_a_closed_act_shows_its_reason_as_text_and_cannot_be_sent() -> None:
    act = Action("书记表态", "/state/", allowed=False, reason="丙三还没有表态。")
    shown = html("{% actions acts %}", acts=[act], csrf_token="secret")
    assert "<button" in shown and "disabled" in shown
    assert "<form" not in shown and "/state/" not in shown and "title=" not in shown
    assert words("{% actions acts %}", acts=[act]) == "书记表态 暂不能办理：丙三还没有表态。"


def test_no_acts_leave_no_empty_box() -> None:
    assert html("{% actions acts %}", acts=[]).strip() == ""


# Forms -------------------------------------------------------------------------------------------


class Paper(forms.Form):
    title = forms.CharField(label="名称", help_text="写清楚", max_length=5)
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲类")], widget=forms.RadioSelect)
    file = forms.FileField(label="附件", required=False)
    sure = forms.BooleanField(label="已核对")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise ValidationError("整张表都不对。")


def test_a_field_has_label_hint_and_the_word_required() -> None:
    shown = html('{% form form "提交" %}', form=Paper())
    assert re.search(
        r'<label class="field-label" for="id_title">名称<span class="field-must">必填</span></label>', shown
    )
    assert '<div class="helptext" id="id_title_helptext">写清楚</div>' in shown
    assert 'aria-describedby="id_title_helptext"' in shown
    assert re.search(r"<fieldset>\s*<legend>类别<span", shown)
    assert re.search(r'<label class="field-label" for="id_file">附件</label>', shown)
    assert re.search(r'<label class="field-check" for="id_sure"><input type="checkbox"', shown)
    assert "novalidate" in shown and 'enctype="multipart/form-data"' in shown


def test_a_form_has_one_button_and_a_way_out() -> None:
    shown = html(
        '{% form form "提交" token="t" action="/a/" cancel="/back/" next="/n/" %}', form=Paper(), csrf_token="s"
    )
    assert shown.count("<button") == 1
    assert 'action="/a/"' in shown and 'href="/back/"' in shown
    assert 'name="next" value="/n/"' in shown and 'name="form_token" value="t"' in shown


def test_a_wrong_field_says_so_and_is_tied_to_its_message() -> None:
    shown = html('{% form form "提交" %}', form=Paper({"title": "太长太长太长"}))
    assert '<div class="field field-wrong">' in shown
    assert 'id="id_title_error"' in shown
    assert 'aria-describedby="id_title_helptext id_title_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert '<fieldset aria-describedby="id_kind_error">' in shown


def test_the_error_summary_leads_to_each_field() -> None:
    shown = html("{% error_summary form %}", form=Paper({"title": "好"}))
    assert '<a href="#id_kind_0">类别：' in shown
    assert '<a href="#id_sure">已核对：' in shown
    assert "<li>整张表都不对。</li>" in shown
    assert 'role="alert"' in shown and "autofocus" in shown
    assert "autofocus" not in html("{% error_summary form focus=False %}", form=Paper({}))


def test_the_error_summary_names_a_field_once() -> None:
    """Rules begin with the thing that they refuse, fields do not."""
    form = Paper({"title": "好"})
    form.add_error("title", "名称：已有这个名称。请换一个。")
    shown = html("{% error_summary form %}", form=form)
    assert '<a href="#id_title">名称：已有这个名称。请换一个。</a>' in shown
    assert '<a href="#id_kind_0">类别：' in shown


def test_fields_without_ids_and_labels_are_shown_too() -> None:
    class Bare(forms.Form):
        a = forms.CharField(label="", help_text="说明")
        b = forms.ChoiceField(label="", choices=[("x", "甲")], widget=forms.RadioSelect)

    shown = html('{% form form "提交" %}', form=Bare(auto_id=False))
    assert "<label class" not in shown and "<legend" not in shown
    assert '<div class="helptext">说明</div>' in shown


def test_answers_are_checked_before_a_binding_act() -> None:
    rows = [Row("金额", Decimal(10), "/change/"), Row("状态", Pill("草稿"))]
    source = '{% check_answers rows "确认提交" "提交后不能再改。" token="t" cancel="/later/" %}'
    shown = html(source, rows=rows, csrf_token="s")
    assert '<a href="/change/">修改<span class="unseen">金额</span></a>' in shown
    assert "提交后不能再改。" in shown and 'href="/later/"' in shown
    assert 'name="form_token" value="t"' in shown and shown.count("<button") == 1


# Lists -------------------------------------------------------------------------------------------


def test_table_cells_carry_the_name_of_their_column() -> None:
    table = Table("事项", [Column("名称"), Column("金额", number=True)], [["修路", Decimal(5)]])
    shown = html("{% table table %}", table=table)
    assert '<th scope="row" role="rowheader">修路</th>' in shown
    assert re.search(r'<td role="cell" data-label="金额" class="number">', shown)
    assert "<caption>事项</caption>" in shown


def test_a_table_without_rows_is_a_sentence_or_nothing() -> None:
    assert words("{% table table %}", table=Table("异议", [Column("内容")], empty="没有收到异议。")) == "没有收到异议。"
    assert html("{% table table %}", table=Table("异议", [Column("内容")])).strip() == ""


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        html("{% table table %}", table=Table("事项", [Column("名称")], [["修路", "多余"]]))


def test_a_blocked_task_says_why_and_cannot_be_opened() -> None:
    tasks = [Task("送达", "/a/", Pill("已完成", "green")), Task("开会", hint="材料送达满两天后才能开会。")]
    shown = html("{% tasks tasks %}", tasks=tasks)
    assert shown.count("<a ") == 1
    assert words("{% tasks tasks %}", tasks=tasks) == "送达 已完成 开会 材料送达满两天后才能开会。"


def test_a_timeline_says_what_is_current() -> None:
    events = [
        Event("提出", date(2026, 11, 1), "甲一", "齐全", pill=Pill("补录", "amber")),
        Event("审核", who="乙二", state="current"),
        Event("公示", state="ahead"),
    ]
    assert words("{% timeline events %}", events=events) == "提出 补录 2026年11月1日 · 甲一 齐全 审核 当前 乙二 公示"


def test_a_vacant_post_is_shown_as_vacant() -> None:
    people = [
        {"name": "甲一", "post": "镇长", "acting": True, "portfolio": "全面", "phone": "000"},
        {"post": "委员", "vacant": True},
    ]
    assert words("{% seats people %}", people=people) == "甲一 镇长 主持工作 分管： 全面 电话： 000 空缺 委员"


# All of them -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "{% pill evil %}",
        "{% show evil %}",
        "{% notice evil %}",
        "{% nothing evil %}",
        "{% breadcrumbs crumbs %}",
        "{% tabs links '/' evil %}",
        "{% pager evil evil %}",
        "{% actions acts %}",
        "{% check_answers rows evil evil evil evil %}",
        "{% table table %}",
        "{% tasks tasks %}",
        "{% timeline events %}",
        "{% seats people %}",
        "{% form form evil token=evil action=evil cancel=evil next=evil %}",
        "{% error_summary form %}",
    ],
)
def test_no_component_lets_markup_through(source: str) -> None:
    class Evil(forms.Form):
        field = forms.CharField(label=EVIL)

        def clean(self) -> None:
            raise ValidationError(EVIL)

    link = Link(EVIL, EVIL)
    context = {
        "evil": EVIL,
        "crumbs": [link, (EVIL, EVIL)],
        "links": [link],
        "acts": [Action(EVIL, EVIL, fields=[(EVIL, EVIL)], token=EVIL), Action(EVIL, EVIL, allowed=False, reason=EVIL)],
        "rows": [Row(EVIL, [link, EVIL], EVIL)],
        "table": Table(EVIL, [Column(EVIL), Column(EVIL)], [[link, EVIL]]),
        "tasks": [Task(EVIL, EVIL, Pill(EVIL), EVIL)],
        "events": [Event(EVIL, date(2026, 1, 1), EVIL, EVIL, pill=Pill(EVIL))],
        "people": [{"name": EVIL, "post": EVIL, "portfolio": EVIL, "phone": EVIL}],
        "form": Evil({"field": EVIL}),
        "csrf_token": "s",
    }
    shown = html(source, **context)
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_the_component_page_shows_every_component() -> None:
    request = RequestFactory().get("/desk/components/")
    request.user = SimpleNamespace(
        is_authenticated=True, is_active=False, may=lambda _capability: True, get_short_name=lambda: "甲一"
    )
    shown = render_to_string("web/components.html", demo.samples(), request)
    for tag in ("pill", "risk", "actions", "notice", "money", "when", "tabs", "pager", "tasks", "timeline", "table"):
        assert f"{{% {tag} %}}" in shown, tag
    for tag in ("seats", "check_answers", "form", "error_summary"):
        assert f"{{% {tag} %}}" in shown, tag
