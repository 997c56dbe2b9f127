"""The forms on people: they check the shape, the rules stand in the services."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.keys.inputs import SecretField
from foundation.keys.rules import REASON_MOST
from foundation.keys.states import Mask
from foundation.townships.models import Division, Official, Post
from foundation.townships.models.handovers import NOTE, WITNESS
from foundation.townships.selectors.people import namesakes
from foundation.web.inputs import day_field
from foundation.web.tokens import OnceForm

NAME = Official._meta.get_field("name").max_length


def titles_of(official: Any) -> str:
    """The posts of somebody that a selector has read: the name alone may be another's too."""
    return "、".join(tenure.title for tenure in official.serving) or str(_("未任职"))


class OfficialField(forms.ModelChoiceField):
    """Somebody with his posts beside the name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{titles_of(obj)}）"


class RecordForm(OnceForm):
    """Put somebody on record. A name that the unit has already is asked back: it may be another person."""

    name = forms.CharField(label=_("姓名"), max_length=NAME)
    another = forms.BooleanField(
        label=_("确是同名的另一个人"), required=False, widget=forms.HiddenInput, help_text=_("不是的，请不要重复登记。")
    )

    def __init__(self, division: Division, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.division = division

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        same = namesakes(cleaned["name"], self.division) if "name" in cleaned else []
        if same:
            self.fields["another"].widget = forms.CheckboxInput()
            if not cleaned.get("another"):
                who = "；".join(f"{official.name}（{titles_of(official)}）" for official in same)
                self.add_error("another", _("本单位已有%(who)s。如是另一个人，请勾选后再提交。") % {"who": who})
        return cleaned


class BeginForm(OnceForm):
    """Somebody takes a post."""

    post: forms.ModelChoiceField = forms.ModelChoiceField(label=_("职务"), queryset=None)
    official = OfficialField(label=_("任职人员"), queryset=None)
    start = day_field(_("任职日期"), _("第一天。可以填今天以后的日期，到任以前显示为“将任”。"))
    acting = forms.BooleanField(label=_("主持工作"), required=False)

    def __init__(self, posts: QuerySet[Post], officials: QuerySet[Official], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name, rows in (("post", posts), ("official", officials)):
            fields[name].queryset = rows
            fields[name].empty_label = _("请选择")
        fields["post"].label_from_instance = lambda post: post.name


class EndForm(OnceForm):
    """Somebody leaves a post."""

    end = day_field(_("离任日期"), _("最后一天。"))


class ReceiveForm(OnceForm):
    """Somebody takes over one matter."""

    receiver = OfficialField(label=_("接收人"), queryset=None)
    note = forms.CharField(
        label=_("说明"),
        help_text=_("办到哪一步、材料在哪里。可以不填。"),
        max_length=NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, officials: QuerySet[Official], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["receiver"]
        field.queryset, field.empty_label = officials, _("请选择")


class CompleteForm(OnceForm):
    """All is received, before a witness."""

    witness = forms.CharField(
        label=_("监交人"), help_text=_("在场监交的人的姓名，不能是移交人或者接收人。"), max_length=WITNESS
    )


class ContactForm(OnceForm):
    """How somebody is reached. What is left as it is shown, stars and all, stays as it was."""

    office_phone = forms.CharField(label=_("办公电话"), max_length=30, required=False, help_text=_("向社会公开。"))
    mobile = SecretField(
        label=_("手机号码"), mask=Mask.MOBILE, required=False, help_text=_("加密保存，只显示头三位和末四位。")
    )
    mobile_public = forms.BooleanField(label=_("本人同意公开手机号码"), required=False)
    id_number = SecretField(
        label=_("身份证号码"), mask=Mask.ID_NUMBER, required=False, help_text=_("加密保存，从不公开。")
    )


class RevealForm(forms.Form):
    """Why a confidential number must be read."""

    reason = forms.CharField(
        label=_("查看理由"),
        help_text=_("5 到 500 个字。理由、时间和您的姓名会被记录，本人和县纪委监督员可以看到。"),
        max_length=REASON_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
