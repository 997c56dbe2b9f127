"""Small matters on one sheet (E03)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from decisions.models import LightSheet, Meeting
from decisions.rules.bases import COLLECTIVE
from decisions.states import BODIES_FOR_LIGHT
from foundation.rulebook.values import Value
from foundation.townships.models import Official
from foundation.violations import RuleViolation
from powers.selectors import Needs
from powers.states import Track


def is_light(matter: str, amount: Decimal | None, wanted: Value) -> RuleViolation | None:
    """Whether a matter may go on the sheet: below the sum from which the unit decides collectively (以上 includes it).

    For what the directory does not list; of what it does, `is_small` asks.
    """
    if amount is None or amount < wanted.yuan():
        return None
    return RuleViolation(
        "decisions.not_light",
        _("金额：“%(matter)s”%(amount)s元，达到须集体研究的起点%(limit)s元。请作为议题提出，走完整程序。")
        % {"matter": matter, "amount": amount, "limit": wanted.yuan()},
        wanted.basis,
        field="lines",
    )


def is_small(matter: str, amount: Decimal | None, meeting: Meeting, needs: Needs) -> RuleViolation | None:
    """Of what the directory lists (P11): below its own sum, and before the body that the directory names for that."""
    if needs.track != Track.LIGHT:
        return RuleViolation(
            "decisions.listed_in_full",
            _("金额：“%(matter)s”（%(amount)s）按目录须走完整程序。请作为议题提出，或者写明低于起点的金额。")
            % {"matter": matter, "amount": _("没有填写金额") if amount is None else _("%s元") % amount},
            COLLECTIVE,
            field="lines",
        )
    if meeting.body.kind == needs.bodies[0]:
        return None
    return RuleViolation(
        "decisions.listed_elsewhere",
        _("组织：“%(matter)s”按目录由%(body)s办理。请录入该组织会议的一般事项单。")
        % {"matter": matter, "body": needs.bodies[0].label},
        COLLECTIVE,
        field="lines",
    )


def has_lines(count: int) -> RuleViolation | None:
    if count:
        return None
    return RuleViolation("decisions.no_lines", _("事项：一般事项单没有内容。请至少填写一行。"), field="lines")


def takes_light(meeting: Meeting) -> RuleViolation | None:
    """Small affairs of a unit are not for its congress, nor for those who watch over it."""
    if meeting.body.kind in BODIES_FOR_LIGHT:
        return None
    return RuleViolation(
        "decisions.light_body",
        _("组织：%s不办理一般事项单。请在党委会、办公会、联席会或者村两委会议上办理。") % meeting.body.name,
        COLLECTIVE,
    )


def no_other_sheet(standing: LightSheet | None) -> RuleViolation | None:
    """One sheet a meeting."""
    if standing is None:
        return None
    return RuleViolation(
        "decisions.light_sheet_exists", _("一般事项单：本次会议已有一份。请先作废，再重新录入；已签批的不能再改。")
    )


def not_signed(sheet: LightSheet) -> RuleViolation | None:
    if not hasattr(sheet, "signature"):
        return None
    return RuleViolation("decisions.light_signed", _("一般事项单：已经签批，不能再签或者作废。不必再办。"), COLLECTIVE)


def not_void(sheet: LightSheet) -> RuleViolation | None:
    if not hasattr(sheet, "void"):
        return None
    return RuleViolation("decisions.light_void", _("一般事项单：已经作废。请以新录入的为准。"))


def chair_signs(sheet: LightSheet, official: Official | None) -> RuleViolation | None:
    """Whoever presided signs."""
    if official is not None and sheet.meeting.chair_id == official.pk:
        return None
    return RuleViolation(
        "decisions.light_signer",
        _("签批人：应由本次会议主持人%s签批。请由其本人登录签批，或者由党政办登记纸质签批。") % sheet.meeting.chair,
        COLLECTIVE,
    )
