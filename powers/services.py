"""The directory grows by versions: drafted from what holds, changed while it is a draft, adopted, lodged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.ledger.services import SYSTEM, Act, act
from foundation.rulebook.defaults import BEGINNING
from foundation.scope import scope_columns
from foundation.townships.models import Division, User
from foundation.townships.rules import division_in_force
from foundation.townships.states import BodyKind
from foundation.violations import refuse_on
from powers import rules, selectors
from powers.models import Directory, DirectoryClass, DirectoryEntry, DirectoryNote, in_order
from powers.permissions import check_can_keep, check_can_lodge
from powers.seed import CLASSES
from powers.states import Boundary, DirectoryState, Step

#: What an entry says, and what a new version takes over.
SAID = (
    "name",
    "bodies",
    "light_body",
    "reviews",
    "threshold",
    "boundary",
    "secret_vote",
    "debate",
    "publication",
    "basis",
    "confirmed",
)


@dataclass(frozen=True)
class Demand:
    """What an entry is called and what it needs. `threshold` is the code of a sum of the rulebook, or empty."""

    name: str
    bodies: Sequence[BodyKind]
    reviews: Sequence[Step] = ()
    threshold: str = ""
    light_body: str = ""
    boundary: Boundary = Boundary.AT_LEAST
    secret_vote: bool = False
    debate: bool = False
    publication: bool = True
    basis: str = ""
    confirmed: bool = False

    def columns(self) -> dict[str, Any]:
        said = {name: getattr(self, name) for name in SAID}
        return {
            **said,
            "name": self.name.strip(),
            "bodies": [str(each) for each in self.bodies],
            "reviews": [each.value for each in in_order(self.reviews)],
        }


def load_directory(*, county: Division, now: datetime, actor: object = SYSTEM) -> Directory | None:
    """Write the model with which a county begins, in force since ever; nothing where the county has one already."""
    with act("powers.directory.load", stream=county.scope.stream, actor=actor, now=now) as record:
        county = Division.objects.select_for_update(no_key=True).get(pk=county.pk)
        if Directory.objects.filter(division=county).exists():
            record.drop()
            return None
        today = timezone.localdate(now)
        directory = Directory.objects.create(
            division=county,
            number=1,
            state=DirectoryState.ADOPTED,
            drafted_on=today,
            adopted_on=today,
            adopted_by=_("随系统装入，待县确认"),
            start=BEGINNING,
            **scope_columns(county.scope),
        )
        record.touch(directory)
        for position, (name, category, matters) in enumerate(CLASSES, start=1):
            kind = DirectoryClass.objects.create(directory=directory, position=position, name=name, category=category)
            record.touch(kind)
            rows = [
                DirectoryEntry.objects.create(
                    directory=directory,
                    kind=kind,
                    code=matter.code,
                    position=place,
                    **Demand(
                        matter.name,
                        matter.bodies,
                        matter.reviews,
                        matter.threshold,
                        matter.light_body,
                        matter.boundary,
                        matter.secret_vote,
                        matter.debate,
                        matter.publication,
                    ).columns(),
                )
                for place, matter in enumerate(matters, start=1)
            ]
            record.touch_all(rows)
    return directory


def draft_directory(*, unit: Division, actor: User, now: datetime) -> Directory:
    """Begin a new version from what holds: the unit's own, else the county's model.

    What the county has added meanwhile comes with it. Raises `RuleViolation` while another draft is
    open, for a unit that has ended, and where there is no model to begin from; `PermissionDenied` for
    whoever does not keep the unit's rules.
    """
    check_can_keep(actor, unit)
    today = timezone.localdate(now)
    with act("powers.directory.draft", stream=unit.scope.stream, actor=actor, now=now) as record:
        # Two clerks at once: the second waits here and then sees the first one's draft.
        unit = Division.objects.select_for_update(no_key=True).get(pk=unit.pk)
        source = selectors.directory_on(unit, today)
        refuse_on(
            division_in_force(unit, today),
            rules.no_draft_yet(selectors.draft_of(unit)),
            rules.model_is_there(source),
        )
        last = Directory.objects.filter(division=unit).aggregate(last=Max("number"))["last"] or 0
        directory = Directory.objects.create(
            division=unit, number=last + 1, drafted_on=today, **scope_columns(unit.scope)
        )
        record.touch(directory)
        _copy(cast(Directory, source), directory, record)
    return directory


def _copy(source: Directory, directory: Directory, record: Act) -> None:
    """Classes and entries of the source, and of the county's model whatever the source lacks."""
    entries = selectors.entries_of(source)
    known = {entry.code for entry in entries}
    model = None if source.is_countys else selectors.model_on(directory.county, directory.drafted_on)
    entries += [entry for entry in (selectors.entries_of(model) if model else []) if entry.code not in known]
    classes: dict[str, DirectoryClass] = {}
    for entry in entries:
        if entry.kind.name not in classes:
            kind = entry.kind
            classes[kind.name] = DirectoryClass.objects.create(
                directory=directory, position=len(classes) + 1, name=kind.name, category=kind.category
            )
    places = dict.fromkeys(classes, 0)
    rows = []
    for entry in entries:
        places[entry.kind.name] += 1
        said = {name: getattr(entry, name) for name in SAID}
        rows.append(
            DirectoryEntry.objects.create(
                directory=directory,
                kind=classes[entry.kind.name],
                code=entry.code,
                position=places[entry.kind.name],
                **said,
            )
        )
    record.touch(*classes.values())
    record.touch_all(rows)


