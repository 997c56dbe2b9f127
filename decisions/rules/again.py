"""Acted on in an emergency and ratified (追认); discussed once more (复议)."""

from collections.abc import Sequence
from datetime import date
from math import ceil

from django.utils.translation import gettext as _

from decisions.models import Resolution, Topic
from decisions.rules.bases import COLLECTIVE
from decisions.rules.numbers import village_of
from decisions.rules.procedures import procedure_for
from decisions.states import Category, Ground, TopicState
from foundation.rulebook.selectors import parameter
from foundation.rulebook.values import share
from foundation.townships.models import Official
from foundation.townships.selectors import Sitter, who_sits
from foundation.violations import RuleViolation


def waits_in_the_pool(topic: Topic) -> RuleViolation | None:
    if topic.state == TopicState.POOL:
        return None
    return RuleViolation(
        "decisions.emergency_in_pool",
        _("紧急处置：“%(topic)s”%(state)s，不能再登记为紧急处置。请对待上会的议题登记。")
        % {"topic": topic.title, "state": topic.get_state_display()},
        COLLECTIVE,
    )


def one_emergency(topic: Topic) -> RuleViolation | None:
    if not hasattr(topic, "emergency"):
        return None
    return RuleViolation("decisions.emergency_twice", _("紧急处置：本议题已经登记，不必重复。"), COLLECTIVE)


def reported_after(acted_on: date, reported_on: date, today: date) -> RuleViolation | None:
    """What is written down has happened, and was reported when it had. Whether at once, a finding says."""
    if acted_on <= reported_on <= today:
        return None
    return RuleViolation(
        "decisions.reported_after",
        _("报告日期：%(acted)s 处置，%(told)s 报告。报告不能早于处置，都不能晚于今天。请核对。")
        % {"acted": acted_on, "told": reported_on},
        COLLECTIVE,
        field="reported_on",
    )


# 复议 --------------------------------------------------------------------------------------------


def stands_as_decided(resolution: Resolution) -> RuleViolation | None:
    """Only the newest decision on a topic, and only one that is not being discussed once more already."""
    newest = resolution.topic.resolutions.order_by("-pk").first()
    decided = resolution.topic.state in (TopicState.DECIDED, TopicState.PUBLISHED)
    if newest == resolution and decided and not hasattr(resolution, "reconsideration"):
        return None
    return RuleViolation(
        "decisions.under_reconsideration",
        _("决定：“%s”正在复议，或者已有新的决定。请办理新的决定。") % resolution.topic.title,
        COLLECTIVE,
    )


def movers_needed(resolution: Resolution, today: date) -> int:
    """How many members must sign: over half for an appointment, else the share of the rules or of the rulebook."""
    meeting = resolution.item.meeting
    total = sum(sitter.votes for sitter in who_sits(meeting.body, today))
    personnel = resolution.topic.category == Category.PERSONNEL
    code = "decisions.reconsider_appointment" if personnel else "decisions.reconsider_proposers"
    base = parameter(code, scope=resolution.scope, on=today, village=village_of(meeting.body)).needed_of(total)
    own = procedure_for(meeting.body, today).reconsider
    return max(base, ceil(share(own) * total)) if own else base


def may_move(resolution: Resolution, ground: Ground, movers: Sequence[Official], today: date) -> RuleViolation | None:
    """Members together, or the chair alone where the rules let him and no appointment is concerned."""
    sitters = {sitter.official.pk: sitter for sitter in who_sits(resolution.item.meeting.body, today) if sitter.votes}
    foreign = [mover for mover in movers if mover.pk not in sitters]
    if foreign:
        return _no_mover(_("%s没有表决权") % "、".join(each.name for each in foreign))
    if ground == Ground.CHAIR:
        return _alone(resolution, [sitters[mover.pk] for mover in movers], today)
    needed = movers_needed(resolution, today)
    if len({mover.pk for mover in movers}) >= needed:
        return None
    return _no_mover(_("至少须 %(needed)d 名成员联名，现有 %(given)d 名") % {"needed": needed, "given": len(movers)})


def _alone(resolution: Resolution, movers: Sequence[Sitter], today: date) -> RuleViolation | None:
    rules = procedure_for(resolution.item.meeting.body, today)
    if resolution.topic.category == Category.PERSONNEL or not rules.chair_may_reconsider:
        return _no_mover(_("主要负责人不能单独提议复议这一事项"))
    if len(movers) == 1 and rules.chair in {post.kind for post in movers[0].posts}:
        return None
    return _no_mover(_("提议的不是本组织的主要负责人"))


def _no_mover(why: str) -> RuleViolation:
    return RuleViolation(
        "decisions.movers", _("复议：%s。请补足联名，或者请示县里。") % why, COLLECTIVE, field="movers"
    )


def orders_ahead(until: date, today: date) -> RuleViolation | None:
    if until > today:
        return None
    return RuleViolation(
        "decisions.order_ahead", _("期限：%s 不在今天以后。请填写今天以后的日期。") % until, field="until"
    )
