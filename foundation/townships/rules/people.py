"""The rules on posts, tenures and hand-overs."""

import re
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from stdnum.cn import ric

from foundation.keys.confidential import Secret
from foundation.townships.models import (
    Division,
    HandOver,
    HandOverLine,
    Official,
    Post,
    Tenure,
)
from foundation.violations import RuleViolation

# Posts and tenures -------------------------------------------------------------------------------


def post_is_free(post: Post, start: date, end: date | None) -> RuleViolation | None:
    """One post, one holder at a time (acting or in full)."""
    holder = Tenure.objects.filter(post=post).overlapping(start, end).select_related("official").first()
    if holder is None:
        return None
    return RuleViolation(
        "townships.post_taken",
        _("任职日期：%(post)s在这段时间内由%(name)s担任。请先登记其离任日期，再登记新的任职。")
        % {"post": post.name, "name": holder.official.name},
        field="start",
    )


def post_is_of_same_county(post: Post, official: Official) -> RuleViolation | None:
    """An official holds posts in his own county only."""
    if post.county == official.county:
        return None
    return RuleViolation(
        "townships.other_county",
        _("职务：%(post)s不属于%(name)s所在的县。请选择本县的职务。") % {"post": post, "name": official.name},
        field="post",
    )


def tenure_can_end(tenure: Tenure, end: date) -> RuleViolation | None:
    """A tenure ends once, and not before it began."""
    if tenure.end is not None:
        return RuleViolation(
            "townships.tenure_ended",
            _("离任日期：该任职已于 %(end)s 结束，不能再改。如登记有误，请另行登记说明。") % {"end": tenure.end},
            field="end",
        )
    if end < tenure.start:
        return RuleViolation(
            "townships.end_before_start",
            _("离任日期：不能早于任职日期 %(start)s。请核对后重填。") % {"start": tenure.start},
            field="end",
        )
    return None


# Hand-over on leaving ----------------------------------------------------------------------------


def matters_are_known(failed: int) -> RuleViolation | None:
    """E06: whoever leaves hands over what is open. `failed` rooms could not say what that is."""
    if not failed:
        return None
    return RuleViolation(
        "townships.matters_unknown",
        _("离任交接：暂时查不清还有哪些未办结的事项，所以不能登记离任。请稍后再试；仍不行的，请告诉系统管理员。"),
    )


def line_is_open(line: HandOverLine) -> RuleViolation | None:
    """Each matter is received once."""
    if line.receiver is None:
        return None
    return RuleViolation(
        "townships.line_received",
        _("交接事项：“%(title)s”已由%(name)s接收，不必重复登记。") % {"title": line.title, "name": line.receiver.name},
    )


def receiver_is_another(line: HandOverLine, receiver: Official) -> RuleViolation | None:
    """Nobody hands over to himself."""
    if receiver.pk != line.hand_over.tenure.official_id:
        return None
    return RuleViolation(
        "townships.receiver_leaves",
        _("接收人：%(name)s就是移交人。请选择另一位在任人员。") % {"name": receiver.name},
        field="receiver",
    )


def receiver_serves(receiver: Official, divisions: Sequence[Division], day: date) -> RuleViolation | None:
    """Whoever receives a matter holds a post, on that day, in the unit or in what has taken it over."""
    if Tenure.objects.on(day).filter(official=receiver, post__division__in=divisions).exists():
        return None
    return RuleViolation(
        "townships.receiver_elsewhere",
        _("接收人：%(name)s当日未在%(divisions)s任职。请选择在任人员。")
        % {"name": receiver.name, "divisions": "、".join(division.name for division in divisions)},
        field="receiver",
    )


def hand_over_is_open(hand_over: HandOver) -> RuleViolation | None:
    """A hand-over is completed once."""
    if hand_over.completed_on is None:
        return None
    return RuleViolation(
        "townships.hand_over_completed",
        _("离任交接：已于 %(day)s 由%(witness)s监交完成，不必重复办理。")
        % {"day": hand_over.completed_on, "witness": hand_over.witness},
    )


def every_line_received(hand_over: HandOver) -> RuleViolation | None:
    """Nothing is left in the hands of somebody who is gone."""
    missing = hand_over.lines.filter(receiver__isnull=True).count()
    if not missing:
        return None
    return RuleViolation(
        "townships.lines_missing",
        _("离任交接：还有 %(count)d 项没有接收人。请逐项登记接收人后再完成交接。") % {"count": missing},
    )


def witness_is_third(hand_over: HandOver, witness: str) -> RuleViolation | None:
    """监交人: named, and neither who hands over nor who receives."""
    parties = {hand_over.tenure.official.name, *hand_over.lines.values_list("receiver__name", flat=True)}
    if witness and witness not in parties:
        return None
    if not witness:
        return RuleViolation("townships.no_witness", _("监交人：没有填写。请写明监交人的姓名。"), field="witness")
    return RuleViolation(
        "townships.witness_is_party",
        _("监交人：%(name)s是移交人或者接收人，不能监交。请另请他人；如是同名的另一个人，请在姓名后注明单位。")
        % {"name": witness},
        field="witness",
    )


def official_serves(official: Official, division: Division, day: date) -> RuleViolation | None:
    """Whoever acts for a unit holds a post in it on that day."""
    if Tenure.objects.on(day).filter(official=official, post__division=division).exists():
        return None
    return RuleViolation(
        "townships.no_post_in_unit",
        _("提议人：%(name)s当日未在%(division)s任职。请选择本单位在任人员。")
        % {"name": official.name, "division": division.name},
        field="proposer",
    )


# Numbers -----------------------------------------------------------------------------------------

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)


def mobile_is_one(mobile: str | Secret) -> RuleViolation | None:
    """Eleven digits that begin with 1 (the country's numbering plan). What was stored was checked then."""
    if isinstance(mobile, Secret) or mobile == "" or MOBILE.fullmatch(mobile):
        return None
    return RuleViolation("townships.mobile", _("手机号码：应为以 1 开头的 11 位数字。请核对后重填。"), field="mobile")


def mobile_can_be_shown(mobile: str | Secret, *, shown: bool) -> RuleViolation | None:
    """Only a number that is on record can be shown to the public."""
    if mobile or not shown:
        return None
    return RuleViolation(
        "townships.no_mobile_to_show",
        _("本人同意公开手机号码：还没有填写手机号码。请填写号码，或取消勾选。"),
        field="mobile_public",
    )


def id_number_is_one(id_number: str | Secret) -> RuleViolation | None:
    """18 signs with a right check sign (GB 11643)."""
    if isinstance(id_number, Secret) or id_number == "" or ric.is_valid(id_number):
        return None
    return RuleViolation(
        "townships.id_number", _("身份证号码：不是有效的 18 位号码，末位校验不符。请对照证件重填。"), field="id_number"
    )


def id_number_is_new(official: Official, id_number: str | Secret) -> RuleViolation | None:
    """One person is on record once in a county."""
    if isinstance(id_number, Secret) or id_number == "":
        return None
    holders = Official.objects.filter(county=official.county, id_number_index__of=id_number)
    same = holders.exclude(pk=official.pk).select_related("division").first()
    if same is None:
        return None
    return RuleViolation(
        "townships.id_number_taken",
        _("身份证号码：已登记在%(name)s（%(unit)s）名下。同一个人只登记一次，请核对。")
        % {"name": same.name, "unit": same.division.name},
        field="id_number",
    )
