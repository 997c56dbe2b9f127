"""The forms of a topic and of its sheet. They check the shape; the rules stand in the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from decisions import selectors
from decisions.forms import OfficialField, choose, text_field
from decisions.models import Topic
from decisions.services import Line, Proposal
from decisions.states import OUTSIDE, Answer, Duty, Step
from foundation.money import MAX_YUAN
from foundation.townships.models import Division, Official, User
from foundation.web.inputs import day_field
from foundation.web.tokens import OnceForm
from powers.models import DirectoryEntry


class TopicForm(OnceForm):
    """What stands on a sheet. Of a classified topic nothing is typed: the system gives it a number."""

    title = forms.CharField(label=_("议题名称"), help_text=_("一句话写清要决定什么。"), max_length=120, required=False)
    content = text_field(_("主要内容"), 5000, 6, help_text=_("背景、依据、方案和需要会议决定的事。"), required=False)
    amount = forms.DecimalField(
        label=_("涉及金额（元）"),
        help_text=_("不涉及资金的不填。按金额区分程序的事项必须填写。"),
        required=False,
        min_value=0,
        max_value=MAX_YUAN,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    leader = OfficialField(
        label=_("分管领导"), queryset=None, required=False, help_text=_("在呈报单上第一个签署。简易程序的不填。")
    )
    planned_day = day_field(_("计划上会日期"))
    #: A revised topic is what it was.
    is_classified = False

    def proposal(self) -> Proposal:
        """What the service is told. Raises `KeyError` before the form is valid."""
        names = ("title", "content", "amount", "leader", "planned_day")
        said = {name: self.cleaned_data[name] for name in names}
        return Proposal(**said, classified=self.cleaned_data.get("classified", self.is_classified))


class ReviseForm(TopicForm):
    """Change what stands on a sheet."""

    def __init__(self, topic: Topic, leaders: QuerySet[Official], *args: Any, **kwargs: Any) -> None:
        names = ("amount", "leader", "planned_day") if topic.classified else tuple(TopicForm.base_fields)
        initial = {name: getattr(topic, name) for name in names if name != "form_token"}
        super().__init__(*args, **{"initial": initial, **kwargs})
        choose(self, "leader", leaders)
        self.is_classified = topic.classified


class MatterForm(OnceForm):
    """What a topic is about: an entry of the directory of its unit, or a body for what the directory does not name."""

    #: Fields that ask for somebody who serves there.
    PEOPLE: tuple[str, ...] = ()

    unit: forms.ModelChoiceField = forms.ModelChoiceField(label=_("单位"), queryset=None)
    entry = forms.TypedChoiceField(
        label=_("目录事项"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("按集体决策目录选择，由谁决定、会前办什么都由目录规定。目录里没有的选“目录外事项”。"),
    )
    body: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("提请决定的组织"), queryset=None, required=False, help_text=_("只有目录外事项才选。")
    )

    def __init__(
        self,
        user: User,
        units: Sequence[Division],
        entries: Sequence[DirectoryEntry],
        today: date,
        *args: Any,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.units, self.entries = units, {entry.pk: entry for entry in entries}
        choose(self, "unit", Division.objects.filter(pk__in=[unit.pk for unit in units]))
        if len(units) == 1:
            del self.fields["unit"]
        choose(self, "body", selectors.bodies_of(user, today))
        for name in self.PEOPLE:
            choose(self, name, selectors.serving_officials(user, today))
        groups: dict[str, list[tuple[int, str]]] = {}
        for entry in entries:
            groups.setdefault(entry.kind.name, []).append((entry.pk, entry.name))
        choices: Any = self.fields["entry"]
        choices.choices = [("", _("目录外事项")), *groups.items()]

    def the_unit(self) -> Division:
        return self.cleaned_data["unit"] if "unit" in self.fields else self.units[0]

    def the_entry(self) -> DirectoryEntry | None:
        return self.entries.get(self.cleaned_data["entry"])


class ProposeForm(TopicForm, MatterForm):
    """议题呈报: what shall be decided, by the entry of the directory or by a body, until when."""

    PEOPLE = ("proposer", "leader")

    proposer = OfficialField(label=_("提议人"), queryset=None)
    classified = forms.BooleanField(
        label=_("涉密议题"),
        required=False,
        help_text=_("名称、内容和金额都不要填写，系统只给一个编号，材料线下办理。"),
    )
    field_order = (
        "unit",
        "entry",
        "body",
        "classified",
        "title",
        "content",
        "amount",
        "proposer",
        "leader",
        "planned_day",
    )


class TemplateForm(MatterForm):
    """A topic that a body decides again and again."""

    title = forms.CharField(
        label=_("议题名称"),
        max_length=110,
        help_text=_("可以写 {年}、{月}、{季}，提出时换成当时的数字，例如“{年}年第{季}季度经费支出”。"),
    )
    content = text_field(_("主要内容提纲"), 5000, 5, help_text=_("每次都要写的几项，提出时再补充。"))


# The sheet ---------------------------------------------------------------------------------------


class SignForm(OnceForm):
    """One step, signed by one's own login."""

    answer = forms.ChoiceField(label=_("意见"), choices=Answer.choices, widget=forms.RadioSelect)
    opinion = text_field(
        _("意见原文"), 1000, 3, required=False, help_text=_("同意的可以不写；退回修改、不予上会的必须写明理由。")
    )

    def __init__(self, step: Step, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if step != Step.SCREENING:
            answer: Any = self.fields["answer"]
            answer.choices = [each for each in Answer.choices if each[0] != Answer.REFUSE]


@dataclass(frozen=True)
class SheetLine:
    """One line of the paper sheet."""

    step: Step
    who: forms.BoundField
    answer: forms.BoundField
    opinion: forms.BoundField
    day: forms.BoundField

    @property
    def fields(self) -> list[forms.BoundField]:
        return [self.who, self.answer, self.day, self.opinion]


class SheetForm(OnceForm):
    """The paper sheet: for each step that is missing who answered what, on which day. Lines without an answer wait."""

    paper = forms.CharField(
        label=_("纸质件"), max_length=200, help_text=_("编号或者存放的地方，例如：呈报单原件存党政办。")
    )

    def __init__(
        self, steps: Sequence[Step], signers: Mapping[Step, Sequence[Official]], today: date, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.steps, self.signers = steps, signers
        for step in steps:
            self.fields[f"who_{step}"] = self._who(step)
            self.fields[f"answer_{step}"] = forms.ChoiceField(
                label=_("意见"),
                choices=[("", _("还没有签署")), *_answers(step)],
                required=False,
            )
            self.fields[f"day_{step}"] = day_field(_("签署日期"), required=False, initial=today)
            self.fields[f"opinion_{step}"] = forms.CharField(label=_("意见原文"), max_length=1000, required=False)

    def _who(self, step: Step) -> forms.Field:
        if step in OUTSIDE:
            return forms.CharField(label=_("由谁作出"), max_length=200, required=False)
        people = [(each.pk, each.name) for each in self.signers[step]]
        return forms.TypedChoiceField(
            label=_("签署人"),
            choices=people or [("", _("没有人承担"))],
            coerce=int,
            empty_value=None,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for step in self.steps:
            if cleaned.get(f"answer_{step}") and not cleaned.get(f"day_{step}") and f"day_{step}" not in self.errors:
                self.add_error(f"day_{step}", _("请填写“%(step)s”的签署日期。") % {"step": step.label})
        return cleaned

    def fieldsets(self) -> list[SheetLine]:
        names = ("who", "answer", "opinion", "day")
        return [SheetLine(step, **{name: self[f"{name}_{step}"] for name in names}) for step in self.steps]

    def lines(self) -> list[Line]:
        """What was signed. Raises `KeyError` before the form is valid."""
        return [self._line(step) for step in self.steps if self.cleaned_data[f"answer_{step}"]]

    def _line(self, step: Step) -> Line:
        said = {name: self.cleaned_data[f"{name}_{step}"] for name in ("who", "answer", "opinion", "day")}
        outside = step in OUTSIDE
        official = None if outside else next((each for each in self.signers[step] if each.pk == said["who"]), None)
        return Line(
            step, said["day"], official, said["who"] if outside else "", Answer(said["answer"]), said["opinion"]
        )


def _answers(step: Step) -> list[tuple[str, Any]]:
    return [(value, label) for value, label in Answer.choices if value != Answer.REFUSE or step == Step.SCREENING]


class WithdrawForm(OnceForm):
    reason = text_field(_("撤回的理由"), 500, 3)


class PeopleField(forms.ModelMultipleChoiceField):
    """Several people of the unit, with their posts."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{'、'.join(tenure.title for tenure in obj.serving)}）"


class TalkForm(OnceForm):
    """酝酿: with whom, when, what was said in the main."""

    day = day_field(_("酝酿日期"))
    circle = PeopleField(
        label=_("参加酝酿的人员"), queryset=None, help_text=_("包括您本人。只有勾选的人员和县纪委能看到主要意见。")
    )
    views = text_field(_("主要意见"), 5000, 5)

    def __init__(self, officials: QuerySet[Official], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        circle: Any = self.fields["circle"]
        circle.queryset = officials


class ChargeForm(OnceForm):
    """委托: whom the secretary charges, with what, how long."""

    duty = forms.ChoiceField(
        label=_("受托事项"),
        choices=Duty.choices,
        widget=forms.RadioSelect,
        help_text=_("审定议题只能委托副书记；合法性审查委托本单位人员。"),
    )
    official = OfficialField(label=_("受托人"), queryset=None)
    paper = forms.CharField(label=_("委托文件"), max_length=200, help_text=_("书面委托的名称、日期或者存放的地方。"))
    start = day_field(_("开始日期"))
    end = day_field(_("结束日期"), _("最后一天；没有期限的不填。"), required=False)

    def __init__(self, officials: QuerySet[Official], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "official", officials)


class EndForm(OnceForm):
    end = day_field(_("结束日期"), _("最后一天。"))
