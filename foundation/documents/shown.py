"""The list of files on the page of whatever they hang on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.documents.holders import holder_of, may_read_files
from foundation.documents.models import Attachment
from foundation.documents.selectors import attachments_of
from foundation.refs import Ref
from foundation.violations import RuleViolation
from foundation.web.components import Action


@dataclass(frozen=True)
class Line:
    """One file: `picture` is the address of its small picture, `void` that of the form that voids it, if there are."""

    attachment: Attachment
    picture: str
    void: str


@dataclass(frozen=True)
class Attachments:
    """What `templates/attachments/list.html` shows."""

    lines: Sequence[Line]
    actions: Sequence[Action]


def attachments_on_page(ref: Ref, user: Any) -> Attachments:
    """The files of a thing that the user may read. Two queries, and those of the thing's own room."""
    may = _may_change(ref, user)
    lines = [_line(row, may=may) for row in attachments_of(ref)] if may_read_files(user, ref) else []
    to = reverse("documents:attach", args=[ref.label, ref.pk])
    return Attachments(lines, [Action(_("上传附件"), to, method="get")] if may else [])


def _may_change(ref: Ref, user: Any) -> bool:
    try:
        holder_of(ref).check(user, ref.pk, False)
    except (PermissionDenied, RuleViolation):
        return False
    return True


def _line(row: Attachment, *, may: bool) -> Line:
    return Line(
        row,
        picture=reverse("documents:preview", args=[row.pk]) if default_storage.exists(row.preview) else "",
        void=reverse("documents:void_attachment", args=[row.pk]) if may and not row.voided_at else "",
    )
