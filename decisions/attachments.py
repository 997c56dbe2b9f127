"""The papers of a topic before its meeting: who may add and void them, until when, and what is said before."""

from typing import Any

from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import Topic
from decisions.permissions import check_can_keep_meetings
from decisions.states import Category
from foundation.documents.holders import Holder
from foundation.scope import Scope
from foundation.violations import refuse_on


def _scope(pk: str) -> Scope:
    return Topic.objects.get(pk=pk).scope


def _check(user: Any, pk: str, lock: bool) -> None:
    topics = Topic.objects.select_for_update(of=("self",)) if lock else Topic.objects.all()
    topic = topics.get(pk=pk)
    check_can_keep_meetings(user, topic.scope)
    refuse_on(rules.topic_is_open(topic))


def _warning(pk: str) -> str:
    """Of a personnel matter members learn the title before the meeting, and nothing else (D05)."""
    if Topic.objects.get(pk=pk).category != Category.PERSONNEL:
        return ""
    return _(
        "这是人事议题：会前只告知题目。考察材料、个人情况和任用方案不要上传，请带到会上传阅，会后收回。"
        "上传的附件，能查看这件议题的人都能看到。"
    )


HOLDER = Holder(scope=_scope, check=_check, warning=_warning)
