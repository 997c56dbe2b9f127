"""What hangs on a paper: scans of the sheet that was signed, or of the sealed print."""

from typing import Any

from django.utils.translation import gettext as _

from foundation.documents import rules
from foundation.documents.holders import Holder
from foundation.documents.models import Paper
from foundation.documents.permissions import check_can_write
from foundation.scope import Scope
from foundation.violations import refuse_on


def _scope(pk: str) -> Scope:
    return Paper.objects.get(pk=pk).scope


def _check(user: Any, pk: str, _lock: bool) -> None:
    """The paper itself never changes: there is nothing to hold."""
    paper = Paper.objects.get(pk=pk)
    check_can_write(user, paper.scope)
    refuse_on(rules.still_counts(paper))


def _warning(_pk: str) -> str:
    return _("这里上传签批单、用印件的扫描件。公文内容以系统编号的 PDF 为准，扫描件不能代替更正。")


HOLDER = Holder(scope=_scope, check=_check, warning=_warning)
