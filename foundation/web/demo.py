"""Made-up examples for the page that shows all components. Nobody and nothing in here is real."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.web.components import Action, Column, Event, Link, Pill, Progress, Row, Table, Task
from foundation.web.events import Panel, WorkItem

HERE = "#main"


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label=gettext_lazy("议题名称"), help_text=gettext_lazy("一句话写清要决定什么，不超过 60 个字。")
    )
    amount = forms.DecimalField(
        label=gettext_lazy("金额（元）"),
        max_digits=15,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    day = forms.DateField(label=gettext_lazy("拟上会日期"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label=gettext_lazy("属于哪一类"),
        help_text=gettext_lazy("按本镇集体决策事项目录选择。"),
        widget=forms.RadioSelect,
        choices=[
            ("project", gettext_lazy("重大项目安排")),
            ("money", gettext_lazy("大额资金使用")),
            ("people", gettext_lazy("重要人事任免")),
        ],
    )
    papers = forms.MultipleChoiceField(
        label=gettext_lazy("已备齐的材料"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("budget", gettext_lazy("预算")),
            ("opinion", gettext_lazy("法律意见")),
            ("survey", gettext_lazy("征求意见情况")),
        ],
    )
    office = forms.ChoiceField(
        label=gettext_lazy("提出单位"), choices=[("a", gettext_lazy("示例办公室")), ("b", gettext_lazy("示例服务中心"))]
    )
    reason = forms.CharField(label=gettext_lazy("理由"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    sure = forms.BooleanField(label=gettext_lazy("我已核对以上内容"))


def samples() -> dict[str, Any]:
    """The context of `web/components.html`."""
    return {
        "breadcrumbs": [Link(_("我的工作"), "/desk/")],
        "actions": _actions(),
        "pills": [
            Pill(_("草稿")),
            Pill(_("审核中"), "blue"),
            Pill(_("已公开"), "green"),
            Pill(_("三日内到期"), "amber"),
            Pill(_("已逾期"), "red"),
        ],
        "grades": ["A", "B", "C"],
        "notices": [
            ("info", _("会前两天应当把议题和材料送达全体成员。")),
            ("success", _("已送达 9 名成员。")),
            ("warning", _("还有 2 名成员没有表态，书记暂不能表态。")),
            ("error", _("没有保存。网络中断，请再提交一次。")),
        ],
        "works": [Progress(_("重做查找索引"), 1250, 4000), Progress(_("生成 PDF"))],
        "tabs": [Link(_("全部"), HERE), Link(_("等我办理"), "#waiting"), Link(_("已办结"), "#done")],
        "here": HERE,
        "rows": _rows(),
        "table": _table(),
        "empty_table": Table(_("异议"), [Column(_("内容"))], empty=_("公示期内没有收到异议。")),
        "tasks": _tasks(),
        "events": _events(),
        "panel": _panel(),
        "people": _people(),
        "sums": [Decimal("860.5"), Decimal("1234567"), Decimal("364000000"), Decimal("-45000")],
        "day": date(2026, 11, 21),
        "sample_form": SampleForm(),
        "wrong_form": SampleForm({"wrong-amount": "一万", "wrong-office": "a"}, prefix="wrong"),
    }


def _actions() -> list[Action]:
    return [
        Action(_("提交审核"), HERE, method="get", kind="primary"),
        Action(_("保存草稿"), HERE, method="get"),
        Action(_("撤回"), HERE, method="get", kind="danger"),
        Action(
            _("书记表态"),
            HERE,
            allowed=False,
            reason=_("委员丙三、丁四还没有表态。党政正职最后表态，请等其他成员表态完毕。"),
        ),
    ]


def _rows() -> list[Row]:
    return [
        Row(_("议题"), _("示例村道路维修"), HERE),
        Row(_("类别"), _("重大项目安排"), HERE),
        Row(_("金额"), Decimal("386500"), HERE),
        Row(_("拟上会日期"), date(2026, 11, 25), HERE),
        Row(_("材料"), [_("预算"), _("征求意见情况")], HERE),
        Row(_("状态"), Pill(_("草稿"))),
        Row(_("备注"), ""),
    ]


def _table() -> Table:
    columns = [Column(_("事项")), Column(_("决定日期")), Column(_("金额"), number=True), Column(_("状态"))]
    rows = [
        [Link(_("示例村道路维修"), HERE), date(2026, 11, 18), Decimal("386500"), Pill(_("公示中"), "blue")],
        [Link(_("示例站房屋修缮"), HERE), date(2026, 10, 9), Decimal("48200.5"), Pill(_("已公开"), "green")],
        [Link(_("办公设备采购"), HERE), date(2026, 9, 30), Decimal("1234567"), Pill(_("已逾期"), "red")],
    ]
    return Table(_("集体决定的事项"), columns, rows)


def _tasks() -> list[Task]:
    return [
        Task(_("填写议题呈报单"), HERE, Pill(_("已完成"), "green")),
        Task(_("征求群众意见"), HERE, Pill(_("已完成"), "green"), _("收到 12 条意见，采纳 7 条")),
        Task(_("会前告知"), HERE, Pill(_("进行中"), "blue"), _("9 名成员中已送达 7 名")),
        Task(_("开会"), "", Pill(_("暂不能办")), _("全体成员收到材料满两天后才能开会。")),
        Task(_("公示"), "", Pill(_("未开始"))),
    ]


def _events() -> list[Event]:
    return [
        Event(_("提出议题"), date(2026, 11, 12), _("甲一（副镇长）")),
        Event(_("审核通过"), date(2026, 11, 14), _("乙二（党政办）"), _("材料齐全，属于集体决策事项目录第 12 项。")),
        Event(_("会前告知"), date(2026, 11, 16), _("党政办"), state="current"),
        Event(_("党委会讨论、表决"), date(2026, 11, 18), state="ahead"),
        Event(_("公示"), state="ahead"),
    ]


def _panel() -> Panel:
    items = [
        WorkItem(
            _("复核公开稿：示例站房屋修缮"),
            HERE,
            _("乙二 11月17日送来"),
            due=date(2026, 11, 19),
            basis=_("按本县规定（待县确认）"),
            overdue=True,
        ),
        WorkItem(
            _("送达会议材料：示例村道路维修"), HERE, _("还有 2 名成员没有签收"), _("进行中"), "blue", date(2026, 11, 23)
        ),
        WorkItem(_("校对会议纪要"), HERE, pill=_("草稿")),
    ]
    return Panel(_("等我办理"), items)


def _people() -> list[dict[str, Any]]:
    return [
        {"name": _("甲一"), "post": _("党委书记"), "portfolio": _("主持党委全面工作")},
        {
            "name": _("乙二"),
            "post": _("党委副书记、镇长"),
            "acting": True,
            "portfolio": _("主持政府工作"),
            "phone": "0000-00000000",
        },
        {"name": _("丙三"), "post": _("党委委员、纪委书记"), "portfolio": _("纪检监察")},
        {"post": _("党委委员、组织委员"), "vacant": True},
    ]
