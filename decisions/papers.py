"""会议纪要 and 会议记录: what this room writes into the paper, who signs it, who is told of it."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from decisions.confidence import record_open_to
from decisions.models import AgendaItem, Departure, Meeting, Resolution, Seat
from decisions.sitting import Sitting
from decisions.states import Choice, Outcome
from foundation.documents.contents import Absence, Minutes, MinutesItem
from foundation.documents.kinds import MINUTES, RECORD
from foundation.documents.subjects import Subject
from foundation.townships.models import Official

#: What a closed meeting leaves, each in a series of its own (D11).
KINDS = (MINUTES, RECORD)


def minutes_of(meeting: Meeting, today: date) -> Minutes:
    """The minutes of a closed meeting, as they are printed. `today` is the day of the paper."""
    seats = list(meeting.seats.select_related("official").order_by("rank"))
    left = set(Departure.objects.filter(seat__in=seats).values_list("seat_id", flat=True))
    items = meeting.items.select_related("topic", "resolution", "report__reporter", "meeting").order_by("position")
    return Minutes(
        body=str(meeting.body),
        day=meeting.day,
        place=meeting.place,
        chair=str(meeting.chair),
        recorder=str(meeting.recorder),
        present=[_there(seat, left) for seat in seats if seat.votes and (seat.present or seat.pk in left)],
        absent=[
            Absence(name=seat.official.name, reason=seat.absence)
            for seat in seats
            if seat.votes and not seat.present and seat.pk not in left
        ],
        observers=_names(seat for seat in seats if not seat.votes and seat.present),
        items=[_item(item) for item in items],
        date=today,
    )


def _there(seat: Seat, left: Collection[int]) -> str:
    """Who left before the end is named as such."""
    name: str = seat.official.name
    if seat.present or seat.pk not in left:
        return name
    return _("%(name)s（中途离会：%(reason)s）") % {"name": name, "reason": seat.absence}


def _names(seats: Iterable[Seat]) -> list[str]:
    return [seat.official.name for seat in seats]


def _item(item: AgendaItem) -> MinutesItem:
    sitting = Sitting.of(item)
    report = getattr(item, "report", None)
    resolution: Resolution | None = getattr(item, "resolution", None)
    speeches = item.speeches.select_related("seat__official")
    return MinutesItem(
        title=item.topic.title,
        reporter=report.reporter.name if report else "",
        summary=report.text if report else "",
        discussion=[
            *(f"{speech.seat.official.name}：{speech.text}" for speech in speeches),
            *(
                _("%(name)s（未到会，书面意见，不计票）：%(text)s") % {"name": row.seat.official.name, "text": row.text}
                for row in item.written.select_related("seat__official")
            ),
        ],
        counts=counts(resolution) if resolution else "",
        resolution=_decided(resolution) if resolution else _set_aside(item),
        dissent=[line for seat in sitting.seats if (line := dissent(sitting, seat))],
    )


def _decided(resolution: Resolution) -> str:
    """The decision; below it the head's reason where he decided otherwise, and how each opinion was taken up."""
    lines = [resolution.text]
    if resolution.head_reason:
        lines.append(_("行政首长的决定与多数意见不一致，理由：%s") % resolution.head_reason)
    for row in resolution.item.taken_up.select_related("seat__official"):
        lines.append(_("对%(name)s意见的采纳情况：%(text)s") % {"name": row.seat.official.name, "text": row.text})
    return "\n".join(lines)


def dissent(sitting: Sitting, seat: Seat) -> str:
    """Who did not agree, how, and why, word for word; a vote that differs from the statement is named beside it.
    Empty for who agreed, or had no word on the item."""
    statement, vote = sitting.statements.get(seat.pk), sitting.votes.get(seat.pk)
    if statement is None or {statement.choice, vote.choice if vote else statement.choice} == {Choice.AGREE}:
        return ""
    how = statement.get_choice_display()
    if vote and vote.choice != statement.choice:
        how = _("表态%(statement)s，表决%(vote)s") % {"statement": how, "vote": vote.get_choice_display()}
    words = statement.text or _("未说明理由")
    return f"{seat.official.name}（{how}）：{words}"


def counts(resolution: Resolution) -> str:
    """The count in one sentence: due, present, for, against, abstaining, not voting, and what it came to."""
    return _(
        "应到 %(due)d 人，实到 %(present)d 人；%(how)s同意 %(agree)d 票，不同意 %(oppose)d 票，弃权 %(abstain)d 票，"
        "%(postpone)s未表决 %(absent)d 人；同意票应达 %(needed)d 票，%(outcome)s。"
    ) % {
        "how": _("无记名投票，") if resolution.secret else "",
        "postpone": _("缓议 %d 票，") % resolution.postpone if resolution.postpone else "",
        **{
            name: getattr(resolution, name)
            for name in ("due", "present", "agree", "oppose", "abstain", "absent", "needed")
        },
        "outcome": resolution.get_outcome_display(),
    }


def _set_aside(item: AgendaItem) -> str:
    return _("本议题%(outcome)s：%(reason)s") % {
        "outcome": Outcome(item.outcome).label,
        "reason": item.outcome_reason,
    }


def _signers(pks: Collection[str]) -> dict[str, list[Official]]:
    """Whoever presided; the room of papers adds the principal of the body."""
    meetings = Meeting.objects.filter(pk__in=pks).select_related("chair")
    return {str(meeting.pk): [meeting.chair] for meeting in meetings if meeting.chair}


def _recipients(pk: str) -> list[Official]:
    """D11: the members, also those who were absent, and whoever attended."""
    seats = Seat.objects.filter(meeting__pk=pk).select_related("official").order_by("rank")
    return [seat.official for seat in seats if seat.votes or seat.present]


def _shut(user: Any, pks: Collection[str]) -> set[str]:
    """The meetings that dealt with a personnel matter of which somebody does not read what was said (D05)."""
    items = AgendaItem.objects.filter(~record_open_to(user), meeting__in=[int(pk) for pk in pks])
    return {str(pk) for pk in items.values_list("meeting", flat=True)}


SUBJECT = Subject(signers=_signers, recipients=_recipients, shut=_shut)
