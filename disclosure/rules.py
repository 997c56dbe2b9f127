"""The rules of this room. Each reads, never writes, and returns what it objects to, or nothing."""

import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext as _

from disclosure import contract
from disclosure.contract import KINDS, Card, Text
from disclosure.models import Draft
from disclosure.personal import personal_number
from disclosure.states import MOVES, STANDING, State
from foundation.money import MAX_YUAN, to_fen
from foundation.refs import Ref
from foundation.townships.models import Division
from foundation.townships.states import Level
from foundation.violations import Basis, RuleViolation

PRIVACY = Basis("《中华人民共和国政府信息公开条例》第十五条", confirmed=True)
OBJECTIONS = Basis("公示期内受理异议")

#: Turn the direction of writing round, so that a reader sees another text than the one that was checked.
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


# What may be prepared ----------------------------------------------------------------------------


def division_has_a_page(division: Division) -> RuleViolation | None:
    """Only counties, their units and villages publish here."""
    if division.level in {Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE}:
        return None
    return RuleViolation(
        "disclosure.division",
        _("单位：%s不是县、乡镇或村，不能在这里公开。请选择作出决定的单位。") % division.name,
        field="division",
    )


def kind_is_known(kind: str) -> RuleViolation | None:
    if kind in KINDS:
        return None
    kinds = "、".join(str(known.label) for known in KINDS.values())
    return RuleViolation(
        "disclosure.kind",
        _("类别：没有“%(kind)s”这一类公开内容。请从以下类别中选择：%(kinds)s。") % {"kind": kind, "kinds": kinds},
        field="kind",
    )


def card_is_whole(kind: str, card: Card) -> RuleViolation | None:
    """X05: how to object stands on every decision; a last day without a way to object helps nobody."""
    must = KINDS[kind].needs
    if not card.how_to_object and ("how_to_object" in must or card.object_until):
        return RuleViolation(
            "disclosure.how_to_object",
            _("怎样提出异议：没有填写。请写明向谁、用什么方式提出。"),
            OBJECTIONS,
            field="how_to_object",
        )
    return None


def texts_fit(text: Text) -> RuleViolation | None:
    """Every text is there and no longer than its place."""
    for part in text.parts():
        if part.required and not part.text:
            return RuleViolation("disclosure.empty", _("%s：没有填写。请补充后再提交。") % part.name, field=part.field)
        if len(part.text) > part.longest:
            return RuleViolation(
                "disclosure.too_long",
                _("%(name)s：有 %(length)d 个字，超过了 %(longest)d 个字。请压缩后再提交。")
                % {"name": part.name, "length": len(part.text), "longest": part.longest},
                field=part.field,
            )
    if len(text.sections) > contract.SECTIONS:
        return RuleViolation(
            "disclosure.too_many_sections",
            _("正文：有 %(count)d 节，超过了 %(most)d 节。请合并后再提交。")
            % {"count": len(text.sections), "most": contract.SECTIONS},
            field="sections",
        )
    return None


def texts_are_plain(text: Text) -> RuleViolation | None:
    """No control signs: they can hide text, turn it round, and break the feed, which is XML."""
    for part in text.parts():
        if any(_is_hidden(sign) for sign in part.text):
            return RuleViolation(
                "disclosure.not_plain",
                _("%s：含有看不见的控制字符，可能是从别的软件粘贴带来的。请删去后重新输入这一处。") % part.name,
                field=part.field,
            )
    return None


def _is_hidden(sign: str) -> bool:
    if sign in BIDI:
        return True
    # Cs: halves of a sign; Cn here: the code points that stand for no sign at all (U+FFFE, U+FFFF).
    return sign != "\n" and (unicodedata.category(sign) in {"Cc", "Cs"} or ord(sign) & 0xFFFE == 0xFFFE)


def no_personal_numbers(text: Text) -> RuleViolation | None:
    """Numbers of identity cards, bank cards and mobile phones are never published."""
    for part in text.parts():
        if found := personal_number(part.text):
            return RuleViolation(
                "disclosure.personal_number",
                _(
                    "%(name)s：含有%(sort)s，属于个人信息，不能公开。请删去；需要指明是谁的，写姓名或者用“*”遮住中间的数字。"
                )
                % {"name": part.name, "sort": found.name},
                PRIVACY,
                field=part.field,
            )
    return None


def amount_is_money(amount: Decimal | None) -> RuleViolation | None:
    """An amount is yuan with at most two places, and not negative."""
    try:
        fits = amount is None or (0 <= amount <= MAX_YUAN and to_fen(amount) >= 0)
    except (ValueError, InvalidOperation):
        fits = False
    if fits:
        return None
    return RuleViolation(
        "disclosure.amount", _("金额：应为不小于零、最多两位小数的金额（元），例如 1200.50。请核对。"), field="amount"
    )


