"""The book of rules grows by versions: what held once can always be read again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.ledger.services import SYSTEM, act
from foundation.rulebook.articles import split
from foundation.rulebook.models import Article, Regulation, RegulationVersion
from foundation.rulebook.rules import regulations as rules
from foundation.rulebook.rules.parameters import basis_is_named
from foundation.rulebook.seed_book import COUNTRY, COUNTY, Title
from foundation.rulebook.states import RegulationKind
from foundation.scope import INSTALLATION
from foundation.townships.models import Division
from foundation.violations import Basis, refuse_on


@dataclass(frozen=True)
class Wording:
    """What a version says and where it comes from.

    `text` is pasted as a whole and cut into articles; `text_known` says that somebody compared it, or the file
    that will come with it, with the official text. Days that nobody knows are `None`.
    """

    basis: str
    text_known: bool
    text: str = ""
    document_number: str = ""
    issued_on: date | None = None
    start: date | None = None


def record_regulation(
    *,
    owner: Division,
    kind: RegulationKind,
    title: str,
    issuer: str,
    wording: Wording,
    actor: object,
    now: datetime,
    position: int | None = None,
) -> Regulation:
    """Enter a regulation of a county or township (`owner`) with its first version.

    `position` is its place among those of its owner, the last one unless given. Raises `RuleViolation` when
    the owner has ended or does not keep that kind, for a title it has already, and for what is wrong with the version.
    """
    title = title.strip().removeprefix("《").removesuffix("》").strip()
    with act("rulebook.regulation.record", stream=owner.scope.stream, actor=actor, now=now) as record:
        # Two clerks with one title: the second waits here and then sees the first one's.
        owner = Division.objects.select_for_update(no_key=True).get(pk=owner.pk)
        refuse_on(
            rules.owner_in_force(owner, timezone.localdate(now)),
            rules.title_is_given(title),
            rules.kind_fits(kind, owner),
            rules.title_is_new(owner, title),
        )
        of_owner = {"county": owner.county, "township": owner.township}
        last = Regulation.objects.filter(**of_owner).aggregate(last=Max("position"))["last"] or 0
        regulation = Regulation.objects.create(
            kind=kind, title=title, issuer=issuer.strip(), position=position or last + 1, **of_owner
        )
        record.touch(regulation)
        version, articles = _written(regulation, wording, None, timezone.localdate(now))
        record.touch(version)
        record.touch_all(articles)
    return regulation


def add_version(*, regulation: Regulation, wording: Wording, actor: object, now: datetime) -> RegulationVersion:
    """A regulation says something else from `wording.start` on; what it said before ends the day before.

    Raises `RuleViolation` for the country's regulations and when the day does not come after what is there.
    """
    with act("rulebook.version.add", stream=regulation.stream, actor=actor, now=now) as record:
        record.about(regulation)
        regulation = Regulation.objects.select_for_update(no_key=True).get(pk=regulation.pk)
        refuse_on(rules.not_the_countrys(regulation))
        latest = regulation.versions.latest("number")
        version, articles = _written(regulation, wording, latest, timezone.localdate(now))
        record.touch(version)
        record.touch_all(articles)
        record.touch(latest)
    return version


def end_version(
    *, version: RegulationVersion, end: date, reason: str, actor: object, now: datetime
) -> RegulationVersion:
    """废止: `end` is the last day.

    Raises `RuleViolation` for the country's, for one that has its end, and without a reason.
    """
    with act("rulebook.version.end", stream=version.regulation.stream, actor=actor, now=now) as record:
        record.about(version.regulation)
        # The regulation first: whoever adds a version takes them in the same order.
        regulation = Regulation.objects.select_for_update(no_key=True).get(pk=version.regulation_id)
        version = regulation.versions.get(pk=version.pk)
        refuse_on(
            rules.not_the_countrys(regulation),
            rules.is_open(version),
            rules.ends_after_start(version, end),
            rules.reason_is_given(reason.strip()),
        )
        _end(version, end, reason.strip())
        record.touch(version)
    return version


def load_book(*, county: Division | None, now: datetime, actor: object = SYSTEM) -> int:
    """Write the titles that are missing, of the country (`None`) or of a county. Returns how many; twice is once.

    Nobody has compared their texts: each waits for the county. One that is there is left alone.
    """
    titles, columns = (COUNTY, {"county": county.county}) if county else (COUNTRY, {"county": ""})
    stream = county.scope.stream if county else INSTALLATION
    with act("rulebook.book.load", stream=stream, actor=actor, now=now) as record:
        if county:
            Division.objects.select_for_update(no_key=True).get(pk=county.pk)
        known = set(Regulation.objects.filter(township="", **columns).values_list("title", flat=True))
        missing = [(place, title) for place, title in enumerate(titles, start=1) if title.text not in known]
        regulations = Regulation.objects.bulk_create(_entry(place, title, columns) for place, title in missing)
        versions = RegulationVersion.objects.bulk_create(
            RegulationVersion(regulation=regulation, number=1, text_known=False, basis=title.basis)
            for regulation, (_place, title) in zip(regulations, missing, strict=True)
        )
        record.touch_all(regulations)
        record.touch_all(versions)
        if not missing:
            record.drop()
    return len(missing)


def _entry(place: int, title: Title, columns: dict[str, str]) -> Regulation:
    return Regulation(kind=title.kind, title=title.text, position=place, **columns)


def _written(
    regulation: Regulation, wording: Wording, latest: RegulationVersion | None, today: date
) -> tuple[RegulationVersion, Iterable[Article]]:
    """Write a version with its articles, and end the one before."""
    parts = split(wording.text)
    refuse_on(
        basis_is_named(Basis(wording.basis)),
        rules.text_is_known(wording.text_known, parts),
        rules.start_is_given(wording.start, text_known=wording.text_known, first=latest is None),
        rules.issued_by_now(wording.issued_on, today),
        rules.comes_after(latest, wording.start),
    )
    if latest is not None and latest.end is None and wording.start is not None:
        _end(latest, wording.start - timedelta(days=1), _("由第%(number)d版代替") % {"number": latest.number + 1})
    version = RegulationVersion.objects.create(
        regulation=regulation,
        number=latest.number + 1 if latest else 1,
        document_number=wording.document_number.strip(),
        issued_on=wording.issued_on,
        start=wording.start,
        text_known=wording.text_known,
        basis=wording.basis.strip(),
    )
    articles = Article.objects.bulk_create(
        Article(version=version, position=place, label=part.label, text=part.text)
        for place, part in enumerate(parts, start=1)
    )
    return version, articles


def _end(version: RegulationVersion, end: date, reason: str) -> None:
    version.end, version.end_reason = end, reason
    version.save(update_fields=["end", "end_reason"])
