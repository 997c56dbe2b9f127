"""Reads of the book of rules. What a county sets is read in its townships and villages: it is made for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from foundation.rulebook.models import (
    Article,
    Regulation,
    RegulationFile,
    RegulationLink,
    RegulationVersion,
)
from foundation.rulebook.states import RegulationKind, Standing, Target
from foundation.rulebook.targets import titles_of
from foundation.townships.models import Division, User
from foundation.townships.states import Capability, Level

Reader = User | AnonymousUser


@dataclass(frozen=True)
class _Reach:
    """The codes of whole counties, of townships, and of the counties that these lie in."""

    counties: frozenset[str]
    townships: frozenset[str]
    above: frozenset[str]

    @classmethod
    def of(cls, user: Reader) -> "_Reach | None":
        """Who sees people somewhere works there, and so reads what holds there; a village is part of its township."""
        holding = user.holdings.get(Capability.VIEW_PEOPLE) if user.is_authenticated else None
        if holding is None:
            return None
        townships = holding.townships | {code[:9] for code in holding.villages}
        above = holding.counties | {code[:6] for code in townships}
        return cls(frozenset(holding.counties), frozenset(townships), frozenset(above))


def visible_regulations(user: Reader) -> QuerySet[Regulation]:
    """The country's, those of the user's counties, those of his townships."""
    reach = _Reach.of(user)
    if reach is None:
        return Regulation.objects.none()
    return Regulation.objects.filter(
        Q(county="")
        | Q(county__in=reach.above, township="")
        | Q(county__in=reach.counties)
        | Q(township__in=reach.townships)
    )


def visible_versions(user: Reader) -> QuerySet[RegulationVersion]:
    return RegulationVersion.objects.filter(regulation__in=visible_regulations(user)).select_related("regulation")


def visible_files(user: Reader) -> QuerySet[RegulationFile]:
    return RegulationFile.objects.filter(version__regulation__in=visible_regulations(user))


def visible_links(user: Reader) -> QuerySet[RegulationLink]:
    rows = RegulationLink.objects.filter(version__regulation__in=visible_regulations(user))
    return rows.select_related("version__regulation", "article")


# One unit's book ---------------------------------------------------------------------------------


def places(user: Reader, day: date) -> list[Division]:
    """Whose book the user may open: his county first, then its townships, also ended ones that have left rules."""
    reach = _Reach.of(user)
    if reach is None:
        return []
    mine = Q(level__in=[Level.COUNTY, Level.TOWNSHIP], county__in=reach.counties)
    mine |= Q(level=Level.TOWNSHIP, township__in=reach.townships)
    left = Regulation.objects.exclude(township="").values("township")
    alive = Q(pk__in=Division.objects.on(day)) | Q(level=Level.TOWNSHIP, township__in=left)
    return list(Division.objects.filter(mine, alive).order_by("code"))


def book_of(place: Division) -> QuerySet[Regulation]:
    """What holds in a unit: the country's, its county's, its own. For a county, what it keeps itself."""
    own = {place.township, ""}
    return Regulation.objects.filter(Q(county="") | Q(county=place.county, township__in=own))


def matching(rows: QuerySet[Regulation], q: str) -> QuerySet[Regulation]:
    """Those with the words in the title, the issuer, the document number or an article."""
    in_versions = RegulationVersion.objects.filter(Q(document_number__icontains=q) | Q(articles__text__icontains=q))
    return rows.filter(
        Q(title__icontains=q) | Q(issuer__icontains=q) | Q(pk__in=in_versions.order_by().values("regulation"))
    )


@dataclass(frozen=True)
class Entry:
    """A regulation as it stands on a day: `version` is the one in force, else the coming one, else the last."""

    regulation: Regulation
    version: RegulationVersion
    standing: Standing

    @classmethod
    def on(cls, regulation: Regulation, versions: Sequence[RegulationVersion], day: date) -> "Entry":
        """Raises `ValueError` without a version: each regulation is entered with its first."""
        order = [Standing.IN_FORCE, Standing.UNCONFIRMED, Standing.COMING, Standing.ENDED]
        # Of several that have ended, the last one.
        version = min(versions, key=lambda each: (order.index(each.standing_on(day)), -each.number))
        return cls(regulation, version, version.standing_on(day))


@dataclass(frozen=True)
class Chapter:
    """The regulations of one kind."""

    kind: RegulationKind
    entries: list[Entry]

    @property
    def name(self) -> str:
        return str(self.kind.label)


def entries(rows: QuerySet[Regulation], day: date) -> list[Entry]:
    """How each of these stands on a day. Two queries."""
    found = rows.prefetch_related("versions")
    return [Entry.on(regulation, list(regulation.versions.all()), day) for regulation in found]


def chapters(found: Iterable[Entry]) -> list[Chapter]:
    """By kind, from the top down, in the order of the book; kinds without any are left out."""
    by_kind: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        by_kind[entry.regulation.kind].append(entry)
    return [
        Chapter(kind, sorted(by_kind[kind], key=lambda entry: (entry.regulation.position, entry.regulation.pk)))
        for kind in RegulationKind
        if by_kind[kind]
    ]


def printed(place: Division, day: date) -> list[Chapter]:
    """The book of a unit as it is printed: what holds on a day, with articles and files. Four queries."""
    articles = Prefetch("articles", Article.objects.order_by("position"))
    versions = RegulationVersion.objects.on(day).prefetch_related(articles, "files")
    rows = book_of(place).filter(pk__in=RegulationVersion.objects.on(day).values("regulation"))
    found = rows.prefetch_related(Prefetch("versions", versions))
    return chapters(Entry.on(regulation, list(regulation.versions.all()), day) for regulation in found)


# One regulation ----------------------------------------------------------------------------------


def versions_of(regulation: Regulation) -> list[RegulationVersion]:
    """All of them, the newest first."""
    return list(regulation.versions.order_by("-number"))


def articles_of(version: RegulationVersion) -> list[Article]:
    """In their order, each with `standing_links`: what it stands behind. Two queries."""
    links = Prefetch("links", RegulationLink.objects.filter(voided_on=None), to_attr="standing_links")
    return list(version.articles.order_by("position").prefetch_related(links))


def links_of(version: RegulationVersion) -> list[RegulationLink]:
    """Also those that are void."""
    return list(version.links.select_related("article").order_by("article__position", "pk"))


@dataclass(frozen=True)
class Backing:
    """What stands behind a number, a rule or a power, as far as a reader sees it."""

    kind: Target
    code: str
    title: str
    links: list[RegulationLink]


def backings(user: Reader, day: date, *, kind: Target | None = None, code: str = "") -> list[Backing]:
    """The other way round: by number, rule and power, the articles that have not ended by a day.

    `kind` asks for those of a kind, with `code` for one of them; the list is empty when nothing stands behind it.
    One query.
    """
    rows = visible_links(user).filter(Q(version__end=None) | Q(version__end__gte=day), voided_on=None)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if code:
        rows = rows.filter(code=code)
    order = ["version__regulation__county", "version__regulation__township", "version__regulation__position"]
    by_target: dict[tuple[str, str], list[RegulationLink]] = defaultdict(list)
    for link in rows.order_by(*order, "version__number", "article__position", "pk"):
        by_target[link.kind, link.code].append(link)
    titles = {each: titles_of(each) for each in Target}
    return [
        Backing(target, code, titles[target].get(code, code), by_target[target, code])
        for target in Target
        for code in sorted(code for known, code in by_target if known == target)
    ]
