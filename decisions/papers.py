"""会议纪要: what this room writes into the paper."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from decisions.models import AgendaItem, Meeting, Resolution, Seat
from decisions.sitting import Sitting
from decisions.states import Choice, Outcome
from foundation.documents.contents import Absence, Minutes, MinutesItem


def minutes_of(meeting: Meeting, today: date) -> Minutes:
    """The minutes of a closed meeting, as they are printed. `today` is the day of the paper."""
    seats = list(meeting.seats.select_related("official").order_by("rank"))
    items = meeting.items.select_related("topic", "resolution", "report__reporter", "meeting").order_by("position")
    return Minutes(
        body=str(meeting.body),
        day=meeting.day,
        place=meeting.place,
        chair=str(meeting.chair),
        recorder=str(meeting.recorder),
        present=_names(seat for seat in seats if seat.votes and seat.present),
        absent=[
            Absence(name=seat.official.name, reason=seat.absence) for seat in seats if seat.votes and not seat.present
        ],
        observers=_names(seat for seat in seats if not seat.votes and seat.present),
        items=[_item(item) for item in items],
        date=today,
    )


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
        discussion=[f"{speech.seat.official.name}：{speech.text}" for speech in speeches],
        counts=counts(resolution) if resolution else "",
        resolution=resolution.text if resolution else _set_aside(item),
        dissent=[line for seat in sitting.seats if (line := dissent(sitting, seat))],
    )


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
        "应到 %(due)d 人，实到 %(present)d 人；同意 %(agree)d 票，不同意 %(oppose)d 票，弃权 %(abstain)d 票，"
        "未表决 %(absent)d 人；同意票应达 %(needed)d 票，%(outcome)s。"
    ) % {
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