def add_entry(*, kind: DirectoryClass, demand: Demand, actor: User, now: datetime) -> DirectoryEntry:
    """Put one more matter into a class of a draft. Raises `RuleViolation` for what a matter cannot be."""
    check_can_keep(actor, kind.directory.division)
    with act("powers.entry.add", stream=kind.directory.scope.stream, actor=actor, now=now) as record:
        directory = _locked(kind.directory)
        of_class = directory.entries.filter(kind=kind).aggregate(last=Max("position"))["last"] or 0
        entry = DirectoryEntry(
            directory=directory,
            kind=kind,
            code=f"own_{directory.entries.count() + 1}_{directory.number}",
            position=of_class + 1,
            **demand.columns(),
        )
        refuse_on(rules.is_draft(directory), *_wrong_with(entry))
        entry.save()
        record.about(directory)
        record.touch(entry)
    return entry


def change_entry(*, entry: DirectoryEntry, demand: Demand, actor: User, now: datetime) -> DirectoryEntry:
    """Say otherwise what a matter of a draft needs. Whether it asks less than the county is seen at the adoption."""
    check_can_keep(actor, entry.directory.division)
    with act("powers.entry.change", stream=entry.directory.scope.stream, actor=actor, now=now) as record:
        directory = _locked(entry.directory)
        entry = directory.entries.select_related("kind").get(pk=entry.pk)
        for name, value in demand.columns().items():
            setattr(entry, name, value)
        refuse_on(rules.is_draft(directory), *_wrong_with(entry))
        entry.save()
        record.about(directory)
        record.touch(entry)
    return entry


def drop_entry(*, entry: DirectoryEntry, actor: User, now: datetime) -> DirectoryEntry:
    """Take a matter of the unit's own out of a draft. Raises `RuleViolation` for one of the county's."""
    check_can_keep(actor, entry.directory.division)
    with act("powers.entry.drop", stream=entry.directory.scope.stream, actor=actor, now=now) as record:
        directory = _locked(entry.directory)
        model = None if directory.is_countys else selectors.model_on(directory.county, timezone.localdate(now))
        of_county = frozenset(each.code for each in selectors.entries_of(model)) if model else frozenset()
        refuse_on(rules.is_draft(directory), rules.may_be_dropped(entry, of_county))
        entry.dropped = True
        entry.save(update_fields=["dropped"])
        record.about(directory)
        record.touch(entry)
    return entry


def adopt_directory(*, directory: Directory, start: date, adopted_by: str, actor: User, now: datetime) -> Directory:
    """The draft was adopted and holds from `start` on; the version before it ends the day before.

    `adopted_by` says which meeting adopted it. Raises `RuleViolation` when it lacks what the county asks
    for, when two of its entries are one matter, and for a day that lies behind.
    """
    check_can_keep(actor, directory.division)
    today = timezone.localdate(now)
    with act("powers.directory.adopt", stream=directory.scope.stream, actor=actor, now=now) as record:
        directory = _locked(directory)
        earlier = _open_version(directory)
        refuse_on(
            rules.move_allowed(directory, DirectoryState.ADOPTED),
            rules.is_said(adopted_by, _("由哪次会议通过"), "adopted_by"),
            rules.starts_later(directory, earlier, start, today),
            rules.is_whole(selectors.problems_of(directory, start)),
        )
        if earlier is not None:
            earlier.end = start - timedelta(days=1)
            earlier.save(update_fields=["end"])
        directory.state, directory.adopted_on = DirectoryState.ADOPTED, today
        directory.adopted_by, directory.start = adopted_by.strip(), start
        directory.save(update_fields=["state", "adopted_on", "adopted_by", "start"])
        record.touch(directory, *([earlier] if earlier else []))
    return directory


def lodge_directory(*, directory: Directory, actor: User, now: datetime) -> Directory:
    """The county's office has received a township's directory. What it lacks does not keep it out: it is said."""
    check_can_lodge(actor, directory)
    with act("powers.directory.lodge", stream=directory.scope.stream, actor=actor, now=now) as record:
        directory = _locked(directory)
        refuse_on(rules.move_allowed(directory, DirectoryState.LODGED))
        directory.state, directory.lodged_on = DirectoryState.LODGED, timezone.localdate(now)
        directory.save(update_fields=["state", "lodged_on"])
        record.touch(directory)
    return directory


def note_on_directory(*, directory: Directory, text: str, actor: User, now: datetime) -> DirectoryNote:
    """The county's office says what a township's directory lacks; the unit reads it beside the directory."""
    check_can_lodge(actor, directory)
    with act("powers.directory.note", stream=directory.scope.stream, actor=actor, now=now) as record:
        refuse_on(rules.is_said(text, _("意见"), "text"))
        note = DirectoryNote.objects.create(directory=directory, text=text.strip(), actor=actor, at=now)
        record.about(directory)
        record.touch(note)
    return note


def _wrong_with(entry: DirectoryEntry) -> list[Any]:
    others = [each for each in selectors.entries_of(entry.directory) if each.pk != entry.pk]
    return [
        rules.is_said(entry.name, _("事项名称"), "name"),
        rules.name_is_new(entry, others),
        rules.bodies_are_given(entry),
        rules.personnel_body(entry),
        rules.reviews_are_known(entry),
        rules.threshold_is_known(entry),
    ]


def _locked(directory: Directory) -> Directory:
    """The version as it is now, locked until the act ends."""
    return Directory.objects.select_for_update(of=("self",)).select_related("division").get(pk=directory.pk)


def _open_version(directory: Directory) -> Directory | None:
    """The version that holds now, or will, and has no end yet."""
    rows = Directory.objects.select_for_update(of=("self",)).filter(division=directory.division, end__isnull=True)
    return rows.exclude(state=DirectoryState.DRAFT).first()
