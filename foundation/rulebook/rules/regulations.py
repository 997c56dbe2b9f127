"""What may be entered into the book of rules."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from foundation.rulebook.articles import Part
from foundation.rulebook.models import Article, Regulation, RegulationLink, RegulationVersion
from foundation.rulebook.states import COUNTY_KINDS, TOWNSHIP_KINDS, RegulationKind, Target
from foundation.rulebook.targets import titles_of
from foundation.townships.models import Division
from foundation.violations import RuleViolation

# Regulations -------------------------------------------------------------------------------------


def owner_in_force(owner: Division, day: date) -> RuleViolation | None:
    """A unit that has ended makes no more rules."""
    if owner.exists_on(day):
        return None
    return RuleViolation(
        "rulebook.unit_ended", _("单位：%(name)s已经撤销，不再制定制度。请登记在承接它的单位。") % {"name": owner.name}
    )


def not_the_countrys(regulation: Regulation) -> RuleViolation | None:
    """The country's part of the book is loaded by command and the same in every county."""
    if regulation.county:
        return None
    return RuleViolation(
        "rulebook.countrys", _("制度：全国通用的部分随系统装入，不能改动。本县掌握原文的，请登记为本县的一项。")
    )


def title_is_given(title: str) -> RuleViolation | None:
    if title:
        return None
    return RuleViolation("rulebook.no_title", _("名称：没有填写。请填写制度的全称。"), field="title")


def title_is_new(owner: Division, title: str) -> RuleViolation | None:
    """One regulation under one title: what replaces it is a new version."""
    if not Regulation.objects.filter(county=owner.county, township=owner.township, title=title).exists():
        return None
    return RuleViolation(
        "rulebook.title_taken",
        _("名称：%(owner)s已有《%(title)s》。内容有修订的，请在那里登记新版本。")
        % {"owner": owner.name, "title": title},
        field="title",
    )


def kind_fits(kind: RegulationKind, owner: Division) -> RuleViolation | None:
    """A township keeps its own rules; a county its own, and what it received from above."""
    fitting = TOWNSHIP_KINDS if owner.township else COUNTY_KINDS
    if kind in fitting:
        return None
    return RuleViolation(
        "rulebook.regulation_kind",
        _("类别：%(owner)s不登记“%(kind)s”。请改选：%(kinds)s。")
        % {"owner": owner.name, "kind": kind.label, "kinds": "、".join(str(each.label) for each in fitting)},
        field="kind",
    )


# Versions ----------------------------------------------------------------------------------------


def text_is_known(text_known: bool, parts: Sequence[Part]) -> RuleViolation | None:
    """Whoever enters the text says that he has compared it."""
    if text_known or not parts:
        return None
    return RuleViolation(
        "rulebook.text_not_compared",
        _("原文已核对：填写了条文，没有确认与正式文本核对过。请核对后勾选，或者删去条文。"),
        field="text_known",
    )


def start_is_given(start: date | None, *, text_known: bool, first: bool) -> RuleViolation | None:
    """Only a first version whose text nobody has may leave open since when it holds."""
    if start is not None or (first and not text_known):
        return None
    return RuleViolation("rulebook.no_start", _("施行日期：没有填写。请按正式文本填写施行日期。"), field="start")


def issued_by_now(issued_on: date | None, today: date) -> RuleViolation | None:
    if issued_on is None or issued_on <= today:
        return None
    return RuleViolation(
        "rulebook.issued_ahead", _("发布日期：不能晚于今天。尚未发布的，请等发布以后再登记。"), field="issued_on"
    )


def comes_after(latest: RegulationVersion | None, start: date | None) -> RuleViolation | None:
    """Versions follow each other in time: none is slipped in before one that is there."""
    if latest is None or start is None:
        return None
    before = max((day for day in (latest.start, latest.end) if day is not None), default=None)
    if before is None or start > before:
        return None
    return RuleViolation(
        "rulebook.version_not_latest",
        _("施行日期：第%(number)d版到%(year)d年%(month)d月%(day)d日还有效或者才施行。请填更晚的日期。")
        % {"number": latest.number, "year": before.year, "month": before.month, "day": before.day},
        field="start",
    )


def is_open(version: RegulationVersion) -> RuleViolation | None:
    """A version ends once."""
    if version.end is None:
        return None
    return RuleViolation(
        "rulebook.version_ended",
        _("版本：已登记在%(year)d年%(month)d月%(day)d日失效，不必重复登记。")
        % {"year": version.end.year, "month": version.end.month, "day": version.end.day},
    )


def ends_after_start(version: RegulationVersion, end: date) -> RuleViolation | None:
    if version.start is None or end >= version.start:
        return None
    return RuleViolation(
        "rulebook.ended_before_start", _("失效日期：早于施行日期。请填施行日期当天或者以后的日期。"), field="end"
    )


def reason_is_given(reason: str) -> RuleViolation | None:
    if reason:
        return None
    return RuleViolation("rulebook.no_reason", _("原因：没有填写。请写明原因。"), field="reason")


# Links -------------------------------------------------------------------------------------------


def target_is_known(kind: Target, code: str) -> RuleViolation | None:
    """An article stands behind something that this house has."""
    if code in titles_of(kind):
        return None
    return RuleViolation(
        "rulebook.target_unknown",
        _("对应：没有代码为“%(code)s”的%(kind)s。请从列表中选择。") % {"code": code[:60], "kind": kind.label},
        field="target",
    )


def article_is_of(version: RegulationVersion, article: Article | None) -> RuleViolation | None:
    if article is None or article.version_id == version.pk:
        return None
    return RuleViolation("rulebook.article_elsewhere", _("条：不在这个版本里。请重新选择。"), field="article")


def not_linked_yet(
    version: RegulationVersion, article: Article | None, kind: Target, code: str
) -> RuleViolation | None:
    standing = RegulationLink.objects.filter(version=version, kind=kind, code=code, voided_on=None)
    if not standing.filter(article=article).exists():
        return None
    return RuleViolation("rulebook.linked_already", _("对应：已经登记过，不必重复登记。"), field="target")


def link_stands(link: RegulationLink) -> RuleViolation | None:
    if link.voided_on is None:
        return None
    return RuleViolation("rulebook.link_void", _("对应：已经作废，不必重复办理。"))
