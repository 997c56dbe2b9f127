"""The whole of a decision, step by step, as the ledger has it: who did what, when, and the entry that proves it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from decisions.models import (
    AdHocConsent,
    AdHocMotion,
    AgendaItem,
    BallotCount,
    ChairChange,
    Departure,
    Emergency,
    Reconsideration,
    Recusal,
    Report,
    Resolution,
    Seat,
    SignOff,
    Speech,
    Statement,
    Stop,
    StopAnswer,
    StopLift,
    Topic,
    Vote,
    WrittenOpinion,
)
from disclosure.models import Draft, Publication
from foundation.documents.models import Draft as PaperDraft
from foundation.documents.models import Paper
from foundation.ledger.labels import label_of
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.web.templatetags.sunlit import day


@dataclass(frozen=True)
class Step:
    """One act: `text` says about whom or what, `void` that the entry was voided later, `times` how often in a row."""

    act: str
    label: str
    at: datetime
    actor: str
    text: str
    stream: str
    number: int
    entry_pk: int
    void: str = ""
    times: int = 1

    @property
    def proof(self) -> str:
        return f"{self.stream}#{self.number}"

    @property
    def title(self) -> str:
        return _("%(act)s（%(times)d 次）") % {"act": self.label, "times": self.times} if self.times > 1 else self.label


def steps_of(topic: Topic) -> list[Step]:
    """Every act on a topic, its meetings, resolutions, minutes and publications, oldest first.

    The number of queries does not depend on how much was said and voted.
    """
    words = _Words(topic)
    entries = LedgerEntry.objects.filter(ref__in=words.refs()).order_by("at", "stream", "number")
    return [_step(entry, words) for entry in entries]


def steps_about(thing: Model) -> list[Step]:
    """Every act on one row alone, oldest first. One query."""
    entries = LedgerEntry.objects.filter(ref=str(Ref.of(thing))).order_by("stream", "number")
    return [_step(entry, None) for entry in entries]


def in_short(steps: Iterable[Step]) -> list[Step]:
    """The same act several times in a row becomes one step: who said what is read on the item's own page."""
    short: list[Step] = []
    for step in steps:
        if short and (short[-1].act, short[-1].actor) == (step.act, step.actor):
            short[-1] = replace(short[-1], times=short[-1].times + 1, text="")
        else:
            short.append(step)
    return short


def _step(entry: LedgerEntry, words: _Words | None) -> Step:
    text, void = words.of(entry) if words else ("", "")
    return Step(
        act=entry.act,
        label=label_of(entry.act),
        at=entry.at,
        actor=entry.actor,
        text=text,
        stream=entry.stream,
        number=entry.number,
        entry_pk=entry.pk,
        void=void,
    )


