"""The forms of a paper's way. They check shape; whose turn it is and what holds the services know."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.documents import parts, selectors_flow
from foundation.documents.models import Draft
from foundation.documents.models_flow import REASON_LENGTH, TITLE_LENGTH
from foundation.documents.papers import free_kinds, kind_of
from foundation.files.forms import UploadForm
from foundation.files.states import MediaType
from foundation.townships.models import Official, User
from foundation.web.inputs import day_field
from foundation.web.tokens import OnceForm

#: What a scanner or a telephone makes.
SCANS = (MediaType.PDF, MediaType.JPEG, MediaType.PNG)


class BeginForm(OnceForm):
    """A paper from scratch."""

    kind = forms.ChoiceField(label=_("文种"), widget=forms.RadioSelect)
    body: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("发文组织"), queryset=None, help_text=_("由这个组织的主要负责人签发，编它的文号。")
    )
    title = forms.CharField(
        label=_("标题"), max_length=TITLE_LENGTH, help_text=_("例如“关于开展……工作的通知”，不写书名号。")
    )

    def __init__(self, user: User, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind.code, kind.name) for kind in free_kinds()]
        bodies: Any = self.fields["body"]
        bodies.queryset = selectors_flow.bodies_to_write_for(user, today)
        bodies.empty_label = _("请选择")


class VersionForm(OnceForm):
    """Base of every form on a draft: which text its page has shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, draft: Draft, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = draft.version


class EditForm(VersionForm):
    """Whatever of a draft is wording, compiled from the type of its content."""

    title = forms.CharField(label=_("标题"), max_length=TITLE_LENGTH)

    def __init__(self, draft: Draft, *args: Any, **kwargs: Any) -> None:
        super().__init__(draft, *args, **kwargs)
        self.fields["title"].initial = draft.title
        self.worded = parts.fields_of(kind_of(draft.kind).content, draft.content)
        self.fields.update(self.worded)

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.worded}


class ReasonForm(VersionForm):
    """A move that somebody must explain."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明哪里不妥、怎样处理。相关的人会看到，并留在办理过程里。"),
        error_messages={"required": _("没有填写。请写明原因。")},
    )


class SignatureForm(UploadForm):
    """The sheet that was signed by hand."""

    kinds = SCANS

    version = forms.IntegerField(widget=forms.HiddenInput)
    signer: forms.ModelChoiceField = forms.ModelChoiceField(label=_("签发人"), queryset=None)
    signed_on = day_field(_("签发日期"), _("签批单上写的日期，也是公文的成文日期。"))

    field_order = ["signer", "signed_on", "file"]

    def __init__(self, draft: Draft, entitled: Iterable[Official], owner: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(owner, *args, **kwargs)
        self.fields["version"].initial = draft.version
        self.fields["file"].label = _("签批单扫描件")
        signer: Any = self.fields["signer"]
        signer.queryset = Official.objects.filter(pk__in=[person.pk for person in entitled])
        signer.empty_label = _("请选择")


class IssueForm(VersionForm):
    """Who else is told of a paper, besides those who must be."""

    also: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("另外送给"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("本单位其他需要知道的人。上面列出的人一定送到，不必再选。"),
    )

    def __init__(self, draft: Draft, people: Iterable[Official], *args: Any, **kwargs: Any) -> None:
        super().__init__(draft, *args, **kwargs)
        also: Any = self.fields["also"]
        also.queryset = Official.objects.filter(pk__in=[person.pk for person in people]).order_by("pk")


class VoidForm(OnceForm):
    """Why a paper no longer counts."""

    reason = forms.CharField(
        label=_("作废原因"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("作废后不能恢复。文号保留，公文页面和扫码核对的页面都写明“已作废”。"),
        error_messages={"required": _("没有填写。请写明为什么作废。")},
    )


def filters(data: Any) -> dict[str, Any]:
    """What a list of papers is asked for: kind, state and year; whatever is none of these is left out."""
    year = data.get("year", "")
    return {
        "kind": data.get("kind", ""),
        "state": data.get("state", ""),
        "year": int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
    }
