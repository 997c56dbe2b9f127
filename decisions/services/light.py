"""One sheet a meeting for what is small (E03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.db.models import Max
from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import LightLine, LightSheet, LightSignature, LightVoid, Meeting
from decisions.permissions import can_keep_meetings, check_can_keep_meetings
from decisions.services.meetings import locked_meeting
from decisions.states import LightKind
from foundation.ledger.services import act
from foundation.scope import scope_columns
from foundation.townships.models import Official, User
from foundation.townships.permissions import check_may
from foundation.townships.states import Capability
from foundation.violations import RuleViolation, refuse_on
from powers.models import DirectoryEntry
from powers.selectors import directory_on, needs_of


@dataclass(frozen=True)
class Light:
    """One line of a sheet; `amount` in yuan, `None` when no money is involved; `entry` for what the directory lists."""

    matter: str
    kind: LightKind
    amount: Decimal | None
    handler: Official
    decision: str
    entry: DirectoryEntry | None = None


def enter_light_sheet(*, meeting: Meeting, lines: Sequence[Light], actor: User, now: datetime) -> LightSheet:
    """Enter the small matters that a meeting has decided, all at once.

    Raises `RuleViolation` outside of the open meeting, before a body that does not deal with them, for a second sheet,
    for none, for a line without words, for a handler of another unit, for what is not small, and for an
    entry of another directory or one that another body deals with.
    """
    check_can_keep_meetings(actor, meeting.scope)
    with act("decisions.light.enter", stream=meeting.scope.stream, actor=actor, now=now) as record:
        meeting = locked_meeting(meeting)
        sheets = meeting.light_sheets.all()
        threshold = rules.light_parameter(meeting)
        refuse_on(
            rules.meeting_open(meeting),
            rules.takes_light(meeting),
            rules.no_other_sheet(sheets.filter(void=None).first()),
            rules.has_lines(len(lines)),
        )
        for each in lines:
            refuse_on(
                rules.is_given(each.matter, _("事项"), "lines"),
                rules.is_given(each.decision, _("决定"), "lines"),
                rules.of_this_unit(each.handler, meeting.scope, _("经办人"), "lines"),
                *(_is_listed(each, meeting) if each.entry else [rules.is_light(each.matter, each.amount, threshold)]),
            )
        number = (sheets.aggregate(last=Max("number"))["last"] or 0) + 1
        sheet = LightSheet.objects.create(
            meeting=meeting, number=number, day=meeting.day, actor=actor, at=now, **scope_columns(meeting.scope)
        )
        record.touch(sheet)
        for position, each in enumerate(lines, start=1):
            row = LightLine.objects.create(
                sheet=sheet,
                position=position,
                matter=each.matter.strip(),
                kind=LightKind.LISTED if each.entry else each.kind,
                entry=each.entry,
                amount=each.amount,
                handler=each.handler,
                decision=each.decision.strip(),
            )
            record.touch(row)
    return sheet


def sign_off_light_sheet(*, sheet: LightSheet, actor: User, now: datetime) -> LightSignature:
    """The chair signs a sheet off by his own login; or the office records that he has signed it on paper.

    Raises `RuleViolation` for a sheet that is void or signed, and for somebody who did not preside.
    """
    check_may(actor, Capability.VIEW_DECISIONS, sheet.scope)
    with act("decisions.light.sign_off", stream=sheet.scope.stream, actor=actor, now=now) as record:
        sheet = _locked(sheet)
        own = sheet.meeting.chair_id is not None and sheet.meeting.chair_id == actor.official_id
        on_paper = not own and can_keep_meetings(actor, sheet.scope)
        signer: Any = sheet.meeting.chair if on_paper else actor.official
        refuse_on(rules.not_void(sheet), rules.not_signed(sheet), rules.chair_signs(sheet, signer))
        record.about(sheet)
        signature = LightSignature.objects.create(sheet=sheet, official=signer, on_paper=on_paper, actor=actor, at=now)
        record.touch(signature)
    return signature


def void_light_sheet(*, sheet: LightSheet, reason: str, actor: User, now: datetime) -> LightVoid:
    """Void a sheet that was entered wrongly, before anybody has signed it."""
    check_can_keep_meetings(actor, sheet.scope)
    with act("decisions.light.void", stream=sheet.scope.stream, actor=actor, now=now) as record:
        sheet = _locked(sheet)
        refuse_on(rules.not_void(sheet), rules.not_signed(sheet), rules.is_given(reason, _("作废原因"), "reason"))
        record.about(sheet)
        void = LightVoid.objects.create(sheet=sheet, reason=reason.strip(), actor=actor, at=now)
        record.touch(void)
    return void


def _is_listed(line: Light, meeting: Meeting) -> list[RuleViolation | None]:
    """What the directory lists is small where its own sum says so, and is dealt with by the body it names."""
    entry, unit = cast(DirectoryEntry, line.entry), meeting.body.division
    listed = rules.entry_in_force(entry, directory_on(unit, meeting.day))
    if listed:
        return [listed]
    return [rules.is_small(line.matter, line.amount, meeting, needs_of(entry, line.amount, unit, meeting.day))]


def _locked(sheet: LightSheet) -> LightSheet:
    """The sheet as it is now; the lock on its meeting is held until the act ends."""
    locked_meeting(sheet.meeting)
    return LightSheet.objects.select_related("meeting__chair", "meeting__body__division", "signature", "void").get(
        pk=sheet.pk
    )