class _Words:
    """What the rows named in the entries of a decision say, read once each."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.items = list(AgendaItem.objects.filter(topic=topic).select_related("meeting__body__division", "topic"))
        self.meetings = {item.meeting_id: item.meeting for item in self.items}
        of_items: dict[str, Any] = {"item__in": self.items}
        self.seats = _by_key(Seat.objects.filter(meeting__in=self.meetings).select_related("official"))
        self.resolutions = _by_key(Resolution.objects.filter(topic=topic).select_related("topic"))
        self.drafts = _by_key(Draft.objects.filter(source__in=_names(self.resolutions.values())))
        about = list(_names(self.meetings.values()))
        self.papers = _by_key(Paper.objects.filter(about__in=about))
        self.paper_drafts = list(PaperDraft.objects.filter(about__in=about).only("pk"))
        self.rows: dict[str, dict[str, Any]] = {
            "decisions_statement": _by_key(Statement.objects.filter(**of_items).select_related("void")),
            "decisions_vote": _by_key(Vote.objects.filter(**of_items).select_related("void")),
            "decisions_report": _by_key(Report.objects.filter(**of_items).select_related("reporter")),
            "decisions_speech": _by_key(Speech.objects.filter(**of_items)),
            "decisions_signoff": _by_key(SignOff.objects.filter(topic=topic)),
            "decisions_adhocmotion": _by_key(AdHocMotion.objects.filter(**of_items)),
            "decisions_adhocconsent": _by_key(AdHocConsent.objects.filter(motion__item__in=self.items)),
            "decisions_recusal": _by_key(Recusal.objects.filter(**of_items)),
            "decisions_resolution": self.resolutions,
            **self._watched(of_items),
            "decisions_seat": self.seats,
            "documents_paper": self.papers,
            "disclosure_draft": self.drafts,
        }
        for noun in ("statement", "vote"):
            voided = self.rows[f"decisions_{noun}"].values()
            self.rows[f"decisions_{noun}void"] = {
                str(row.void.pk): (row, row.void) for row in voided if hasattr(row, "void")
            }

    def _watched(self, of_items: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """What is rare: ballots, stops, comings and goings, what was done before or again. In the order of the names
        that are looked for in an entry: a departure before the seat that it changes."""
        stops = Stop.objects.filter(**of_items)
        rows: list[Any] = [
            BallotCount.objects.filter(**of_items).select_related("void"),
            stops,
            StopAnswer.objects.filter(stop__in=stops).select_related("chair"),
            StopLift.objects.filter(stop__in=stops),
            WrittenOpinion.objects.filter(**of_items),
            Departure.objects.filter(seat__meeting__in=self.meetings),
            ChairChange.objects.filter(meeting__in=self.meetings).select_related("chair"),
            Emergency.objects.filter(topic=self.topic).select_related("decider"),
            Reconsideration.objects.filter(resolution__topic=self.topic),
        ]
        return {found.model._meta.db_table: _by_key(found) for found in rows}

    def refs(self) -> list[str]:
        """The names of everything that belongs to the decision."""
        publications = Publication.objects.filter(draft__in=[draft.pk for draft in self.drafts.values()])
        things: list[Iterable[Model]] = [
            [self.topic],
            self.items,
            self.meetings.values(),
            self.seats.values(),
            self.resolutions.values(),
            self.papers.values(),
            self.paper_drafts,
            self.drafts.values(),
            publications.only("pk"),
        ]
        return [name for group in things for name in _names(group)]

    def of(self, entry: LedgerEntry) -> tuple[str, str]:
        """(what the entry is about, why what it entered was voided)."""
        rows = json.loads(bytes(entry.body))["rows"]
        match entry.act:
            case "decisions.topic.propose":
                return _("%(who)s提出，提请%(body)s决定") % {"who": self.topic.proposer, "body": self.topic.body}, ""
            case "decisions.topic.record_sheet":
                return _("据纸质件登记 %(count)d 项签署") % {"count": _signed(rows)}, ""
            case "decisions.topic.note_talk":
                # What was said, and by whom, is for the circle alone.
                return "", ""
            case "decisions.meeting.deliver":
                return _("%(meeting)s，告知 %(count)d 人次") % {"meeting": self._meeting(entry), "count": len(rows)}, ""
            case "decisions.item.set_aside":
                return self._set_aside(entry), ""
        named = (self.rows.get(row["table"], {}).get(row["key"]) for row in rows)
        # A seat that came or went is named beside what says why.
        for found in sorted((each for each in named if each is not None), key=lambda each: isinstance(each, Seat)):
            return self._say(found, entry)
        return self._where(entry), ""

    def _say(self, row: Any, entry: LedgerEntry) -> tuple[str, str]:
        match row:
            case Statement():
                words = f"：{row.text}" if row.text else ""
                return f"{self._who(row)} {row.get_choice_display()}{words}", _void_of(row)
            case Vote():
                return f"{self._who(row)} {row.get_choice_display()}", _void_of(row)
            case (position, void):
                return _("%(who)s，原因：%(reason)s") % {"who": self._who(position), "reason": void.reason}, ""
            case Report():
                return f"{row.reporter}：{row.text}", ""
            case Speech():
                return f"{self._who(row)}：{row.text}", ""
            case Recusal():
                return f"{self._who(row)}：{row.reason}", ""
            case Seat():
                return (row.official.name if entry.act == "decisions.seat.arrive" else self._where(entry)), ""
            case Resolution():
                return f"{row.get_outcome_display()}。{row.text}", ""
            case Draft():
                return row.return_reason if entry.act == "disclosure.draft.return" else row.what, ""
        return self._say_rare(row)

    def _say_rare(self, row: Any) -> tuple[str, str]:
        """What happens to few decisions."""
        match row:
            case Departure() | WrittenOpinion():
                words = row.reason if isinstance(row, Departure) else row.text
                return f"{self._who(row)}：{words}", ""
            case BallotCount():
                return _("发出 %(out)d 张，收回 %(back)d 张，有效 %(valid)d 张") % {
                    "out": row.handed_out,
                    "back": row.returned,
                    "valid": row.valid,
                }, _void_of(row)
            case StopAnswer() | ChairChange():
                return f"{row.chair}：{row.text if isinstance(row, StopAnswer) else row.reason}", ""
            case StopLift() | Reconsideration():
                return row.reason, ""
            case Emergency():
                return f"{row.decider}：{row.done}", ""
        return str(row), ""

    def _who(self, row: Any) -> str:
        seat: Seat = self.seats[str(row.seat_id)]
        return seat.official.name

    def _where(self, entry: LedgerEntry) -> str:
        """The meeting, where an act is the meeting's own, or where a topic went to several."""
        own = entry.act.startswith(("decisions.meeting.", "decisions.item.put_on_agenda"))
        return self._meeting(entry) if own or len(self.items) > 1 else ""

    def _meeting(self, entry: LedgerEntry) -> str:
        meetings = (item.meeting for item in self.items if entry.ref in _names([item, item.meeting]))
        return next((f"{meeting.body} {day(meeting.day)}" for meeting in meetings), "")

    def _set_aside(self, entry: LedgerEntry) -> str:
        """How an item ended without a resolution; its row says it, since it never changes any more."""
        item = next(item for item in self.items if str(Ref.of(item)) == entry.ref)
        return f"{item.get_outcome_display()}：{item.outcome_reason}"


def _signed(rows: list[dict[str, Any]]) -> int:
    return sum(row["table"] == SignOff._meta.db_table for row in rows)


def _by_key(rows: Iterable[Model]) -> dict[str, Any]:
    return {str(row.pk): row for row in rows}


def _names(rows: Iterable[Model]) -> Iterator[str]:
    return (str(Ref.of(row)) for row in rows)


def _void_of(row: Statement | Vote | BallotCount) -> str:
    return row.void.reason if hasattr(row, "void") else ""


def without_words(steps: Iterable[Step]) -> list[Step]:
    """What was done, when and by whom, and nothing of what was said."""
    return [replace(step, text="", void="") for step in steps]


def last_of(steps: Iterable[Step], *acts: str) -> Step | None:
    """The last step with one of these acts."""
    return next((step for step in reversed(list(steps)) if step.act in acts), None)
