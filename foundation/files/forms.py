"""A form with a file, which is not chosen twice."""

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.files import refusals, services
from foundation.files.checks import in_words
from foundation.files.models import StagedFile
from foundation.files.selectors import staged_of
from foundation.files.states import ENDINGS, EVERYTHING, MediaType, upload_most
from foundation.violations import RuleViolation
from foundation.web.tokens import OnceForm, add_violation


class UploadForm(OnceForm):
    """Base of every form with a file. `cleaned_data["file"]` is a `StagedFile`, which the service keeps.

    What was sent once waits on the server: when anything else in the form is wrong, the file need not be chosen again.
    """

    #: What this form takes, and how much of it.
    kinds: ClassVar[Collection[MediaType]] = EVERYTHING
    most: ClassVar[int | None] = None

    file = forms.FileField(label=gettext_lazy("文件"))
    staged = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, owner: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        # What waits already is not chosen again.
        self.fields["file"].required = not self.data.get(self.add_prefix("staged"))
        self.fields["file"].widget = forms.FileInput(attrs={"accept": ",".join(self._endings())})
        self.fields["file"].help_text = _(
            "可以上传：%(kinds)s，不超过 %(most)s MB。照片里的拍摄地点、时间和设备会自动删去。"
        ) % {
            "kinds": in_words(self.kinds),
            "most": (self.most or upload_most()) // (1024 * 1024),
        }

    def _endings(self) -> list[str]:
        return [ending for kind in self.kinds for ending in ENDINGS[kind]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        upload, token = cleaned.get("file"), cleaned.get("staged")
        if "file" not in self.errors:
            try:
                cleaned["file"] = self._staged(upload, token or "")
            except RuleViolation as violation:
                add_violation(self, violation)
        return cleaned

    def _staged(self, upload: Any, token: str) -> StagedFile:
        if upload:
            waiting = services.stage(
                name=upload.name,
                upload=upload,
                owner=self.owner,
                now=timezone.now(),
                kinds=self.kinds,
                most=self.most,
            )
            self._waits(waiting)
            return waiting
        found = staged_of(self.owner, token, timezone.now())
        self._waits(found)
        if found is None:
            raise refusals.gone()
        return found

    def _waits(self, waiting: StagedFile | None) -> None:
        """The form that is shown again says which file it has already."""
        sent: Any = self.data
        kept = sent.copy()
        kept[self.add_prefix("staged")] = waiting.token if waiting else ""
        self.data = kept
        if waiting:
            # The bound field has taken its words already. They are printed as they are, and the name is a stranger's.
            self["file"].help_text = format_html(
                _("已收到“{name}”（{size}），不必再选。要换一个，请重新选择。"),
                name=waiting.name,
                size=filesizeformat(waiting.size),
            )
