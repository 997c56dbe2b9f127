"""The papers of a topic before its meeting: who may add and void them, until when, and what is said before."""

from typing import Any

from django.utils.translation import gettext as _

from decisions import confidence, rules
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
    """Of a personnel matter members learn the title before the meeting, and nothing else (D05); of a classified one
    the system holds a number."""
    topic = Topic.objects.get(pk=pk)
    if topic.classified:
        return _(
            "这是涉密议题：任何涉密材料不得上传到本系统，一律线下办理。只能上传不涉密的编号单据，上传前请由保密人员核对。"
        )
    if topic.category != Category.PERSONNEL:
        return ""
    return _(
        "这是人事议题：会前只告知题目。考察材料、个人情况和任用方案不要上传，请带到会上传阅，会后收回。"
        "已经上传的，成员在会上议到这一项时才能打开，议完即关闭。"
    )


def _reads(user: Any, pk: str) -> bool:
    """Files of a personnel topic are open while its item is dealt with, and shut before and after."""
    return confidence.may_read_papers(user, Topic.objects.get(pk=pk))


HOLDER = Holder(scope=_scope, check=_check, warning=_warning, reads=_reads)
