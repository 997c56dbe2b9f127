"""One line for each member on the page of an item: what stands for him, what he may say now, what is rare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from decisions import rules, selectors
from decisions.forms import ReasonForm, RecusalForm, StatementForm, VoteForm
from decisions.forms_room import WrittenForm
from decisions.models import AgendaItem, Seat, Statement, Vote
from decisions.sitting import Sitting
from decisions.states import STAGED, Category, Choice, Phase, Stage
from decisions.views.words import choice_pill
from foundation.townships.models import User
from foundation.web.acting import in_short
from foundation.web.components import Action, Pill
from foundation.web.inputs import open_at
from foundation.web.tokens import OnceForm, new_token

#: Forms that a rule has refused, by the place on the page where they stand.
Wrong = Mapping[str, OnceForm]


@dataclass(frozen=True)
class Entry:
    """Something entered for a seat: what, when, by whom; the form that voids it while that is possible."""

    word: str
    pill: Pill
    text: str
    at: datetime
    actor: str
    void: str = ""
    void_url: str = ""
    void_form: ReasonForm | None = None


@dataclass(frozen=True)
class Line:
    """One member. `form` enters his statement or vote, `waits` says why it is not his turn yet."""

    seat: Seat
    pills: list[Pill]
    out: str
    entries: list[Entry]
    form: StatementForm | VoteForm | None = None
    url: str = ""
    submit: str = ""
    waits: str = ""
    is_next: bool = False
    recuse_form: OnceForm | None = None
    recuse_url: str = ""
    leave_form: OnceForm | None = None
    leave_url: str = ""
    written_form: OnceForm | None = None
    written_url: str = ""
    arrive: Action | None = None


@dataclass
class Lines:
    """The lines of an item; `against` says why this user keeps nothing, `open_here` that the page opens at whose turn
    it is."""

    sitting: Sitting
    against: str
    wrong: Wrong = field(default_factory=dict)
    open_here: bool = False

    def __post_init__(self) -> None:
        self.item = self.sitting.item
        self.voided: dict[int, list[Statement | Vote]] = {}
        for rows in (self.item.statements, self.item.votes):
            for row in rows.filter(void__isnull=False).select_related("void__actor", "actor"):
                self.voided.setdefault(row.seat_id, []).append(row)
        self.actors = _actors([*self.sitting.statements.values(), *self.sitting.votes.values()])

    def all(self) -> list[Line]:
        lines, found = [], False
        for seat_line in selectors.seat_lines(self.sitting):
            line = self._line(seat_line, may_be_next=not found)
            found = found or line.is_next
            lines.append(line)
        return lines

    def _line(self, line: selectors.SeatLine, *, may_be_next: bool) -> Line:
        seat, url = line.seat, self._seat_url(line.seat)
        entries = [*self._standing(line), *self._voided(seat)]
        more = {"pills": _pills(seat), "out": _out(line), "entries": entries, **self._arrival_and_recusal(line)}
        phase = Phase(self.item.phase)
        on_paper = phase == Phase.VOTING and self.item.secret
        waiting = phase in STAGED and not line.out and not self.against and not on_paper
        if not waiting or seat.pk in self.sitting.positions(phase):
            return Line(seat=seat, **more)
        stating, is_next = phase == Phase.STATING, line.turn and may_be_next
        form = self.wrong.get(f"seat-{seat.pk}") or (StatementForm if stating else VoteForm)(
            seat=seat, personnel=is_personnel(self.item)
        )
        if is_next and self.open_here:
            open_at(form, "choice")
        return Line(
            seat=seat,
            **more,
            form=form,  # type: ignore[arg-type]
            url=url("statement" if stating else "vote"),
            submit=_("录入表态") if stating else _("录入表决"),
            waits=in_short(rules.in_turn(self.sitting, seat)),
            is_next=is_next,
        )

    def _standing(self, line: selectors.SeatLine) -> list[Entry]:
        entries = []
        for word, noun, phase, row in (
            (_("表态"), "statement", Phase.STATING, line.statement),
            (_("表决"), "vote", Phase.VOTING, line.vote),
        ):
            if row is None:
                continue
            voidable = not self.against and not rules.can_void(self.sitting, line.seat, phase)
            name = f"void-{noun}-{row.pk}"
            form = self.wrong.get(name) or ReasonForm(auto_id=f"{name}-%s")
            entries.append(
                Entry(
                    word=word,
                    pill=choice_pill(row.choice),
                    text=getattr(row, "text", ""),
                    at=row.at,
                    actor=self.actors.get(row.actor_id, ""),
                    void_url=reverse(f"decisions:void_{noun}", args=[self.item.pk, row.pk]) if voidable else "",
                    void_form=form if voidable else None,  # type: ignore[arg-type]
                )
            )
        return entries

    def _voided(self, seat: Seat) -> list[Entry]:
        return [
            Entry(
                word=_("表态") if isinstance(row, Statement) else _("表决"),
                pill=Pill(row.get_choice_display()),
                text=getattr(row, "text", ""),
                at=row.void.at,
                actor=row.void.actor.name,
                void=row.void.reason,
            )
            for row in self.voided.get(seat.pk, [])
        ]

    def _arrival_and_recusal(self, line: selectors.SeatLine) -> dict[str, Any]:
        seat, url = line.seat, self._seat_url(line.seat)
        if self.against or self.item.phase == Phase.CLOSED or rules.meeting_open(self.item.meeting):
            return {}
        if not seat.present:
            more: dict[str, Any] = {"arrive": Action(_("现已到会"), url("arrive"), token=new_token())}
            if self.item.phase == Phase.DISCUSSION and not rules.is_absent(self.sitting, seat):
                more["written_form"] = self._form(f"written-{seat.pk}", WrittenForm)
                more["written_url"] = url("written")
            return more
        more = {"leave_form": self._form(f"leave-{seat.pk}", ReasonForm), "leave_url": url("leave")}
        if line.recused or not seat.votes or rules.can_recuse(self.sitting, seat):
            return more
        return {**more, "recuse_form": self._form(f"recuse-{seat.pk}", RecusalForm), "recuse_url": url("recuse")}

    def _form(self, place: str, kind: type[OnceForm]) -> OnceForm:
        """The form of a place on the page: as a rule has refused it, or empty."""
        return self.wrong.get(place) or kind(auto_id=f"{place}-%s")

    def _seat_url(self, seat: Seat) -> Any:
        return lambda name: reverse(f"decisions:{name}", args=[self.item.pk, seat.pk])


def choices(item: AgendaItem) -> list[Choice]:
    """What one may choose on this item."""
    return [choice for choice in Choice if choice != Choice.POSTPONE or is_personnel(item)]


def is_personnel(item: AgendaItem) -> bool:
    """缓议 is offered for these alone."""
    return bool(item.topic.category == Category.PERSONNEL)


def _pills(seat: Seat) -> list[Pill]:
    pills = [Pill(_("主持工作"))] if seat.acting else []
    if not seat.votes:
        return [*pills, Pill(_("列席"))]
    last = {Stage.LAST_BUT_ONE: _("倒数第二位"), Stage.LAST: _("末位")}
    return [*pills, Pill(last[Stage(seat.stage)])] if seat.stage in last else pills


def _out(line: selectors.SeatLine) -> str:
    """Why a seat has no voice on this item."""
    if line.recused:
        return _("回避：%s") % line.recused
    if not line.seat.present:
        return _("未到会：%s") % line.seat.absence
    return _("末位表态开始后才到会，本议题不表态、不表决。") if line.late else ""


def _actors(rows: Iterable[Statement | Vote]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in={row.actor_id for row in rows}).values_list("pk", "name"))
