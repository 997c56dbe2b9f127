"""The forms of the book of rules."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.files.forms import UploadForm
from foundation.files.states import OFFICIAL
from foundation.rulebook.models import Article, Regulation, RegulationVersion
from foundation.rulebook.services import Wording
from foundation.rulebook.states import COUNTY_KINDS, FILE_MOST, TOWNSHIP_KINDS, Standing, Target
from foundation.rulebook.targets import titles_of
from foundation.townships.models import Division
from foundation.web.inputs import day_field
from foundation.web.tokens import OnceForm

#: About ten times the longest regulation that a township has.
TEXT_MOST = 200_000


def _most(model: Any, name: str) -> int:
    most: int = model._meta.get_field(name).max_length
    return most


class ContentsForm(forms.Form):
    """What of the book is shown."""

    unit = forms.ChoiceField(label=_("单位"), required=False)
    standing = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *((each.value, each.label) for each in Standing)]
    )
    q = forms.CharField(label=_("名称、文号或条文中的词"), required=False, max_length=60)

    def __init__(self, places: Sequence[Division], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.choices = [(place.code, place.name) for place in places]


class VersionForm(OnceForm):
    """What a version says, since when, and where it comes from."""

    document_number = forms.CharField(
        label=_("文号"),
        max_length=_most(RegulationVersion, "document_number"),
        required=False,
        help_text=_("没有文号的不填。"),
    )
    issued_on = day_field(_("发布日期"), required=False)
    start = day_field(_("施行日期"), _("第一天。新版本施行的前一天，是上一版的最后一天。"), required=False)
    basis = forms.CharField(
        label=_("依据和说明"),
        max_length=_most(RegulationVersion, "basis"),
        help_text=_("由哪次会议通过、依据什么制定、修改了什么。"),
    )
    text = forms.CharField(
        label=_("条文"),
        help_text=_("把全文整个粘贴进来，下一步按“第几条”自动分开，请核对。只有扫描件的不填，登记以后上传文件。"),
        max_length=TEXT_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    text_known = forms.BooleanField(
        label=_("原文已核对"),
        help_text=_("条文或者将上传的文件已与正式文本核对一致。没有拿到原文的不要勾选，页面上显示“待县确认”。"),
        required=False,
    )

    def wording(self) -> Wording:
        """What the service is told. Raises `KeyError` before the form is valid."""
        names = ("document_number", "issued_on", "start", "basis", "text", "text_known")
        return Wording(**{name: self.cleaned_data[name] for name in names})


class RegulationForm(VersionForm):
    """A regulation that the book does not have yet."""

    title = forms.CharField(
        label=_("名称"), max_length=_most(Regulation, "title"), help_text=_("全称，不加书名号。登记后不能修改。")
    )
    kind = forms.ChoiceField(label=_("类别"))
    issuer = forms.CharField(label=_("发布机关"), max_length=_most(Regulation, "issuer"))
    position = forms.IntegerField(
        label=_("汇编里的序号"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("不填的排在最后。"),
    )

    field_order = ["title", "kind", "issuer", "position"]

    def __init__(self, owner: Division, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        own = TOWNSHIP_KINDS if owner.township else COUNTY_KINDS
        # One's own kind first: what comes from above is the rarer case.
        kind.choices = [(each.value, each.label) for each in reversed(own)]


class EndForm(OnceForm):
    """废止."""

    end = day_field(_("失效日期"), _("有效的最后一天。"))
    reason = forms.CharField(
        label=_("原因"),
        max_length=_most(RegulationVersion, "end_reason"),
        help_text=_("由哪个文件废止，或者为什么不再适用。"),
    )


class AttachForm(UploadForm):
    """The official text as a file."""

    kinds = OFFICIAL
    most = FILE_MOST


class LinkForm(OnceForm):
    """An article, or the whole, stands behind something."""

    article = forms.TypedChoiceField(label=_("哪一条"), coerce=int, required=False, empty_value=None)
    target = forms.ChoiceField(
        label=_("对应什么"), help_text=_("这一条规定的数、规则或者权力事项。在“依据对照”里列在它下面。")
    )

    def __init__(self, articles: Sequence[Article], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.articles = {article.pk: article for article in articles if article.label and not article.heads}
        fields: dict[str, Any] = self.fields
        fields["article"].choices = [
            ("", _("整部制度")),
            *((pk, f"{article.label} {article.text[:20]}") for pk, article in self.articles.items()),
        ]
        fields["target"].choices = [
            ("", _("请选择")),
            *(
                (kind.label, [(f"{kind}:{code}", f"{title}（{code}）") for code, title in sorted(titles.items())])
                for kind in Target
                if (titles := titles_of(kind))
            ),
        ]

    def chosen(self) -> tuple[Article | None, Target, str]:
        """The article, and the kind and code of what it stands behind. Raises `KeyError` before the form is valid."""
        kind, _colon, code = self.cleaned_data["target"].partition(":")
        return self.articles.get(self.cleaned_data["article"]), Target(kind), code


class VoidForm(OnceForm):
    """Why a link was wrong."""

    reason = forms.CharField(label=_("原因"), max_length=200)