def dates_make_sense(card: Card, take_down_on: date | None, today: date) -> RuleViolation | None:
    """Decided before it is prepared; objections end after the decision; taken down in the future."""
    if card.decided_on > today:
        return RuleViolation(
            "disclosure.decided_later",
            _("决定日期：%s还没有到。请填写实际作出决定的日期。") % card.decided_on,
            field="decided_on",
        )
    if card.object_until and card.object_until < card.decided_on:
        return RuleViolation(
            "disclosure.until_before_decision",
            _("异议截止日期：%(until)s早于决定日期 %(decided)s。请核对后重填。")
            % {"until": card.object_until, "decided": card.decided_on},
            field="object_until",
        )
    if take_down_on and take_down_on <= max(today, card.object_until or today):
        return RuleViolation(
            "disclosure.take_down_early",
            _("撤下日期：%s太早，应晚于今天和异议截止日期。请核对后重填。") % take_down_on,
            field="take_down_on",
        )
    return None


def source_is_free(source: Ref, kind: str) -> RuleViolation | None:
    """One thing has one standing draft or publication of a kind."""
    standing = Draft.objects.filter(source=str(source), kind=kind, state__in=STANDING).first()
    if standing is None:
        return None
    return RuleViolation(
        "disclosure.source_taken",
        _("来源：这件事已有公开稿“%(title)s”（%(state)s），不必再拟。如需更正，请先由复核人退回原稿。")
        % {"title": standing.title, "state": standing.get_state_display()},
    )


def replaces_a_returned_one(old: Draft | None, division: Division, source: Ref, kind: str) -> RuleViolation | None:
    """Only what was returned is prepared anew, once, about the same thing."""
    if old is None:
        return None
    if old.state != State.RETURNED:
        return RuleViolation(
            "disclosure.replaces_standing",
            _("替代：原稿“%(title)s”%(state)s，没有被退回，不能重新拟制。请选择被退回的原稿。")
            % {"title": old.title, "state": old.get_state_display()},
        )
    if Draft.objects.filter(replaces=old).exists():
        return RuleViolation(
            "disclosure.replaced_already", _("替代：原稿“%s”已经重新拟制过，不能再拟一份。请打开新稿。") % old.title
        )
    if (old.division_id, old.source, old.kind) != (division.pk, str(source), kind):
        return RuleViolation(
            "disclosure.replaces_other", _("替代：原稿“%s”说的是另一件事，不能用这份稿替代。请核对来源。") % old.title
        )
    return None


# What may be decided about a draft ---------------------------------------------------------------


def draft_can_become(draft: Draft, state: State) -> RuleViolation | None:
    """A draft is reviewed once."""
    if (State(draft.state), state) in MOVES:
        return None
    return RuleViolation(
        "disclosure.reviewed_already",
        _("公开稿：“%(title)s”已由%(name)s于 %(day)s 复核（%(state)s），不能再次复核。请刷新页面查看结果。")
        % {
            "title": draft.title,
            "name": draft.reviewer_official.name if draft.reviewer_official else "",
            "day": timezone.localdate(draft.reviewed_at) if draft.reviewed_at else "",
            "state": draft.get_state_display(),
        },
    )


def days_still_ahead(draft: Draft, today: date) -> RuleViolation | None:
    """X05: what is published to hear objections leaves at least its day of publication to raise them."""
    if draft.object_until and draft.object_until < today:
        return RuleViolation(
            "disclosure.until_has_passed",
            _("异议截止日期：%s已过，现在公开，群众来不及提出异议。请退回，改定日期后重新拟制。") % draft.object_until,
            OBJECTIONS,
        )
    if draft.take_down_on and draft.take_down_on <= today:
        return RuleViolation(
            "disclosure.take_down_has_passed",
            _("撤下日期：%s已到，公开后马上就要撤下。请退回，改定日期后重新拟制。") % draft.take_down_on,
        )
    return None


def reason_is_given(reason: str) -> RuleViolation | None:
    """Whoever gets a draft back must know what to change."""
    if not reason:
        return RuleViolation("disclosure.no_reason", _("退回理由：没有填写。请写明哪里要改、怎样改。"), field="reason")
    if len(reason) > contract.REASON:
        return RuleViolation(
            "disclosure.reason_too_long",
            _("退回理由：有 %(length)d 个字，超过了 %(longest)d 个字。请压缩后再提交。")
            % {"length": len(reason), "longest": contract.REASON},
            field="reason",
        )
    return None
